import { dateInShanghai, DAY_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { moveApplication, type Application } from '../../applications/index.ts';
import { readPolicy } from '../../catalogue/index.ts';
import { decisionsOf } from '../queries/decisions-of.ts';
import { logDecision } from './log-decision.ts';
import { openCase } from './open-case.ts';

export type AppealRefusal = Refusal<'review.not_rejected' | 'review.appeal_too_late' | 'review.appeal_final'>;

/** Reasons without an exit: watch lists and forgery (domain, states of an application). */
const FINAL: readonly string[] = ['watchlist_hit', 'doc_forged', 'doc_manipulated', 'prohibited_mcc'];

/** 复议: within thirty days a refusal goes to a person who did not decide it. Each refusal can be appealed against once. */
export async function appealDecision(
  env: Env,
  input: { application: Application; words: string; filedBy?: string | undefined },
): Promise<Outcome<true, AppealRefusal>> {
  const { applicantId, applicationId, revisionNo, state, decidedAt, decidedBy, channel } = input.application;
  if (state !== 'rejected' || decidedAt === undefined) return refuse('review.not_rejected');
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const days = policy.number('review.appeal_days');
  if (env.clock.now() > decidedAt + days * DAY_MS) return refuse('review.appeal_too_late', { days });
  const log = await decisionsOf(env.db, input.application);
  const reasons = log
    .filter((entry) => entry.decision === 'reject')
    .flatMap((entry) => (entry.detail as { verdicts?: { reasons: string[] }[] }).verdicts ?? [])
    .flatMap((verdict) => verdict.reasons);
  const appealed = log.some((entry) => entry.decision === 'appeal');
  if (appealed || reasons.some((reason) => FINAL.includes(reason))) return refuse('review.appeal_final');
  const key = { applicantId, applicationId, revisionNo };
  return withTx(env, async (tx) => {
    if (!(await moveApplication(env, tx, { ...key, from: 'rejected', event: 'appeal', by: applicantId })))
      return refuse('review.not_rejected');
    await openCase(env, tx, {
      ...key,
      channel,
      filedBy: input.filedBy,
      policy,
      stage: 1,
      appealWords: input.words,
      ...(decidedBy === undefined ? {} : { firstBy: decidedBy }),
    });
    await logDecision(env, tx, { ...key, by: applicantId, decision: 'appeal', detail: {} });
    return accept(true as const);
  });
}
