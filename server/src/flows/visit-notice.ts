import { must } from '../kernel/assert.ts';
import { agentOf, type Visit } from '../modules/channels/index.ts';
import { applicantOf } from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import type { Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Tells the merchant what an agent did with their booking, in the transaction that did it. */
export async function tellOfVisit(world: World, tx: Tx, visit: Visit, event: 'accept' | 'cancel'): Promise<void> {
  const applicant = must(await applicantOf(world, visit.applicantId), 'applicant of a visit');
  const agent = must(await agentOf(tx, visit.agentId), 'agent of a visit');
  await queueMessage(world, tx, {
    purpose: 'visit',
    phone: applicant.phone,
    text: smsTexts.visitMoved({
      agent: agent.name,
      date: visit.wantedDate,
      what: event === 'accept' ? '已接受' : '取消了',
    }),
    subject: `applicant:${visit.applicantId}`,
  });
}
