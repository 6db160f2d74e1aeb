/** The HTTP door: every route of the contract gets its guard, its parser and its handler; everything else is static files. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { contract, type Route, type RouteKey } from '@kaitong/client/contract';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { claimKey, fingerprintOf, freeKey, keepAnswer, type Keyed } from '../../platform/idempotency.ts';
import { applicantHandlers } from './applicant/handlers.ts';
import { handOffHandlers } from './applicant/hand-off-handlers.ts';
import { merchantPriceHandlers } from './merchant/prices.ts';
import { priceHandlers } from './console/price-handlers.ts';
import { shareHandlers } from './console/share-handlers.ts';
import { riskDeskHandlers } from './console/risk-desk-handlers.ts';
import { merchantRiskHandlers } from './merchant/risk.ts';
import { booksHandlers } from './console/books-handlers.ts';
import { consoleHandlers } from './console/handlers.ts';
import { monthHandlers } from './merchant/month.ts';
import { findHandlers } from './console/find-handlers.ts';
import { dataHandlers } from './applicant/data-handlers.ts';
import { dataDeskHandlers } from './console/data-handlers.ts';
import { parameterHandlers } from './console/parameter-handlers.ts';
import { deviceListHandlers } from './console/device-list-handlers.ts';
import { exportHandlers } from './console/export-handlers.ts';
import { registerStatus } from './status.ts';
import { queueHandlers } from './console/queue-handlers.ts';
import { referenceHandlers } from './console/reference-handlers.ts';
import { listHandlers } from './console/list-handlers.ts';
import { hotlineHandlers } from './console/hotline-handlers.ts';
import { apiKeyHandlers } from './console/api-key-handlers.ts';
import { policyHandlers } from './console/policy-handlers.ts';
import { doctorHandlers } from './console/doctor-handlers.ts';
import { accountHandlers } from './merchant/account-handlers.ts';
import { breakHandlers } from './console/break-handlers.ts';
import { disputeHandlers } from './console/dispute-handlers.ts';
import { merchantDisputeHandlers } from './merchant/disputes.ts';
import { lateReversalHandlers } from './console/late-reversal-handlers.ts';
import { depositHandlers } from './deposit-handlers.ts';
import { changeDeskHandlers } from './console/change-handlers.ts';
import { seeAsHandlers } from './console/see-as-handlers.ts';
import { restrictionHandlers } from './console/restriction-handlers.ts';
import { simHandlers } from './sim-handlers.ts';
import { payInHandlers } from './console/pay-in-handlers.ts';
import { deregistrationHandlers } from './deregistration-handlers.ts';
import { returnHandlers } from './return-handlers.ts';
import { agentRepairHandlers } from './agent/repair-handlers.ts';
import { deskTicketHandlers } from './console/ticket-handlers.ts';
import { merchantTicketHandlers } from './merchant/tickets.ts';
import { stockHandlers } from './console/stock-handlers.ts';
import { webhookDeskHandlers } from './console/webhook-handlers.ts';
import { reviewHandlers } from './console/review-handlers.ts';
import { complaintHandlers } from './public/complaint-handlers.ts';
import { receiptHandlers } from './receipt-handlers.ts';
import { recoveryHandlers } from './public/recovery-handlers.ts';
import { catalogueHandlers } from './public/catalogue-handlers.ts';
import type { Context, Handled, Handlers, Site, Upload } from './context.ts';
import { demoHandlers } from './demo/handlers.ts';
import { merchantChangeHandlers } from './merchant/changes.ts';
import { merchantHandlers } from './merchant/handlers.ts';
import { memberHandlers } from './merchant/members.ts';
import { noteMemberAct } from '../../modules/merchants/index.ts';
import { filingHandlers } from './agent/merchant-side.ts';
import { agentHandlers } from './agent/handlers.ts';
import { agentShareHandlers } from './agent/share-handlers.ts';
import { channelHandlers } from './console/channels.ts';
import { counterHandlers } from './counter/handlers.ts';
import { peopleHandlers } from './console/people-handlers.ts';
import { auditHandlers } from './console/audit-handlers.ts';
import { registerNoting, rememberRoute } from './note-staff-act.ts';
import { guard, isUnsafe, type Guarded } from './guard.ts';
import { publicHandlers } from './public/handlers.ts';
import { openApiDocument } from './openapi.ts';
import { partnerHandlers } from './partner/handlers.ts';
import { registerPartners } from './partner/courier.ts';
import { problemOf, type ProblemBody } from './problems.ts';
import { registerPages } from './pages.ts';

export { COOKIE_MAX_AGE_S, cookieName } from './session-cookie.ts';

const handlers: Handlers<RouteKey> = {
  ...applicantHandlers,
  ...handOffHandlers,
  ...merchantHandlers,
  ...memberHandlers,
  ...consoleHandlers,
  ...findHandlers,
  ...listHandlers,
  ...deviceListHandlers,
  ...exportHandlers,
  ...parameterHandlers,
  ...referenceHandlers,
  ...queueHandlers,
  ...dataHandlers,
  ...dataDeskHandlers,
  ...booksHandlers,
  ...priceHandlers,
  ...shareHandlers,
  ...riskDeskHandlers,
  ...merchantRiskHandlers,
  ...merchantPriceHandlers,
  ...reviewHandlers,
  ...catalogueHandlers,
  ...policyHandlers,
  ...hotlineHandlers,
  ...monthHandlers,
  ...recoveryHandlers,
  ...stockHandlers,
  ...merchantTicketHandlers,
  ...deskTicketHandlers,
  ...agentRepairHandlers,
  ...returnHandlers,
  ...deregistrationHandlers,
  ...payInHandlers,
  ...lateReversalHandlers,
  ...breakHandlers,
  ...disputeHandlers,
  ...merchantDisputeHandlers,
  ...accountHandlers,
  ...depositHandlers,
  ...simHandlers,
  ...seeAsHandlers,
  ...restrictionHandlers,
  ...merchantChangeHandlers,
  ...changeDeskHandlers,
  ...doctorHandlers,
  ...demoHandlers,
  ...filingHandlers,
  ...counterHandlers,
  ...agentHandlers,
  ...agentShareHandlers,
  ...channelHandlers,
  ...apiKeyHandlers,
  ...webhookDeskHandlers,
  ...auditHandlers,
  ...peopleHandlers,
  ...partnerHandlers,
  ...publicHandlers,
  ...receiptHandlers,
  ...complaintHandlers,
};

declare module 'fastify' {
  interface FastifyReply {
    /** Set while an answer is to be kept under its Idempotency-Key. */
    keyed?: Keyed | undefined;
  }
  interface FastifyRequest {
    /** Who calls; set before the body is read. */
    guarded: Extract<Guarded, { subjectId: string }>;
  }
}

