/** Where the activations stand that are not finished: step, what is waited for, and what the device was told last. */
import {
  activationOf,
  codeOf,
  contactsOf,
  newestContacts,
  nextStep,
  type SeenContact,
} from '../modules/activation/index.ts';
import { depositOfTerminal } from '../modules/deposits/index.ts';
import { merchantOf, settlementAccountOf } from '../modules/merchants/index.ts';
import { unfinishedTerminals, type Terminal } from '../modules/terminals/index.ts';
import type { World } from './ports.ts';

export type DoctorStep =
  | 'not_connected'
  | 'code_accepted'
  | 'keys_loaded'
  | 'deposit_secured'
  | 'account_bound'
  | 'active'
  | 'test_sale_ok';

export interface Patient {
  readonly merchantName: string;
  readonly terminal: Terminal;
  readonly step: DoctorStep;
  /** What the host waits for; the test sale when the device is active already. */
  readonly next: 'code' | 'deposit' | 'account' | 'acknowledge' | 'test_sale';
  readonly codeState: string | undefined;
  readonly depositState: string | undefined;
  readonly depositHolder: 'own' | 'other' | 'unknown' | undefined;
  readonly contact: SeenContact | undefined;
}

/** The newest first; at most what `unfinishedTerminals` gives. */
export async function activationWard(world: World): Promise<Patient[]> {
  const terminals = await unfinishedTerminals(world.db);
  const contacts = await newestContacts(
    world.db,
    terminals.map((one) => one.serialNo),
  );
  return Promise.all(terminals.map((terminal) => patientOf(world, terminal, contacts.get(terminal.serialNo))));
}

async function patientOf(world: World, terminal: Terminal, contact: SeenContact | undefined): Promise<Patient> {
  const { merchantId, terminalId } = terminal;
  const [merchant, activation, code, deposit, account] = await Promise.all([
    merchantOf(world, merchantId),
    activationOf(world.db, merchantId, terminalId),
    codeOf(world.db, merchantId, terminalId),
    depositOfTerminal(world.db, merchantId, terminalId),
    settlementAccountOf(world.db, merchantId),
  ]);
  const state = activation?.state === 'abandoned' ? undefined : activation?.state;
  const waits = state === undefined ? 'code' : nextStep({ state, accountKind: account?.kind });
  return {
    merchantName: merchant.name,
    terminal,
    step: state ?? 'not_connected',
    next: waits === 'active' ? 'test_sale' : waits,
    codeState: code?.state,
    depositState: deposit?.state,
    depositHolder: deposit?.cardHolder,
    contact,
  };
}

/** Everything that one device was told, newest first. */
export const activationChart = (world: World, serialNo: string): Promise<SeenContact[]> =>
  contactsOf(world.db, serialNo);
