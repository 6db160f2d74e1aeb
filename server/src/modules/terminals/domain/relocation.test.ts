import { describe, expect, it } from 'vitest';
import type { TerminalState } from '../queries/terminal-of.ts';
import { decideRelocation } from './relocation.ts';
import { terminalMachine } from './terminal-machines.ts';

const STATES = Object.keys(terminalMachine.states) as TerminalState[];
const facts = {
  terminalState: 'active',
  suspendedReason: undefined,
  open: false,
  fromRegion: '330106',
  toRegion: '330110',
  movedLately: false,
} as const;
const drifted = { ...facts, terminalState: 'suspended', suspendedReason: 'place_drift' } as const;

describe('a terminal that moves', () => {
  it.each([
    ['within its city', facts, 'register'],
    ['to another city', { ...facts, toRegion: '310115' }, 'review'],
    ['within its city again', { ...facts, movedLately: true }, 'register'],
    ['within its city while it is stopped for drift', drifted, 'register'],
    ['within its city while it is stopped for drift, again', { ...drifted, movedLately: true }, 'review'],
    ['to another city while it is stopped for drift', { ...drifted, toRegion: '310115' }, 'review'],
    ['twice at once', { ...facts, open: true }, 'terminals.relocation_open'],
    ['while risk has stopped it', { ...drifted, suspendedReason: 'risk' }, 'terminals.relocate_not_now'],
  ] as const)('%s', (_what, given, expected) => {
    const decision = decideRelocation(given);
    expect(decision.refused ? decision.refusal.code : decision.value).toBe(expected);
  });
  it.each(STATES.filter((one) => one !== 'active' && one !== 'suspended'))('not while it is %s', (terminalState) =>
    expect(decideRelocation({ ...facts, terminalState })).toMatchObject({
      refusal: { code: 'terminals.relocate_not_now' },
    }),
  );
});
