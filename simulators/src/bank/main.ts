/** The bank: keeps the acquirer's reserve account and the accounts of the drawn people and businesses, takes signed payment orders, pays them after a while. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  announce,
  commonRoutes,
  JournalFile,
  openSimulator,
  serveHttp,
  type AdminAnswer,
  type AdminRequest,
} from '../kit/index.ts';
import { businesses, cardsByPan } from '../population/index.ts';
import { holderOf, judgeMicroTransfer, type MicroTransferOrder } from './micro-transfer.ts';
import { openPayoutFiles, type BankOutput, type FileOrder, type TakenFile } from './payout-files.ts';
import { judgePayIn, type PayIn, type PayInReturn, type PayInWish } from './pay-in.ts';

const simulator = openSimulator('bank', {
  down: { rest: false, zh: '银行接口停机', en: 'The bank’s interface is down' },
  refuseAll: { rest: false, zh: '拒收付款指令', en: 'Refuse payment orders' },
  returnAll: { rest: false, zh: '付款全部退汇（户名不符）', en: 'Send every payment back (name does not match)' },
  paySeconds: { rest: 5, zh: '多少秒后入账', en: 'Seconds until a payment arrives' },
  answerSeconds: { rest: 3, zh: '付款文件多少秒后答复', en: 'Seconds until a payout file is answered' },
  answerTwice: { rest: false, zh: '付款文件答复两次', en: 'Answer payout files twice' },
  answerPart: { rest: false, zh: '付款文件先答复一半', en: 'Answer half of a payout file first' },
  filesClosed: { rest: false, zh: '不取付款文件', en: 'Payout files are not fetched' },
});

interface Order {
  readonly type: 'order';
  readonly requestKey: string;
  readonly reference: string;
  readonly amountFen: string;
  readonly toAccount: string;
  readonly toName: string;
  readonly purpose: string;
  readonly at: number;
  /** Decided when the order was taken: what will become of it. */
  readonly fate: 'pay' | 'return';
  readonly reason?: string;
  /** Came in a payout file. */
  readonly byFile?: boolean;
}
interface Credit {
  readonly type: 'credit';
  readonly entryId: string;
  readonly reference: string;
  readonly amountFen: string;
  readonly purpose: string;
  readonly valueDate: string;
  readonly at: number;
}

/** A few fen sent to learn whether an account takes money under this name; not out of the reserve. */
interface MicroTransfer extends MicroTransferOrder {
  readonly type: 'micro-transfer';
  readonly at: number;
  /** Absent when it arrived. */
  readonly reason?: 'account_unknown' | 'name_mismatch';
}

type Entry = Order | Credit | MicroTransfer | PayIn | PayInReturn | TakenFile | BankOutput;

const { secret = '', reserveAccount = '', ownAccount = '', payoutFolder = '' } = simulator.config.settings;
const file = new JournalFile<Entry>(join(simulator.config.dataDir, 'ledger.jsonl'));
const orders = new Map<string, Order>();
const credits = new Map<string, Credit>();
const microTransfers = new Map<string, MicroTransfer>();
const payIns = new Map<string, PayIn>();
const payInReturns = new Map<string, PayInReturn>();
const takenFiles = new Map<string, TakenFile>();
const outputs = new Set<string>();
for (const entry of file.read()) remember(entry);

function remember(entry: Entry): void {
  if (entry.type === 'order') orders.set(entry.requestKey, entry);
  else if (entry.type === 'taken-file') takenFiles.set(entry.fileId, entry);
  else if (entry.type === 'bank-output') outputs.add(entry.name);
  else if (entry.type === 'pay-in') payIns.set(entry.entryId, entry);
  else if (entry.type === 'pay-in-return') payInReturns.set(entry.entryId, entry);
  else if (entry.type === 'micro-transfer') microTransfers.set(entry.reference, entry);
  else credits.set(entry.reference, entry);
}

function keep(entry: Entry): void {
  file.append(entry);
  remember(entry);
}

const shanghaiDate = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
const signed = (request: AdminRequest): boolean =>
  request.headers['x-signature'] === createHmac('sha256', secret).update(request.rawBody).digest('hex');
const down = (): AdminAnswer | undefined =>
  simulator.faults.on('down') ? { status: 503, json: { error: 'closed' } } : undefined;

/** An order is settled by time alone, so a crash in between changes nothing. */
function statusOf(order: Order): { status: 'processing' | 'paid' | 'returned'; reason?: string; settledAt?: number } {
  const settledAt = order.at + Number(simulator.faults.get('paySeconds')) * 1000;
  if (simulator.clock.nowMs() < settledAt) return { status: 'processing' };
  if (order.fate === 'return') return { status: 'returned', reason: order.reason ?? '', settledAt };
  return { status: 'paid', settledAt };
}

