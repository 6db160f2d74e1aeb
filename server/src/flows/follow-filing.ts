/** What a filing and an agent's work learn from elsewhere: the merchant signed, review asks for a fix, an agent was stopped. */
import { must } from '../kernel/assert.ts';
import {
  agentOf,
  closeReassignment,
  filingOf,
  filingsOfApplicant,
  insertVisit,
  moveFiling,
  openFiling,
  openReassignments,
  visitOf,
  type Filing,
  type Reassignment,
} from '../modules/channels/index.ts';
import { setChannel } from '../modules/applications/index.ts';
import { applicantOf } from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { giveBack, pendingSignature } from './end-filing.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const ofApplication = async (world: World, key: { applicantId: string; applicationId: string }): Promise<Filing[]> =>
  (await filingsOfApplicant(world.db, key.applicantId)).filter((one) => one.applicationId === key.applicationId);

/** The merchant signed and submitted: whatever was at work on it is filed. */
export async function markFiled(world: World, key: { applicantId: string; applicationId: string }): Promise<void> {
  const living = (await ofApplication(world, key)).filter((one) =>
    ['open', 'awaiting_officer', 'awaiting_merchant'].includes(one.state),
  );
  await withTx(world, async (tx) => {
    for (const filing of living) await moveFiling(world, tx, filing, { event: 'sign' });
  });
}

/** Review asks for something again: the newest filing opens again for those who filed it. */
export async function reopenForFix(world: World, key: { applicantId: string; applicationId: string }): Promise<void> {
  const [newest] = await ofApplication(world, key);
  if (newest?.state !== 'filed') return;
  await withTx(world, (tx) => moveFiling(world, tx, newest, { event: 'reopen' }));
}

/** Tells every merchant of a suspended agent, and passes the work on where the operator chose another. */
export async function reassignAgentWork(world: World, agentId: string): Promise<void> {
  for (let batch = await openReassignments(world, agentId); batch.length > 0;) {
    for (const one of batch) await passOn(world, one);
    batch = await openReassignments(world, agentId);
  }
}

async function passOn(world: World, one: Reassignment): Promise<void> {
  const applicant = must(await applicantOf(world, one.applicantId), 'applicant of a reassignment');
  const successor = one.toAgent === undefined ? undefined : await agentOf(world.db, one.toAgent);
  const visit = await visitOf(world, one.subjectId);
  const filing = await filingOf(world.db, one.subjectId);
  const unsigned = filing !== undefined && (await pendingSignature(world, filing));
  await withTx(world, async (tx) => {
    if (!(await closeReassignment(world, tx, one))) return;
    if (unsigned) await giveBack(world, tx, filing, 'agent suspended');
    else if (filing?.applicationId !== undefined)
      await setChannel(tx, { applicantId: one.applicantId, applicationId: filing.applicationId }, 'online');
    if (successor !== undefined) await giveTo(world, tx, { one, agentId: successor.agentId, visit, filing });
    await queueMessage(world, tx, {
      purpose: 'filing',
      phone: applicant.phone,
      text: successor === undefined ? smsTexts.agentStopped() : smsTexts.agentReplaced({ agent: successor.name }),
      subject: `applicant:${one.applicantId}`,
    });
  });
}

async function giveTo(
  world: World,
  tx: Tx,
  work: {
    one: Reassignment;
    agentId: string;
    visit: Awaited<ReturnType<typeof visitOf>>;
    filing: Filing | undefined;
  },
): Promise<void> {
  const { one, agentId, visit, filing } = work;
  if (visit !== undefined) await insertVisit(world, tx, { ...visit, agentId });
  if (filing === undefined) return;
  // another organisation: the merchant is asked anew, and until then it is nobody’s to work on
  const person = { kind: 'agent' as const, staffId: 'reassigned', agentId };
  await openFiling(world, tx, { applicantId: one.applicantId, person, region: one.region });
}
