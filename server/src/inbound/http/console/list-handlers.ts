/** The console's lists of merchants and of what moves by the thousand: transactions, messages, payouts. */
import type { ListKey } from '@kaitong/client/contract';
import type { World } from '../../../flows/ports.ts';
import { isoText, parseIso } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import {
  countMerchants,
  listMerchants,
  merchantNumbers,
  type MerchantFilter,
} from '../../../modules/merchants/index.ts';
import { countMessages, listMessages, type MessageFilter } from '../../../modules/notifications/index.ts';
import { countPayouts, pageOfPayouts, type PayoutFilter } from '../../../modules/settlement/index.ts';
import {
  countTransactions,
  listTransactions,
  signedAmong,
  type TransactionsAsked,
} from '../../../modules/switching/index.ts';
import type { Handlers } from '../context.ts';
import {
  dayOf,
  instantsOf,
  lookedOf,
  meant,
  nextOf,
  pageOf,
  placeOf,
  sizeOf,
  type Counts,
  type FilterOf,
} from './list-page.ts';

const merchantsAsked = async (world: World, filter: FilterOf<'merchants'>): Promise<MerchantFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  state: filter.state,
  ...instantsOf(filter),
});

const transactionsAsked = async (world: World, filter: FilterOf<'transactions'>): Promise<TransactionsAsked> => ({
  merchantIds: await meant(world, filter.merchant ?? filter.terminalNo),
  kind: filter.kind,
  state: filter.state,
  paidWith: filter.paidWith,
  terminalNo: filter.terminalNo,
  rrn: filter.rrn,
  cardTail: filter.cardTail,
  responseCode: filter.responseCode,
  from: dayOf(filter.from),
  through: dayOf(filter.through),
});

const messagesAsked = (filter: FilterOf<'messages'>): MessageFilter => ({
  state: filter.state,
  purpose: filter.purpose,
  ...instantsOf(filter),
});

const payoutsAsked = async (world: World, filter: FilterOf<'payouts'>): Promise<PayoutFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  state: filter.state,
  ...instantsOf(filter),
});

export const listCounts: Counts<'merchants' | 'transactions' | 'messages' | 'payouts'> = {
  merchants: async (world, filter, most) => countMerchants(world.db, await merchantsAsked(world, filter), most),
  transactions: async (world, filter, most) =>
    countTransactions(world.db, await transactionsAsked(world, filter), most),
  messages: (world, filter, most) => countMessages(world.db, messagesAsked(filter), most),
  payouts: async (world, filter, most) => countPayouts(world.db, await payoutsAsked(world, filter), most),
};

export const listHandlers: Pick<
  Handlers<ListKey>,
  | 'GET /api/console/merchants'
  | 'GET /api/console/transactions'
  | 'GET /api/console/messages'
  | 'GET /api/console/payouts'
> = {
  'GET /api/console/merchants': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = sizeOf(input.query);
    const filter = await merchantsAsked(world, input.query);
    const found = await listMerchants(world, { filter, before: place.value, most: size + 1 });
    const page = pageOf(found, size, (one) => ({ at: parseIso(one.createdAt), id: one.merchantId }));
    return accept({
      ...page,
      rows: page.rows.map((one) => ({
        merchantId: one.merchantId,
        merchantNo: one.merchantNo,
        name: one.name,
        principal: one.principalName,
        mcc: one.mcc,
        region: one.region,
        planId: one.planId,
        settlement: one.settlement,
        state: one.state,
        createdAt: one.createdAt,
      })),
    });
  },
  'GET /api/console/transactions': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const found = await listTransactions(world.db, {
      filter: await transactionsAsked(world, input.query),
      before: place.value,
      size: sizeOf(input.query),
      now: world.clock.now(),
      wallMs: () => world.wall.now(),
    });
    const ids = found.rows.map((one) => one.transactionId);
    const [signed, numbers] = await Promise.all([
      signedAmong(world.db, ids),
      merchantNumbers(world.db, [...new Set(found.rows.map((one) => one.merchantId))]),
    ]);
    return accept({
      ...nextOf(found.next),
      ...lookedOf(found.lookedBackTo),
      rows: found.rows.map((one) => ({
        signed: signed.has(one.transactionId),
        transactionId: one.transactionId,
        merchantId: one.merchantId,
        merchantNo: numbers.get(one.merchantId) ?? '',
        terminalNo: one.terminalNo,
        kind: one.kind,
        state: one.state,
        amountFen: one.amount.toString(),
        card: one.cardMasked,
        bank: one.bankName,
        rrn: one.rrn,
        stan: one.stan,
        ...(one.responseCode === undefined ? {} : { responseCode: one.responseCode }),
        at: isoText(one.createdAt),
        businessDate: one.businessDate,
      })),
    });
  },
  'GET /api/console/messages': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = sizeOf(input.query);
    const found = await listMessages(world.db, {
      filter: messagesAsked(input.query),
      before: place.value,
      most: size + 1,
    });
    const page = pageOf(found, size, (one) => ({ at: parseIso(one.createdAt), id: one.messageId }));
    return accept({ ...page, rows: page.rows.map((row) => ({ ...row })) });
  },
  'GET /api/console/payouts': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const found = await pageOfPayouts(world.db, {
      filter: await payoutsAsked(world, input.query),
      before: place.value,
      size: sizeOf(input.query),
      now: world.clock.now(),
      wallMs: () => world.wall.now(),
    });
    const numbers = await merchantNumbers(world.db, [...new Set(found.rows.map((one) => one.merchantId))]);
    return accept({
      ...nextOf(found.next),
      ...lookedOf(found.lookedBackTo),
      rows: found.rows.map((one) => ({
        ...one,
        amountFen: one.amountFen.toString(),
        merchantNo: numbers.get(one.merchantId) ?? '',
      })),
    });
  },
};
