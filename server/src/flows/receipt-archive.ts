/** Where a receipt is today: in the app for a year, in the archive for ten, and out of the archive for some days where it was asked for. */
import { dateInShanghai, type InstantMs } from '../kernel/instant.ts';
import { refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  archiveRequestsAmong,
  askArchive,
  closeArchived,
  decideAccess,
  openArchived,
  type ArchiveReason,
  type ArchiveRequest,
  type ReceiptAccess,
} from '../modules/servicing/index.ts';
import type { CardTransaction } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

export interface Access {
  readonly access: ReceiptAccess;
  readonly request: ArchiveRequest | undefined;
}

/** Of transactions of one merchant, by their ids. */
export async function accessOfAll(
  world: World,
  merchantId: string,
  sales: readonly CardTransaction[],
): Promise<(of: CardTransaction) => Access> {
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  const ids = sales.map((one) => one.transactionId);
  const requests = await archiveRequestsAmong(world.db, merchantId, ids);
  return (of) => {
    const request = requests.get(of.transactionId);
    const access = decideAccess({
      soldOn: dateInShanghai(of.createdAt),
      today,
      keptMonths: policy.number('receipt.kept_months'),
      archiveYears: policy.number('archive.kept_years'),
      request,
    });
    return { access, request };
  };
}

export const accessOf = async (world: World, sale: CardTransaction): Promise<Access> =>
  (await accessOfAll(world, sale.merchantId, [sale]))(sale);

/** Whether its slip may be shown now. */
export const isReadable = ({ access }: Access): boolean => access === 'kept' || access === 'readable';

/** A merchant asks the archive for one of its receipts. */
export async function fetchFromArchive(
  world: World,
  sale: CardTransaction,
  reason: ArchiveReason,
): Promise<Outcome<{ readyBy: InstantMs }, Refusal<'servicing.archive_limit' | 'servicing.not_archived'>>> {
  const { access } = await accessOf(world, sale);
  if (access === 'kept' || access === 'gone') return refuse('servicing.not_archived');
  const policy = await policyToday(world);
  return withTx(world, (tx) =>
    askArchive(world, tx, {
      merchantId: sale.merchantId,
      transactionId: sale.transactionId,
      reason,
      today: dateInShanghai(world.clock.now()),
      answerMinutes: policy.number('archive.answer_minutes'),
      aDayMax: policy.number('archive.requests_a_day'),
    }),
  );
}

type Key = { readonly merchantId: string; readonly requestId: string };

/** A job: the machine answers. */
export async function answerArchiveRequest(world: World, key: Key): Promise<void> {
  const days = (await policyToday(world)).number('archive.readable_days');
  const today = dateInShanghai(world.clock.now());
  await withTx(world, (tx) => openArchived(world, tx, { ...key, today, days }));
}

/** A job: its days are over. */
export const endArchiveRequest = (world: World, key: Key): Promise<void> =>
  withTx(world, (tx) => closeArchived(world, tx, key));
