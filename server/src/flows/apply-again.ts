/** Who was a merchant once may become one again: the application of a merchant that is closed stands in nobody's way. */
import { startApplication, type Application } from '../modules/applications/index.ts';
import { applicationOfMerchant, merchantByApplicant } from '../modules/merchants/index.ts';
import type { World } from './ports.ts';

/** The applicant's open application, made where there is none, or none but that of a merchant that is closed. */
export async function openApplication(
  world: World,
  applicantId: string,
  channel: Application['channel'] = 'online',
): Promise<Application> {
  const merchant = await merchantByApplicant(world, applicantId);
  const ended = merchant?.state === 'closed' ? await applicationOfMerchant(world.db, merchant) : undefined;
  return startApplication(world, applicantId, { channel, ended });
}