function takeOrder(body: {
  requestKey: string;
  amountFen: string;
  toAccount: string;
  toName: string;
  purpose: string;
}): AdminAnswer {
  const known = orders.get(body.requestKey);
  if (known !== undefined) return { json: { reference: known.reference } };
  if (simulator.faults.on('refuseAll')) return { status: 422, json: { error: '账户状态异常' } };
  const owner = holderOf(body.toAccount);
  const wrongName = owner !== undefined && owner.name !== body.toName;
  const fate = owner === undefined || wrongName || simulator.faults.on('returnAll') ? 'return' : 'pay';
  const order: Order = {
    type: 'order',
    requestKey: body.requestKey,
    reference: `BK${String(simulator.clock.nowMs())}${String(orders.size + 1).padStart(4, '0')}`,
    amountFen: body.amountFen,
    toAccount: body.toAccount,
    toName: body.toName,
    purpose: body.purpose,
    at: simulator.clock.nowMs(),
    fate,
    ...(fate === 'return' ? { reason: owner === undefined ? '账号不存在' : '户名不符' } : {}),
  };
  keep(order);
  return { json: { reference: order.reference } };
}

/** Once a reference: a repeated order gets the first answer. An amount outside 1 to 99 fen is no test of an account. */
function takeMicroTransfer(body: MicroTransferOrder): AdminAnswer {
  const known = microTransfers.get(body.reference);
  if (known === undefined && !/^[1-9]\d?$/.test(body.amountFen))
    return { status: 422, json: { error: '验证金额应为 0.01 至 0.99 元' } };
  const fault = known === undefined ? judgeMicroTransfer(body) : known.reason;
  if (known === undefined) {
    const { reference, accountNumber, accountName, branchCode, amountFen } = body;
    keep({
      type: 'micro-transfer',
      reference,
      accountNumber,
      accountName,
      branchCode,
      amountFen,
      at: simulator.clock.nowMs(),
      ...(fault === undefined ? {} : { reason: fault }),
    });
  }
  return { json: fault === undefined ? { result: 'accepted' } : { result: 'failed', reason: fault } };
}

/** A transfer from somebody's account to the acquirer's own: booked at once, with the remark that was typed. */
function takePayIn(wish: PayInWish): AdminAnswer {
  const judged = judgePayIn(wish);
  if ('error' in judged) return { status: 422, json: { error: judged.error } };
  const entry: PayIn = {
    type: 'pay-in',
    entryId: `TR${String(payIns.size + 1).padStart(8, '0')}`,
    payerAccount: wish.fromAccount,
    payerName: judged.payerName,
    amountFen: wish.amountFen,
    remark: wish.remark,
    at: simulator.clock.nowMs(),
  };
  keep(entry);
  return { json: { entryId: entry.entryId, payerName: entry.payerName } };
}

/** Back to where it came from, once. */
function sendBack(entryId: string): AdminAnswer {
  if (!payIns.has(entryId)) return { status: 422, json: { error: '无此入账' } };
  if (!payInReturns.has(entryId)) keep({ type: 'pay-in-return', entryId, at: simulator.clock.nowMs() });
  return { json: { result: 'returned' } };
}

const reserveFen = (): bigint =>
  [...credits.values()].reduce((sum, one) => sum + BigInt(one.amountFen), 0n) -
  [...orders.values()]
    .filter((order) => statusOf(order).status === 'paid')
    .reduce((sum, order) => sum + BigInt(order.amountFen), 0n);

/** What arrived on an account, newest first: the last page of the whole journey. */
const arrivals = (account: string): object[] =>
  [
    ...[...orders.values()]
      .filter((order) => order.toAccount === account && statusOf(order).status === 'paid')
      .map((order) => ({
        amountFen: order.amountFen,
        purpose: order.purpose,
        reference: order.reference,
        requestKey: order.requestKey,
        at: statusOf(order).settledAt ?? order.at,
      })),
    ...[...payInReturns.values()].flatMap(({ entryId, at }) => {
      const entry = payIns.get(entryId);
      return entry?.payerAccount === account
        ? [{ amountFen: entry.amountFen, purpose: '转账退回', reference: entryId, at }]
        : [];
    }),
    ...[...microTransfers.values()]
      .filter((one) => one.accountNumber === account && one.reason === undefined)
      .map(({ amountFen, reference, at }) => ({ amountFen, purpose: '账户验证', reference, at })),
  ].sort((a, b) => b.at - a.at);

