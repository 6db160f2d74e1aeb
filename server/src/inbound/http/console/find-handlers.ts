import type { Answer } from '@kaitong/client';
import type { FindKey } from '@kaitong/client/contract';
import { businessDate, dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { isPhone } from '../../../kernel/phone.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { depositsOf } from '../../../modules/deposits/index.ts';
import { applicantByPhone } from '../../../modules/identity/index.ts';
import { balancesOf, frozenOf } from '../../../modules/ledger/index.ts';
import {
  documentsOf,
  membersOf,
  merchantByApplicant,
  merchantByNo,
  merchantOf,
  merchantsByName,
  merchantsFound,
  restrictionsOf,
  settlementAccountOf,
  type Merchant,
} from '../../../modules/merchants/index.ts';
import { messagesOf } from '../../../modules/notifications/index.ts';
import { disputesOf } from '../../../modules/reconciliation/index.ts';
import { simPlansOf, ticketsOfMerchant } from '../../../modules/servicing/index.ts';
import { dayTotals, refundsOn, searchTransactions } from '../../../modules/switching/index.ts';
import { deviceOf, terminalByNo, terminalsOf } from '../../../modules/terminals/index.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { restrictionViews } from '../restriction-views.ts';
import { logAccess } from './access-log.ts';

type Row = Answer<'GET /api/console/search'>['rows'][number];
type Whole = Answer<'GET /api/console/merchants/:merchantNo'>;
type By = Extract<Row, { kind: 'merchant' }>['by'];

const SALES_SHOWN = 10;
const TOLD_SHOWN = 20;

/** Whose number this is, by every kind of number that it may be; the first that fits says so. */
async function byNumber(world: World, text: string): Promise<[By, string] | undefined> {
  if (/^\w{15}$/.test(text)) {
    const merchantId = await merchantByNo(world.db, text.toUpperCase());
    if (merchantId !== undefined) return ['number', merchantId];
  }
  if (isPhone(text)) {
    const applicantId = await applicantByPhone(world, text);
    const merchant = applicantId === undefined ? undefined : await merchantByApplicant(world, applicantId);
    if (merchant !== undefined) return ['phone', merchant.merchantId];
  }
  if (/^\w{8}$/.test(text)) {
    const terminal = await terminalByNo(world.db, text);
    if (terminal !== undefined) return ['terminal', terminal.merchantId];
  }
  return undefined;
}

/** Merchants that a text means, and what of each it is; and the device, which may be nobody's. */
async function meantBy(world: World, text: string) {
  const [numbered, device, named] = await Promise.all([
    byNumber(world, text),
    deviceOf(world.db, text.toUpperCase()),
    merchantsByName(world.db, text),
  ]);
  const owner = device?.merchantId;
  const by = new Map<string, By>([
    ...named.map(({ merchantId }) => [merchantId, 'name'] as const),
    ...(owner === undefined ? [] : [[owner, 'device'] as const]),
    ...(numbered === undefined ? [] : [[numbered[1], numbered[0]] as const]),
  ]);
  return { by, device };
}

/** The merchants that a text means: a number of theirs, or the beginning of a name. */
export const merchantsMeant = async (world: World, text: string): Promise<string[]> => [
  ...(await meantBy(world, text)).by.keys(),
];

async function find(world: World, text: string): Promise<Row[]> {
  const { by, device } = await meantBy(world, text);
  const found = await merchantsFound(world.db, [...by.keys()]);
  return [
    ...found.map(({ merchantId, ...row }) => ({ kind: 'merchant' as const, ...row, by: by.get(merchantId) ?? 'name' })),
    ...(device === undefined ? [] : [{ kind: 'device' as const, serialNo: device.serialNo, state: device.state }]),
  ];
}

async function moneyOf(world: World, { merchantId }: Merchant): Promise<Pick<Whole, 'today' | 'balances'>> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const date = businessDate(now, policy.text('settlement.cut_off'));
  const [totals, refunds, balances, frozen] = await Promise.all([
    dayTotals(world.db, merchantId, date),
    refundsOn(world.db, merchantId, date),
    balancesOf(world.db, merchantId),
    frozenOf(world.db, merchantId),
  ]);
  const balance = (name: string): string => (balances[name] ?? 0n).toString();
  return {
    today: {
      count: totals.count,
      grossFen: totals.grossFen.toString(),
      refundCount: refunds.count,
      refundFen: refunds.sumFen.toString(),
    },
    balances: {
      pendingFen: balance('m:pending'),
      availableFen: balance('m:avail'),
      payoutFen: balance('m:payout'),
      delayedFen: frozen.reduce((sum, one) => sum + one.amountFen, 0n).toString(),
    },
  };
}

