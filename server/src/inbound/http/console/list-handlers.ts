/** The console's long lists, page by page, and what is taken away of them. */
import type { CallInput } from '@kaitong/client';
import { LIST_PAGE, SHEET_ROWS_MAX, type ListKey } from '@kaitong/client/contract';
import type { World } from '../../../flows/ports.ts';
import {
  addDays,
  civilDate,
  daysBetween,
  isCivilDate,
  isoText,
  parseIso,
  shanghaiInstant,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { forgetView, savedViewsOf, saveView } from '../../../modules/identity/index.ts';
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
import { placeIn, placeText, type Place } from '../../../platform/postgres/backwards.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { merchantsMeant } from './find-handlers.ts';

type Body = CallInput<'POST /api/console/exports'>['body'];
type FilterOf<List extends Body['list']> = Extract<Body, { list: List }>['filter'];
interface Paged {
  readonly after?: string | undefined;
  readonly size?: string | undefined;
}

/** A sheet of transactions without a merchant is of a quarter at most: all of it is read. */
const EXPORT_DAYS_MAX = 92;

/** Where a page begins; a place that no page has named is refused. */
function placeOf({ after }: Paged): Outcome<Place | undefined, Refusal<'console.list_place_wrong'>> {
  if (after === undefined) return accept(undefined);
  const place = placeIn(after);
  return place === undefined ? refuse('console.list_place_wrong') : accept(place);
}

interface Days {
  readonly from?: string | undefined;
  readonly through?: string | undefined;
}
/** Days that the calendar does not have are as if they were not there. */
const dayOf = (text: string | undefined) => (text !== undefined && isCivilDate(text) ? civilDate(text) : undefined);

/** Whole days of Shanghai. */
function instantsOf(days: Days): { readonly since: InstantMs | undefined; readonly until: InstantMs | undefined } {
  const [from, through] = [dayOf(days.from), dayOf(days.through)];
  return {
    since: from === undefined ? undefined : shanghaiInstant(from, '00:00'),
    until: through === undefined ? undefined : shanghaiInstant(addDays(through, 1), '00:00'),
  };
}

const meant = async (world: World, text: string | undefined): Promise<readonly string[] | undefined> =>
  text === undefined ? undefined : merchantsMeant(world, text);

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

const nextOf = (next: Place | undefined) => (next === undefined ? {} : { next: placeText(next) });
const lookedOf = (at: InstantMs | undefined) => (at === undefined ? {} : { lookedBackTo: isoText(at) });

/** A page of what is read with one row more than it shows. */
function pageOf<Row>(all: readonly Row[], size: number, place: (row: Row) => Place): { rows: Row[]; next?: string } {
  const rows = all.slice(0, size);
  const last = rows.at(-1);
  return { rows, ...nextOf(all.length > size && last !== undefined ? place(last) : undefined) };
}

async function countOf(world: World, asked: Body): Promise<number> {
  const most = SHEET_ROWS_MAX + 1;
  switch (asked.list) {
    case 'merchants':
      return countMerchants(world.db, await merchantsAsked(world, asked.filter), most);
    case 'messages':
      return countMessages(world.db, messagesAsked(asked.filter), most);
    case 'payouts':
      return countPayouts(world.db, await payoutsAsked(world, asked.filter), most);
    default:
      return countTransactions(world.db, await transactionsAsked(world, asked.filter), most);
  }
}

/** Transactions of everybody are exported of named days alone. */
function isTooWide(asked: Body): boolean {
  if (asked.list !== 'transactions') return false;
  const { merchant, terminalNo, from, through } = asked.filter;
  if (merchant !== undefined || terminalNo !== undefined) return false;
  const [first, last] = [dayOf(from), dayOf(through)];
  return first === undefined || last === undefined || daysBetween(first, last) >= EXPORT_DAYS_MAX;
}

const lists: Pick<
  Handlers<ListKey>,
  | 'GET /api/console/merchants'
  | 'GET /api/console/transactions'
  | 'GET /api/console/messages'
  | 'GET /api/console/payouts'
> = {
  'GET /api/console/merchants': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = Number(input.query.size ?? LIST_PAGE);
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
      size: Number(input.query.size ?? LIST_PAGE),
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
    const size = Number(input.query.size ?? LIST_PAGE);
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
      size: Number(input.query.size ?? LIST_PAGE),
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

export const listHandlers: Handlers<ListKey> = {
  ...lists,
  'POST /api/console/exports': async ({ world, input, subjectId }) => {
    const { body } = input;
    if (isTooWide(body)) return refuse('console.export_days', { most: EXPORT_DAYS_MAX });
    await logAccess(world, {
      staffId: subjectId,
      what: 'export',
      subject: `${body.list}.${body.format} ${JSON.stringify(body.filter)}`,
    });
    const total = await countOf(world, body);
    return accept({ total: Math.min(total, SHEET_ROWS_MAX), more: total > SHEET_ROWS_MAX });
  },
  'GET /api/console/my/views': async ({ world, input, subjectId }) => {
    const views = await savedViewsOf(world.db, { staffId: subjectId, list: input.query.list });
    return accept({ views: views.map((one) => ({ ...one, columns: [...one.columns] })) });
  },
  'PUT /api/console/my/views': async ({ world, input, subjectId }) => {
    const saved = await saveView(world, { staffId: subjectId, ...input.body });
    return saved.refused ? saved : accept({ ok: true as const });
  },
  'POST /api/console/my/views/forget': async ({ world, input, subjectId }) => {
    await forgetView(world.db, { staffId: subjectId, ...input.body });
    return accept({ ok: true as const });
  },
};
