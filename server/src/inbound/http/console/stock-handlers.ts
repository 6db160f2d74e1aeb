import type { Answer } from '@kaitong/client';
import type { StockKey } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { agents, outlets } from '../../../modules/channels/index.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import {
  addWarehouse,
  arrivedDevice,
  closeCount,
  confirmCount,
  dropCount,
  ensurePlace,
  importBatch,
  inspectDevice,
  listBatches,
  listCounts,
  listRelocations,
  listReports,
  listTransfers,
  openCount,
  ownPlaceOf,
  receiveTransfer,
  sendTransfer,
  settleTransfer,
  stockByPlace,
  standingOfArrived,
  terminalByNo,
  terminalOf,
  terminalStandings,
  type DeviceReport,
  type Relocation,
  type TerminalStanding,
} from '../../../modules/terminals/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { World } from '../../../flows/ports.ts';
import { reportDevice, resolveReport } from '../../../flows/device-report.ts';
import { registerAgain } from '../../../flows/register-terminal.ts';
import { decideRelocationOf } from '../../../flows/relocate.ts';
import type { Handlers } from '../context.ts';
import { devicePage } from './device-list-handlers.ts';

const done = accept({ ok: true as const });

async function terminalRow(
  world: World,
  standing: TerminalStanding,
): Promise<Answer<'GET /api/console/terminals'>['rows'][number]> {
  const { merchantId, terminalId: _id, registration, ...terminal } = standing;
  const { merchantNo, name } = await merchantOf(world, merchantId);
  const given = (value: object): object =>
    Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
  return {
    ...terminal,
    merchantNo,
    merchantName: name,
    ...(registration === undefined ? {} : { registration: given(registration) as never }),
  };
}

async function moveRow(
  world: World,
  move: Relocation,
): Promise<Answer<'GET /api/console/terminals/relocations'>['rows'][number]> {
  const merchant = await merchantOf(world, move.merchantId);
  const terminal = await terminalOf(world.db, move.merchantId, move.terminalId);
  const own = await ownPlaceOf(world, world.db, move);
  return {
    relocationId: move.relocationId,
    state: move.state,
    merchantName: merchant.name,
    terminalNo: terminal?.terminalNo ?? '',
    serialNo: terminal?.serialNo ?? '',
    drifted: terminal?.suspendedReason === 'place_drift',
    from: own ?? { region: merchant.region, address: merchant.address },
    to: { region: move.region, address: move.address },
    askedAt: move.askedAt,
    ...(move.reason === undefined ? {} : { reason: move.reason }),
  };
}

const terminals: Pick<
  Handlers<StockKey>,
  | 'GET /api/console/terminals'
  | 'POST /api/console/terminals/:terminalNo/registration'
  | 'GET /api/console/terminals/relocations'
  | 'POST /api/console/terminals/relocations/:relocationId'
> = {
  'GET /api/console/terminals/relocations': async ({ world }) => {
    const moves = await listRelocations(world);
    return accept({ rows: await Promise.all(moves.map((one) => moveRow(world, one))) });
  },
  'POST /api/console/terminals/relocations/:relocationId': async ({ world, subjectId, input }) => {
    const decided = await decideRelocationOf(world, { ...input.params, ...input.body, by: subjectId });
    return decided.refused ? decided : done;
  },
  'GET /api/console/terminals': async ({ world }) => {
    const standings = await terminalStandings(world.db);
    return accept({ rows: await Promise.all(standings.map((one) => terminalRow(world, one))) });
  },
  'POST /api/console/terminals/:terminalNo/registration': async ({ world, input }) => {
    const asked = await registerAgain(world, input.params.terminalNo);
    return asked.refused ? asked : done;
  },
};

/** Partners that have a shelf, or could have one. */
async function ownersOf(world: World): Promise<Answer<'GET /api/console/stock'>['owners']> {
  const [outletRows, agentRows] = await Promise.all([outlets(world.db), agents(world.db)]);
  return [
    ...outletRows.map((one) => ({
      kind: 'outlet' as const,
      ownerId: one.outletId,
      name: `${one.bankName} ${one.name}`,
    })),
    ...agentRows
      .filter((one) => one.state === 'active')
      .map((one) => ({ kind: 'agent' as const, ownerId: one.agentId, name: one.name })),
  ];
}

