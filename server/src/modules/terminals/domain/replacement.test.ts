import { describe, expect, it } from 'vitest';
import type { TerminalState } from '../queries/terminal-of.ts';
import { decideReplacement, replacementMachine, type ReplacementState } from './replacement.ts';
import { terminalMachine } from './terminal-machines.ts';

const TERMINAL_STATES = Object.keys(terminalMachine.states) as TerminalState[];
const OPEN = [undefined, 'reserved', 'taken_over'] as const satisfies readonly (ReplacementState | undefined)[];

describe('whether a terminal may be given another device', () => {
  const cases = TERMINAL_STATES.flatMap((terminalState) =>
    OPEN.flatMap((open) => [true, false].map((everActive) => ({ terminalState, open, everActive }))),
  );
  it.each(cases)('$terminalState, open $open, ever active $everActive', ({ terminalState, open, everActive }) => {
    const decision = decideReplacement({
      terminalState,
      everActive,
      open: open === undefined ? undefined : { state: open },
    });
    const moves = ['active', 'activating', 'pending_activation'].includes(terminalState) && everActive;
    const expected =
      open === 'reserved'
        ? 'terminals.replacement_open'
        : !moves
          ? 'terminals.replace_not_now'
          : open === 'taken_over'
            ? 'instead'
            : 'reserve';
    expect(decision.refused ? decision.refusal.code : decision.value).toBe(expected);
  });
  it('what is open can end in each way that it may have', () => {
    expect(Object.keys(replacementMachine.states.reserved)).toEqual(['take_over', 'fail', 'cancel']);
  });
});
