import { maskName } from '../kernel/person-name.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { currentApplication, type Requirement } from '../modules/applications/index.ts';
import { applicantByPhone, applicantOf } from '../modules/identity/index.ts';
import { merchantByApplicant } from '../modules/merchants/index.ts';
import { shipmentOf } from '../modules/terminals/index.ts';
import type { World } from './ports.ts';
import { checklistOf } from './submit-application.ts';

export interface CallerProgress {
  readonly name: string;
  readonly state: string;
  readonly channel: string;
  readonly open: readonly Requirement[];
  readonly waybill: string | undefined;
  readonly merchantNo: string | undefined;
}

/**
 * What the hotline may tell a caller: phone and the last four places of the identity number must belong together. A number that is not
 * known and one that does not fit are answered alike.
 */
export async function callerProgress(
  world: World,
  input: { readonly phone: string; readonly idTail: string },
): Promise<Outcome<CallerProgress, Refusal<'hotline.caller_unverified'>>> {
  const applicantId = await applicantByPhone(world, input.phone);
  const applicant = applicantId === undefined ? undefined : await applicantOf(world, applicantId);
  const application = applicantId === undefined ? undefined : await currentApplication(world, applicantId);
  if (applicant?.idNumber?.endsWith(input.idTail) !== true || application === undefined)
    return refuse('hotline.caller_unverified');
  const checklist = await checklistOf(world, application);
  const merchant = await merchantByApplicant(world, applicant.applicantId);
  const shipment = merchant === undefined ? undefined : await shipmentOf(world.db, merchant.merchantId);
  return accept({
    name: maskName(applicant.name ?? ''),
    state: application.state,
    channel: application.channel,
    open: checklist.filter((one) => one.status === 'missing' || one.status === 'fix_needed'),
    waybill: shipment?.waybillNo,
    merchantNo: merchant?.merchantNo,
  });
}
