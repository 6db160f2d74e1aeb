import type { Answer } from '@kaitong/client';
import type { MerchantKey } from '@kaitong/client/contract';
import { addDays, businessDate, dateInShanghai, instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { nextWorkingDay } from '../../../kernel/working-days.ts';
import { activationOf, codeOf } from '../../../modules/activation/index.ts';
import { readHolidays, readPolicy } from '../../../modules/catalogue/index.ts';
import { depositOf, transferReference, type Deposit } from '../../../modules/deposits/index.ts';
import { balancesOf, frozenOf } from '../../../modules/ledger/index.ts';
import {
  merchantByApplicant,
  restrictionsOf,
  settlementAccountOf,
  type Merchant,
  type SettlementAccount,
} from '../../../modules/merchants/index.ts';
import { messageState } from '../../../modules/notifications/index.ts';
import { disputesAboutSale, disputesOf, type Dispute } from '../../../modules/reconciliation/index.ts';
import { simPlansOf, type SimPlan } from '../../../modules/servicing/index.ts';
import { settlementsOf } from '../../../modules/settlement/index.ts';
import {
  dayTotals,
  isPaidEarly,
  isSigned,
  transactionOf,
  transactionsOf,
  voidedAmong,
  type CardTransaction,
} from '../../../modules/switching/index.ts';
import { deviceOf, openReportOf, shipmentOf, terminalsOf, type Terminal } from '../../../modules/terminals/index.ts';
import { askRelocation } from '../../../flows/relocate.ts';
import { reportDevice } from '../../../flows/device-report.ts';
import { receiptUrl } from '../../../flows/e-receipt.ts';
import { courseOf } from '../../../flows/where-is-my-money.ts';
import { courseView } from '../sale-course.ts';
import { restrictionViews } from '../restriction-views.ts';
import { proofsOf } from '../../../modules/risk/index.ts';
import { answerRiskCase } from '../../../flows/risk-cases.ts';
import { reissueCode } from '../../../flows/reissue-code.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { marksOf, type Marks } from './marks.ts';
import { careOf, waybillOf } from './device-care.ts';
import { casesTold } from './delays.ts';
import { paperTodos } from './changes.ts';
import { t0Handlers } from './t0.ts';
import { sendSignature } from '../signature-picture.ts';

type SaleRow = Answer<'GET /api/merchant/transactions'>['rows'][number];
type DeviceRow = Answer<'GET /api/merchant/devices'>['rows'][number];
type Home = Answer<'GET /api/merchant/home'>;

function saleRow(sale: CardTransaction, voided: ReadonlySet<string>, marks: Marks): SaleRow {
  return {
    transactionId: sale.transactionId,
    kind: sale.kind,
    state: voided.has(sale.transactionId) ? 'voided' : sale.state,
    amountFen: sale.amount.toString(),
    ...(sale.feeFen === undefined ? {} : { feeFen: sale.feeFen.toString() }),
    card: sale.cardMasked,
    cardKind: sale.cardKind,
    bankName: sale.bankName,
    rrn: sale.rrn,
    at: isoText(sale.createdAt),
    businessDate: sale.businessDate,
    ...marks,
    ...(sale.responseCode === undefined ? {} : { responseCode: sale.responseCode }),
  };
}

const TRANS_TYPES = {
  sale: '消费(SALE)',
  test_sale: '消费(SALE)',
  deposit_freeze: '预授权(AUTH)',
  balance: '余额查询(BALANCE)',
  sale_void: '消费撤销(VOID)',
  refund: '退货(REFUND)',
  pre_auth: '预授权(AUTH)',
  pre_auth_void: '预授权撤销(CANCEL)',
  completion: '预授权完成(AUTH SALE)',
  completion_advice: '预授权完成通知(AUTH SALE)',
  completion_void: '完成撤销(COMPLETE VOID)',
  qr_passive: '扫码支付(QR SALE)',
  qr_active: '扫码支付(QR SALE)',
  qr_void: '扫码支付撤销(QR VOID)',
  offline_sale: '离线消费(OFFLINE SALE)',
  tip: '小费(TIP)',
  adjustment: '结算调整(ADJUST)',
  deposit_capture: '押金扣取(DEPOSIT)',
  deposit_release: '押金解冻(DEPOSIT RELEASE)',
  deposit_refund: '押金退还(DEPOSIT REFUND)',
} as const;
const ENTRY_LETTERS: Readonly<Record<string, string>> = { '02': '/S', '05': '/I', '07': '/C', '01': '/M', '03': '/Q' };

/** Masked, and how it was read; nothing of a payment by our own code, where no card is seen. */
function cardAsPrinted({ cardMasked, entryMode }: CardTransaction): string {
  return cardMasked === '' ? '' : `${cardMasked} ${ENTRY_LETTERS[entryMode.slice(0, 2)] ?? ''}`.trim();
}

/** The slip of a transaction, the card masked. */
export function receiptOf(
  sale: CardTransaction,
  merchant: Merchant,
): NonNullable<Answer<'GET /api/merchant/transactions/:transactionId'>['receipt']> {
  return {
    merchantName: merchant.name,
    merchantNo: merchant.merchantNo,
    terminalNo: sale.terminalNo,
    card: cardAsPrinted(sale),
    bankName: sale.bankName,
    entryMode: sale.entryMode,
    transType: TRANS_TYPES[sale.kind],
    batchNo: sale.batchNo,
    stan: sale.stan,
    authCode: sale.authCode ?? '',
    rrn: sale.rrn,
    at: isoText(sale.createdAt),
    amountFen: sale.amount.toString(),
    state: sale.state,
  };
}

async function homeOf(world: World, merchant: Merchant): Promise<Home> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const date = businessDate(now, policy.text('settlement.cut_off'));
  const pay = nextWorkingDay(date, await readHolidays(world.db));
  const [
    totals,
    balances,
    account,
    deposit,
    terminals,
    shipment,
    frozen,
    disputes,
    proofs,
    sims,
    restrictions,
    papers,
  ] = await Promise.all([
    dayTotals(world.db, merchant.merchantId, date),
    balancesOf(world.db, merchant.merchantId),
    settlementAccountOf(world.db, merchant.merchantId),
    depositOf(world.db, merchant.merchantId),
    terminalsOf(world.db, merchant.merchantId),
    shipmentOf(world.db, merchant.merchantId),
    frozenOf(world.db, merchant.merchantId),
    disputesOf(world.db, merchant.merchantId),
    proofsOf(world.db, { merchantId: merchant.merchantId }),
    simPlansOf(world.db, merchant.merchantId),
    restrictionsOf(world.db, merchant.merchantId),
    paperTodos(world, merchant.merchantId),
  ]);
  const balance = (name: string): string => (balances[name] ?? 0n).toString();
  return {
    merchantNo: merchant.merchantNo,
    name: merchant.name,
    state: merchant.state,
    businessDate: date,
    today: {
      count: totals.count,
      grossFen: totals.grossFen.toString(),
      feeFen: totals.feeFen.toString(),
      netFen: (totals.grossFen - totals.feeFen).toString(),
      payDate: pay.date,
      payDateEstimated: pay.estimated,
    },
    restrictions: restrictionViews(restrictions),
    delayedFen: frozen.reduce((sum, one) => sum + one.amountFen, 0n).toString(),
    balances: { pendingFen: balance('m:pending'), availableFen: balance('m:avail'), payoutFen: balance('m:payout') },
    ...(account === undefined ? {} : { account: accountView(account) }),
    todos: todosOf({
      papers,
      terminals,
      delivered: shipment?.state === 'delivered',
      blocked: account?.state === 'blocked',
      delayed: frozen.length > 0,
      disputed: disputes.some((one) => one.state === 'waiting_merchant'),
      proof: proofs.some((one) => one.state === 'asked'),
      sim: sims.some((one) => isSimDue(one, addDays(dateInShanghai(now), policy.number('sim.notice_days')))),
    }),
    ...(deposit === undefined ? {} : { deposit: depositView(world, deposit, terminals) }),
  };
}

