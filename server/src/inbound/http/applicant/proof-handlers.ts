import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { currentApplication } from '../../../modules/applications/index.ts';
import { confirmAccountProof, proofOf, startAccountProof } from '../../../modules/review/index.ts';
import type { Handlers } from '../context.ts';

export const proofHandlers: Pick<
  Handlers<Keys>,
  | 'GET /api/applicant/application/account-proof'
  | 'POST /api/applicant/application/account-proof'
  | 'POST /api/applicant/application/account-proof/confirmation'
> = {
  'GET /api/applicant/application/account-proof': async ({ world, subjectId }) => {
    const application = await currentApplication(world, subjectId);
    if (application === undefined) return refuse('applications.none');
    const account = application.draft.corporateAccount;
    if (account === undefined) return accept({ state: 'none' as const });
    const accountHash = world.crypto.lookup('card', account.accountNumber);
    return accept({ state: (await proofOf(world, { ...application, accountHash }))?.state ?? ('none' as const) });
  },
  'POST /api/applicant/application/account-proof': async ({ world, subjectId }) => {
    const application = await currentApplication(world, subjectId);
    return application === undefined ? refuse('applications.none') : startAccountProof(world, application);
  },
  'POST /api/applicant/application/account-proof/confirmation': async ({ world, subjectId, input }) => {
    const application = await currentApplication(world, subjectId);
    if (application === undefined) return refuse('applications.none');
    const done = await confirmAccountProof(world, application, BigInt(input.body.amountFen));
    return done.refused ? done : accept({ ok: true as const });
  },
};
