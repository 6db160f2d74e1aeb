import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { accountNumberOf, merchantOf, settlementAccountOf } from '../modules/merchants/index.ts';
import {
  askRegister,
  askWithdrawal,
  closeUnbound,
  decideRegistration,
  newestRegistration,
  openRegistration,
  ownPlaceOf,
  terminalByNo,
  terminalOf,
  type FiveElements,
} from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { subjectOf } from './documents.ts';
import type { World } from './ports.ts';

interface Key {
  readonly merchantId: string;
  readonly terminalId: string;
}

/**
 * A serial number was allocated or changed: the network is told the five elements. A job, because the network may be slow: what is
 * told is written first, and silence is asked about again under the same reference.
 */
export async function registerTerminal(world: World, key: Key): Promise<void> {
  const { merchantId, terminalId } = key;
  const terminal = must(await terminalOf(world.db, merchantId, terminalId), 'terminal to register');
  const newest = await newestRegistration(world.db, merchantId, terminalId);
  const todo = decideRegistration(newest, terminal);
  if (todo === 'withdraw') return askWithdrawal(world, key);
  // of before registrations were kept: the network has nothing of it
  if (newest === undefined && terminal.state === 'unbound') return withTx(world, (tx) => closeUnbound(tx, key));
  if (todo === 'nothing') return;
  if (todo === 'tell_new') await tellNew(world, { ...key, serialNo: terminal.serialNo });
  await askRegister(world, key);
}

async function tellNew(world: World, input: Key & { readonly serialNo: string }): Promise<void> {
  const elements = await currentElements(world, input);
  await withTx(world, async (tx) => {
    // the same job may run twice at once: whoever is second finds the version of the first
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`registration:${input.terminalId}`]);
    const newest = await newestRegistration(tx, input.merchantId, input.terminalId);
    if (newest?.serialNo !== input.serialNo) await openRegistration(world, tx, { ...input, elements });
  });
}

export type RegisterAgainRefusal = Refusal<'terminals.unknown'>;

/**
 * An operator has put right what the network refused, or an element has changed: a new version with the facts of today, or the one
 * that waits asked about at once. Sales that were refused stay refused until the network says yes.
 */
export async function registerAgain(world: World, terminalNo: string): Promise<Outcome<Key, RegisterAgainRefusal>> {
  const terminal = await terminalByNo(world.db, terminalNo);
  if (terminal === undefined) return refuse('terminals.unknown');
  const { merchantId, terminalId, serialNo } = terminal;
  const elements = await currentElements(world, terminal);
  return withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`registration:${terminalId}`]);
    const newest = await newestRegistration(tx, merchantId, terminalId);
    if (newest?.state !== 'pending') await openRegistration(world, tx, { merchantId, terminalId, serialNo, elements });
    await world.jobs.enqueue(tx, 'register-terminal', { merchantId, terminalId });
    return accept({ merchantId, terminalId });
  });
}

/** An element has changed: a new version in any case, because one that waits says what was true before. */
export async function registerAnew(world: World, key: Key): Promise<void> {
  const { merchantId, terminalId } = key;
  const { serialNo } = must(await terminalOf(world.db, merchantId, terminalId), 'terminal to register');
  const elements = await currentElements(world, key);
  await withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`registration:${terminalId}`]);
    await openRegistration(world, tx, { merchantId, terminalId, serialNo, elements });
  });
  await askRegister(world, key);
}

/** The licence's code where there is one, else the identity number of the principal; account and place as they are now. */
async function currentElements(world: World, { merchantId, terminalId }: Key): Promise<FiveElements> {
  const merchant = await merchantOf(world, merchantId);
  const { person, licence } = await subjectOf(world, merchant);
  const { accountId } = must(await settlementAccountOf(world.db, merchantId), 'settlement account');
  const { number } = await accountNumberOf(world, merchantId, accountId);
  return {
    acquirerCode: world.acquirer.institution,
    merchantNo: merchant.merchantNo,
    subject:
      licence === undefined
        ? { kind: 'id_number', number: person.idNumber }
        : { kind: 'credit_code', number: licence.uscc },
    account: { accountId, number },
    address: (await ownPlaceOf(world, world.db, { merchantId, terminalId }))?.address ?? merchant.address,
  };
}