async function propertyOf(
  world: World,
  { merchantId }: Merchant,
): Promise<Pick<Whole, 'terminals' | 'deposits' | 'sims' | 'documents'>> {
  const [terminals, deposits, sims, documents] = await Promise.all([
    terminalsOf(world.db, merchantId),
    depositsOf(world.db, merchantId),
    simPlansOf(world.db, merchantId),
    documentsOf(world, world.db, merchantId),
  ]);
  return {
    terminals: terminals.map(({ terminalNo, serialNo, model, state, lastSeenAt, salesStopped }) => ({
      terminalNo,
      serialNo,
      model,
      state,
      salesStopped: [...salesStopped],
      ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    })),
    deposits: deposits.map(({ depositId, amount, state, targetState }) => ({
      depositId,
      amountFen: amount.toString(),
      state,
      targetState,
    })),
    sims: sims.map(({ terminalId, state, coveredTo }) => ({ terminalId, state, coveredTo })),
    documents: documents.map(({ kind, holder, validTo }) => ({
      kind,
      holder,
      ...(validTo === undefined ? {} : { validTo }),
    })),
  };
}

async function dealingsOf(
  world: World,
  { merchantId }: Merchant,
): Promise<Pick<Whole, 'tickets' | 'disputes' | 'people' | 'sales' | 'told'>> {
  const [tickets, disputes, members, sales, told] = await Promise.all([
    ticketsOfMerchant(world, merchantId),
    disputesOf(world.db, merchantId),
    membersOf(world.db, merchantId),
    searchTransactions(world.db, merchantId, { filter: {} }),
    messagesOf(world.db, `merchant:${merchantId}`),
  ]);
  return {
    tickets: tickets.map(({ ticketId, kind, state, openedAt, dueAt }) => ({
      ticketId,
      kind,
      state,
      openedAt: isoText(openedAt),
      dueAt: isoText(dueAt),
    })),
    disputes: disputes.map(({ disputeId, kind, state, amountFen }) => ({
      disputeId,
      kind,
      state,
      amountFen: amountFen.toString(),
    })),
    people: members.filter((one) => one.state === 'active').length,
    sales: sales.rows.slice(0, SALES_SHOWN).map((one) => ({
      transactionId: one.transactionId,
      kind: one.kind,
      state: one.state,
      amountFen: one.amount.toString(),
      card: one.cardMasked,
      rrn: one.rrn,
      at: isoText(one.createdAt),
    })),
    told: told.slice(0, TOLD_SHOWN).map(({ messageId, purpose, state, createdAt }) => ({
      messageId,
      purpose,
      state,
      at: createdAt,
    })),
  };
}

async function wholeOf(world: World, merchant: Merchant): Promise<Whole> {
  const { merchantId, merchantNo, name, mcc, region, address, planId, settlement, state, createdAt } = merchant;
  const [account, restrictions, money, property, dealings] = await Promise.all([
    settlementAccountOf(world.db, merchantId),
    restrictionsOf(world.db, merchantId),
    moneyOf(world, merchant),
    propertyOf(world, merchant),
    dealingsOf(world, merchant),
  ]);
  return {
    merchantId,
    merchantNo,
    name,
    mcc,
    region,
    address,
    planId,
    settlement,
    state,
    createdAt,
    principal: merchant.principalName,
    phone: maskPhone(merchant.phone),
    ...(account === undefined
      ? {}
      : { account: { masked: account.masked, bankName: account.bankName, state: account.state } }),
    restrictions: restrictionViews(restrictions),
    ...money,
    ...property,
    ...dealings,
  };
}

export const findHandlers: Handlers<FindKey> = {
  'GET /api/console/search': async ({ world, input }) => accept({ rows: await find(world, input.query.text) }),
  'GET /api/console/merchants/:merchantNo': async ({ world, input, subjectId }) => {
    const { merchantNo } = input.params;
    const merchantId = await merchantByNo(world.db, merchantNo);
    if (merchantId === undefined) return refuse('merchants.unknown');
    await logAccess(world, { staffId: subjectId, what: 'merchant', subject: merchantNo });
    return accept(await wholeOf(world, await merchantOf(world, merchantId)));
  },
};
