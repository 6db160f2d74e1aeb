import { createHash } from 'node:crypto';

/** One row of the log of decisions; `hash` covers everything else in it, the hash of the row before included. */
export interface DecisionEntry {
  readonly applicationId: string;
  readonly seq: number;
  readonly revisionNo: number;
  /** ISO instant */
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly decision: string;
  readonly policyDate: string;
  readonly evidenceHash: string;
  readonly detail: unknown;
  readonly previousHash: string;
  readonly hash: string;
}

/** Before the first row of an application. */
export const CHAIN_START = '0'.repeat(64);

/** Keys in order: PostgreSQL's jsonb keeps its own order, and the hash must not depend on it. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(',')}}`;
}

export const hashOfValue = (value: unknown): string => createHash('sha256').update(canonicalText(value)).digest('hex');

/** The entry with its hash. */
export function sealEntry(entry: Omit<DecisionEntry, 'hash'>): DecisionEntry {
  return { ...entry, hash: hashOfValue(entry) };
}

export type ChainFault =
  | { readonly kind: 'gap'; readonly seq: number }
  | { readonly kind: 'broken_link'; readonly seq: number }
  | { readonly kind: 'changed'; readonly seq: number };

/** Everything that is wrong with a chain, first row first; empty when nobody touched it. */
export function chainFaults(entries: readonly DecisionEntry[]): ChainFault[] {
  const faults: ChainFault[] = [];
  let previous = CHAIN_START;
  entries.forEach((entry, place) => {
    if (entry.seq !== place + 1) faults.push({ kind: 'gap', seq: place + 1 });
    if (entry.previousHash !== previous) faults.push({ kind: 'broken_link', seq: entry.seq });
    const { hash, ...rest } = entry;
    if (hash !== hashOfValue(rest)) faults.push({ kind: 'changed', seq: entry.seq });
    previous = hash;
  });
  return faults;
}
