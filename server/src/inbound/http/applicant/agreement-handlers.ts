import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { isSigned, sendSigningCode, sheetFor, signSheet } from '../../../flows/price-sheet.ts';
import { agreementOf, currentApplication } from '../../../modules/applications/index.ts';
import type { Handlers } from '../context.ts';
import { printSheet } from '../paper/print-sheet.ts';

const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A blank canvas of the page's size compresses to about this much. */
const BLANK_BYTES_MAX = 600;

export const agreementHandlers: Pick<
  Handlers<Keys>,
  | 'GET /api/applicant/application/sheet'
  | 'GET /api/applicant/application/agreement'
  | 'POST /api/applicant/application/signing-code'
  | 'POST /api/applicant/application/sign'
> = {
  'GET /api/applicant/application/sheet': async ({ world, subjectId }) => {
    const application = await currentApplication(world, subjectId);
    if (application === undefined) return refuse('applications.none');
    const found = await sheetFor(world, application.draft);
    if (found === undefined) return refuse('applications.terms_not_chosen');
    const { sheet, sheetHash } = found;
    return accept({
      sheet: { ...sheet, charges: [...sheet.charges], never: [...sheet.never] },
      sheetHash,
      signed: await isSigned(world, application),
    });
  },
  'GET /api/applicant/application/agreement': async ({ world, subjectId, reply }) => {
    const application = await currentApplication(world, subjectId);
    if (application === undefined) return refuse('applications.none');
    const agreement = await agreementOf(world.db, application);
    if (agreement === undefined) return refuse('applications.not_signed');
    const file = await world.files.read(agreement.pdfFileId);
    void reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${agreement.agreementId}.pdf"`)
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(file.content));
    return 'sent';
  },
  'POST /api/applicant/application/signing-code': ({ world, subjectId, request }) =>
    sendSigningCode(world, { applicantId: subjectId, address: request.ip }),
  'POST /api/applicant/application/sign': async ({ world, subjectId, input }) => {
    const signature = Buffer.from(input.body.signature.slice('data:image/png;base64,'.length), 'base64');
    if (!signature.subarray(0, PNG_HEAD.length).equals(PNG_HEAD) || signature.length < BLANK_BYTES_MAX)
      return refuse('applications.signature_empty');
    return signSheet(world, {
      applicantId: subjectId,
      sheetHash: input.body.sheetHash,
      code: input.body.code,
      draw: (sheet, { name }, signedAt) =>
        printSheet(sheet, { acquirer: world.acquirer.name, name, signature, signedAt }),
    });
  },
};
