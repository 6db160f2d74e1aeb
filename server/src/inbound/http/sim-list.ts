/** The console's list of data SIM cards. */
import type { Answer, CallInput } from '@kaitong/client';
import type { World } from '../../flows/ports.ts';
import { civilDate, dateInShanghai, isCivilDate } from '../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../kernel/outcome.ts';
import { merchantNames } from '../../modules/merchants/index.ts';
import {
  countSimPlans,
  listSimPlans,
  type SimFilter,
  type SimPlace,
  type SimPlan,
} from '../../modules/servicing/index.ts';
import { terminalNumbers } from '../../modules/terminals/index.ts';
import { meant, sizeOf, type Counts, type FilterOf } from './console/list-page.ts';

type Page = Answer<'GET /api/console/sims'>;
type Wrong = Refusal<'console.list_place_wrong'>;

const simsAsked = async (world: World, filter: FilterOf<'sims'>): Promise<SimFilter> => ({
  shelf: filter.shelf ?? 'all',
  today: dateInShanghai(world.clock.now()),
  merchantIds: await meant(world, filter.merchant),
});

export const simCounts: Counts<'sims'> = {
  sims: async (world, filter, most) => countSimPlans(world.db, await simsAsked(world, filter), most),
};

/** Plans end on a day, many of them on the same: the key of a page is the day, the merchant and the terminal. */
const PLACE = /^(\d{4}-\d{2}-\d{2})\.(\w{1,40})\.(\w{1,40})$/;
const placeText = ({ coveredTo, merchantId, terminalId }: SimPlace): string =>
  `${coveredTo}.${merchantId}.${terminalId}`;
function placeIn(text: string | undefined): Outcome<SimPlace | undefined, Wrong> {
  if (text === undefined) return accept(undefined);
  const [, day = '', merchantId = '', terminalId = ''] = PLACE.exec(text) ?? [];
  return isCivilDate(day)
    ? accept({ coveredTo: civilDate(day), merchantId, terminalId })
    : refuse('console.list_place_wrong');
}

async function rowsOf(world: World, plans: readonly SimPlan[]): Promise<Page['rows']> {
  const [names, numbers] = await Promise.all([
    merchantNames(
      world.db,
      plans.map((one) => one.merchantId),
    ),
    terminalNumbers(world.db, plans),
  ]);
  return plans.map(({ merchantId, terminalId, toldDays, ...plan }) => {
    const { terminalNo = '', serialNo = '', iccid } = numbers.get(terminalId) ?? {};
    return {
      ...plan,
      merchantNo: names.get(merchantId)?.merchantNo ?? '',
      merchantName: names.get(merchantId)?.name ?? '',
      terminalNo,
      serialNo,
      ...(iccid === undefined ? {} : { iccid }),
      ...(toldDays === undefined ? {} : { toldDays }),
    };
  });
}

export async function simPage(
  world: World,
  query: CallInput<'GET /api/console/sims'>['query'],
): Promise<Outcome<Page, Wrong>> {
  const place = placeIn(query.after);
  if (place.refused) return place;
  const size = sizeOf(query);
  const found = await listSimPlans(world.db, {
    filter: await simsAsked(world, query),
    after: place.value,
    most: size + 1,
  });
  const plans = found.slice(0, size);
  const last = plans.at(-1);
  return accept({
    rows: await rowsOf(world, plans),
    ...(found.length > size && last !== undefined ? { next: placeText(last) } : {}),
  });
}
