import type { Machine } from '../../../kernel/machine.ts';

/** A photo that the gate refused is not kept at all, so a material starts accepted and ends when a better one takes its place. */
export const materialMachine = {
  name: 'material',
  column: 'materials.material.state',
  initial: 'accepted',
  final: ['accepted', 'replaced'],
  states: { accepted: { replace: 'replaced' }, replaced: {} },
} as const satisfies Machine;
