import type { Answer } from '@kaitong/client';
import type { ConsoleKey } from '@kaitong/client/contract';
import { accept } from '../../../kernel/outcome.ts';
import { listBatches, type TerminalBatch } from '../../../modules/switching/index.ts';
import type { Handlers } from '../context.ts';

type Row = Answer<'GET /api/console/batches'>['rows'][number];

const totals = (of: TerminalBatch['host']): Row['host'] => ({
  debitFen: of.debitFen.toString(),
  debitCount: of.debitCount,
  creditFen: of.creditFen.toString(),
  creditCount: of.creditCount,
});

const rowOf = (batch: TerminalBatch): Row => ({
  ...batch,
  host: totals(batch.host),
  terminal: totals(batch.terminal),
  breaks: batch.breaks.map(({ stan, kind, hostFen, terminalFen }) => ({
    stan,
    kind,
    ...(hostFen === undefined ? {} : { hostFen: hostFen.toString() }),
    ...(terminalFen === undefined ? {} : { terminalFen: terminalFen.toString() }),
  })),
});

export const batchHandlers: Pick<Handlers<ConsoleKey>, 'GET /api/console/batches'> = {
  'GET /api/console/batches': async ({ world }) => accept({ rows: (await listBatches(world.db)).map(rowOf) }),
};
