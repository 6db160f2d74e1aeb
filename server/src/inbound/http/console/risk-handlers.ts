import type { ConsoleKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { liftFromWatch, listOnWatch, watchEntries } from '../../../modules/risk/index.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

export const riskHandlers: Pick<
  Handlers<ConsoleKey>,
  'GET /api/console/watch-list' | 'POST /api/console/watch-list' | 'POST /api/console/watch-list/lift'
> = {
  'GET /api/console/watch-list': async ({ world }) =>
    accept({
      rows: (await watchEntries(world.db)).map(({ listedAt, ...entry }) => ({ ...entry, listedAt: isoText(listedAt) })),
    }),
  'POST /api/console/watch-list': async ({ world, input, subjectId }) => {
    await listOnWatch(world, { ...input.body, by: subjectId });
    await logAccess(world, { staffId: subjectId, what: 'watch_listed', subject: input.body.kind });
    return accept({ ok: true as const });
  },
  'POST /api/console/watch-list/lift': async ({ world, input, subjectId }) => {
    const { reason, ...watched } = input.body;
    const lifted = await liftFromWatch(world, { ...watched, by: subjectId });
    if (!lifted) return refuse('risk.not_listed');
    await logAccess(world, { staffId: subjectId, what: 'watch_lifted', subject: `${watched.kind}: ${reason}` });
    return accept({ ok: true as const });
  },
};
