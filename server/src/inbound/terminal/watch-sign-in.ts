/**
 * Sign-in carries no MAC, so whoever knows the numbers of a terminal can send it. A terminal signs in once a day and after faults:
 * one that does so again and again, or suddenly from elsewhere, is told to people. It is answered all the same.
 */
import type { World } from '../../flows/ports.ts';
import type { Terminal } from '../../modules/terminals/index.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { countAgainst } from '../../platform/rate.ts';

/** Six in ten minutes are no morning and no fault; counted over every gateway. */
const OFTEN = { limit: 5, windowMs: 600_000 };
/** People hear of one terminal once in this time. */
const TOLD = { limit: 1, windowMs: 600_000 };
/** Addresses kept: 50,000 of about 100 bytes are 5 MB. The oldest goes first. */
const ADDRESSES_MAX = 50_000;

type Alert = 'sign_in_repeats' | 'address_changed';

/** Where each terminal signed in from last, as this process knows it. */
const addresses = new WeakMap<object, Map<string, string>>();

export async function watchSignIn(world: World, terminal: Terminal, from: string): Promise<void> {
  const { terminalNo } = terminal;
  const known = addresses.get(world.db) ?? new Map<string, string>();
  addresses.set(world.db, known);
  const before = known.get(terminalNo);
  known.delete(terminalNo);
  known.set(terminalNo, from);
  if (known.size > ADDRESSES_MAX) known.delete(known.keys().next().value ?? '');
  if (before !== undefined && before !== from) await alert(world, terminal, { what: 'address_changed', from });
  if ((await countAgainst(world, `terminal-sign-in-often:${terminalNo}`, OFTEN)) !== undefined)
    await alert(world, terminal, { what: 'sign_in_repeats', from });
}

async function alert(world: World, terminal: Terminal, { what, from }: { what: Alert; from: string }): Promise<void> {
  const { merchantId, terminalId, terminalNo } = terminal;
  world.metrics.terminalAlerts.inc({ what });
  world.log.warn({ terminalNo, what, from }, 'terminal line: an unusual sign-in');
  if ((await countAgainst(world, `terminal-alert:${what}:${terminalNo}`, TOLD)) !== undefined) return;
  const payload = { merchantId, terminalId, terminalNo, what };
  await withTx(world, (tx) => world.jobs.emit(tx, { kind: 'terminal.alerted', audience: ['console'], payload }));
}
