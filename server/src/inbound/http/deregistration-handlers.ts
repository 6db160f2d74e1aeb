import type { Answer } from '@kaitong/client';
import { blockerNames, type DeregistrationKey } from '@kaitong/client/contract';
import { acceptMissed, decideForfeit } from '../../flows/deposit-forfeits.ts';
import { askDeregistration, cancelDeregistration, passedOf, sendDeregistrationCode } from '../../flows/deregister.ts';
import { blockersOf, isLive } from '../../flows/deregistration-facts.ts';
import { declareLost, giveDeviceBack, keepDevice } from '../../flows/device-ended.ts';
import { policyToday } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { must } from '../../kernel/assert.ts';
import { maskPhone } from '../../kernel/masks.ts';
import { accept, refuse } from '../../kernel/outcome.ts';
import { depositById, listForfeits, type Forfeit } from '../../modules/deposits/index.ts';
import { merchantByApplicant, merchantOf, settlementAccountOf, type Merchant } from '../../modules/merchants/index.ts';
import {
  deregistrationOf,
  isOpen,
  listDeregistrations,
  type Blocker,
  type Deregistration,
} from '../../modules/servicing/index.ts';
import { newestRegistration, openReturnOf, terminalOf, terminalsOf } from '../../modules/terminals/index.ts';
import { logAccess } from './console/access-log.ts';
import { staffNames } from './console/staff-names.ts';
import type { Handlers } from './context.ts';

type Page = Answer<'GET /api/merchant/deregistration'>;
type BlockerView = Page['blockers'][number];
type ForfeitRow = Answer<'GET /api/console/deposit-forfeits'>['rows'][number];

/** Without what is not there. */
const given = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
const done = accept({ ok: true as const });

const courseView = (found: Deregistration): NonNullable<Page['course']> =>
  given({
    state: found.state,
    askedAt: found.askedAt,
    settlingAt: found.settlingAt,
    unbindingAt: found.unbindingAt,
    endedAt: found.endedAt,
    recourseUntil: found.recourseUntil,
  });

const blockerView = (one: Blocker, found: Deregistration | undefined): BlockerView =>
  given({
    name: one.name,
    amountFen: one.amountFen?.toString(),
    count: one.count,
    subjects: [...one.subjects],
    since: found === undefined || !isOpen(found) ? undefined : found.waits[one.name],
  });

async function blockersNow(
  world: World,
  merchantId: string,
  found: Deregistration | undefined,
): Promise<BlockerView[]> {
  if (found?.state === 'closed' || found?.state === 'unbinding') return [];
  return (await blockersOf(world, merchantId)).map((one) => blockerView(one, found));
}

async function pageOf(world: World, merchant: Merchant): Promise<Page> {
  const { merchantId } = merchant;
  const [found, account, policy, terminals] = await Promise.all([
    deregistrationOf(world.db, merchantId),
    settlementAccountOf(world.db, merchantId),
    policyToday(world),
    terminalsOf(world.db, merchantId),
  ]);
  const devices = terminals.filter(isLive).map(async ({ serialNo, terminalNo }) => {
    const state = (await openReturnOf(world.db, serialNo))?.state;
    return {
      serialNo,
      terminalNo,
      ...(state === 'ordered' || state === 'collected' || state === 'in_transit' ? { goesBack: state } : {}),
    };
  });
  return given({
    course: found === undefined ? undefined : courseView(found),
    blockers: await blockersNow(world, merchantId, found),
    passed: found === undefined || !isOpen(found) ? undefined : await passedOf(world, found),
    recourseMonths: policy.number('deregistration.recourse_months'),
    phone: maskPhone(merchant.phone),
    devices: await Promise.all(devices),
    account: account === undefined ? undefined : { masked: account.masked, state: account.state },
  });
}

