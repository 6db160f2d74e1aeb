/** The network's file and the network's money, against what our journal says; the file is written by the network's own end. */
import { beforeEach, describe, expect, it } from 'vitest';
import { clearingFiles, clearingName } from '../../../../simulators/src/card-network/acom.ts';
import type { NetworkTransaction } from '../../../../simulators/src/card-network/issuers.ts';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, instant } from '../../kernel/instant.ts';
import { readHolidays } from '../catalogue/index.ts';
import { trialBalance } from '../ledger/index.ts';
import { closeDay, dayOf, type BankEntry, type PayoutBank } from '../settlement/index.ts';
import type { CardTransaction } from '../switching/index.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { finishReversal, reverseByTerminal } from '../switching/index.ts';
import { importClearing, matchArrival, type ClearingInbox } from './index.ts';
import { noDisputes } from './testing/inbox.ts';
import { reversalOf, saleOf } from './testing/network-rows.ts';

const rules = { documentDays: 20, chargebackDays: 20, merchantDays: 10, againDays: 30 };

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await database.close();
  };
});

/** The same sale as the network keeps it. */
const theirs = (sale: CardTransaction, some: Partial<NetworkTransaction> = {}): NetworkTransaction =>
  saleOf(sale.networkStan, {
    rrn: sale.rrn,
    transmissionTime: sale.transmissionTime,
    amountFen: String(sale.amount),
    cardKind: 'credit',
    ...some,
  });

const sale = (stan: string, yuan = 100): Promise<CardTransaction> =>
  approvedSale(env, saleRequest(terminal, stan, { amount: fen(yuan * 100) }));