const BODY_BYTES_MAX = 256 * 1024;
const FILE_BYTES_MAX = 12 * 1024 * 1024;
const FILES_MAX = 40;

export interface HttpOptions {
  readonly webRoot: string;
  /** https in front of us: cookies get the __Host- prefix and Secure. */
  readonly secure: boolean;
}

export async function createHttp(site: Site, options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: options.secure,
    forceCloseConnections: true,
  });
  await app.register(cookie);
  await app.register(multipart, {
    limits: { fileSize: FILE_BYTES_MAX, files: FILES_MAX, fields: 10, fieldSize: 8_192 },
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        mediaSrc: ["'self'", 'blob:'],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: options.secure ? [] : null,
      },
    },
    hsts: options.secure,
    xFrameOptions: { action: 'sameorigin' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
  app.setErrorHandler((error: { statusCode?: number; code?: string; message?: string }, _request, reply) =>
    answerProblem(reply, faultOf(site, error)),
  );
  app.addHook('onResponse', async (request, reply) => {
    site.world.metrics.httpSeconds.observe(
      { route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
  app.decorateReply('keyed');
  app.decorateRequest('guarded');
  app.addHook('onSend', async (_request, reply, payload) => {
    if (reply.keyed !== undefined && typeof payload === 'string' && reply.statusCode < 500) {
      await keepAnswer(site.world, reply.keyed, { status: reply.statusCode, text: payload });
    }
    return payload;
  });
  registerNoting(app, site);
  for (const key of Object.keys(contract) as RouteKey[]) registerRoute(app, site, key);
  registerPartners(app, site);
  registerStatus(app, { metrics: site.world.metrics, notReady: site.notReady });
  await app.register(swagger, { mode: 'static', specification: { document: openApiDocument(site.version) as never } });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', () => openApiDocument(site.version));
  await registerPages(app, options.webRoot);
  return app;
}

function faultOf(site: Site, error: Partial<Error> & { statusCode?: number; code?: string }): ProblemBody {
  if (error.statusCode === 413 || error.code === 'FST_REQ_FILE_TOO_LARGE') return problemOf('http.too_large');
  if (error.statusCode === 415) return problemOf('http.unsupported');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return problemOf('http.bad_request', { detail: error.message ?? '' });
  site.world.log.error({ error: error.message ?? 'no message', stack: error.stack }, 'HTTP fault');
  return problemOf('http.fault');
}

export const answerProblem = (reply: FastifyReply, problem: ProblemBody): FastifyReply =>
  reply.code(problem.status).type('application/problem+json').send(problem);

function registerRoute(app: FastifyInstance, site: Site, key: RouteKey): void {
  const at = key.indexOf(' ');
  const route = contract[key] as Route;
  app.route({
    method: key.slice(0, at),
    url: key.slice(at + 1),
    onRequest: async (request, reply) => {
      rememberRoute(request, key, route);
      const guarded = await guard(site, { key, route }, request);
      if ('code' in guarded) {
        request.knownStaff = guarded.staffId;
        const facts = guarded.facts === undefined ? {} : { facts: guarded.facts };
        return answerProblem(reply, problemOf(guarded.code, facts));
      }
      request.guarded = guarded;
      return undefined;
    },
    handler: async (request, reply) => {
      const parsed = await parseInput(route, request);
      if ('problem' in parsed) return answerProblem(reply, parsed.problem);
      const { subjectId, actor, member, look, partner } = request.guarded;
      const context = { site, world: site.world, subjectId, actor, member, look, partner, request, reply, ...parsed };
      const who = actor?.staffId ?? member?.memberId ?? subjectId;
      const keyed = route.answersSecret === true ? undefined : keyOf(request, who);
      if (keyed === undefined && route.guard.kind === 'partner' && isUnsafe(request))
        return answerProblem(reply, problemOf('http.idempotency_needed'));
      if (keyed === undefined) return carryOut(key, context as unknown as Context<RouteKey>);
      return carryOutOnce(keyed, key, context as unknown as Context<RouteKey>);
    },
  });
}

async function carryOut(key: RouteKey, context: Context<RouteKey>): Promise<FastifyReply> {
  const { reply } = context;
  const handler: (context: Context<RouteKey>) => Promise<Handled<RouteKey>> = handlers[key];
  const handled = await handler(context);
  if (handled === 'sent') return reply;
  if (context.member !== undefined && !handled.refused && isUnsafe(context.request))
    await noteMemberAct(context.world, { ...context.member, what: key });
  if (!handled.refused) return reply.type('application/json; charset=utf-8').send(JSON.stringify(handled.value));
  const { code, facts } = handled.refusal;
  return answerProblem(reply, problemOf(code, facts === undefined ? {} : { facts }));
}

/** A request of somebody signed in that names itself; uploads are told apart by their length and the key alone. */
function keyOf(request: FastifyRequest, subjectId: string): Keyed | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 100 || subjectId === '' || request.method === 'GET')
    return undefined;
  const content = request.body === undefined ? (request.headers['content-length'] ?? '') : JSON.stringify(request.body);
  return { ownerId: subjectId, key, fingerprint: fingerprintOf(request.method, request.url, content) };
}

/** A double tap or a retry after a lost answer does the work once and is told the same thing. */
async function carryOutOnce(keyed: Keyed, key: RouteKey, context: Context<RouteKey>): Promise<FastifyReply> {
  const { reply, world } = context;
  const claim = await claimKey(world, keyed);
  if (claim.kind === 'other_content') return answerProblem(reply, problemOf('http.idempotency_conflict'));
  if (claim.kind === 'in_progress') return answerProblem(reply, problemOf('http.in_progress'));
  if (claim.kind === 'answered') {
    const type = claim.status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json';
    return reply.code(claim.status).type(type).header('idempotent-replay', 'true').send(claim.answer);
  }
  reply.keyed = keyed;
  try {
    return await carryOut(key, context);
  } catch (error) {
    await freeKey(world, keyed);
    throw error;
  }
}

type Parsed = { input: Record<string, unknown>; form: unknown; files: Upload[] } | { problem: ProblemBody };

async function parseInput(route: Route, request: FastifyRequest): Promise<Parsed> {
  const input: Record<string, unknown> = {};
  const files: Upload[] = [];
  let fields: Record<string, string> = {};
  if (route.form !== undefined) {
    if (!request.isMultipart()) return { problem: problemOf('http.unsupported') };
    fields = await readForm(request, files);
  }
  const parts = [
    ['params', route.params, request.params],
    ['query', route.query, request.query],
    ['body', route.body, request.body],
    ['form', route.form, fields],
  ] as const;
  for (const [name, schema, value] of parts) {
    if (schema === undefined) continue;
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const facts = {
        fields: parsed.error.issues.slice(0, 10).map((issue) => `${name}.${issue.path.join('.')}: ${issue.message}`),
      };
      return { problem: problemOf('http.bad_request', { facts }) };
    }
    input[name] = parsed.data;
  }
  return { input, form: input['form'], files };
}

async function readForm(request: FastifyRequest, files: Upload[]): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for await (const part of request.parts()) {
    if (part.type === 'file')
      files.push({ field: part.fieldname, content: await part.toBuffer(), contentType: part.mimetype });
    else fields[part.fieldname] = String(part.value);
  }
  return fields;
}