const accountView = ({ masked, bankName, state, blockedReason }: SettlementAccount): NonNullable<Home['account']> => ({
  masked,
  bankName,
  state,
  ...(blockedReason === undefined ? {} : { blockedReason }),
});

/** As a sale shows it. */
const disputeMark = ({ disputeId, kind, state }: Dispute) => ({
  disputeId,
  kind,
  open: state === 'waiting_merchant' || state === 'waiting_us' || state === 'proposed' || state === 'sent',
});

const OPEN_DEPOSIT = new Set(['quoted', 'capture_failed']);

function depositView(world: World, deposit: Deposit, terminals: readonly Terminal[]): NonNullable<Home['deposit']> {
  const terminal = terminals.find((one) => one.terminalId === deposit.terminalId);
  const account = world.acquirer.depositAccount;
  const open = OPEN_DEPOSIT.has(deposit.state) && terminal !== undefined && account !== undefined;
  return {
    amountFen: deposit.amount.toString(),
    state: deposit.state,
    ...(deposit.cardMasked === undefined ? {} : { card: deposit.cardMasked }),
    ...(deposit.frozenAt === undefined ? {} : { frozenAt: deposit.frozenAt }),
    ...(deposit.paidBy === undefined ? {} : { paidBy: deposit.paidBy }),
    ...(deposit.capturedAt === undefined ? {} : { capturedAt: deposit.capturedAt }),
    targetFen: deposit.terms.target,
    targetDays: deposit.terms.targetDays,
    ...(open ? { transfer: { ...account, remark: transferReference(terminal.terminalNo) } } : {}),
  };
}