const close = async (): Promise<void> =>
  closeDay(env, DAY, { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' }, await readHolidays(env.db));
/** A folder with one file in it, whatever day is asked for. */
const holding = (name: string, bytes: Uint8Array, version = 'first'): ClearingInbox => ({
  ...noDisputes,
  openAcom: () =>
    Promise.resolve({
      name,
      byteCount: bytes.length,
      version,
      async *read(reached) {
        for (let from = 0; from < bytes.length; from += 1_000) {
          reached(Math.min(bytes.length, from + 1_000));
          yield await Promise.resolve(bytes.subarray(from, from + 1_000));
        }
      },
    }),
});
const inbox = (rows: readonly NetworkTransaction[] | undefined, date = DAY) => ({
  ...env,
  clearing:
    rows === undefined
      ? { ...noDisputes, openAcom: () => Promise.resolve(undefined) }
      : holding(clearingName(date, 'acquirer'), clearingFiles(rows, date).acquirer),
});
const breaks = () =>
  env.db.query<{ kind: string; transaction_id: string | null; amount_fen: bigint; state: string }>(
    'SELECT kind, transaction_id, amount_fen, state FROM reconciliation.break ORDER BY kind, amount_fen',
  );
const linked = async (): Promise<string[]> =>
  (await env.db.query<{ id: string }>('SELECT transaction_id AS id FROM settlement.v_cleared_sale ORDER BY 1')).map(
    (row) => row.id,
  );

describe('S55: importing the file of a day', () => {
  it('links what agrees and makes a break of each kind of what does not', async () => {
    const [agreed, missing, other] = [await sale('000001'), await sale('000002', 50), await sale('000003', 30)];
    await close();
    const stranger = saleOf('999999', { rrn: '888888999999', amountFen: '7700' });
    await importClearing(inbox([theirs(agreed), theirs(other, { amountFen: '3100' }), stranger]), DAY);
    expect(await linked()).toEqual([agreed.transactionId]);
    expect(await breaks()).toEqual([
      { kind: 'amount_diff', transaction_id: other.transactionId, amount_fen: 3_100n, state: 'open' },
      { kind: 'local_only', transaction_id: missing.transactionId, amount_fen: 5_000n, state: 'open' },
      { kind: 'net_only', transaction_id: null, amount_fen: 7_700n, state: 'open' },
    ]);
    expect((await dayOf(env.db, DAY))?.state).toBe('cleared');
  });

  it('finds in the next day’s file the sale that a cut-over kept out of its own, and its break is over', async () => {
    const late = await sale('000001');
    await close();
    await importClearing(inbox([]), DAY);
    expect(await breaks()).toMatchObject([{ kind: 'local_only', transaction_id: late.transactionId, state: 'open' }]);
    const next = addDays(DAY, 1);
    const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
    await closeDay(env, next, schedule, await readHolidays(env.db));
    const rows = [theirs(late, { settlementDate: next })];
    await importClearing(inbox(rows, next), next);
    expect([await linked(), await breaks()]).toMatchObject([
      [late.transactionId],
      [
        { kind: 'local_only', state: 'resolved' },
        { kind: 'wrong_date', state: 'resolved' },
      ],
    ]);
  });

  it('twice, or by three at once, keeps one file and no second break', async () => {
    const agreed = await sale('000001');
    await sale('000002');
    await close();
    const world = inbox([theirs(agreed)]);
    await Promise.allSettled([importClearing(world, DAY), importClearing(world, DAY), importClearing(world, DAY)]);
    await importClearing(world, DAY);
    expect([await linked(), (await breaks()).length]).toEqual([[agreed.transactionId], 1]);
    expect(await env.enqueued('match-arrival')).toHaveLength(1);
  });

  it('that has not come waits ten minutes, says so, and changes nothing', async () => {
    await sale('000001');
    await close();
    await importClearing(inbox(undefined), DAY);
    expect((await dayOf(env.db, DAY))?.state).toBe('closed');
    expect(await env.emitted('clearing.missing')).toHaveLength(1);
    expect(
      await env.db.query(
        `SELECT (extract(epoch FROM at) * 1000)::bigint AS at FROM platform.due WHERE kind = 'import-clearing'`,
      ),
    ).toEqual([{ at: BigInt(env.clock.now() + 600_000) }]);
  });

  it('with a line that cannot be read keeps the others and remembers which', async () => {
    const agreed = await sale('000001');
    await close();
    const whole = clearingFiles([theirs(agreed)], DAY).acquirer;
    const bytes = Buffer.concat([Buffer.from('48981000    cut short\n'), whole]);
    const world = { ...env, clearing: holding(clearingName(DAY, 'acquirer'), bytes) };
    await importClearing(world, DAY);
    expect(await linked()).toEqual([agreed.transactionId]);
    expect(await env.db.query('SELECT line_no FROM reconciliation.clearing_line')).toEqual([{ line_no: 2 }]);
    expect(await env.db.query('SELECT line_no, column_name, masked FROM reconciliation.bad_line')).toEqual([
      { line_no: 1, column_name: 'sender', masked: '48981000    cut short' },
    ]);
    expect(await env.db.query('SELECT line_count, bad_line_count FROM reconciliation.clearing_file')).toEqual([
      { line_count: 1, bad_line_count: 1 },
    ]);
  });

  it('delivered anew, with the line that could not be read, is read for that line alone: what it brings is missed no more', async () => {
    const [agreed, hidden] = [await sale('000001'), await sale('000002', 400)];
    await close();
    const whole = Buffer.from(clearingFiles([theirs(agreed), theirs(hidden)], DAY).acquirer);
    const damaged = Buffer.from(whole);
    damaged[whole.length / 2 + 63] = 0x4f;
    const name = clearingName(DAY, 'acquirer');
    await importClearing({ ...env, clearing: holding(name, damaged) }, DAY);
    expect([await linked(), await breaks()]).toMatchObject([
      [agreed.transactionId],
      [{ kind: 'local_only', transaction_id: hidden.transactionId, state: 'open' }],
    ]);
    const bank = { credits: () => Promise.resolve([]) } as unknown as PayoutBank;
    await matchArrival({ ...env, bank, clearing: holding(name, damaged) }, DAY, rules); // as it was: nothing new
    expect((await dayOf(env.db, DAY))?.networkNetFen).toBe(9_952n);
    const anew = { ...env, bank, clearing: holding(name, whole, 'second') };
    await Promise.allSettled([matchArrival(anew, DAY, rules), matchArrival(anew, DAY, rules)]);
    await matchArrival(anew, DAY, rules);
    expect((await linked()).toSorted()).toEqual([agreed.transactionId, hidden.transactionId].toSorted());
    expect([(await breaks()).map((one) => one.state), (await dayOf(env.db, DAY))?.networkNetFen]).toEqual([
      ['resolved'],
      9_952n + 39_807n,
    ]);
    const balance = await trialBalance(env.db);
    const of = (account: string) => balance.accounts.find((row) => row.account === account)?.balanceFen;
    expect([of(`net_recv:cup:${DAY}`), of('susp_short'), balance.totalFen]).toEqual([49_759n, 0n, 0n]);
    expect(
      await env.db.query(`SELECT line_count, matched_count FROM reconciliation.clearing_file WHERE sort = 'ACOM'`),
    ).toEqual([{ line_count: 2, matched_count: 2 }]);
  });

  it('with a reversed sale in it, as itself and as its reversal, settles neither', async () => {
    const reversed = await sale('000001');
    await withTx(env, (tx) =>
      reverseByTerminal(env, tx, {
        merchantId: terminal.merchantId,
        terminalNo: terminal.terminalNo,
        messageClass: '0200',
        batchNo: '000001',
        stan: '000001',
        businessDate: DAY,
        amount: reversed.amount,
        reason: '98',
      }),
    );
    await finishReversal(env, reversed);
    await close();
    const row = theirs(reversed);
    await importClearing(inbox([row, reversalOf(row, '000077')]), DAY);
    expect([await linked(), await breaks(), (await dayOf(env.db, DAY))?.networkNetFen]).toEqual([[], [], 0n]);
  });

  it('of a later day takes back a sale of this one: its net is what the network will pay, and neither day owes or is owed in the end', async () => {
    const [back, stays] = [await sale('000001'), await sale('000002')];
    await close();
    await importClearing(inbox([theirs(back), theirs(stays)]), DAY);
    const next = addDays(DAY, 3);
    const key = {
      ...terminal,
      messageClass: '0200',
      batchNo: '000001',
      stan: '000001',
      amount: back.amount,
      reason: '98',
    };
    await withTx(env, (tx) => reverseByTerminal(env, tx, { ...key, businessDate: next, since: DAY }));
    await finishReversal(env, back);
    const fresh = await approvedSale(env, saleRequest(terminal, '000003', { businessDate: next }));
    await closeDay(
      env,
      next,
      { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' },
      await readHolidays(env.db),
    );
    const rows = [
      theirs(back),
      { ...reversalOf(theirs(back), back.networkStan), settlementDate: next },
      theirs(fresh, { settlementDate: next }),
    ];
    const { acquirer: bytes, totals } = clearingFiles(rows, next);
    await importClearing({ ...env, clearing: holding(clearingName(next, 'acquirer'), bytes) }, next);
    expect([(await dayOf(env.db, next))?.networkNetFen, totals.netFen]).toEqual([0n, 0n]);
    expect(await breaks()).toMatchObject([{ kind: 'taken_back', state: 'resolved' }]);
    const owed = async (date: string) =>
      (await trialBalance(env.db)).accounts.find((row) => row.account === `net_recv:cup:${date}`)?.balanceFen;
    // of the first day still both sales come, of the later one nothing: the one that is gone is taken off the other
    expect([await owed(DAY), (await owed(next)) ?? 0n]).toEqual([19_904n, 0n]);
  });

  it('keeps no whole card number', async () => {
    const agreed = await sale('000001');
    await close();
    await importClearing(inbox([theirs(agreed)]), DAY);
    const rows = await env.db.query<{ whole: string }>('SELECT l::text AS whole FROM reconciliation.clearing_line l');
    expect(rows[0]?.whole).not.toContain(theirs(agreed).pan);
  });
});

describe("the network's money", () => {
  const nothing: ClearingInbox = { ...noDisputes, openAcom: () => Promise.resolve(undefined) };
  const desk = (entries: () => BankEntry[]): PayoutBank => ({
    credits: (date) => Promise.resolve(date === '2026-11-24' ? entries() : []),
    submit: () => Promise.reject(new Error('nothing is paid here')),
    status: () => Promise.reject(new Error('nothing is paid here')),
    simulator: () => Promise.resolve(false),
  });
  const entry = (amountFen: bigint): BankEntry => ({
    entryId: `e${amountFen}`,
    amountFen,
    purpose: '',
    reference: 'CUPS20261123',
    at: instant(env.clock.now()),
  });

  /** One matched sale of 100.00: the network owes 99.52. */
  async function cleared(): Promise<void> {
    const agreed = await sale('000001');
    await close();
    await importClearing(inbox([theirs(agreed)]), DAY);
    expect((await dayOf(env.db, DAY))?.networkNetFen).toBe(9_952n);
  }
  const receivable = async (): Promise<bigint | undefined> =>
    (await trialBalance(env.db)).accounts.find((row) => row.account === `net_recv:cup:${DAY}`)?.balanceFen;

  it('that is the net of the file to the fen funds the day, and nothing is owed for it any more (invariant 8)', async () => {
    await cleared();
    const world = { ...env, clearing: nothing, bank: desk(() => [entry(1n), entry(9_952n)]) };
    await Promise.allSettled([matchArrival(world, DAY, rules), matchArrival(world, DAY, rules)]);
    await matchArrival(world, DAY, rules);
    expect((await dayOf(env.db, DAY))?.state).toBe('funded');
    expect(await receivable()).toBe(0n);
    expect(await env.db.query(`SELECT count(*)::int AS n FROM ledger.journal WHERE event = 'network_arrival'`)).toEqual(
      [{ n: 1 }],
    );
  });

  it('that is a fen short holds the day back with a break that says what came; the right sum later resolves it', async () => {
    await cleared();
    let arrived = [entry(9_951n)];
    const world = { ...env, clearing: nothing, bank: desk(() => arrived) };
    await matchArrival(world, DAY, rules);
    await matchArrival(world, DAY, rules);
    expect([(await dayOf(env.db, DAY))?.state, await breaks()]).toMatchObject([
      'cleared',
      [{ kind: 'arrival_diff', state: 'open', amount_fen: 9_952n }],
    ]);
    expect(await env.emitted('arrival.missing')).toHaveLength(2);
    arrived = [...arrived, entry(9_952n)];
    await matchArrival(world, DAY, rules);
    expect([(await dayOf(env.db, DAY))?.state, (await breaks())[0]?.state]).toEqual(['funded', 'resolved']);
  });

  it('that has not come, or a bank that does not answer, is waited for without a break', async () => {
    await cleared();
    await matchArrival(
      { ...env, clearing: nothing, bank: { ...desk(() => []), credits: () => Promise.reject(new Error('away')) } },
      DAY,
      rules,
    );
    expect([(await dayOf(env.db, DAY))?.state, await breaks()]).toEqual(['cleared', []]);
    expect(await env.db.query(`SELECT key FROM platform.due WHERE kind = 'match-arrival'`)).toEqual([{ key: DAY }]);
  });

  it('is not waited for when the file comes to nothing', async () => {
    await close();
    await importClearing(inbox([]), DAY);
    await matchArrival({ ...env, clearing: nothing, bank: desk(() => []) }, DAY, rules);
    expect((await dayOf(env.db, DAY))?.state).toBe('funded');
  });
});