type ShelfKeys =
  | 'GET /api/console/stock'
  | 'POST /api/console/stock/places'
  | 'GET /api/console/stock/devices'
  | 'POST /api/console/stock/devices/:serialNo/inspection'
  | 'GET /api/console/stock/batches'
  | 'POST /api/console/stock/batches';

const shelves: Pick<Handlers<StockKey>, ShelfKeys> = {
  'GET /api/console/stock': async ({ world }) => {
    const [places, owners] = await Promise.all([stockByPlace(world.db), ownersOf(world)]);
    return accept({ places: places.map((one) => ({ ...one, models: [...one.models] })), owners });
  },
  'POST /api/console/stock/places': async ({ world, input: { body } }) => {
    if (body.kind === 'warehouse') return accept({ placeId: await addWarehouse(world, body.name) });
    const owner = (await ownersOf(world)).find((one) => one.kind === body.kind && one.ownerId === body.ownerId);
    if (owner === undefined) return refuse('terminals.place_owner_unknown');
    return accept({ placeId: await withTx(world, (tx) => ensurePlace(world, tx, owner)) });
  },
  'GET /api/console/stock/devices': async ({ world, input }) => accept(await devicePage(world, input.query)),
  'POST /api/console/stock/devices/:serialNo/inspection': async ({ world, input }) => {
    const done = await inspectDevice(world, { ...input.params, ...input.body });
    return done.refused ? done : accept({ state: done.value });
  },
  'GET /api/console/stock/batches': async ({ world }) =>
    accept({ rows: await named(world, await listBatches(world.db)) }),
  'POST /api/console/stock/batches': async ({ world, input: { body }, subjectId }) => {
    const { contentBase64, ...file } = body;
    const read = await importBatch(world, { ...file, bytes: Buffer.from(contentBase64, 'base64'), by: subjectId });
    if (read.refused) return read;
    const { batchId, repeated, devices, faults } = read.value;
    return accept({
      ...(batchId === undefined ? {} : { batchId }),
      repeated,
      devices: [...devices],
      faults: faults.slice(0, FAULTS_SHOWN_MAX),
    });
  },
};

/** More than a person looks through; the file is to be put right by its vendor then. */
const FAULTS_SHOWN_MAX = 200;

const BY = ['importedBy', 'sentBy', 'openedBy', 'closedBy', 'confirmedBy'] as const;

/** Rows with people's names where the tables keep their ids. */
async function named<Row extends object>(world: World, rows: readonly Row[]): Promise<Row[]> {
  const names = new Map<string, string>();
  const nameOf = async (staffId: string): Promise<string> => {
    const name = names.get(staffId) ?? (await staffOf(world, staffId))?.displayName ?? staffId;
    names.set(staffId, name);
    return name;
  };
  const out: Row[] = [];
  for (const row of rows) {
    const found = Object.entries(row).filter(
      (entry): entry is [string, string] => BY.some((one) => one === entry[0]) && typeof entry[1] === 'string',
    );
    const shown = await Promise.all(found.map(async ([key, staffId]) => [key, await nameOf(staffId)] as const));
    out.push({ ...row, ...Object.fromEntries(shown) });
  }
  return out;
}

const transfers: Pick<
  Handlers<StockKey>,
  | 'GET /api/console/stock/transfers'
  | 'POST /api/console/stock/transfers'
  | 'POST /api/console/stock/transfers/:transferId/receive'
  | 'POST /api/console/stock/transfers/:transferId/settle'
> = {
  'GET /api/console/stock/transfers': async ({ world }) => {
    const rows = await named(world, await listTransfers(world.db));
    return accept({ rows: rows.map((one) => ({ ...one, state: one.state as 'sent', lines: [...one.lines] })) });
  },
  'POST /api/console/stock/transfers': async ({ world, input, subjectId }) => {
    const sent = await sendTransfer(world, { ...input.body, by: subjectId });
    return sent.refused ? sent : accept({ transferId: sent.value });
  },
  'POST /api/console/stock/transfers/:transferId/receive': async ({ world, input, subjectId }) => {
    const got = await receiveTransfer(world, { ...input.params, ...input.body, by: subjectId });
    return got.refused ? got : accept({ state: got.value });
  },
  'POST /api/console/stock/transfers/:transferId/settle': async ({ world, input, subjectId }) => {
    const settled = await settleTransfer(world, { ...input.params, ...input.body, by: subjectId });
    return settled.refused ? settled : accept({ state: settled.value });
  },
};

