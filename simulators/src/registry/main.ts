/**
 * The registries: whether a name, an identity number, a phone and a card belong together; what the register of businesses
 * says; whose a corporate account is; which terminal is bound to which merchant. Answers from the drawn population.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  announce,
  commonRoutes,
  openSimulator,
  serveHttp,
  type AdminAnswer,
  type AdminRequest,
  type AdminRoute,
} from '../kit/index.ts';
import { businesses, cardsByPan } from '../population/index.ts';
import { Bindings, type BindingQuestion, type WithdrawalQuestion } from './bindings.ts';
import {
  companyEntry,
  compareCorporateAccount,
  LICENCE_STATES,
  type CorporateAccountQuestion,
  type LicenceState,
} from './businesses.ts';

const simulator = openSimulator('registry', {
  silent: { rest: false, zh: '不应答', en: 'Never answer' },
  down: { rest: false, zh: '停机', en: 'Out of service' },
  delayMs: { rest: 0, zh: '应答延迟毫秒', en: 'Milliseconds before an answer' },
  licenceStatus: {
    rest: 'normal',
    zh: '执照登记状态：normal 正常，abnormal 经营异常，revoked 吊销，cancelled 注销',
    en: 'What the register says of licences: normal, abnormal, revoked, cancelled',
  },
  unknownCompany: { rest: false, zh: '查无此企业', en: 'No business is on the register' },
  accountMismatch: { rest: false, zh: '对公账户户名不符', en: 'Corporate accounts bear another name' },
  accountSilent: { rest: false, zh: '对公账户核验停机', en: 'Register of corporate accounts out of service' },
  otherAcquirers: {
    rest: 0,
    zh: '每位自然人已由几家收单机构报备为小微商户',
    en: 'How many acquirers have reported each person without a licence',
  },
  bindingSilent: { rest: false, zh: '终端报备不应答', en: 'Never answer about terminals' },
  bindingDown: { rest: false, zh: '终端报备停机', en: 'Register of terminals out of service' },
  bindingRefusals: {
    rest: 0,
    zh: '拒绝接下来几笔终端报备（要素不符）',
    en: 'How many of the next terminals are refused (element_mismatch)',
  },
});
const { secret = '' } = simulator.config.settings;
const bindings = new Bindings(join(simulator.config.dataDir, 'bindings.jsonl'));
let asked = 0;

interface FourElement {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly cardNumber: string;
}

function compare(given: FourElement): { result: 'match' | 'mismatch'; wrong: string[] } {
  const found = cardsByPan.get(given.cardNumber);
  if (found === undefined) return { result: 'mismatch', wrong: ['cardNumber'] };
  const wrong = [
    ...(found.person.name === given.name ? [] : ['name']),
    ...(found.person.idNumber === given.idNumber ? [] : ['idNumber']),
    ...(found.card.reservedPhone === given.phone ? [] : ['phone']),
    ...(found.card.accountClass === 2 ? ['class'] : []),
  ];
  return { result: wrong.length === 0 ? 'match' : 'mismatch', wrong };
}

/** A question of the signed interface: the signature first, then the weather, then the answer. */
function signedQuestion(answer: (body: unknown) => unknown): AdminRoute {
  return async ({ body, rawBody, headers }: AdminRequest): Promise<AdminAnswer> => {
    if (headers['x-signature'] !== createHmac('sha256', secret).update(rawBody).digest('hex'))
      return { status: 401, json: { error: 'signature' } };
    asked += 1;
    if (simulator.faults.on('silent')) return new Promise(() => undefined);
    if (simulator.faults.on('down')) return { status: 503, json: { error: 'closed' } };
    const delayMs = Number(simulator.faults.get('delayMs'));
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return { json: await answer(body) };
  };
}

/** Its own weather, so that a silent register of terminals does not stop reviews. */
function bindTerminal(body: unknown): unknown {
  if (simulator.faults.on('bindingSilent')) return new Promise(() => undefined);
  if (simulator.faults.on('bindingDown')) return { error: 'closed' };
  const refusals = Number(simulator.faults.get('bindingRefusals'));
  if (refusals > 0) simulator.faults.set('bindingRefusals', refusals - 1);
  return bindings.bind(body as BindingQuestion, refusals > 0 ? 'element_mismatch' : undefined);
}

function withdrawTerminal(body: unknown): unknown {
  if (simulator.faults.on('bindingSilent')) return new Promise(() => undefined);
  if (simulator.faults.on('bindingDown')) return { error: 'closed' };
  return bindings.withdraw(body as WithdrawalQuestion);
}

/** A word that is no state of the register rests: a typing error on the page must not invent one. */
function licenceState(): LicenceState {
  const wanted = simulator.faults.get('licenceStatus');
  return LICENCE_STATES.find((state) => state === wanted) ?? 'normal';
}

const http = await serveHttp('registry', simulator.config.port, {
  ...commonRoutes(simulator, () => ({
    asked,
    bindings: bindings.list(),
    businesses: businesses.map(({ name, uscc, type }) => ({ name, uscc, type, status: licenceState() })),
  })),
  'POST /four-element': signedQuestion((body) => compare(body as FourElement)),
  'POST /terminal-bindings': signedQuestion(bindTerminal),
  'POST /terminal-bindings/withdrawals': signedQuestion(withdrawTerminal),
  'POST /company': signedQuestion((body) =>
    simulator.faults.on('unknownCompany')
      ? { found: false }
      : companyEntry((body as { uscc: string }).uscc, licenceState()),
  ),
  'POST /acquirers': signedQuestion(() => ({ others: Number(simulator.faults.get('otherAcquirers')) })),
  'POST /corporate-account': signedQuestion((body) =>
    simulator.faults.on('accountSilent')
      ? { error: 'closed' }
      : simulator.faults.on('accountMismatch')
        ? { result: 'mismatch', wrong: ['accountName'] }
        : compareCorporateAccount(body as CorporateAccountQuestion),
  ),
});
announce(simulator, { http: http.port, admin: http.port });
