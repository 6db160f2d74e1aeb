/** Who may call a route: one question for every request, answered before anything of it is read. */
import { ROLE_PERMISSIONS, type Route, type RouteKey } from '@kaitong/client/contract';
import type { FastifyRequest } from 'fastify';
import { unreachable } from '../../kernel/assert.ts';
import { mayUseSession, mayWorkOn, personOf } from '../../modules/channels/index.ts';
import {
  APP_OF_ROLE,
  lookOf,
  openWithApiKey,
  sessionOf,
  staffOf,
  type Audience,
} from '../../modules/identity/index.ts';
import { merchantByApplicant, roleReaches, servingAs } from '../../modules/merchants/index.ts';
import type { World } from '../../flows/ports.ts';
import { countAgainst } from '../../platform/rate.ts';
import { logAccess } from './console/access-log.ts';
import type { Actor, Look, MemberAtWork, Site } from './context.ts';
import type { ProblemCode } from './problems.ts';
import { cookieName } from './session-cookie.ts';
import { SHOWN_TO_LOOKS } from './shown-to-looks.ts';

/** Public routes that change something, per address. */
const PUBLIC_RATE = { limit: 120, windowMs: 60_000 };
/** Requests of one key; a partner's batch of a few thousand merchants is through in an hour. */
const PARTNER_RATE = { limit: 600, windowMs: 60_000 };
export const FILING_HEADER = 'x-kaitong-filing';
const SHOP_HEADER = 'x-kaitong-shop';
const LOOK_HEADER = 'x-kaitong-look';

export type Guarded =
  | {
      readonly subjectId: string;
      readonly actor?: Actor;
      readonly member?: MemberAtWork;
      readonly look?: Look;
      readonly partner?: string;
    }
  /** `staffId`: who was turned away, where they are known. */
  | { readonly code: ProblemCode; readonly facts?: object; readonly staffId?: string };

export const isUnsafe = (request: FastifyRequest): boolean => request.method !== 'GET' && request.method !== 'HEAD';

export async function guard(
  site: Site,
  { key, route }: { readonly key: RouteKey; readonly route: Route },
  request: FastifyRequest,
): Promise<Guarded> {
  const look = namedBy(request, LOOK_HEADER, 'look');
  // before anything else, and for every route there is: whoever looks changes nothing, whatever else this browser is signed in to
  if (look !== undefined && isUnsafe(request)) return { code: 'identity.look_read_only' };
  // a key is sent by a system that holds it, never by a browser on somebody's behalf as a cookie is
  if (route.guard.kind === 'partner') return guardPartner(site, request, route.guard.scope);
  if (isUnsafe(request) && !sameOrigin(request)) return { code: 'http.origin' };
  const wanted = route.guard;
  switch (wanted.kind) {
    case 'demo':
      return site.demo === undefined ? { code: 'demo.only' } : { subjectId: '' };
    case 'public': {
      const over = isUnsafe(request) ? await countAgainst(site.world, `public:${request.ip}`, PUBLIC_RATE) : undefined;
      return over === undefined ? { subjectId: '' } : { code: 'http.rate_limit', facts: { seconds: over } };
    }
    case 'applicant': {
      // never falls back to a merchant’s own session that the same browser may hold
      if (look !== undefined) return guardLook(site, { key, lookId: look }, request);
      const filingId = namedBy(request, FILING_HEADER, 'filing');
      if (filingId !== undefined)
        // never falls back to a merchant’s own session that the same browser may hold
        return wanted.filing === true ? guardFiling(site, request, filingId) : { code: 'identity.not_allowed' };
      const personId = await signedIn(site, request, 'applicant');
      if (personId === undefined) return { code: 'identity.sign_in_needed' };
      const shop = namedBy(request, SHOP_HEADER, 'shop');
      // never falls back to a merchant of the person’s own
      const entered = shop === undefined ? { subjectId: personId } : await guardShop(site, { personId, shop }, wanted);
      if ('code' in entered) return entered;
      const changes = isUnsafe(request) && request.url.startsWith('/api/merchant/') && wanted.afterClose !== true;
      return changes && (await isClosed(site.world, entered.subjectId)) ? { code: 'merchants.closed' } : entered;
    }
    case 'staff': {
      const subjectId = await signedIn(site, request, 'staff');
      if (subjectId === undefined) return { code: 'identity.sign_in_needed' };
      const mayEnrol = wanted.beforeFactor === true || site.secondFactor === 'offered';
      const factor = mayEnrol || (await staffOf(site.world, subjectId))?.hasFactor === true;
      if (!factor) return { code: 'identity.factor_needed', staffId: subjectId };
      return (await lacking(site.world, subjectId, wanted.permission)) ?? { subjectId };
    }
    case 'channel': {
      const entered = await guardChannel(site, request, wanted.audience);
      if ('code' in entered || wanted.permission === undefined) return entered;
      return (await lacking(site.world, entered.subjectId, wanted.permission)) ?? entered;
    }
    default:
      return unreachable(wanted);
  }
}

/**
 * Staff who see as a merchant: the page names the look, its own cookie opens it, and what is shown is a list. Asked each time, so that whoever is
 * signed out, suspended or given another role sees nothing more.
 */