const counts: Pick<
  Handlers<StockKey>,
  | 'GET /api/console/stock/counts'
  | 'POST /api/console/stock/counts'
  | 'POST /api/console/stock/counts/:countId/close'
  | 'POST /api/console/stock/counts/:countId/confirm'
  | 'POST /api/console/stock/counts/:countId/drop'
> = {
  'GET /api/console/stock/counts': async ({ world, subjectId }) => {
    const counts = await listCounts(world.db);
    const mine = new Set(counts.flatMap((one) => (one.closedBy === subjectId ? [one.countId] : [])));
    const rows = await named(world, counts);
    return accept({
      rows: rows.map(({ closedBy, confirmedBy, ...one }) => ({
        ...one,
        closedByMe: mine.has(one.countId),
        state: one.state as 'open',
        lines: [...one.lines],
        ...(closedBy === null ? {} : { closedBy }),
        ...(confirmedBy === null ? {} : { confirmedBy }),
      })),
    });
  },
  'POST /api/console/stock/counts': async ({ world, input, subjectId }) => {
    const opened = await openCount(world, { ...input.body, by: subjectId });
    return opened.refused ? opened : accept({ countId: opened.value });
  },
  'POST /api/console/stock/counts/:countId/close': async ({ world, input, subjectId }) => {
    const closed = await closeCount(world, { ...input.params, ...input.body, by: subjectId });
    return closed.refused ? closed : accept({ state: closed.value });
  },
  'POST /api/console/stock/counts/:countId/confirm': async ({ world, input, subjectId }) =>
    confirmCount(world, { ...input.params, by: subjectId }),
  'POST /api/console/stock/counts/:countId/drop': async ({ world, input }) => {
    const dropped = await dropCount(world, { ...input.params, ...input.body });
    return dropped.refused ? dropped : accept({ state: dropped.value });
  },
};

async function reportRow(
  world: World,
  report: DeviceReport,
): Promise<Answer<'GET /api/console/terminals/reports'>['rows'][number]> {
  const { merchantId, terminalId, arrivedSerial, reportedBy, ...shown } = report;
  const [merchant, terminal] = await Promise.all([
    merchantOf(world, merchantId),
    terminalOf(world.db, merchantId, terminalId),
  ]);
  return {
    ...shown,
    merchantName: merchant.name,
    byMerchant: reportedBy.startsWith('merchant:'),
    ...(arrivedSerial === undefined ? {} : { arrivedSerial }),
    ...(arrivedSerial === undefined || report.state !== 'open'
      ? {}
      : { arrivedIs: standingOfArrived(await arrivedDevice(world.db, arrivedSerial), terminal?.model ?? '') }),
  };
}

const reports: Pick<
  Handlers<StockKey>,
  | 'GET /api/console/terminals/reports'
  | 'POST /api/console/terminals/:terminalNo/reports'
  | 'POST /api/console/terminals/reports/:reportId/resolve'
> = {
  'GET /api/console/terminals/reports': async ({ world }) => {
    const rows = await listReports(world.db);
    return accept({ rows: await Promise.all(rows.map((one) => reportRow(world, one))) });
  },
  'POST /api/console/terminals/:terminalNo/reports': async ({ world, input, subjectId }) => {
    const terminal = await terminalByNo(world.db, input.params.terminalNo);
    if (terminal === undefined) return refuse('terminals.unknown');
    const { kind, arrivedSerial } = input.body;
    const { merchantId, serialNo } = terminal;
    const opened = await reportDevice(world, { merchantId, serialNo, kind, arrivedSerial, by: subjectId });
    return opened.refused ? opened : done;
  },
  'POST /api/console/terminals/reports/:reportId/resolve': async ({ world, input, subjectId }) => {
    const resolved = await resolveReport(world, { ...input.params, ...input.body, by: subjectId });
    return resolved.refused ? resolved : done;
  },
};

export const stockHandlers: Handlers<StockKey> = { ...terminals, ...reports, ...shelves, ...transfers, ...counts };
