import { must } from '../kernel/assert.ts';
import { applicationOf } from '../modules/applications/index.ts';
import { applicantOf } from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { caseOf, escalateCase } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** S28: the promise is broken. The desk shows it on top, whoever is on duty gets a message, and the applicant is told before they ask. */
export async function escalateLateCase(world: World, caseId: string): Promise<void> {
  const found = await caseOf(world, caseId);
  if (found === undefined) return;
  const { applicantId, applicationId } = found;
  const { channel } = await applicationOf(world, applicantId, applicationId);
  const applicant = must(await applicantOf(world, applicantId), 'applicant of a case');
  const { dutyPhone } = world.site;
  await withTx(world, async (tx) => {
    if (!(await escalateCase(world, tx, { applicantId, caseId }))) return;
    await queueMessage(world, tx, {
      purpose: 'review_late',
      phone: applicant.phone,
      text: smsTexts.reviewLate(),
      subject: `applicant:${applicantId}`,
    });
    if (dutyPhone !== undefined)
      await queueMessage(world, tx, {
        purpose: 'duty',
        phone: dutyPhone,
        text: smsTexts.dutyLate({ caseId, channel }),
        subject: `case:${caseId}`,
      });
  });
}
