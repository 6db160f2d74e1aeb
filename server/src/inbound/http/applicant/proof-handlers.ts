import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { currentApplication } from '../../../modules/applications/index.ts';
import { confirmAccountProof, proofOf, startAccountProof } from '../../../modules/review/index.ts';
import type { Handlers } from '../context.ts';
import { printAccountLetter } from '../paper/print-account-letter.ts';

export const proofHandlers: Pick<
  Handlers<Keys>,
  | 'GET /api/applicant/application/account-letter'
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
  'GET /api/applicant/application/account-letter': async ({ world, subjectId, reply }) => {
    const application = await currentApplication(world, subjectId);
    if (application === undefined) return refuse('applications.none');
    const { corporateAccount: account } = application.draft;
    if (account === undefined) return refuse('review.proof_no_account');
    const { applicationId } = application;
    const pdf = await printAccountLetter({ acquirer: world.acquirer.name, applicationId, account });
    void reply
      .type('application/pdf')
      .header('content-disposition', 'inline; filename="account-letter.pdf"')
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(pdf));
    return 'sent';
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
