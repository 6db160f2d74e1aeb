import type { Machine } from '../../../kernel/machine.ts';

/** A document that proves something of a merchant: in force until a newer one takes its place. Whether it has expired says its date. */
export const documentMachine = {
  name: 'document',
  column: 'merchants.document.state',
  initial: 'in_force',
  final: ['replaced'],
  states: { in_force: { replace: 'replaced' }, replaced: {} },
} as const satisfies Machine;

export const DOCUMENT_KINDS = ['id_card', 'licence'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
