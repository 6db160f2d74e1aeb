import { currentApplication, moveApplication, setChannel } from '../modules/applications/index.ts';
import { moveFiling, type Filing } from '../modules/channels/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';

/**
 * Ends a filing, whoever ends it. Where the merchant had been asked to sign, what was filled in becomes their own draft again:
 * they may go on alone, change it, or let somebody else file. False when the filing is elsewhere by now.
 */
export async function endFiling(world: World, filing: Filing, by: string): Promise<boolean> {
  const pending = await pendingSignature(world, filing);
  return withTx(world, async (tx) => {
    if (!(await moveFiling(world, tx, filing, { event: 'withdraw' }))) return false;
    if (pending) await giveBack(world, tx, filing, by);
    else if (filing.applicationId !== undefined)
      await setChannel(tx, { applicantId: filing.applicantId, applicationId: filing.applicationId }, 'online');
    return true;
  });
}

/** Whether this filing's application waits for a signature. */
export async function pendingSignature(world: World, filing: Filing): Promise<boolean> {
  const application = await currentApplication(world, filing.applicantId);
  return application?.state === 'pending_signature' && application.applicationId === filing.applicationId;
}

/** The unsigned application is the merchant's own draft again. */
export async function giveBack(world: World, tx: Tx, filing: Filing, by: string): Promise<void> {
  const { applicantId, applicationId } = filing;
  if (applicationId === undefined) return;
  await moveApplication(world, tx, { applicantId, applicationId, from: 'pending_signature', event: 'reopen', by });
  await setChannel(tx, { applicantId, applicationId }, 'online');
}
