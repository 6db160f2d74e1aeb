/** What of a person is erased when they ask, what is kept, why, and until when. See docs/decisions/0028. */

export const DATA_CLASSES = ['replaced', 'identity', 'decided', 'money', 'sign_ins'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** - `in_review`: withdraw the application first; `law`: so many years; `proof`: of a decision; `log`: so many days; `hold`: nobody may erase now. */
export type KeptBecause = 'in_review' | 'law' | 'proof' | 'log' | 'hold';

export interface ErasureFacts {
  readonly stage: 'filling_in' | 'judged' | 'merchant' | 'none';
  readonly held: boolean;
  /** How much of each class there is: photos and clips, details of the person, revisions, transactions, sign-ins. */
  readonly counts: Readonly<Record<DataClass, number>>;
}

export interface ClassVerdict {
  readonly of: DataClass;
  readonly count: number;
  /** Undefined: erased when asked for. */
  readonly keptBecause: KeptBecause | undefined;
}

function keptBecause(of: DataClass, { stage, held }: ErasureFacts): KeptBecause | undefined {
  if (of === 'money') return 'law';
  if (of === 'decided') return stage === 'merchant' ? 'law' : 'proof';
  if (of === 'sign_ins') return 'log';
  if (held) return 'hold';
  if (of === 'replaced') return undefined;
  if (stage === 'judged') return 'in_review';
  return stage === 'merchant' ? 'law' : undefined;
}

/** Pure. The whole table, classes of which there is nothing included. */
export const decideErasure = (facts: ErasureFacts): ClassVerdict[] =>
  DATA_CLASSES.map((of) => ({ of, count: facts.counts[of], keptBecause: keptBecause(of, facts) }));

/** Is there anything that a request would erase, now or once a hold is lifted? */
export const erasesAnything = (verdicts: readonly ClassVerdict[]): boolean =>
  verdicts.some((one) => one.count > 0 && (one.keptBecause === undefined || one.keptBecause === 'hold'));
