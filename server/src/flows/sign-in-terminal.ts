import { noteActivationStep, noteContact } from '../modules/activation/index.ts';
import { layoutAsked, noteSeen, setTerminalKeys, workingKeysDue, type Terminal } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

/** Sign-in carries no MAC, so whoever knows the numbers could rotate keys: limited per terminal over every gateway. */
const SIGN_INS = { limit: 30, windowMs: 60_000 };

export type SignInAnswer =
  | { readonly code: '00'; readonly field62: Uint8Array }
  | { readonly code: '97' | '99' | '65' | '58' | '40' };

/** 0800/001, 003, 004, 005: fresh working keys under the terminal's master key, in the layout asked for. */
export async function answerSignIn(world: World, terminal: Terminal, code: string): Promise<SignInAnswer> {
  // 97 makes a device erase its keys, and one that stands still for a time needs them again
  if (terminal.state === 'suspended') return { code: '58' };
  if (terminal.state !== 'activating' && terminal.state !== 'active') return { code: '97' };
  const layout = layoutAsked(terminal.keyProfile, code);
  if (layout === undefined) return { code: '40' };
  if (terminal.wrappedTmk === undefined) return { code: '99' };
  if ((await countAgainst(world, `terminal-sign-in:${terminal.terminalNo}`, SIGN_INS)) !== undefined)
    return { code: '65' };
  const keys = await world.vault.newWorkingKeys(terminal.wrappedTmk, layout);
  const where = { merchantId: terminal.merchantId, terminalId: terminal.terminalId };
  const stored = await withTx(world, async (tx) => {
    if (!(await setTerminalKeys(world, tx, { ...where, ...keys }))) return false;
    await noteSeen(world, tx, where);
    if (terminal.state === 'activating') {
      await noteActivationStep(world, tx, { ...where, event: 'load_keys' });
      await noteContact(world, tx, { serialNo: terminal.serialNo, message: 'sign_in', code: '00', text: '' });
    }
    return true;
  });
  if (!stored) return { code: '97' };
  return { code: '00', field62: keys.field62 };
}

/** Whether the answer's header asks the terminal to sign in again (processing requirement 3): its working keys have served their time. */
export async function signInWanted(world: World, terminal: Terminal): Promise<boolean> {
  return workingKeysDue({
    has: terminal.wrappedMak !== undefined,
    keysAt: terminal.keysAt,
    now: world.clock.now(),
    hoursMax: (await policyToday(world)).number('terminal.working_keys_hours'),
  });
}

/** 0820/002: the working keys are erased here as they are there. */
export async function answerSignOff(world: World, terminal: Terminal): Promise<void> {
  await setTerminalKeys(world, world.db, { merchantId: terminal.merchantId, terminalId: terminal.terminalId });
}