/** The merchant wants to be asked, and the year ends by then or is over. */
const isSimDue = ({ state, wish, coveredTo }: SimPlan, by: CivilDate): boolean =>
  wish === 'ask' && (state === 'lapsed' || (state === 'running' && coveredTo <= by));

/** What the merchant has to do next, most pressing first. */
function todosOf(facts: {
  papers: Home['todos'];
  terminals: readonly Terminal[];
  delivered: boolean;
  blocked: boolean;
  delayed: boolean;
  disputed: boolean;
  proof: boolean;
  sim: boolean;
}): Home['todos'] {
  const todos: Home['todos'] = [];
  if (facts.blocked) todos.push('fix_account');
  todos.push(...facts.papers);
  if (facts.disputed) todos.push('answer_dispute');
  if (facts.proof) todos.push('answer_proof');
  if (facts.delayed) todos.push('answer_delay');
  if (facts.sim) todos.push('renew_sim');
  const inactive = facts.terminals.some((one) => one.state === 'pending_activation' || one.state === 'activating');
  if (inactive) todos.push(facts.delivered ? 'activate_device' : 'await_delivery');
  if (facts.terminals.some((one) => one.state === 'active' && !one.testSaleDone)) todos.push('do_test_sale');
  return todos;
}

async function deviceRow(world: World, merchant: Merchant, terminal: Terminal): Promise<DeviceRow> {
  const [device, parcel, code, activation, report] = await Promise.all([
    deviceOf(world.db, terminal.serialNo),
    shipmentOf(world.db, terminal.merchantId),
    codeOf(world.db, terminal.merchantId, terminal.terminalId),
    activationOf(world.db, terminal.merchantId, terminal.terminalId),
    openReportOf(world.db, terminal.merchantId, terminal.terminalId),
  ]);
  // the newest parcel may bring the device that is to take this one's place
  const shipment = parcel?.serialNo === terminal.serialNo ? parcel : undefined;
  const sent =
    code?.messageId === undefined || code.messageId === null ? undefined : await messageState(world.db, code.messageId);
  return {
    serialNo: terminal.serialNo,
    model: terminal.model,
    terminalNo: terminal.terminalNo,
    state: terminal.state,
    testSaleDone: terminal.testSaleDone,
    ...(terminal.lastSeenAt === undefined ? {} : { lastSeenAt: terminal.lastSeenAt }),
    deviceState: device?.state ?? '',
    ...(await careOf(world, { merchant, terminal, parcel })),
    ...(activation === undefined ? {} : { activationState: activation.state }),
    ...(report === undefined
      ? {}
      : {
          report: {
            kind: report.kind,
            ...(report.arrivedSerial === undefined ? {} : { arrivedSerial: report.arrivedSerial }),
          },
        }),
    ...(shipment === undefined
      ? {}
      : {
          shipment: {
            state: shipment.state,
            ...waybillOf(shipment),
          },
        }),
    ...(code === undefined
      ? {}
      : {
          code: {
            state: code.state,
            ...(sent === undefined ? {} : { messageState: sent }),
            ...(code.expiresAt === null ? {} : { expiresAt: isoText(instant(code.expiresAt)) }),
          },
        }),
  };
}

