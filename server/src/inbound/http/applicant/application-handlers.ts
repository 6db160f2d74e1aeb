import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { dateInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { openApplication } from '../../../flows/apply-again.ts';
import { filingOrganisation } from '../../../flows/filer-of.ts';
import { submitApplication } from '../../../flows/submit-application.ts';
import { withdrawApplication } from '../../../flows/withdraw-application.ts';
import {
  currentApplication,
  draftSchema,
  saveDraft,
  withKind,
  type Application,
  type Draft,
} from '../../../modules/applications/index.ts';
import { deviceTerms, pricePlanOn, readPolicy, readTrades, REGIONS } from '../../../modules/catalogue/index.ts';
import { merchantByApplicant } from '../../../modules/merchants/index.ts';
import { appealDecision, fixesOf } from '../../../modules/review/index.ts';
import type { World } from '../../../flows/ports.ts';
import type { LiveEvent } from '../../../platform/listen.ts';
import type { Handled, Handlers, MemberAtWork } from '../context.ts';
import { streamEvents } from '../live.ts';
import { answerParts } from './material-handlers.ts';
import { applicationView } from './views.ts';

const percent = (ppm: bigint): string => (Number(ppm) / 10_000).toFixed(2);

/** Saves a draft, of an application sent back only where it was asked for, and marks what was asked for as answered. */
export async function saveAndAnswer(world: World, application: Application, version: number, draft: Draft) {
  const fixes = application.state === 'needs_fix' ? await fixesOf(world.db, application) : [];
  const done = await saveDraft(world, { application, version, draft, fixes });
  if (done.refused) return done;
  await answerParts(world, application.applicantId, done.value.changed);
  return accept({ version: done.value.version });
}

/** Devices, terms and prices of today. Individuals are led to the e-sign POS, merchants to the smart POS; the other choice stays possible. */
async function offer(world: World): Promise<Handled<'GET /api/applicant/offer'>> {
  const today = dateInShanghai(world.clock.now());
  const [esign, smart, plan, policy] = await Promise.all([
    deviceTerms(world.db, 'esign_pos', today),
    deviceTerms(world.db, 'smart_pos', today),
    pricePlanOn(world.db, 'standard', today),
    readPolicy(world.db, today),
  ]);
  return accept({
    devices: [
      { ...esign, suggestedFor: ['individual' as const] },
      { ...smart, suggestedFor: ['sole_proprietor' as const, 'company' as const] },
    ].map(({ depositFen, targetFen, ...terms }) => ({
      ...terms,
      depositFen: depositFen.toString(),
      targetFen: targetFen.toString(),
    })),
    plan: {
      planId: plan.planId,
      creditPercent: percent(plan.creditPpm),
      debitPercent: percent(plan.debitPpm),
      debitCapFen: plan.debitCapFen.toString(),
      t0Percent: percent(plan.t0Ppm),
      t0AfterDays: policy.number('settlement.t0_after_days'),
    },
    mccs: await readTrades(world.db),
    regions: [...REGIONS],
  });
}

/** What whoever stands at a till may hear of the merchant. */
const AT_THE_TILL = /^(transaction|terminal|ticket|device)\./;

/** Nothing of the owner as a person; and once the person is removed or has another role, nothing more on this line. */
const hearingOf =
  ({ memberId, role }: MemberAtWork) =>
  ({ kind, payload }: LiveEvent): 'yes' | 'no' | 'end' => {
    if (kind === 'people.moved') return payload['memberId'] === memberId ? 'end' : 'no';
    return role === 'manager' || AT_THE_TILL.test(kind) ? 'yes' : 'no';
  };

export const applicationHandlers: Pick<
  Handlers<Keys>,
  | 'GET /api/applicant/offer'
  | 'POST /api/applicant/application'
  | 'GET /api/applicant/application'
  | 'PUT /api/applicant/application/draft'
  | 'POST /api/applicant/application/kind'
  | 'POST /api/applicant/application/withdraw'
  | 'POST /api/applicant/application/appeal'
  | 'POST /api/applicant/application/submit'
  | 'GET /api/applicant/events'
> = {
  'GET /api/applicant/offer': ({ world }) => offer(world),
  'POST /api/applicant/application': async ({ world, subjectId }) =>
    accept(await applicationView(world, await openApplication(world, subjectId))),
  'GET /api/applicant/application': async ({ world, subjectId }) => {
    const found = await currentApplication(world, subjectId);
    return found === undefined ? refuse('applications.none') : accept(await applicationView(world, found));
  },
  'PUT /api/applicant/application/draft': async ({ world, subjectId, input }) => {
    const found = await currentApplication(world, subjectId);
    if (found === undefined) return refuse('applications.none');
    const draft = draftSchema.safeParse(input.body.draft);
    if (!draft.success)
      return refuse('applications.draft_invalid', { fields: draft.error.issues.map((issue) => issue.path.join('.')) });
    return saveAndAnswer(world, found, input.body.version, draft.data);
  },
  'POST /api/applicant/application/kind': async ({ world, subjectId, input }) => {
    const found = await currentApplication(world, subjectId);
    if (found === undefined) return refuse('applications.none');
    const done = await saveAndAnswer(world, found, input.body.version, withKind(found.draft, input.body.kind));
    if (done.refused) return done;
    const now = await currentApplication(world, subjectId);
    return now === undefined ? refuse('applications.none') : accept(await applicationView(world, now));
  },
  'POST /api/applicant/application/withdraw': async ({ world, subjectId }) => {
    const done = await withdrawApplication(world, subjectId);
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/applicant/application/appeal': async ({ world, subjectId, input }) => {
    const found = await currentApplication(world, subjectId);
    if (found === undefined) return refuse('applications.none');
    const done = await appealDecision(world, {
      application: found,
      words: input.body.words,
      filedBy: await filingOrganisation(world, found),
    });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/applicant/application/submit': ({ world, subjectId, input }) =>
    submitApplication(world, { applicantId: subjectId, version: input.body.version }),
  'GET /api/applicant/events': async ({ world, site, subjectId, member, request, reply }) => {
    if (member !== undefined) {
      streamEvents(site.listener, [`merchant:${member.merchantId}`], request, reply, hearingOf(member));
      return 'sent';
    }
    const merchant = await merchantByApplicant(world, subjectId);
    const audiences = [
      `applicant:${subjectId}`,
      ...(merchant === undefined ? [] : [`merchant:${merchant.merchantId}`]),
    ];
    streamEvents(site.listener, audiences, request, reply);
    return 'sent';
  },
};