async function guardLook(
  site: Site,
  { key, lookId }: { readonly key: RouteKey; readonly lookId: string },
  request: FastifyRequest,
): Promise<Guarded> {
  const token = request.cookies[cookieName('look', site.secure)];
  const look = token === undefined ? undefined : await lookOf(site.world, { lookId, token });
  if (look === undefined) return { code: 'identity.look_over' };
  if (!SHOWN_TO_LOOKS.has(key)) return { code: 'identity.look_closed', staffId: look.staffId };
  const { staffId, reason, until, subjectId } = look;
  return (await lacking(site.world, staffId, 'merchant.see_as')) ?? { subjectId, look: { staffId, reason, until } };
}

/** Somebody who works for a merchant: asked each time, so that whoever is removed is out with the next request. */
async function guardShop(
  site: Site,
  { personId, shop }: { readonly personId: string; readonly shop: string },
  wanted: Extract<Route['guard'], { kind: 'applicant' }>,
): Promise<Guarded> {
  const serving = await servingAs(site.world.db, personId, shop);
  if (serving === undefined) return { code: 'merchants.member_unknown' };
  if (!roleReaches(serving.role, wanted.staff)) return { code: 'merchants.member_role', facts: { role: serving.role } };
  const { memberId, merchantId, role, ownerId } = serving;
  return { subjectId: ownerId, member: { memberId, merchantId, role, personId } };
}

/** A merchant that is deregistered may look at everything and change nothing, but answer for what comes in the recourse period. */
async function isClosed(world: World, applicantId: string): Promise<boolean> {
  return (await merchantByApplicant(world, applicantId))?.state === 'closed';
}

async function signedIn(site: Site, request: FastifyRequest, audience: Audience): Promise<string | undefined> {
  const token = request.cookies[cookieName(audience, site.secure)];
  return token === undefined ? undefined : (await sessionOf(site.world, audience, token))?.subjectId;
}

async function lacking(world: World, staffId: string, permission: string): Promise<Guarded | undefined> {
  const staff = await staffOf(world, staffId);
  const allowed = staff === undefined ? [] : (ROLE_PERMISSIONS[staff.role] as readonly string[]);
  return allowed.includes(permission) ? undefined : { code: 'identity.not_allowed', facts: { permission }, staffId };
}

/** People of banks and agents, each at their own app; those of a suspended agent nowhere. */
async function guardChannel(site: Site, request: FastifyRequest, audience: 'counter' | 'agent'): Promise<Guarded> {
  const subjectId = await signedIn(site, request, 'channel');
  if (subjectId === undefined) return { code: 'identity.sign_in_needed' };
  const staff = await staffOf(site.world, subjectId);
  if (staff === undefined || APP_OF_ROLE[staff.role] !== audience)
    return { code: 'identity.not_allowed', staffId: subjectId };
  if (audience === 'counter') return { subjectId };
  const person = await personOf(site.world.db, subjectId);
  const active = person?.kind === 'agent' && (await mayUseSession(site.world, person.agentId));
  return active ? { subjectId } : { code: 'channels.agent_suspended', staffId: subjectId };
}

/** A partner's system: `Authorization: Bearer <key>.<secret>`. The subject is the key, the owner of what it files the partner. */
async function guardPartner(site: Site, request: FastifyRequest, scope: string): Promise<Guarded> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const opened = await openWithApiKey(site.world, { token, address: request.ip, scope });
  if (opened.refused) return opened.refusal;
  const { keyId, partner } = opened.value;
  const over = await countAgainst(site.world, `api-key:${keyId}`, PARTNER_RATE);
  return over === undefined ? { subjectId: keyId, partner } : { code: 'http.rate_limit', facts: { seconds: over } };
}

/** What a request names: in a header, or in the query where no header can be set (pictures, live events). */
export function namedBy(request: FastifyRequest, inHeader: string, inQuery: string): string | undefined {
  const header = request.headers[inHeader];
  const query = (request.query as Record<string, unknown> | undefined)?.[inQuery];
  const named = typeof header === 'string' && header !== '' ? header : query;
  return typeof named === 'string' && named !== '' ? named.slice(0, 40) : undefined;
}

/**
 * Staff of a bank or an agent on the merchant's own routes: the session is theirs, the subject is the merchant whose filing they
 * work on. A filing that is not theirs answers as one that does not exist.
 */
async function guardFiling(site: Site, request: FastifyRequest, filingId: string): Promise<Guarded> {
  const staffId = await signedIn(site, request, 'channel');
  if (staffId === undefined) return { code: 'identity.sign_in_needed' };
  const work = await mayWorkOn(site.world, { staffId, filingId, intent: isUnsafe(request) ? 'write' : 'read' });
  if (!work.refused) {
    const picture = /\/materials\/([^/?]+)\/image/.exec(request.url)?.[1];
    if (picture !== undefined)
      await logAccess(site.world, { staffId, what: 'image', subject: `${filingId}:${picture}` });
    return { subjectId: work.value.applicantId, actor: { staffId, filingId } };
  }
  const { code, facts } = work.refusal;
  if (code === 'channels.filing_unknown') return { code: 'http.not_found', staffId };
  return { code, staffId, ...(facts === undefined ? {} : { facts }) };
}

/** A browser always says where an unsafe request comes from; cookies alone are not enough to act. */
function sameOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  try {
    return new URL(origin).host === request.headers.host;
  } catch {
    return false;
  }
}
