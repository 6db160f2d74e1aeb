/** The console's lists of terminals, of parcels and of devices. */
import type { Answer, CallInput } from '@kaitong/client';
import type { ListKey } from '@kaitong/client/contract';
import type { World } from '../../../flows/ports.ts';
import { isoText, type InstantMs } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import { merchantNames, merchantsAmong } from '../../../modules/merchants/index.ts';
import { lastSales } from '../../../modules/switching/index.ts';
import {
  countDevices,
  countShipments,
  countTerminals,
  findDevices,
  listShipments,
  listTerminals,
  type ShipmentFilter,
  type TerminalFilter,
} from '../../../modules/terminals/index.ts';
import type { Handlers } from '../context.ts';
import { meant, pageOf, placeOf, sizeOf, type Counts, type FilterOf } from './list-page.ts';

const terminalsAsked = async (world: World, filter: FilterOf<'terminals'>): Promise<TerminalFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  state: filter.state,
  model: filter.model,
  number: filter.number,
});

const shipmentsAsked = async (world: World, filter: FilterOf<'shipments'>): Promise<ShipmentFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  state: filter.state,
  number: filter.number,
});

export const deviceCounts: Counts<'terminals' | 'shipments' | 'devices'> = {
  terminals: async (world, filter, most) => countTerminals(world.db, await terminalsAsked(world, filter), most),
  shipments: async (world, filter, most) => countShipments(world.db, await shipmentsAsked(world, filter), most),
  devices: (world, filter, most) => countDevices(world.db, filter, most),
};

const timeOf = <Name extends string>(name: Name, at: InstantMs | undefined): { [Key in Name]?: string } =>
  (at === undefined ? {} : { [name]: isoText(at) }) as { [Key in Name]?: string };

export const deviceListHandlers: Pick<
  Handlers<ListKey>,
  'GET /api/console/terminals/list' | 'GET /api/console/shipments'
> = {
  'GET /api/console/terminals/list': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = sizeOf(input.query);
    const filter = await terminalsAsked(world, input.query);
    const found = await listTerminals(world, { filter, before: place.value, most: size + 1 });
    const page = pageOf(found, size, (one) => ({ at: one.createdAt, id: one.terminalId }));
    const [merchants, sold] = await Promise.all([
      merchantsAmong(
        world,
        page.rows.map((one) => one.merchantId),
      ),
      lastSales(world.db, page.rows),
    ]);
    return accept({
      ...page,
      rows: page.rows.map((one) => {
        const merchant = merchants.get(one.merchantId);
        return {
          terminalId: one.terminalId,
          terminalNo: one.terminalNo,
          serialNo: one.serialNo,
          model: one.model,
          state: one.state,
          merchantNo: merchant?.merchantNo ?? '',
          merchantName: merchant?.name ?? '',
          region: one.ownPlace?.region ?? merchant?.region ?? '',
          address: one.ownPlace?.address ?? merchant?.address ?? '',
          moved: one.ownPlace !== undefined,
          ...timeOf('signedInAt', one.signedInAt),
          ...timeOf('keysAt', one.keysAt),
          ...timeOf('lastSaleAt', sold.get(one.terminalNo)),
          createdAt: isoText(one.createdAt),
        };
      }),
    });
  },
  'GET /api/console/shipments': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = sizeOf(input.query);
    const filter = await shipmentsAsked(world, input.query);
    const found = await listShipments(world.db, { filter, before: place.value, most: size + 1 });
    const page = pageOf(found, size, (one) => ({ at: one.orderedAt, id: one.shipmentId }));
    const names = await merchantNames(
      world.db,
      page.rows.map((one) => one.merchantId),
    );
    return accept({
      ...page,
      rows: page.rows.map(({ merchantId, terminalId: _id, courier, waybillNo, orderedAt, since, ...one }) => ({
        ...one,
        merchantNo: names.get(merchantId)?.merchantNo ?? '',
        merchantName: names.get(merchantId)?.name ?? '',
        ...(courier === null ? {} : { courier }),
        ...(waybillNo === null ? {} : { waybillNo }),
        orderedAt: isoText(orderedAt),
        since: isoText(since),
      })),
    });
  },
};

/** Devices by their serial numbers: a page goes on after the last one of the page before. */
export async function devicePage(
  world: World,
  query: CallInput<'GET /api/console/stock/devices'>['query'],
): Promise<Answer<'GET /api/console/stock/devices'>> {
  const { after, size: _size, ...filter } = query;
  const size = sizeOf(query);
  const found = await findDevices(world.db, filter, { after, most: size + 1 });
  const rows = found.slice(0, size);
  const names = await merchantNames(
    world.db,
    rows.flatMap((one) => one.merchantId ?? []),
  );
  const last = rows.at(-1);
  return {
    rows: rows.map(({ merchantId, ...device }) => {
      const merchant = names.get(merchantId ?? '');
      return merchant === undefined
        ? device
        : { ...device, merchantNo: merchant.merchantNo, merchantName: merchant.name };
    }),
    ...(found.length > size && last !== undefined ? { next: last.serialNo } : {}),
  };
}
