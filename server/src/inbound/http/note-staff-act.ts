/** The one place where the audit log is written: what staff changed, and whatever a route has marked, before the answer leaves. */
import type { Route, RouteKey } from '@kaitong/client/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noteAct, type StaffApp } from '../../modules/audit/index.ts';
import { APP_OF_ROLE, deviceWords, staffByLogin, staffOf } from '../../modules/identity/index.ts';
import { actionOf, objectOf, reasonOf } from './audit-words.ts';
import type { Site } from './context.ts';
import { FILING_HEADER, isUnsafe, namedBy } from './guard.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route of the contract, where staff may be the one who calls. */
    staffRoute: { readonly key: RouteKey; readonly route: Route } | undefined;
    /** Whoever is at the door and known already, though no session is open yet, or was turned away by the guard. */
    knownStaff: string | undefined;
  }
}

/** Signing in is done by somebody of staff though nobody is signed in yet. */
const DOORS = /^\w+ \/api\/(console|counter|agent)\/(sessions|setup)/;
const ANSWER_READ_MAX = 64 * 1024;

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const isOfStaff = (key: RouteKey, { guard, audited }: Route): boolean =>
  audited === true ||
  (!key.startsWith('GET ') &&
    (guard.kind === 'staff' ||
      guard.kind === 'channel' ||
      (guard.kind === 'applicant' && guard.filing === true) ||
      DOORS.test(key)));

/** Registers the hook. An answer that fails to be noted becomes a fault: what is not noted is not said to be done. */
export function registerNoting(app: FastifyInstance, site: Site): void {
  app.decorateRequest('staffRoute');
  app.decorateRequest('knownStaff');
  app.addHook('onSend', async (request, reply, payload) => {
    const { staffRoute } = request;
    if (staffRoute === undefined || reply.getHeader('idempotent-replay') !== undefined) return payload;
    request.staffRoute = undefined; // once, also when writing fails and the fault is what is sent
    await noteAnswer(site, { request, reply, ...staffRoute, answer: answerOf(payload) });
    return payload;
  });
}

function answerOf(payload: unknown): Fields {
  if (typeof payload !== 'string' || payload.length > ANSWER_READ_MAX || !payload.startsWith('{')) return {};
  return fieldsOf(JSON.parse(payload));
}

interface Answered {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly key: RouteKey;
  readonly route: Route;
  readonly answer: Fields;
}

async function noteAnswer(site: Site, answered: Answered): Promise<void> {
  const { request, reply, key, route, answer } = answered;
  const body = fieldsOf(request.body);
  const params = fieldsOf(request.params);
  const staff = await whoCalls(site, answered, body);
  // whoever is nobody's staff has an own session, or none: not of this log, unless they knock at the staff's door
  if (staff === undefined && !DOORS.test(key)) return;
  const failed = reply.statusCode >= 400;
  const filingId = route.guard.kind === 'applicant' ? namedBy(request, FILING_HEADER, 'filing') : undefined;
  const about = objectOf({ params, answer: failed ? {} : answer, body });
  const within = about?.within ?? filingId;
  const object = about ?? (filingId === undefined ? undefined : { kind: 'filing', key: filingId });
  const toMerchants = route.guard.kind !== 'staff' || route.guard.permission === 'review.decide';
  await noteAct(site.world, {
    app: staff === undefined ? appOfDoor(key) : APP_OF_ROLE[staff.role],
    staff,
    address: request.ip,
    device: deviceWords(request.headers['user-agent'] ?? ''),
    action: actionOf(key, params),
    object: object === undefined ? undefined : { ...object, ...(within === undefined ? {} : { within }) },
    reason: reasonOf(body, toMerchants ? 'are messages' : 'are reasons'),
    code: failed ? codeOf(answer) : undefined,
  });
}

const codeOf = ({ code }: Fields): string => (typeof code === 'string' ? code : 'http.fault');

const appOfDoor = (key: string): StaffApp => (DOORS.exec(key)?.[1] ?? 'console') as StaffApp;

async function whoCalls(site: Site, { request, key, route, answer }: Answered, body: Fields) {
  const { guarded } = request;
  const ofSession = route.guard.kind === 'staff' || route.guard.kind === 'channel' ? guarded?.subjectId : undefined;
  let staffId = guarded?.actor?.staffId ?? ofSession ?? request.knownStaff;
  if (staffId === undefined && DOORS.test(key)) {
    const login = body['login'];
    const made = answer['staffId'];
    staffId =
      typeof made === 'string' ? made : typeof login === 'string' ? await staffByLogin(site.world, login) : undefined;
  }
  return staffId === undefined ? undefined : staffOf(site.world, staffId);
}

/** Routes that staff may have called are remembered with the request, before anything of it is read. */
export function rememberRoute(request: FastifyRequest, key: RouteKey, route: Route): void {
  if (isOfStaff(key, route) && (isUnsafe(request) || route.audited === true)) request.staffRoute = { key, route };
}
