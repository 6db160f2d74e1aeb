import { Readable } from 'node:stream';
import { contract, type AuditKey, type Route, type RouteKey } from '@kaitong/client/contract';
import { civilDate, dateInShanghai, instant, isoText, timeInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import type { World } from '../../../flows/ports.ts';
import {
  actsPage,
  auditHead,
  checkLinks,
  countActs,
  sealActs,
  strayActs,
  type ActFilter,
  type NotedAct,
} from '../../../modules/audit/index.ts';
import { staffDirectory } from '../../../modules/identity/index.ts';
import { merchantByNo, merchantNumbers } from '../../../modules/merchants/index.ts';
import { actionOf } from '../audit-words.ts';
import type { Handlers } from '../context.ts';
import { isOfStaff } from '../note-staff-act.ts';
import { SHEET_TYPES, sheetBytes, type Cell } from '@kaitong/sheets';
import { looksPage } from './access-log.ts';
import { staffNames } from './staff-names.ts';

const PAGE_ROWS = 50;
const EXPORT_PAGE_ROWS = 1_000;
/** Some 250 bytes a row: 25 MB, a hundred pages of a thousand, which a spreadsheet still opens. */
const EXPORT_ROWS_MAX = 100_000;
/** Links that one request checks: some 50 ms, so that a page can show how far it is. */
const CHECK_LINKS = 2_000;

interface Asked {
  readonly staffId?: string | undefined;
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outcome?: 'done' | 'refused' | 'failed' | undefined;
}

/** A merchant is named by number in some routes and by id in others: asked for one, both are meant. */
async function namesOf(world: World, object: string): Promise<readonly string[]> {
  const byNo = await merchantByNo(world.db, object);
  const byId = (await merchantNumbers(world.db, [object])).get(object);
  return [object, ...[byNo, byId].filter((one) => one !== undefined)];
}

async function filterOf(world: World, asked: Asked): Promise<ActFilter> {
  const { staffId, action, object, from, to, outcome } = asked;
  return {
    ...(staffId && { staffId }),
    ...(action && { action }),
    ...(object && { objects: await namesOf(world, object) }),
    ...(from && { from: civilDate(from) }),
    ...(to && { to: civilDate(to) }),
    ...(outcome && { outcome }),
  };
}

/** What is not there is left out. */
const given = <K extends string, V>(name: K, value: V | null): Partial<Record<K, V>> =>
  value === null ? {} : ({ [name]: value } as Record<K, V>);

function viewOf(row: NotedAct, nameOf: (id: string) => string) {
  const { entryId, app, address, device, action, outcome, staffId } = row;
  return {
    entryId,
    at: isoText(instant(row.at)),
    wallAt: isoText(instant(row.wallAt)),
    app,
    address,
    device,
    action,
    outcome,
    ...given('staffId', staffId),
    ...given('name', staffId === null ? null : nameOf(staffId)),
    ...given('role', row.role),
    ...given('objectKind', row.objectKind),
    ...given('objectKey', row.objectKey),
    ...given('within', row.within),
    ...given('reason', row.reason),
    ...given('code', row.code),
    ...given('seq', row.seq === null ? null : Number(row.seq)),
    ...given('digest', row.digest),
  };
}

const HEADS = {
  zh: [
    '业务时间',
    '实际时间',
    '端',
    '工号',
    '姓名',
    '角色',
    'IP',
    '设备',
    '动作',
    '对象类型',
    '对象',
    '所属',
    '原因',
    '结果',
    '代码',
    '链序号',
    '摘要',
  ],
  en: [
    'Business time',
    'Real time',
    'App',
    'Staff',
    'Name',
    'Role',
    'IP',
    'Device',
    'Action',
    'Object kind',
    'Object',
    'Within',
    'Reason',
    'Outcome',
    'Code',
    'Chain no.',
    'Digest',
  ],
} as const;

const shanghai = (ms: number): string => `${dateInShanghai(instant(ms))} ${timeInShanghai(instant(ms))}`;

async function* exportRows(world: World, filter: ActFilter): AsyncGenerator<readonly Cell[]> {
  const names = new Map((await staffDirectory(world.db)).map((one) => [one.staffId, one.displayName]));
  let after: string | undefined;
  for (let rows = 0; rows < EXPORT_ROWS_MAX; rows += EXPORT_PAGE_ROWS) {
    const page = await actsPage(world.db, { filter, limit: EXPORT_PAGE_ROWS, ...(after && { after }) });
    for (const row of page)
      yield [
        shanghai(row.at),
        shanghai(row.wallAt),
        row.app,
        row.staffId ?? '',
        names.get(row.staffId ?? '') ?? '',
        row.role ?? '',
        row.address,
        row.device,
        row.action,
        row.objectKind ?? '',
        row.objectKey ?? '',
        row.within ?? '',
        row.reason ?? '',
        row.outcome,
        row.code ?? '',
        row.seq?.toString() ?? '',
        row.digest ?? '',
      ];
    if (page.length < EXPORT_PAGE_ROWS) return;
    after = page.at(-1)?.entryId;
  }
}

/** Everything that can stand in the log, as it is called there. */
const ACTIONS = (): string[] => {
  const routes = Object.entries(contract) as [RouteKey, Route][];
  return [...new Set(routes.filter(([key, route]) => isOfStaff(key, route)).map(([key]) => actionOf(key)))].sort();
};

export const auditHandlers: Handlers<AuditKey> = {
  'GET /api/console/audit': async ({ world, input }) => {
    const { after, ...asked } = input.query;
    await sealActs(world);
    const filter = await filterOf(world, asked);
    const rows = await actsPage(world.db, { filter, limit: PAGE_ROWS + 1, ...(after && { after }) });
    const page = rows.slice(0, PAGE_ROWS);
    const nameOf = await staffNames(
      world,
      page.map((row) => row.staffId ?? undefined),
    );
    const next = rows.length > PAGE_ROWS ? page.at(-1)?.entryId : undefined;
    return accept({ rows: page.map((row) => viewOf(row, nameOf)), ...(next && { next }) });
  },
  'GET /api/console/audit/choices': async ({ world }) =>
    accept({
      staff: (await staffDirectory(world.db)).map(({ staffId, displayName, role }) => ({
        staffId,
        name: displayName,
        role,
      })),
      actions: ACTIONS(),
    }),
  'GET /api/console/audit/export': async ({ world, input, reply }) => {
    const { language = 'zh', ...asked } = input.query;
    const filter = await filterOf(world, asked);
    const count = await countActs(world.db, { filter, most: EXPORT_ROWS_MAX + 1 });
    if (count > EXPORT_ROWS_MAX) return refuse('audit.export_too_large', { most: EXPORT_ROWS_MAX });
    await sealActs(world);
    const name = `audit-${dateInShanghai(world.clock.now())}.csv`;
    const rows = exportRows(world, filter);
    void reply
      .type(SHEET_TYPES.csv)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(sheetBytes('csv', { title: name, head: HEADS[language], rows })));
    return 'sent';
  },
  'GET /api/console/audit/chain': async ({ world, input }) => {
    const after = Number(input.query.after ?? 0);
    if (after === 0) await sealActs(world);
    const head = await auditHead(world.db);
    const { checked, through, faults } = await checkLinks(world.db, { after, limit: CHECK_LINKS });
    const next = checked < CHECK_LINKS ? undefined : through;
    return accept({
      checked,
      total: head?.seq ?? 0,
      ...(next === undefined ? {} : { next }),
      ...(head && { head: head.digest }),
      faults: [...faults, ...(next === undefined ? await strayActs(world) : [])].map(({ seq, ...fault }) => ({
        ...fault,
        ...(seq === undefined ? {} : { seq }),
      })),
    });
  },
  'GET /api/console/audit/looks': async ({ world, input }) => {
    const { staffId, after } = input.query;
    const looks = await looksPage(world, {
      limit: PAGE_ROWS + 1,
      ...(staffId && { staffId }),
      ...(after && { after }),
    });
    const rows = looks.slice(0, PAGE_ROWS);
    const nameOf = await staffNames(
      world,
      rows.map((row) => row.staffId),
    );
    const next = looks.length > PAGE_ROWS ? rows.at(-1)?.accessId : undefined;
    return accept({
      rows: rows.map((row) => ({ ...row, at: isoText(instant(row.at)), name: nameOf(row.staffId) })),
      ...(next && { next }),
    });
  },
};
