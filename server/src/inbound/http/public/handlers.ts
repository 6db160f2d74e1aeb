import { isPhone } from '../../../kernel/phone.ts';
import type { PublicKey as Keys } from '@kaitong/client/contract';
import { civilDate } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import type { World } from '../../../flows/ports.ts';
import { smsTexts } from '../../../flows/texts.ts';
import { REGIONS } from '../../../modules/catalogue/index.ts';
import {
  agentPublicKey,
  agents,
  bookVisit,
  judgeMessage,
  reportIntermediary,
  signCertificate,
  type Agent,
  type Certificate,
} from '../../../modules/channels/index.ts';
import { applicantForPhone, checkCode, requestCode } from '../../../modules/identity/index.ts';
import { messageState, queueMessage } from '../../../modules/notifications/index.ts';
import { deviceOf } from '../../../modules/terminals/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { certificateView } from '../agent/handlers.ts';
import type { Handlers } from '../context.ts';
import { isNear } from '../counter/handlers.ts';

/** Numbers on certificates and devices can be tried out; nobody needs more than this. */
const LOOKUPS = { limit: 60, windowMs: 10 * 60_000 };
const REPORTS = { limit: 10, windowMs: 24 * 3_600_000 };

async function certificateByNumber(
  world: World,
  number: string,
): Promise<{ agent: Agent; certificate: Certificate } | undefined> {
  const wanted = number.trim().toUpperCase();
  for (const agent of await agents(world.db)) {
    const certificate = agent.certificates.find((one) => one.number === wanted);
    if (certificate !== undefined) return { agent, certificate };
  }
  return undefined;
}

const overLimit = (world: World, address: string): Promise<number | undefined> =>
  countAgainst(world, `look-up:${address}`, LOOKUPS);

const looking: Pick<
  Handlers<Keys>,
  | 'GET /api/public/cities'
  | 'GET /api/public/agents'
  | 'GET /api/public/certificates/:number'
  | 'GET /api/public/certificates/:number/file'
  | 'GET /api/public/agent-key'
  | 'GET /api/public/devices/:serialNo'
> = {
  'GET /api/public/cities': () => Promise.resolve(accept({ rows: [...REGIONS] })),
  'GET /api/public/agents': async ({ world, input }) => {
    const rows = (await agents(world.db)).flatMap((agent) => {
      const valid = agent.certificates
        .map((one) => certificateView(world, agent, one, input.query.city))
        .find((one) => one.status === 'valid');
      const { agentId, name, phone, address } = agent;
      return valid === undefined
        ? []
        : [{ agentId, name, phone, address, certificateNumber: valid.number, validTo: valid.validTo }];
    });
    return accept({ rows });
  },
  'GET /api/public/certificates/:number': async ({ world, input, request }) => {
    const over = await overLimit(world, request.ip);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const found = await certificateByNumber(world, input.params.number);
    if (found === undefined) return refuse('channels.certificate_unknown');
    const { number, status, cities, validFrom, validTo } = certificateView(
      world,
      found.agent,
      found.certificate,
      input.query.city,
    );
    return accept({ number, status, agent: found.agent.name, phone: found.agent.phone, cities, validFrom, validTo });
  },
  'GET /api/public/certificates/:number/file': async ({ world, input, request, reply }) => {
    const over = await overLimit(world, request.ip);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const found = await certificateByNumber(world, input.params.number);
    if (found === undefined) return refuse('channels.certificate_unknown');
    const file = await signCertificate(world, { ...found, acquirer: world.acquirer.name });
    void reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${found.certificate.number}.json"`)
      .send(JSON.stringify(file, null, 2));
    return 'sent';
  },
  'GET /api/public/agent-key': async ({ world }) =>
    accept({ ...(await agentPublicKey(world)), algorithm: 'Ed25519' as const }),
  'GET /api/public/devices/:serialNo': async ({ world, input, request }) => {
    const over = await overLimit(world, request.ip);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const device = await deviceOf(world.db, input.params.serialNo.trim().toUpperCase());
    if (device === undefined) return accept({ ours: false });
    const use = ['in_stock', 'allocated', 'shipped', 'delivered'].includes(device.state)
      ? 'new'
      : device.state === 'bound'
        ? 'in_use'
        : 'out_of_use';
    return accept({ ours: true, model: device.model, use });
  },
};

const saying: Pick<
  Handlers<Keys>,
  | 'POST /api/public/messages/judgements'
  | 'POST /api/public/reports'
  | 'POST /api/public/visits/codes'
  | 'POST /api/public/visits'
> = {
  'POST /api/public/messages/judgements': ({ input, request }) => {
    const { text, sender } = input.body;
    const judged = judgeMessage(text, {
      hosts: [request.headers.host ?? ''],
      ...(sender === undefined ? {} : { sender }),
    });
    return Promise.resolve(accept({ verdict: judged.verdict, reasons: [...judged.reasons] }));
  },
  'POST /api/public/reports': async ({ world, input, request }) => {
    const { about, text, phone, region } = input.body;
    if (phone !== undefined && phone !== '' && !isPhone(phone)) return refuse('identity.phone_invalid');
    const over = await countAgainst(world, `report:${request.ip}`, REPORTS);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const reportId = await reportIntermediary(world, {
      about,
      text,
      ...(phone === undefined || phone === '' ? {} : { phone }),
      ...(region === undefined ? {} : { region }),
    });
    return accept({ reportId });
  },
  'POST /api/public/visits/codes': async ({ world, input, request }) => {
    const { phone } = input.body;
    const sent = await requestCode(world, {
      phone,
      purpose: 'visit',
      address: request.ip,
      lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
      send: (tx, code) =>
        queueMessage(world, tx, { purpose: 'visit', phone, text: smsTexts.visitCode(code), subject: 'visit' }),
    });
    return sent.refused ? sent : accept({ resendAfterS: sent.value.resendAfterS });
  },
  'POST /api/public/visits': async ({ world, input }) => {
    const { phone, code, ...visit } = input.body;
    if (!isNear(world, visit.wantedDate)) return refuse('channels.visit_date');
    const checked = await checkCode(world, { phone, purpose: 'visit', code });
    if (checked.refused) return checked;
    const applicantId = await applicantForPhone(world, phone);
    return bookVisit(world, { ...visit, applicantId, wantedDate: civilDate(visit.wantedDate) });
  },
};

export const publicHandlers: Handlers<Keys> = { ...looking, ...saying };
