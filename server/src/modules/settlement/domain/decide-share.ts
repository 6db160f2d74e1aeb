import type { Fen, RatePpm } from '../../../kernel/fen.ts';
import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import {
  shareStatementMachine,
  shareTermsMachine,
  type ShareStatementState,
  type ShareTermsState,
} from './share-machines.ts';

/** Beyond these bases an agent gets its share of a fee. */
export interface ShareBases {
  readonly creditPpm: RatePpm;
  readonly debitPpm: RatePpm;
  readonly debitCapFen: Fen;
  readonly qrPpm: RatePpm;
}
export interface ShareTerms extends ShareBases {
  /** Of what a fee brings beyond its base, in millionths: 500,000 is half. */
  readonly sharePpm: bigint;
}
const BASES = ['creditPpm', 'debitPpm', 'debitCapFen', 'qrPpm'] as const;
const SHARE_MAX_PPM = 1_000_000n;
/** 3 % and 100 yuan: above them is a mistake of typing. */
const BASE_MOST = { creditPpm: 30_000n, debitPpm: 30_000n, debitCapFen: 10_000n, qrPpm: 30_000n } as const;

export type ShareJudgement = Refusal<
  'settlement.share_below_cost' | 'settlement.share_above_limit' | 'settlement.share_too_early'
>;
export type ShareTermsRefusal =
  | ShareJudgement
  | Refusal<'settlement.share_decided' | 'settlement.share_second_person' | 'settlement.share_not_yours'>;

/** No base is below what issuer and network take (`floors`), and no terms begin on a day that has begun (`running`). */
export function judgeShareTerms(facts: {
  readonly terms: ShareTerms;
  readonly floors: ShareBases;
  readonly from: CivilDate;
  readonly running: CivilDate;
}): Outcome<true, ShareJudgement> {
  const { terms, floors, from, running } = facts;
  const below = BASES.find((name) => terms[name] < floors[name]);
  if (below !== undefined) return refuse('settlement.share_below_cost', { part: below, floor: String(floors[below]) });
  const above = BASES.find((name) => terms[name] > BASE_MOST[name]);
  if (above !== undefined)
    return refuse('settlement.share_above_limit', { part: above, most: String(BASE_MOST[above]) });
  if (terms.sharePpm < 0n || terms.sharePpm > SHARE_MAX_PPM)
    return refuse('settlement.share_above_limit', { part: 'sharePpm', most: String(SHARE_MAX_PPM) });
  if (from <= running) return refuse('settlement.share_too_early', { earliest: addDays(running, 1) });
  return accept(true);
}

export type ShareTermsEvent = 'approve' | 'refuse' | 'withdraw';

/** Four eyes: whoever proposed neither approves nor refuses, and nobody else takes it back. */
export function decideShareTerms(
  facts: { readonly state: ShareTermsState; readonly proposedBy: string },
  asked: { readonly event: ShareTermsEvent; readonly by: string },
): Outcome<ShareTermsState, ShareTermsRefusal> {
  const to = step(shareTermsMachine, facts.state, asked.event);
  if (to === undefined) return refuse('settlement.share_decided');
  const own = asked.by === facts.proposedBy;
  if (asked.event === 'withdraw') return own ? accept(to) : refuse('settlement.share_not_yours');
  return own ? refuse('settlement.share_second_person') : accept(to);
}

export type ShareStatementEvent = 'confirm' | 'question' | 'answer' | 'pay' | 'approve' | 'refuse';
export type ShareStatementRefusal = Refusal<
  'settlement.share_moved' | 'settlement.share_second_person' | 'settlement.share_agent_suspended'
>;

/** Where a statement goes. Two of ours pay, and nobody while the agent is suspended. */
export function decideShareStatement(
  facts: {
    readonly state: ShareStatementState;
    readonly payingBy: string | undefined;
    readonly agentActive: boolean;
  },
  asked: { readonly event: ShareStatementEvent; readonly by: string },
): Outcome<ShareStatementState, ShareStatementRefusal> {
  const to = step(shareStatementMachine, facts.state, asked.event);
  if (to === undefined) return refuse('settlement.share_moved', { state: facts.state });
  if ((asked.event === 'pay' || asked.event === 'approve') && !facts.agentActive)
    return refuse('settlement.share_agent_suspended');
  if (asked.event === 'approve' && facts.payingBy === asked.by) return refuse('settlement.share_second_person');
  return accept(to);
}

/** The first of the month of a day. */
export const monthOf = (day: CivilDate): CivilDate => `${day.slice(0, 7)}-01` as CivilDate;

/** What an agent gets of one journal before its part is taken: what the fee brings beyond its base, never against the agent. */
export function beyondBase(of: { readonly gross: bigint; readonly fee: bigint; readonly base: bigint }): bigint {
  const sign = of.gross < 0n ? -1n : 1n;
  const beyond = sign * of.fee - of.base;
  return beyond <= 0n ? 0n : sign * beyond;
}
