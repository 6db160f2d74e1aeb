import type { Answer } from '@kaitong/client';
import type { BreakRouteKey } from '@kaitong/client/contract';
import { instant, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantNames } from '../../../modules/merchants/index.ts';
import {
  ageingOf,
  badLinesOf,
  breakOf,
  importsUnderWay,
  listBreaks,
  listFiles,
  resolutionsOf,
  waysOf,
  type Break,
} from '../../../modules/reconciliation/index.ts';
import { decideForBreak, proposeForBreak } from '../../../flows/resolve-break.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { dayOf, sizeOf } from './list-page.ts';
import { staffNames } from './staff-names.ts';

type Row = Answer<'GET /api/console/breaks'>['rows'][number];

/** Whoever decided is named; a file has its own name. */
const named = async (world: World, by: string): Promise<string> =>
  by.startsWith('stf_') ? ((await staffOf(world, by))?.displayName ?? by) : by;

/** Merchants, and whoever ended something, by name; a file has its own. */
interface Names {
  readonly merchants: Awaited<ReturnType<typeof merchantNames>>;
  readonly staff: (id: string) => string;
}
async function namesOf(world: World, breaks: readonly Break[]): Promise<Names> {
  const [merchants, staff] = await Promise.all([
    merchantNames(
      world.db,
      breaks.flatMap((one) => one.about ?? []),
    ),
    staffNames(
      world,
      breaks.map((one) => one.resolvedBy).filter((by) => by.startsWith('stf_')),
    ),
  ]);
  return { merchants, staff };
}

function rowOf(of: Break, { merchants, staff }: Names): Row {
  const merchant = merchants.get(of.about ?? '');
  return {
    merchantId: of.merchantId,
    breakId: of.breakId,
    businessDate: of.businessDate,
    kind: of.kind,
    state: of.state,
    amountFen: of.amountFen.toString(),
    suspenseFen: of.suspenseFen.toString(),
    rrn: of.rrn,
    detail: of.detail,
    foundAt: isoText(of.foundAt),
    ...(of.localFen === null ? {} : { localFen: of.localFen.toString() }),
    ...(of.networkFen === null ? {} : { networkFen: of.networkFen.toString() }),
    ...(of.lineNo === null ? {} : { lineNo: of.lineNo }),
    ...(of.resolvedAt === null ? {} : { resolvedAt: isoText(of.resolvedAt) }),
    ...(of.resolvedBy === '' ? {} : { resolvedBy: staff(of.resolvedBy) }),
    ...(of.transactionId === null ? {} : { transactionId: of.transactionId }),
    ...(of.about === null ? {} : { about: of.about }),
    ...(merchant === undefined ? {} : { merchantNo: merchant.merchantNo, merchantName: merchant.name }),
  };
}

/** Where a page ended: the instant, then the break. */
function cursorOf(
  text: string | undefined,
): { foundAt: ReturnType<typeof instant>; breakId: string } | undefined | 'bad' {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15})\.([\w-]{1,90})$/.exec(text);
  return match === null ? 'bad' : { foundAt: instant(Number(match[1])), breakId: match[2] ?? '' };
}

async function detailOf(
  world: World,
  of: Break,
  staffId: string,
): Promise<Answer<'GET /api/console/breaks/:merchantId/:breakId'>> {
  const proposed = await resolutionsOf(world.db, of);
  return {
    ...rowOf(of, await namesOf(world, [of])),
    ways: of.state === 'resolved' ? [] : [...waysOf(of)],
    resolutions: await Promise.all(
      proposed.map(async (one) => ({
        resolutionId: one.resolutionId,
        way: one.way,
        reason: one.reason,
        proposedBy: await named(world, one.proposedBy),
        own: one.proposedBy === staffId,
        proposedAt: isoText(one.proposedAt),
        ...(one.outcome === null ? {} : { outcome: one.outcome }),
        ...(one.decidedBy === null ? {} : { decidedBy: await named(world, one.decidedBy) }),
        ...(one.decidedAt === null ? {} : { decidedAt: isoText(one.decidedAt) }),
        ...(one.note === null || one.note === '' ? {} : { note: one.note }),
      })),
    ),
  };
}

export const breakHandlers: Handlers<BreakRouteKey> = {
  'GET /api/console/breaks': async ({ world, input }) => {
    const after = cursorOf(input.query.after);
    if (after === 'bad') return refuse('reconciliation.bad_cursor');
    const standing = input.query.standing !== 'no';
    const [{ rows, more }, ageing] = await Promise.all([
      listBreaks(
        world.db,
        { standing, kind: input.query.kind, date: dayOf(input.query.date), after },
        sizeOf(input.query),
      ),
      ageingOf(world.db, world.clock.now()),
    ]);
    const names = await namesOf(world, rows);
    const last = rows.at(-1);
    return accept({
      rows: rows.map((one) => rowOf(one, names)),
      ...(more && last !== undefined ? { next: `${last.foundAt}.${last.breakId}` } : {}),
      ageing: ageing.map((one) => ({
        ...one,
        shortFen: one.shortFen.toString(),
        longFen: one.longFen.toString(),
      })),
    });
  },
  'GET /api/console/breaks/:merchantId/:breakId': async ({ world, input, subjectId }) => {
    const found = await breakOf(world.db, input.params);
    return found === undefined
      ? refuse('reconciliation.break_unknown')
      : accept(await detailOf(world, found, subjectId));
  },
  'POST /api/console/breaks/:merchantId/:breakId/resolutions': async ({ world, input, subjectId }) => {
    const proposed = await proposeForBreak(world, { ...input.params, ...input.body, by: subjectId });
    if (proposed.refused) return proposed;
    await logAccess(world, { staffId: subjectId, what: 'break_proposed', subject: input.params.breakId });
    return accept({ state: proposed.value });
  },
  'POST /api/console/breaks/:merchantId/:breakId/decision': async ({ world, input, subjectId }) => {
    const decided = await decideForBreak(world, {
      ...input.params,
      ...input.body,
      note: input.body.note ?? '',
      by: subjectId,
    });
    if (decided.refused) return decided;
    const what = `break_${input.body.decision}`;
    await logAccess(world, { staffId: subjectId, what, subject: input.params.breakId });
    return accept({ state: decided.value });
  },
  'GET /api/console/clearing-files': async ({ world }) => {
    const [files, underWay] = await Promise.all([listFiles(world.db), importsUnderWay(world.db)]);
    return accept({
      files: files.map((one) => ({
        ...one,
        grossFen: one.grossFen.toString(),
        feeFen: one.feeFen.toString(),
        netFen: one.netFen.toString(),
      })),
      underWay: underWay.map((one) => ({
        businessDate: one.businessDate,
        fileName: one.fileName,
        state: one.state,
        percent: one.bytesTotal === 0n ? 100 : Number((one.bytesRead * 100n) / one.bytesTotal),
        lineCount: one.lineCount,
        ...(one.reason === null ? {} : { reason: one.reason }),
      })),
    });
  },
  'GET /api/console/clearing-files/:fileName/bad-lines': async ({ world, input }) =>
    accept({
      rows: (await badLinesOf(world.db, input.params.fileName)).map(({ readAt, ...line }) => ({
        ...line,
        ...(readAt === null ? {} : { readAt: isoText(readAt) }),
      })),
    }),
};
