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
import { messageState, unreadNotices } from '../../../modules/notifications/index.ts';
import { disputesOf } from '../../../modules/reconciliation/index.ts';
import { simPlansOf, type SimPlan } from '../../../modules/servicing/index.ts';
import { settlementsOf } from '../../../modules/settlement/index.ts';
import { dayTotals, refundsOn } from '../../../modules/switching/index.ts';
import { deviceOf, openReportOf, shipmentOf, terminalsOf, type Terminal } from '../../../modules/terminals/index.ts';
import { askRelocation } from '../../../flows/relocate.ts';
import { reportDevice } from '../../../flows/device-report.ts';
import { restrictionViews } from '../restriction-views.ts';
import { proofsOf } from '../../../modules/risk/index.ts';
import { answerRiskCase } from '../../../flows/risk-cases.ts';
import { reissueCode } from '../../../flows/reissue-code.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { readerOf } from './reader.ts';
import { careOf, waybillOf } from './device-care.ts';
import { casesTold } from './delays.ts';
import { transactionHandlers } from './transactions.ts';
import { paperTodos } from './changes.ts';
import { t0Handlers } from './t0.ts';

type DeviceRow = Answer<'GET /api/merchant/devices'>['rows'][number];
type Home = Answer<'GET /api/merchant/home'>;

function todayOf(
  totals: Awaited<ReturnType<typeof dayTotals>>,
  refunds: Awaited<ReturnType<typeof refundsOn>>,
  pay: ReturnType<typeof nextWorkingDay>,
): Home['today'] {
  return {
    count: totals.count,
    grossFen: totals.grossFen.toString(),
    feeFen: totals.feeFen.toString(),
    netFen: (totals.grossFen - totals.feeFen).toString(),
    refundCount: refunds.count,
    refundFen: refunds.sumFen.toString(),
    payDate: pay.date,
    payDateEstimated: pay.estimated,
  };
}

async function homeOf(world: World, merchant: Merchant): Promise<Omit<Home, 'unread'>> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const date = businessDate(now, policy.text('settlement.cut_off'));
  const pay = nextWorkingDay(date, await readHolidays(world.db));
  const [
    totals,
    refunds,
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
    refundsOn(world.db, merchant.merchantId, date),
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
    today: todayOf(totals, refunds, pay),
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
  ...transactionHandlers,
  'GET /api/merchant/home': async ({ world, subjectId, member }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { reader, subjects } = readerOf(merchant, member?.personId);
    return accept({ ...(await homeOf(world, merchant)), unread: await unreadNotices(world.db, reader, subjects) });
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