export const merchantHandlers: Handlers<MerchantKey> = {
  ...t0Handlers,
  'GET /api/merchant/home': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await homeOf(world, merchant));
  },
  'GET /api/merchant/transactions': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const all = (await transactionsOf(world.db, merchant.merchantId)).filter((one) => one.kind !== 'balance'); // moved no money
    const voided = await voidedAmong(
      world.db,
      merchant.merchantId,
      all.map((one) => one.transactionId),
    );
    const marks = await marksOf(world, merchant.merchantId);
    return accept({ rows: all.map((one) => saleRow(one, voided, marks(one))) });
  },
  'GET /api/merchant/transactions/:transactionId': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const sale = await transactionOf(world.db, merchant.merchantId, input.params.transactionId);
    if (sale === undefined) return refuse('switching.transaction_unknown');
    const receipt =
      sale.state === 'approved' || sale.state === 'reversed' || sale.state === 'reversing'
        ? receiptOf(sale, merchant)
        : undefined;
    const voided = await voidedAmong(world.db, merchant.merchantId, [sale.transactionId]);
    const signed = await isSigned(world, sale);
    const address = receipt === undefined ? undefined : receiptUrl(world, sale);
    const course = await courseOf(world, sale);
    return accept({
      disputes: (await disputesAboutSale(world.db, sale)).map(disputeMark),
      sale: saleRow(sale, voided, (await marksOf(world, merchant.merchantId))(sale)),
      signed,
      paidT0: await isPaidEarly(world.db, sale),
      ...(receipt === undefined ? {} : { receipt }),
      ...(address === undefined ? {} : { address }),
      ...(course === undefined ? {} : { course: courseView(course) }),
    });
  },
  'GET /api/merchant/transactions/:transactionId/signature': async ({ world, subjectId, input, reply }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const sale = await transactionOf(world.db, merchant.merchantId, input.params.transactionId);
    return sale === undefined ? refuse('switching.transaction_unknown') : sendSignature(world, sale, reply);
  },
  'GET /api/merchant/settlements': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const rows = await settlementsOf(world.db, merchant.merchantId);
    return accept({
      rows: rows.map((row) => ({
        batchId: row.batchId,
        resumed: row.resumed,
        t0: row.t0,
        businessDate: row.businessDate,
        payDate: row.payDate,
        estimated: row.estimated,
        saleCount: row.saleCount,
        grossFen: row.grossFen.toString(),
        feeFen: row.feeFen.toString(),
        surchargeFen: row.surchargeFen.toString(),
        netFen: row.netFen.toString(),
        ...(row.payoutState === undefined ? {} : { payoutState: row.payoutState }),
        ...(row.bankReference === undefined ? {} : { bankReference: row.bankReference }),
        ...(row.reason === undefined ? {} : { reason: row.reason }),
        ...(row.arrivedAt === undefined ? {} : { arrivedAt: row.arrivedAt }),
      })),
    });
  },
  'GET /api/merchant/delays': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined
      ? refuse('merchants.none')
      : accept({ rows: await casesTold(world, merchant.merchantId) });
  },
  'POST /api/merchant/delays/:caseId/statements': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('risk.case_unknown');
    const { merchantId } = merchant;
    const said = await answerRiskCase(world, { merchantId, caseId: input.params.caseId, words: input.body.words });
    return said.refused ? said : accept({ ok: true as const });
  },
  'GET /api/merchant/devices': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const terminals = await terminalsOf(world.db, merchant.merchantId);
    return accept({ rows: await Promise.all(terminals.map((terminal) => deviceRow(world, merchant, terminal))) });
  },
  'POST /api/merchant/devices/:serialNo/activation-code': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const done = await reissueCode(world, { merchantId: merchant.merchantId, serialNo: input.params.serialNo });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/merchant/devices/:serialNo/relocation': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { serialNo } = input.params;
    const asked = await askRelocation(world, merchant, { ...input.body, serialNo });
    return asked.refused ? asked : accept({ state: asked.value });
  },
  'POST /api/merchant/devices/:serialNo/reports': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { kind, arrivedSerial } = input.body;
    const done = await reportDevice(world, {
      merchantId: merchant.merchantId,
      serialNo: input.params.serialNo,
      kind,
      arrivedSerial,
      by: `merchant:${merchant.merchantId}`,
    });
    return done.refused ? done : accept({ ok: true as const });
  },
};