/** An order of a file as it is taken: what becomes of it is decided now. */
function takeFileOrder(
  order: FileOrder,
  at: number,
): { reference: string; fate: 'pay' | 'return' } | { rejected: string } {
  const owner = holderOf(order.account);
  if (simulator.faults.on('refuseAll')) return { rejected: 'AC06' };
  if (owner === undefined) return { rejected: 'AC01' };
  if (owner.name !== order.holder) return { rejected: 'BE01' };
  const fate = simulator.faults.on('returnAll') ? 'return' : 'pay';
  const reference = `BK${String(at)}${String(orders.size + 1).padStart(5, '0')}`;
  keep({
    type: 'order',
    requestKey: order.reference,
    reference,
    amountFen: order.amountFen,
    toAccount: order.account,
    toName: order.holder,
    purpose: '商户结算款',
    at,
    fate,
    byFile: true,
    ...(fate === 'return' ? { reason: '户名不符' } : {}),
  });
  return { reference, fate };
}

if (payoutFolder !== '')
  openPayoutFiles({
    folder: payoutFolder,
    nowMs: () => simulator.clock.nowMs(),
    number: (name) => Number(simulator.faults.get(name)),
    on: (name) => simulator.faults.on(name),
    closed: () => simulator.faults.on('down') || simulator.faults.on('filesClosed'),
    takenFiles,
    outputs,
    takeOrder: takeFileOrder,
    sendBack: (reference) => {
      const order = orders.get(reference);
      if (order !== undefined) keep({ ...order, fate: 'return', reason: '户名不符' });
    },
    keep,
  });

const http = await serveHttp('bank', simulator.config.port, {
  ...commonRoutes(simulator, () => ({
    reserveAccount,
    ownAccount,
    reserveFen: reserveFen().toString(),
    orders: orders.size,
  })),
  'POST /transfers': ({ body }) => {
    const transfer = body as { reference: string; amountFen: string; purpose: string; valueDate: string };
    if (!credits.has(transfer.reference)) {
      keep({
        type: 'credit',
        entryId: `${transfer.amountFen.startsWith('-') ? 'DR' : 'CR'}${String(credits.size + 1).padStart(8, '0')}`,
        reference: transfer.reference,
        amountFen: transfer.amountFen,
        purpose: transfer.purpose,
        valueDate: transfer.valueDate,
        at: simulator.clock.nowMs(),
      });
    }
    return { json: { ok: true } };
  },
  'POST /payment-orders': (request) => {
    if (!signed(request)) return { status: 401, json: { error: 'signature' } };
    return down() ?? takeOrder(request.body as never);
  },
  'POST /micro-transfer': (request) => {
    if (!signed(request)) return { status: 401, json: { error: 'signature' } };
    return down() ?? takeMicroTransfer(request.body as MicroTransferOrder);
  },
  'GET /payment-orders/:requestKey': ({ params }) => {
    const order = orders.get(params['requestKey'] ?? '');
    return down() ?? (order === undefined ? { status: 404, json: { error: 'unknown' } } : { json: statusOf(order) });
  },
  'GET /reserve/credits': ({ query }) =>
    down() ?? {
      json: [...credits.values()].filter(
        (one) => query.get('valueDate') === null || one.valueDate === query.get('valueDate'),
      ),
    },
  'POST /pay-ins': ({ body }) => takePayIn(body as PayInWish),
  'GET /own/credits': ({ query }) =>
    down() ?? {
      json: [...payIns.values()].filter((one) => shanghaiDate(one.at) >= (query.get('from') ?? '')),
    },
  'POST /own/returns': (request) => {
    if (!signed(request)) return { status: 401, json: { error: 'signature' } };
    return down() ?? sendBack((request.body as { entryId?: string }).entryId ?? '');
  },
  'GET /accounts/:account/arrivals': ({ params }) => ({ json: arrivals(params['account'] ?? '') }),
  'GET /accounts': () => ({
    json: [
      ...[...cardsByPan.values()]
        .filter(({ card }) => card.kind === 'debit')
        .map(({ person, card }) => ({ account: card.pan, holder: person.name, bank: card.bankName })),
      ...businesses.flatMap(({ name, account }) =>
        account === undefined ? [] : [{ account: account.accountNumber, holder: name, bank: account.bankName }],
      ),
    ].map((row) => ({ ...row, arrivals: arrivals(row.account) })),
  }),
});
announce(simulator, { http: http.port, admin: http.port });
