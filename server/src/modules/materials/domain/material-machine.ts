import type { Machine } from '../../../kernel/machine.ts';

/**
 * A photo that the gate refused is not kept at all, so a material starts accepted and ends when a better one takes its place; or when the person
 * wants it erased, and nothing forbids it.
 */
export const materialMachine = {
  name: 'material',
  column: 'materials.material.state',
  initial: 'accepted',
  final: ['accepted', 'replaced', 'erased'],
  states: { accepted: { replace: 'replaced', erase: 'erased' }, replaced: { erase: 'erased' }, erased: {} },
} as const satisfies Machine;
