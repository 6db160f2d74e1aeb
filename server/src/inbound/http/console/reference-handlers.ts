import type { Answer } from '@kaitong/client';
import type { ReferenceKey } from '@kaitong/client/contract';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import {
  beginReference,
  calendarOf,
  completeReference,
  coverageOf,
  differencesOf,
  findIssuers,
  moveReference,
  readHolidays,
  referenceCounts,
  referenceFaults,
  referenceImportOf,
  referenceImports,
  takeReference,
  type ReferenceImport,
} from '../../../modules/catalogue/index.ts';
import type { Handlers } from '../context.ts';
import { staffNames } from './staff-names.ts';

type Listed = Answer<'GET /api/console/reference'>['imports'][number];

function listed(one: ReferenceImport, nameOf: (id: string) => string, reader: string): Listed {
  const { faults: _faults, broughtBy, broughtAt, decidedBy, decisionReason, ...rest } = one;
  return {
    ...rest,
    broughtBy: nameOf(broughtBy),
    broughtAt: isoText(broughtAt),
    own: broughtBy === reader,
    ...(decidedBy === undefined ? {} : { decidedBy: nameOf(decidedBy) }),
    ...(decisionReason === undefined ? {} : { decisionReason }),
  };
}

export const referenceHandlers: Handlers<ReferenceKey> = {
  'GET /api/console/reference': async ({ world, subjectId }) => {
    const today = dateInShanghai(world.clock.now());
    const [holidays, counts, imports] = await Promise.all([
      readHolidays(world.db),
      referenceCounts(world.db),
      referenceImports(world.db),
    ]);
    const nameOf = await staffNames(
      world,
      imports.flatMap((one) => [one.broughtBy, one.decidedBy]),
    );
    return accept({
      today,
      coverage: { to: holidays.coverageTo, ...coverageOf(holidays.coverageTo, today) },
      counts,
      imports: imports.map((one) => listed(one, nameOf, subjectId)),
    });
  },
  'GET /api/console/reference/calendar/:year': async ({ world, input }) => {
    const { days, source } = await calendarOf(world.db, Number(input.params.year));
    return accept({ days: [...days], ...(source === undefined ? {} : { source }) });
  },
  'GET /api/console/reference/issuers': async ({ world, input }) =>
    accept({ rows: await findIssuers(world.db, input.query.q) }),
  'GET /api/console/reference/imports/:importId': async ({ world, input, subjectId }) => {
    const { importId } = input.params;
    const found = await referenceImportOf(world.db, importId);
    if (found === undefined) return refuse('catalogue.import_unknown');
    const [faults, differences, nameOf] = await Promise.all([
      referenceFaults(world.db, importId),
      found.state === 'proposed' ? differencesOf(world.db, importId, found.kind) : [],
      staffNames(world, [found.broughtBy, found.decidedBy]),
    ]);
    return accept({
      file: listed(found, nameOf, subjectId),
      faults,
      differences: differences.map(({ lineNo, key, before, after }) => ({
        lineNo,
        key,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      })),
    });
  },
  'POST /api/console/reference/imports': async ({ world, input, subjectId }) =>
    accept({ importId: await beginReference(world, { ...input.body, by: subjectId }) }),
  'POST /api/console/reference/imports/:importId/lines': ({ world, input, subjectId }) =>
    takeReference(world, { ...input.params, ...input.body, by: subjectId }),
  'POST /api/console/reference/imports/:importId/complete': async ({ world, input, subjectId }) => {
    const done = await completeReference(world, { ...input.params, by: subjectId });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/console/reference/imports/:importId/decision': async ({ world, input, subjectId }) => {
    const moved = await moveReference(world, { ...input.params, ...input.body, by: subjectId });
    return moved.refused ? moved : accept({ state: moved.value });
  },
};
