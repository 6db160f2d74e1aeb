import type { Answer } from '@kaitong/client';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import type { Merchant } from '../../../modules/merchants/index.ts';
import { openRepairOf } from '../../../modules/servicing/index.ts';
import {
  deviceOf,
  driftsOf,
  newestRelocation,
  openReplacementOf,
  ownPlaceOf,
  type Shipment,
  type Terminal,
} from '../../../modules/terminals/index.ts';

type Row = Answer<'GET /api/merchant/devices'>['rows'][number];
type Care = Pick<
  Row,
  'suspendedReason' | 'registrationRefused' | 'place' | 'drift' | 'relocation' | 'repairTicketId' | 'replacement'
>;

export const waybillOf = ({ waybillNo, courier }: Shipment): { waybillNo?: string; courier?: string } => ({
  ...(waybillNo === undefined ? {} : { waybillNo }),
  ...(courier === undefined ? {} : { courier }),
});

/** Where a device stands, why it stands still, and what is done for it. */
export async function careOf(
  world: World,
  of: { readonly merchant: Merchant; readonly terminal: Terminal; readonly parcel: Shipment | undefined },
): Promise<Care> {
  const { merchant, terminal, parcel } = of;
  const [own, drift, relocation, repairTicketId, policy] = await Promise.all([
    ownPlaceOf(world, world.db, terminal),
    driftsOf(world.db, terminal),
    newestRelocation(world, world.db, terminal),
    openRepairOf(world.db, terminal.merchantId, terminal.terminalId),
    policyToday(world),
  ]);
  const { region, address } = own ?? merchant;
  const replacement = await replacementView(world, terminal, parcel);
  return {
    registrationRefused: terminal.registrationRefused !== undefined,
    place: { region, address },
    ...(terminal.suspendedReason === undefined ? {} : { suspendedReason: terminal.suspendedReason }),
    ...(drift === undefined ? {} : { drift: { ...drift, max: policy.number('place.drifts_max') } }),
    ...(relocation === undefined
      ? {}
      : {
          relocation: {
            state: relocation.state,
            address: relocation.address,
            ...(relocation.reason === undefined ? {} : { reason: relocation.reason }),
          },
        }),
    ...(repairTicketId === undefined ? {} : { repairTicketId }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

/** The device that is to take this one's place, or is being activated in it. */
async function replacementView(
  world: World,
  { merchantId, terminalId }: Terminal,
  parcel: Shipment | undefined,
): Promise<Care['replacement']> {
  const open = await openReplacementOf(world.db, merchantId, terminalId);
  if (open === undefined || (open.state !== 'reserved' && open.state !== 'taken_over')) return undefined;
  const { newSerial, way, state } = open;
  return {
    serialNo: newSerial,
    way,
    state,
    deviceState: (await deviceOf(world.db, newSerial))?.state ?? '',
    ...(parcel?.serialNo === newSerial ? waybillOf(parcel) : {}),
  };
}
