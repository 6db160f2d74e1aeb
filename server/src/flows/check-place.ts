/** Where a sale is made, against where its merchant is registered: risk, terminals and policy together. */
import { cityCentre, type Policy } from '../modules/catalogue/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import { noteSighting } from '../modules/terminals/index.ts';
import type { CardRequest, CardResult } from './authorise-card.ts';
import type { World } from './ports.ts';

/** What the sale that suspends its terminal hears, and each after it. */
export const ELSEWHERE = '终端不在登记城市，已暂停';

/** The refusal of a sale that was one too many outside its city; undefined: it may go on. */
export async function placeRefusal(
  world: World,
  request: Pick<CardRequest, 'terminal' | 'batchNo' | 'stan' | 'place'>,
  { merchant, policy }: { merchant: Merchant; policy: Policy },
): Promise<CardResult | undefined> {
  const { terminal, batchNo, stan } = request;
  const decision = await noteSighting(world, {
    merchantId: terminal.merchantId,
    terminalId: terminal.terminalId,
    terminalNo: terminal.terminalNo,
    serialNo: terminal.serialNo,
    batchNo,
    stan,
    said: request.place,
    centre: cityCentre(terminal.region ?? merchant.region),
    radiusKm: policy.number('place.city_radius_km'),
    driftsMax: policy.number('place.drifts_max'),
  });
  if (decision.kind !== 'suspend') return undefined;
  world.log.warn(
    { terminalNo: terminal.terminalNo, distanceKm: decision.distanceKm },
    'a terminal sells elsewhere; it is suspended',
  );
  return { code: '97', text: ELSEWHERE };
}
