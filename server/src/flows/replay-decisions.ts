import { staffOf } from '../modules/identity/index.ts';
import { applicantOfApplication, revisionSeals } from '../modules/applications/index.ts';
import {
  casesOfApplication,
  chainFaults,
  checksOf,
  decisionsOf,
  hashOfValue,
  type DecisionEntry,
} from '../modules/review/index.ts';
import type { Env } from '../platform/env.ts';

/** One decision, and what stood before whoever made it. */
export interface ReplayedDecision {
  readonly entry: DecisionEntry;
  readonly by: string;
  readonly checks: readonly {
    readonly check: string;
    readonly item: string;
    readonly verdict: string;
    readonly reason: string | undefined;
  }[];
}

export type ReplayFault =
  | { readonly kind: 'gap' | 'broken_link' | 'changed'; readonly seq: number }
  /** The checks are no longer those that the decision was made on. */
  | { readonly kind: 'evidence_changed'; readonly seq: number }
  | { readonly kind: 'revision_missing'; readonly seq: number }
  /** People decided more cases than the log knows of: its end was cut off. */
  | { readonly kind: 'decision_missing'; readonly decidedCases: number; readonly logged: number }
  | { readonly kind: 'revision_changed'; readonly revisionNo: number };

export interface Replay {
  readonly decisions: readonly ReplayedDecision[];
  /** Empty when nobody touched anything. */
  readonly faults: readonly ReplayFault[];
}

/** Entries of the chain that no case stands behind. */
const OF_THE_APPLICANT: readonly string[] = ['appeal', 'terms_signed'];

type Reading = Pick<Env, 'db' | 'crypto'>;

async function nameOf(env: Reading, id: string): Promise<string> {
  const staff = id.startsWith('stf_') ? await staffOf(env, id) : undefined;
  return staff === undefined ? id : `${staff.displayName} (${id})`;
}

/** Every decision of an application as it was made, and everything that no longer agrees with it; undefined where nobody knows it. */
export async function replayDecisions(env: Reading, applicationId: string): Promise<Replay | undefined> {
  const applicantId = await applicantOfApplication(env, applicationId);
  if (applicantId === undefined) return undefined;
  const key = { applicantId, applicationId };
  const log = await decisionsOf(env.db, key);
  const seals = await revisionSeals(env, key);
  const decisions: ReplayedDecision[] = [];
  const faults: ReplayFault[] = [...chainFaults(log)];
  for (const entry of log) {
    const checks = await checksOf(env.db, { ...key, revisionNo: entry.revisionNo });
    if (hashOfValue(checks) !== entry.evidenceHash) faults.push({ kind: 'evidence_changed', seq: entry.seq });
    if (!seals.some((one) => one.revisionNo === entry.revisionNo))
      faults.push({ kind: 'revision_missing', seq: entry.seq });
    decisions.push({ entry, by: await nameOf(env, entry.decidedBy), checks });
  }
  const decided = (await casesOfApplication(env, key)).filter((one) => one.state === 'decided').length;
  const logged = log.filter(
    (entry) => entry.decidedBy !== 'machine' && !OF_THE_APPLICANT.includes(entry.decision),
  ).length;
  if (decided !== logged) faults.push({ kind: 'decision_missing', decidedCases: decided, logged });
  for (const { revisionNo, intact } of seals) if (!intact) faults.push({ kind: 'revision_changed', revisionNo });
  return { decisions, faults };
}
