import type { ReturnKey } from '@kaitong/client/contract';
import { must } from '../../kernel/assert.ts';
import { accept, refuse } from '../../kernel/outcome.ts';
import { senderOf, takeIn, warehouseOf } from '../../flows/give-back.ts';
import { officerOf } from '../../flows/open-filing.ts';
import { agentOf, outletOf } from '../../modules/channels/index.ts';
import { merchantByApplicant } from '../../modules/merchants/index.ts';
import { returnsOf, type DeviceReturn } from '../../modules/terminals/index.ts';
import { agentIdOf } from './agent/own-agent.ts';
import type { Handlers } from './context.ts';
import { takeUp } from './demo/put-down.ts';

const returnView = (one: DeviceReturn) => ({
  returnId: one.returnId,
  serialNo: one.serialNo,
  reason: one.reason,
  state: one.state,
  ...(one.waybillNo === undefined ? {} : { label: { waybillNo: one.waybillNo, courier: one.courier ?? '' } }),
  orderedAt: one.orderedAt,
  movedAt: one.movedAt,
});

export const returnHandlers: Handlers<ReturnKey> = {
  'GET /api/merchant/returns': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const rows = await returnsOf(world.db, merchant.merchantId);
    return accept({ rows: rows.map(returnView), to: await warehouseOf(world), from: senderOf(merchant) });
  },
  'POST /api/agent/returns': async ({ world, site, subjectId, input }) => {
    const agent = must(await agentOf(world.db, await agentIdOf(world, subjectId)), 'agent of a person');
    const at = { kind: 'agent', ownerId: agent.agentId, name: agent.name } as const;
    const taken = await takeIn(world, { serialNo: input.body.serialNo, at, by: subjectId });
    if (taken.refused) return taken;
    await takeUp(world, site.demo, taken.value.serialNo);
    return accept({ serialNo: taken.value.serialNo, reason: taken.value.reason });
  },
  'POST /api/counter/returns': async ({ world, site, subjectId, input }) => {
    const { outletId } = await officerOf(world, subjectId);
    const outlet = must(await outletOf(world.db, outletId), 'outlet of an officer');
    const at = { kind: 'outlet', ownerId: outletId, name: `${outlet.bankName}${outlet.name}` } as const;
    const taken = await takeIn(world, { serialNo: input.body.serialNo, at, by: subjectId });
    if (taken.refused) return taken;
    await takeUp(world, site.demo, taken.value.serialNo);
    return accept({ serialNo: taken.value.serialNo, reason: taken.value.reason });
  },
};