export const deregistrationHandlers: Handlers<DeregistrationKey> = {
  'GET /api/merchant/deregistration': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await pageOf(world, merchant));
  },
  'POST /api/merchant/deregistration/code': async ({ world, subjectId, request }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    return sendDeregistrationCode(world, { merchant, address: request.ip });
  },
  'POST /api/merchant/deregistration': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const asked = await askDeregistration(world, { merchant, code: input.body.code });
    return asked.refused ? asked : done;
  },
  'POST /api/merchant/deregistration/cancel': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const cancelled = await cancelDeregistration(world, merchant);
    return cancelled.refused ? cancelled : done;
  },
  'POST /api/merchant/devices/:serialNo/give-back': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    return giveDeviceBack(world, { merchant, ...input.params });
  },
  'POST /api/merchant/devices/:serialNo/keep': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const kept = await keepDevice(world, { merchant, ...input.params });
    return kept.refused ? kept : done;
  },
  'POST /api/merchant/devices/:serialNo/lost': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const lost = await declareLost(world, { merchant, ...input.params, code: input.body.code });
    return lost.refused ? lost : done;
  },
  'POST /api/merchant/deposits/:depositId/accept': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const accepted = await acceptMissed(world, { merchantId: merchant.merchantId, ...input.params });
    return accepted.refused ? accepted : done;
  },
  ...deskHandlers(),
};

function deskHandlers(): Pick<
  Handlers<DeregistrationKey>,
  Extract<DeregistrationKey, `${string} /api/console/${string}`>
> {
  return {
    'GET /api/console/deregistrations': async ({ world }) => {
      const rows = (await listDeregistrations(world.db)).map(async (found) => {
        const { merchantNo, name } = await merchantOf(world, found.merchantId);
        const waits = Object.entries(found.waits).flatMap(([key, since]) => {
          const known = blockerNames.safeParse(key);
          return known.success && isOpen(found) ? [{ name: known.data, since }] : [];
        });
        const { merchantId, lookedAt } = found;
        return { ...given({ ...courseView(found), lookedAt }), merchantId, merchantNo, merchantName: name, waits };
      });
      return accept({ rows: await Promise.all(rows) });
    },
    'GET /api/console/deregistrations/:merchantId': async ({ world, input }) => {
      const { merchantId } = input.params;
      const found = await deregistrationOf(world.db, merchantId);
      if (found === undefined) return refuse('servicing.deregistration_none');
      const terminals = (await terminalsOf(world.db, merchantId)).map(
        async ({ terminalId, terminalNo, serialNo, state }) => {
          const binding = (await newestRegistration(world.db, merchantId, terminalId))?.state;
          return given({ terminalNo, serialNo, state, binding });
        },
      );
      const blockers = await blockersNow(world, merchantId, found);
      return accept({ course: courseView(found), blockers, terminals: await Promise.all(terminals) });
    },
    'GET /api/console/deposit-forfeits': async ({ world, subjectId }) => {
      const all = await listForfeits(world.db);
      const names = await staffNames(
        world,
        all.flatMap((one) => [one.proposedBy, one.decidedBy]),
      );
      return accept({ rows: await Promise.all(all.map((one) => forfeitRow(world, { one, names, subjectId }))) });
    },
    'POST /api/console/deposit-forfeits/:merchantId/:depositId': async ({ world, subjectId, input }) => {
      const { event, reason } = input.body;
      const decided = await decideForfeit(world, { ...input.params, event, reason, by: subjectId });
      if (decided.refused) return decided;
      await logAccess(world, { staffId: subjectId, what: `deposit_forfeit_${event}`, subject: input.params.depositId });
      return done;
    },
  };
}

async function forfeitRow(
  world: World,
  of: { one: Forfeit; names: (id: string) => string; subjectId: string },
): Promise<ForfeitRow> {
  const { one, names, subjectId } = of;
  const [{ merchantNo, name }, terminal, deposit] = await Promise.all([
    merchantOf(world, one.merchantId),
    terminalOf(world.db, one.merchantId, one.terminalId),
    depositById(world.db, one),
  ]);
  const { terms, targetFrom } = must(deposit, 'deposit of a forfeit');
  return given({
    merchantId: one.merchantId,
    depositId: one.depositId,
    merchantNo,
    merchantName: name,
    terminalNo: terminal?.terminalNo ?? '',
    amountFen: one.amount.toString(),
    state: one.state,
    ground: one.ground,
    activatedOn: targetFrom,
    deviceEndedOn: one.deviceEndedOn,
    giveBackDays: terms.giveBackDays ?? 0,
    openedAt: one.openedAt,
    reason: one.reason,
    proposedBy: one.proposedBy === undefined ? undefined : names(one.proposedBy),
    mine: one.state === 'proposed' && one.proposedBy === subjectId,
    decidedBy: one.decidedBy === undefined ? undefined : names(one.decidedBy),
  });
}
