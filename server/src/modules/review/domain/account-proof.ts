import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/** asked: the bank has not answered yet (asking again under the same reference pays once). */
export const accountProofMachine = {
  name: 'account proof',
  column: 'review.account_proof.state',
  initial: 'asked',
  final: ['proved', 'failed', 'refused'],
  states: {
    asked: { accepted: 'sent', declined: 'refused' },
    sent: { right: 'proved', tries_used: 'failed' },
    proved: {},
    failed: {},
    refused: {},
  },
} as const satisfies Machine;
export type AccountProofState = StateOf<typeof accountProofMachine>;

export type ProofRefusal = Refusal<'review.proof_wrong' | 'review.proof_tries_used'>;

/** Pure: whether the amount that the applicant read from the statement is the one that was sent. */
export function decideProof(facts: {
  readonly sentFen: bigint;
  readonly saidFen: bigint;
  readonly tryNo: number;
  readonly triesMax: number;
}): Outcome<true, ProofRefusal> {
  if (facts.saidFen === facts.sentFen) return accept(true as const);
  const triesLeft = Math.max(0, facts.triesMax - facts.tryNo);
  return triesLeft === 0 ? refuse('review.proof_tries_used') : refuse('review.proof_wrong', { triesLeft });
}
