/**
 * What the rules inside the authorisation cost a sale: intent and approval by the product's own functions, one sale after the other, with
 * nothing set, with a black list of cards, with limits of the card and of the way it was read, and with one card not twice. Each way has a
 * merchant of its own that has sold as much as the others, because a limit sums what its merchant has taken. The ways take turns.
 */
import { fen } from '../../server/src/kernel/fen.ts';
import { businessDate } from '../../server/src/kernel/instant.ts';
import { approveTransaction, beginTransaction, type NewTransaction } from '../../server/src/modules/switching/index.ts';
import { addTerminal, openBenchWorld, type BenchTerminal, type BenchWorld } from './bench-world.ts';
import type { BenchResult } from './main.ts';

const SALES = 400; // a busy day of one merchant
const WARM = 50;
const TURN = 50;
const CARDS_LISTED = 10_000;
const PAN_PLACES = 6;
/** A rule may cost a sale so much. */
const BUDGET_US = 1_000;
const P99 = 0.99;

const limits = { singleFen: 1_000_000n, dayFen: 10n ** 11n, monthFen: 10n ** 12n };
type Rules = Pick<NewTransaction, 'limits' | 'entryLimits' | 'sameCardSeconds' | 'takenBefore'>;
/** As the flow hands it in: the month before today is remembered, and today is summed. */
const takenBefore = { fen: 0n, readFen: 0n };
const WAYS = {
  off: {},
  cards: {},
  limits: { limits, takenBefore },
  entry: { limits, takenBefore, entryLimits: { ...limits, places: ['02', '80', '90'] } },
  sameCard: { sameCardSeconds: 60 },
} as const satisfies Record<string, Rules>;
type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];

const round = (value: number): number => Math.round(value * 10) / 10;

async function sell(
  { opened: { world } }: BenchWorld,
  of: {
    readonly terminal: BenchTerminal;
    readonly rules: Rules;
    readonly listed?: ReadonlySet<string>;
    readonly n: number;
  },
): Promise<void> {
  const pan = `6225880123${String(of.n).padStart(PAN_PLACES, '0')}`;
  if (of.listed?.has(world.crypto.lookup('card', pan)) === true) throw new Error('no card of ours is listed');
  const started = await beginTransaction(world, {
    ...of.terminal,
    ...of.rules,
    businessDate: businessDate(world.clock.now(), '23:00'),
    kind: 'sale',
    messageClass: '02',
    batchNo: '000001',
    stan: String(of.n).padStart(PAN_PLACES, '0'),
    amount: fen(100),
    card: { pan, kind: 'credit', bankName: '', organisation: 'CUP' },
    entryMode: '022',
    body: Buffer.from(String(of.n)),
  });
  if (started.kind !== 'begun') throw new Error(started.kind);
  const money = { fee: fen(1), issuerCost: fen(0), networkCost: fen(0), snapshot: { cardKind: 'credit' } };
  const answer = new Uint8Array(120);
  if (!(await approveTransaction(world, world.db, started.transaction, { authCode: '000000', answer, ...money })))
    throw new Error('not approved');
}

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const bench = await openBenchWorld({ poolMax: 4 });
  const listed = new Set(
    Array.from({ length: CARDS_LISTED }, (_one, n) => bench.opened.world.crypto.lookup('card', `62258899${n}`)),
  );
  const terminals = new Map<Way, BenchTerminal>();
  for (const [index, name] of NAMES.entries()) terminals.set(name, await addTerminal(bench.opened, index));
  const took = new Map<Way, number[]>(NAMES.map((name) => [name, []]));
  say(`${SALES} sales each: ${NAMES.join(', ')}`);
  for (let from = 0; from < WARM + SALES; from += TURN)
    for (const name of NAMES)
      for (let n = from; n < from + TURN; n += 1) {
        const begun = performance.now();
        const terminal = terminals.get(name) as BenchTerminal;
        await sell(bench, { terminal, rules: WAYS[name], n, ...(name === 'cards' ? { listed } : {}) });
        if (n >= WARM) took.get(name)?.push((performance.now() - begun) * 1_000);
      }
  await bench.close();
  const of = (name: Way, share: number): number => {
    const sorted = (took.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * share)] ?? 0;
  };
  const figures = Object.fromEntries(
    NAMES.flatMap((name) => [
      [`${name}_us_p50`, round(of(name, 0.5))],
      [`${name}_us_p99`, round(of(name, P99))],
    ]),
  );
  const added = (name: Way): number => round(of(name, 0.5) - of('off', 0.5));
  const ratios = Object.fromEntries(NAMES.slice(1).map((name) => [`${name}_added_of_budget`, added(name) / BUDGET_US]));
  return {
    name: 'risk',
    figures: { ...figures, ...Object.fromEntries(NAMES.slice(1).map((name) => [`${name}_added_us`, added(name)])) },
    yardstick: { budget_us: BUDGET_US, sales: SALES },
    ratios,
  };
}
