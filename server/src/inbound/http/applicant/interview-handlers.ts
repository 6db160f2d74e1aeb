import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { dateInShanghai, DAY_MS, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { applicantOf, chooseFaceRoute, consentsOf, issueInterview } from '../../../modules/identity/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { Handlers } from '../context.ts';
import { mayAnswer } from './material-handlers.ts';

const PER_APPLICANT = { limit: 10, windowMs: DAY_MS };

export const interviewHandlers: Pick<
  Handlers<Keys>,
  'PUT /api/applicant/face/route' | 'POST /api/applicant/interviews'
> = {
  'PUT /api/applicant/face/route': async ({ world, subjectId, input }) => {
    const may = await mayAnswer(world, subjectId, 'face');
    if (may.refused) return may;
    const done = await chooseFaceRoute(world, { applicantId: subjectId, route: input.body.route });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/applicant/interviews': async ({ world, subjectId }) => {
    if (!(await consentsOf(world.db, subjectId)).includes('interview'))
      return refuse('identity.consent_missing', { kind: 'interview' });
    const may = await mayAnswer(world, subjectId, 'interview');
    if (may.refused) return may;
    const applicant = must(await applicantOf(world, subjectId), 'applicant of a session');
    if (applicant.identityState === 'none') return refuse('identity.not_confirmed');
    // asking again and again would show every question there is
    const seconds = await countAgainst(world, `interview:${subjectId}`, PER_APPLICANT);
    if (seconds !== undefined) return refuse('identity.interview_limit', { seconds });
    const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
    const asked = await issueInterview(world, subjectId, policy.number('identity.interview_minutes'));
    return accept({
      interviewId: asked.interviewId,
      questions: [...asked.questions],
      expiresAt: isoText(asked.expiresAt),
      secondsMax: policy.number('identity.interview_seconds_max'),
    });
  },
};
