/** The console's list of deposits. */
import type { Answer, CallInput } from '@kaitong/client';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { dateInShanghai } from '../../../kernel/instant.ts';
import { accept, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import {
  appealsAmong,
  countDeposits,
  countedAmong,
  listDeposits,
  refundsAmong,
  type Deposit,
  type DepositFilter,
} from '../../../modules/deposits/index.ts';
import { merchantNames } from '../../../modules/merchants/index.ts';
import { terminalNumbers } from '../../../modules/terminals/index.ts';
import { commonView } from '../deposit-views.ts';
import { meant, pageOf, placeOf, sizeOf, type Counts, type FilterOf } from './list-page.ts';

type Page = Answer<'GET /api/console/deposits'>;

const depositsAsked = async (world: World, filter: FilterOf<'deposits'>): Promise<DepositFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  state: filter.state,
  target: filter.target,
  ending:
    filter.daysLeft === undefined
      ? undefined
      : { today: dateInShanghai(world.clock.now()), within: Number(filter.daysLeft) },
  waits: filter.waits === 'yes',
});

export const depositCounts: Counts<'deposits'> = {
  deposits: async (world, filter, most) => countDeposits(world.db, await depositsAsked(world, filter), most),
};

/** All that is shown of a page is read by a few questions, however many rows it has. */
async function rowsOf(world: World, deposits: readonly Deposit[]): Promise<Page['rows']> {
  const [policy, names, terminals, counted, refunds, appeals] = await Promise.all([
    policyToday(world),
    merchantNames(
      world.db,
      deposits.map((one) => one.merchantId),
    ),
    terminalNumbers(world.db, deposits),
    countedAmong(world.db, deposits),
    refundsAmong(world.db, deposits),
    appealsAmong(world.db, deposits),
  ]);
  return deposits.map((one) => ({
    ...commonView(world, one, {
      policy,
      terminal: terminals.get(one.terminalId),
      countedFen: counted.get(one.depositId) ?? 0n,
      refund: refunds.get(one.depositId),
      appeal: appeals.get(one.depositId),
    }),
    merchantId: one.merchantId,
    merchantNo: names.get(one.merchantId)?.merchantNo ?? '',
    merchantName: names.get(one.merchantId)?.name ?? '',
  }));
}

export async function depositPage(
  world: World,
  query: CallInput<'GET /api/console/deposits'>['query'],
): Promise<Outcome<Page, Refusal<'console.list_place_wrong'>>> {
  const place = placeOf(query);
  if (place.refused) return place;
  const size = sizeOf(query);
  const filter = await depositsAsked(world, query);
  const found = await listDeposits(world.db, { filter, before: place.value, most: size + 1 });
  const page = pageOf(found, size, (one) => ({ at: one.quotedAt, id: one.depositId }));
  return accept({ ...page, rows: await rowsOf(world, page.rows) });
}
