/** The set-based matching against one that looks at one line after the other, over files and days that never were. */
import * as fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { acomWidths } from '../../../../simulators/src/card-network/acom.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { DAY } from '../../../testing/builders.ts';
import { addDays, civilDate } from '../../kernel/instant.ts';
import { readAcomLine } from './domain/acom-line.ts';
import { LineReader } from './domain/read-lines.ts';
import { importClearing } from './index.ts';
import { matchLines, networkNetFen, type LocalTransaction } from './testing/match-lines.ts';

let database: TestDatabase;
let env: TestEnv;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  return async () => {
    await env.close();
    await database.close();
  };
});

const MERCHANTS = ['mer_a', 'mer_b'] as const;
const STATES = ['approved', 'approved', 'approved', 'declined', 'reversed', 'sent'] as const;
const KINDS = ['sale', 'sale', 'qr_passive', 'refund', 'pre_auth'] as const;

interface Row {
  readonly rrn: number;
  readonly stan: number;
  readonly original: number;
  readonly shape: 'sale' | 'refund' | 'void' | 'reversal' | 'pre_auth';
  readonly amount: number;
}
const SHAPES = {
  sale: ['0200', '000000'],
  refund: ['0220', '200000'],
  void: ['0200', '200000'],
  reversal: ['0420', '000000'],
  pre_auth: ['0100', '030000'],
} as const;

function textOf(row: Row): string {
  const [mti, processingCode] = SHAPES[row.shape];
  const takesBack = row.shape === 'void' || row.shape === 'reversal';
  const at: Record<number, string> = {
    2: String(row.stan).padStart(6, '0'),
    3: '1123100000',
    5: String(row.amount).padStart(12, '0'),
    8: mti,
    9: processingCode,
    11: '10000001',
    12: '898330158140001',
    13: `R${row.rrn}`,
    17: takesBack ? String(row.original).padStart(6, '0') : '000000',
    20: 'C00000000000',
    21: 'D00000000003',
    22: 'D00000000001',
    27: takesBack ? '1123100000' : '0000000000',
  };
  return acomWidths.map((width, i) => (at[i] ?? '').padEnd(width)).join(' ');
}

async function insertLocals(locals: readonly LocalTransaction[]): Promise<void> {
  for (const one of locals)
    await env.db.execute(
      `INSERT INTO switching.card_transaction (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no, stan, rrn,
         network_stan, transmission_time, amount_fen, fee_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest, created_at, sent_wall_at)
       VALUES ($1, $2, $3, 't', '10000001', $4, $5, '0200', 1, $2, $6, '000001', '1123100000', $7, 0, 'credit', '', '', '', '', '051', '', now(), now())`,
      [one.merchantId, one.transactionId, one.businessDate, one.kind, one.state, one.rrn, one.amountFen],
    );
}

const rows = fc.array(
  fc.record({
    rrn: fc.integer({ min: 1, max: 12 }),
    stan: fc.integer({ min: 1, max: 12 }),
    original: fc.integer({ min: 1, max: 14 }),
    shape: fc.constantFrom<Row['shape'][]>('sale', 'sale', 'sale', 'refund', 'void', 'reversal', 'pre_auth'),
    amount: fc.constantFrom(100, 200),
  }),
  { maxLength: 14 },
);
const locals = fc
  .array(
    fc.record({
      merchant: fc.constantFrom(...MERCHANTS),
      days: fc.constantFrom(-1, 0, 0, 0, 1),
      kind: fc.constantFrom(...KINDS),
      state: fc.constantFrom(...STATES),
      amount: fc.constantFrom(100, 200),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map((one, i) => ({
      merchantId: one.merchant as string,
      transactionId: `txn_${i + 1}`,
      businessDate: addDays(DAY, one.days) as string,
      rrn: `R${i + 1}`,
      amountFen: BigInt(one.amount),
      kind: one.kind as string,
      state: one.state as string,
    })),
  );

it(
  'links and breaks are those of a matching line by line, for any file and any day',
  { timeout: 120_000 },
  async () => {
    let day = 0;
    await fc.assert(
      fc.asyncProperty(rows, locals, async (file, ours) => {
        // each round on days of its own, so that nothing of the last one is in its window
        day += 10;
        const date = addDays(DAY, day);
        const moved = ours.map((one) => ({
          ...one,
          transactionId: `${one.transactionId}_${day}`,
          businessDate: addDays(civilDate(one.businessDate), day) as string,
        }));
        await insertLocals(moved);
        await env.db.execute(
          `INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, pay_date, estimated) VALUES ($1, 'closed', now(), 0, 0, $1, false)`,
          [date],
        );
        const text = `${file.map(textOf).join('\n')}\n`;
        const bytes = Buffer.from(text, 'latin1');
        const clearing = {
          openAcom: () =>
            Promise.resolve({
              name: `IND${date}`,
              byteCount: bytes.length,
              version: `${bytes.length}`,
              async *read() {
                yield await Promise.resolve(bytes);
              },
            }),
        };
        await importClearing({ ...env, clearing }, date);
        const model = matchLines(new LineReader(readAcomLine).take(bytes).lines, moved, date);
        const kept = await env.db.query<{ kind: string; line: number | null; of: string | null }>(
          `SELECT kind, line_no AS line, CASE WHEN line_no IS NULL THEN transaction_id END AS "of" FROM reconciliation.break
          WHERE business_date = $1 AND kind NOT IN ('unexplained', 'fee_diff')`,
          [date],
        );
        const told = (all: readonly { kind: string; line: number | null; of: string | null }[]): string[] =>
          all.map((one) => `${one.kind} ${one.line ?? one.of}`).toSorted();
        const expected = [
          ...model.lines
            .filter((one) => one.outcome !== 'matched' && one.outcome !== 'non_settling')
            .map((one) => ({ kind: one.outcome as string, line: one.line.lineNo, of: null })),
          ...model.localOnly.map((one) => ({ kind: 'local_only', line: null, of: one.transactionId })),
        ];
        expect(told(kept)).toEqual(told(expected));
        const links = await env.db.query<{ id: string }>(
          'SELECT transaction_id AS id FROM settlement.v_cleared_sale WHERE business_date = $1',
          [date],
        );
        const matched = model.lines.filter((one) => one.outcome === 'matched' || one.outcome === 'wrong_date');
        expect(links.map((row) => row.id).toSorted()).toEqual(
          matched.map((one) => one.local?.transactionId ?? '').toSorted(),
        );
        const [net] = await env.db.query<{ net: bigint }>(
          'SELECT network_net_fen AS net FROM settlement.day WHERE business_date = $1',
          [date],
        );
        expect(net?.net).toBe(networkNetFen(model));
      }),
      { numRuns: 60 },
    );
  },
);
