/** A merchant is restricted: it takes no money, gives back what it must, and is paid what it is owed. Each reason ends with its cause. */
import { assert } from '../kernel/assert.ts';
import { yuanText } from '../kernel/fen.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { depositsOf, type Deposit } from '../modules/deposits/index.ts';
import {
  liftRestriction,
  merchantByNo,
  merchantOf,
  restrictMerchant,
  type DocumentKind,
  type RestrictionReason,
} from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { resumeSales, stopSales } from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

interface Because {
  readonly merchantId: string;
  readonly reason: RestrictionReason;
  readonly note: string;
  readonly by: string;
}

async function tell(world: World, tx: Tx, merchantId: string, text: string): Promise<void> {
  const { phone } = await merchantOf(world, merchantId);
  await queueMessage(world, tx, { purpose: 'restriction', phone, text, subject: `merchant:${merchantId}` });
}

/** Sales stop with the transaction that says so. False: it was restricted for this already. */
async function restrict(world: World, tx: Tx, of: Because, text: string): Promise<boolean> {
  if (!(await restrictMerchant(world, tx, of))) return false;
  await stopSales(tx, of.merchantId, 'restricted');
  await tell(world, tx, of.merchantId, text);
  return true;
}

async function lift(world: World, tx: Tx, of: Because): Promise<boolean> {
  const lifted = await liftRestriction(world, tx, of);
  if (lifted !== 'free') return lifted !== undefined;
  await resumeSales(tx, of.merchantId, 'restricted');
  await tell(world, tx, of.merchantId, smsTexts.restrictionLifted());
  return true;
}

/** The days in which a deposit that could not be captured can be paid otherwise are over. */
export async function restrictForDeposit(world: World, tx: Tx, deposit: Deposit): Promise<void> {
  assert(deposit.state === 'capture_failed', 'only a deposit that could not be captured restricts its merchant');
  const amount = yuanText(deposit.amount);
  const of = {
    merchantId: deposit.merchantId,
    reason: 'deposit_unpaid',
    note: deposit.depositId,
    by: 'machine',
  } as const;
  await restrict(world, tx, of, smsTexts.restrictedForDeposit(amount));
}

/** A deposit has moved: who was restricted for it is free once none is unpaid. */
export async function lookAtUnpaid(world: World, merchantId: string): Promise<void> {
  const deposits = await depositsOf(world.db, merchantId);
  if (deposits.some((one) => one.state === 'capture_failed')) return;
  const of = { merchantId, reason: 'deposit_unpaid', note: '', by: 'machine' } as const;
  await withTx(world, (tx) => lift(world, tx, of));
}

const EXPIRED = { id_card: 'id_expired', licence: 'licence_expired' } as const satisfies Record<
  DocumentKind,
  RestrictionReason
>;

/** The day after the last valid one of a document. */
export async function restrictForDocument(
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly kind: DocumentKind; readonly validTo: string },
): Promise<void> {
  const { merchantId, kind, validTo: note } = of;
  await restrict(
    world,
    tx,
    { merchantId, reason: EXPIRED[kind], note, by: 'machine' },
    smsTexts.restrictedForDocument(kind, note),
  );
}

/** A newer document is in force. True: it was restricted for the old one. */
export const liftForDocument = (
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly kind: DocumentKind; readonly source: string },
): Promise<boolean> =>
  lift(world, tx, { merchantId: of.merchantId, reason: EXPIRED[of.kind], note: of.source, by: 'machine' });

type Unknown = Refusal<'merchants.unknown'>;

/** An operator restricts a merchant, with a reason that the merchant reads. */
export async function restrictByPeople(
  world: World,
  input: { readonly merchantNo: string; readonly note: string; readonly by: string },
): Promise<Outcome<true, Unknown | Refusal<'merchants.restricted_already' | 'merchants.not_active'>>> {
  const merchantId = await merchantByNo(world.db, input.merchantNo);
  if (merchantId === undefined) return refuse('merchants.unknown');
  const { state } = await merchantOf(world, merchantId);
  if (state !== 'active' && state !== 'restricted') return refuse('merchants.not_active', { state });
  const of = { merchantId, reason: 'people', note: input.note, by: input.by } as const;
  const done = await withTx(world, (tx) => restrict(world, tx, of, smsTexts.restrictedByPeople(input.note)));
  return done ? accept(true as const) : refuse('merchants.restricted_already');
}

/** What an operator has written down is lifted by an operator; what the machine did ends with its cause. */
export async function liftByPeople(
  world: World,
  input: { readonly merchantNo: string; readonly note: string; readonly by: string },
): Promise<Outcome<true, Unknown | Refusal<'merchants.not_restricted'>>> {
  const merchantId = await merchantByNo(world.db, input.merchantNo);
  if (merchantId === undefined) return refuse('merchants.unknown');
  const of = { merchantId, reason: 'people', note: input.note, by: input.by } as const;
  const done = await withTx(world, (tx) => lift(world, tx, of));
  return done ? accept(true as const) : refuse('merchants.not_restricted');
}
