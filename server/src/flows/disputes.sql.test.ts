/** Disputes from the network's file to the books: whatever happens to them, the day is owed what it is paid, and a merchant bears a sale once. */
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { clearingFiles } from '../../../simulators/src/card-network/acom.ts';
import { errFile, type DisputeLine } from '../../../simulators/src/card-network/err.ts';
import type { NetworkTransaction } from '../../../simulators/src/card-network/issuers.ts';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { addDays, DAY_MS, instant, later, type CivilDate } from '../kernel/instant.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { balanceDifferences, trialBalance } from '../modules/ledger/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import {
  disputesOf,
  importClearing,
  listBreaks,
  listDisputes,
  matchArrival,
  openDisputesOf,
  proofsOf,
  stepsOf,
  type Dispute,
  type DisputePaper,
} from '../modules/reconciliation/index.ts';
import { fileAt, noDisputes } from '../modules/reconciliation/testing/inbox.ts';
import { saleOf } from '../modules/reconciliation/testing/network-rows.ts';
import { closeDay, dayOf, type PayoutBank } from '../modules/settlement/index.ts';
import { beginFollower, type CardTransaction } from '../modules/switching/index.ts';
import {
  act,
  decideForDispute,
  endDisputeTime,
  handInProof,
  remindOfDispute,
  proposeCreditAdjustment,
  sendDispute,
} from './disputes.ts';
import type { World } from './ports.ts';
import { decideForBreak, proposeForBreak } from './resolve-break.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let merchantNo: string;
let papers: DisputePaper[];
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  merchantNo = (await merchantOf(env, terminal.merchantId)).merchantNo;
  papers = [];
  stans = 0;
  return async () => {
    await env.close();
    await database.close();
  };
});

const world = (): World =>
  ({
    ...env,
    acquirer: { institution: '48981000' },
    disputes: { submit: (paper: DisputePaper) => Promise.resolve(void papers.push(paper)) },
  }) as unknown as World;
const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
const rules = { documentDays: 20, chargebackDays: 20, merchantDays: 10, againDays: 30 };
const NEXT = addDays(DAY, 1);
const THIRD = addDays(DAY, 2);
const FOURTH = addDays(DAY, 3);

let stans = 0;
const sale = (stan: string, yuan = 400, businessDate = DAY): Promise<CardTransaction> =>
  approvedSale(env, saleRequest(terminal, stan, { amount: fen(yuan * 100), businessDate }));
const theirs = (of: CardTransaction): NetworkTransaction =>
  saleOf(of.networkStan, {
    rrn: of.rrn,
    transmissionTime: of.transmissionTime,
    amountFen: String(of.amount),
    cardKind: 'credit',
    merchantNo,
    settlementDate: of.businessDate,
  });
/** A line of the network about a sale of ours. */
const lineOf = (type: DisputeLine['type'], of: CardTransaction, some: Partial<DisputeLine> = {}): DisputeLine => ({
  type,
  date: '',
  stan: String(700_000 + (stans += 1)),
  transmissionTime: '1124101112',
  amountFen: /^E(01|2)/.test(type) ? '0' : String(of.amount),
  reason: '4502',
  feeFen: '0',
  rrn: of.rrn,
  originalStan: of.networkStan,
  originalTime: of.transmissionTime,
  originalDate: '1123',
  originalFen: String(of.amount),
  pan: '6225880212345678',
  acquirer: '48981000',
  issuer: '03080000',
  merchantNo,
  terminalNo: '10000001',
  mcc: '5814',
  authCode: '123456',
  ...some,
});

/** A bank to which the network pays what its files come to. */
const paying = (fenOf: bigint): PayoutBank => ({
  credits: (date) =>
    Promise.resolve([
      { entryId: `e${date}`, amountFen: fenOf, purpose: '', reference: 'CUPS', at: instant(env.clock.now()) },
    ]),
  submit: () => Promise.reject(new Error('nothing is paid here')),
  status: () => Promise.reject(new Error('nothing is paid here')),
  simulator: () => Promise.resolve(false),
});

/** Closes a day, and lets its two files and their money come. */
async function bring(
  date: CivilDate,
  rows: readonly NetworkTransaction[],
  lines: readonly DisputeLine[],
): Promise<void> {
  await closeDay(env, date, schedule, await readHolidays(env.db));
  const made = clearingFiles(rows, date);
  const err = errFile(lines);
  const clearing = {
    ...noDisputes,
    openAcom: () => Promise.resolve(fileAt(`IND${date}01ACOM`, made.acquirer)),
    openErr: () => Promise.resolve(fileAt(`IND${date}01ERR`, err.bytes)),
  };
  await importClearing({ ...env, clearing }, date);
  const bank = paying(made.totals.netFen + err.netFen);
  await matchArrival({ ...env, clearing, bank }, date, rules);
  expect([date, (await dayOf(env.db, date))?.state]).toEqual([date, 'funded']);
}

async function balance(account: string): Promise<bigint> {
  return (await trialBalance(env.db)).accounts.find((row) => row.account === account)?.balanceFen ?? 0n;
}
/** Every closed day is owed nothing any more, and the books agree. */
async function daysAreEven(): Promise<void> {
  const { accounts, totalFen } = await trialBalance(env.db);
  const owed = accounts.filter((one) => one.account.startsWith('net_recv') && one.balanceFen !== 0n);
  expect([owed, totalFen, await balanceDifferences(env.db)]).toEqual([[], 0n, []]);
}
const only = async (): Promise<Dispute> => must((await disputesOf(env.db, terminal.merchantId))[0], 'dispute');
const breaks = async () => (await listBreaks(env.db, { standing: true })).rows;

async function represent(of: Dispute): Promise<void> {
  const key = { merchantId: of.merchantId, disputeId: of.disputeId };
  const proposed = await act(world(), { ...key, act: 'propose', by: 'stf_1', note: 'the slip is signed' });
  expect(proposed).toMatchObject({ value: 'proposed' });
  const decide = (by: string) => decideForDispute(world(), { ...key, decision: 'approve', by, note: '' });
  expect(await decide('stf_1')).toMatchObject({ refusal: { code: 'reconciliation.second_person' } });
  expect(await decide('stf_2')).toMatchObject({ value: 'sent' });
  await sendDispute(world(), key);
}

describe('a chargeback', () => {
  it('is taken from the merchant, represented by two people with proof and slip, and given back: the books are as before', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    const before = [await balance('m:pending'), await balance('inc:mdr'), await balance('bank:reserve')];
    await bring(NEXT, [], [lineOf('E02', sold)]);
    await daysAreEven();
    const dispute = await only();
    expect(dispute).toMatchObject({
      kind: 'chargeback',
      state: 'waiting_merchant',
      chargedFen: 40_000n,
      transactionId: sold.transactionId,
    });
    expect([dispute.dueAt, dispute.merchantDueAt]).toEqual([
      later(dispute.openedAt, 20 * DAY_MS),
      later(dispute.openedAt, 10 * DAY_MS),
    ]);
    expect([await balance('merch_recv'), await balance('inc:mdr')]).toEqual([40_000n, before[1]]);
    expect(await openDisputesOf(env.db, terminal.merchantId, env.clock.now())).toHaveLength(1);

    const key = { merchantId: dispute.merchantId, disputeId: dispute.disputeId };
    const photo = { content: new Uint8Array([0xff, 0xd8, 0xff, 1]), contentType: 'image/jpeg', by: 'merchant' };
    expect(await handInProof(world(), { ...key, ...photo })).toMatchObject({ refused: false });
    await act(world(), { ...key, act: 'say', by: 'merchant', note: 'she has signed and taken it' });
    await represent(dispute);
    expect(papers).toHaveLength(1);
    expect(papers[0]?.line).toMatch(/^E13 /);
    expect(papers[0]?.proofs.map((one) => one.name)).toEqual(['slip.txt', '01.jpeg']);

    await bring(THIRD, [], [lineOf('E13', sold)]);
    await daysAreEven();
    expect(await only()).toMatchObject({ state: 'won', chargedFen: 0n });
    // the debt that stood, and what comes with the next batch, are the same money
    expect([await balance('merch_recv'), await balance('m:avail')]).toEqual([40_000n, -40_000n]);
    expect([await balance('m:pending'), await balance('inc:mdr'), await balance('bank:reserve')]).toEqual(before);
    expect((await stepsOf(env.db, key)).map((one) => one.event)).toEqual(['open', 'say', 'propose', 'approve', 'win']);
  });

  it('that comes again after it was won is lost, and the merchant bears it once', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await bring(NEXT, [], [lineOf('E02', sold)]);
    await represent(await only());
    await bring(THIRD, [], [lineOf('E13', sold)]);
    await bring(FOURTH, [], [lineOf('E03', sold)]);
    await daysAreEven();
    expect(await only()).toMatchObject({ state: 'lost', again: true, chargedFen: 40_000n });
    expect((await balance('merch_recv')) + (await balance('m:avail'))).toBe(40_000n);
  });

  it('that nobody answers is people’s after the merchant’s time and lost after the network’s', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await bring(NEXT, [], [lineOf('E02', sold)]);
    const key = await only();
    const due = await env.db.query<{ key: string }>(
      `SELECT key FROM platform.due WHERE kind = 'dispute-deadline' ORDER BY at`,
    );
    expect(due.map((one) => one.key)).toEqual([`${key.disputeId}:remind`, `${key.disputeId}:merchant`, key.disputeId]);
    await remindOfDispute(world(), key);
    await endDisputeTime(world(), key, 'merchant');
    await remindOfDispute(world(), key); // it is people's by now
    expect(await env.db.query('SELECT purpose FROM notifications.message')).toEqual([{ purpose: 'dispute' }]);
    expect((await only()).state).toBe('waiting_us');
    await endDisputeTime(world(), key, 'network');
    expect(await only()).toMatchObject({ state: 'lost', chargedFen: 40_000n });
    expect(await balance('merch_recv')).toBe(40_000n);
    expect(await act(world(), { ...key, act: 'say', by: 'merchant', note: 'too late' })).toMatchObject({
      refusal: { code: 'reconciliation.dispute_elsewhere' },
    });
    expect(await openDisputesOf(env.db, terminal.merchantId, env.clock.now())).toEqual([]);
  });

  it('that the network declines to take back goes to people again while there is time', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await bring(NEXT, [], [lineOf('E02', sold)]);
    await represent(await only());
    await bring(THIRD, [], [lineOf('E23', sold)]);
    expect((await only()).state).toBe('waiting_us');
    await represent(await only());
    expect(papers.map((one) => one.name.split('-')[1])).toEqual(['1', '2']);
    expect(await balance('merch_recv')).toBe(40_000n);
  });

  it('twice in the file takes from the merchant once: the second stands in suspense', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    const line = lineOf('E02', sold);
    await bring(NEXT, [], [line, line]);
    await daysAreEven();
    expect(await disputesOf(env.db, terminal.merchantId)).toHaveLength(1);
    expect([await balance('merch_recv'), await balance('susp_short')]).toEqual([40_000n, 40_000n]);
    expect(await breaks()).toMatchObject([{ kind: 'dispute', suspenseFen: 40_000n, detail: 'E02 twice' }]);
  });

  it('of a sale that was refunded is never charged: it is in suspense, and comes out of it when it is represented', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await env.db.execute(
      `INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen) VALUES ($1, $2, $2, 'refund', 30000)`,
      [sold.merchantId, sold.transactionId],
    );
    await bring(NEXT, [], [lineOf('E02', sold)]);
    expect([await balance('merch_recv'), await balance('susp_short')]).toEqual([10_000n, 30_000n]);
    await represent(await only());
    await bring(THIRD, [], [lineOf('E13', sold)]);
    await daysAreEven();
    expect([await balance('susp_short'), await breaks()]).toEqual([0n, []]);
    expect((await balance('merch_recv')) + (await balance('m:avail'))).toBe(0n);
  });

  it('leaves nothing to be refunded at the device, and once it is won everything again', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await bring(NEXT, [], [lineOf('E02', sold)]);
    const refund = async (stan: string) => {
      const asked = {
        ...saleRequest(terminal, stan, { amount: sold.amount }),
        kind: 'refund',
        messageClass: '02',
      } as const;
      const limits = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
      return beginFollower(env, { ...asked, find: { rrn: sold.rrn }, rules: limits });
    };
    expect(await refund('000011')).toMatchObject({ kind: 'refused', ruling: { code: '64' } });
    await represent(await only());
    await bring(THIRD, [], [lineOf('E13', sold)]);
    expect(await refund('000012')).toMatchObject({ kind: 'begun' });
    // and what is refunded is not charged to the merchant when it comes again
    await bring(FOURTH, [], [lineOf('E03', sold)]);
    expect([await balance('susp_short'), (await only()).chargedFen]).toEqual([40_000n, 0n]);
  });

  it('of no sale of ours stands in suspense until it comes back, or is borne', async () => {
    const stranger = { ...(await sale('000001')), rrn: '999999999999', networkStan: '999999' } as CardTransaction;
    await bring(DAY, [], [lineOf('E02', stranger)]);
    expect(await balance('susp_short')).toBeGreaterThanOrEqual(40_000n);
    expect(await disputesOf(env.db, terminal.merchantId)).toEqual([]);
    const rows = await listDisputes(env.db, { filter: { standing: true }, most: 50 });
    expect(rows).toMatchObject([{ merchantId: '-', state: 'waiting_us', chargedFen: 0n }]);
    await represent(must(rows[0], 'dispute'));
    await bring(NEXT, [], [lineOf('E13', stranger)]);
    await daysAreEven();
    expect((await breaks()).filter((one) => one.kind === 'dispute')).toEqual([]);
  });
});

describe('what we send of ourselves', () => {
  it('a credit adjustment takes two people, is the merchant’s debt at once, and is even when the network has carried it out', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    const of = { merchantId: sold.merchantId, transactionId: sold.transactionId, reason: 'charged twice', by: 'stf_1' };
    expect(await proposeCreditAdjustment(world(), { ...of, amountFen: 40_001n })).toMatchObject({
      refusal: { code: 'reconciliation.not_creditable' },
    });
    expect(await proposeCreditAdjustment(world(), { ...of, amountFen: 15_000n })).toMatchObject({ refused: false });
    const dispute = await only();
    const decided = await decideForDispute(world(), { ...dispute, decision: 'approve', by: 'stf_2', note: '' });
    expect(decided).toMatchObject({ value: 'sent' });
    expect([await balance('merch_recv'), await balance('refund_payable')]).toEqual([15_000n, -15_000n]);
    await bring(NEXT, [], [lineOf('E11', sold, { amountFen: '15000' })]);
    await daysAreEven();
    expect([await balance('refund_payable'), (await only()).state]).toEqual([0n, 'carried']);
    // what is left of it is all that may be charged back
    await bring(THIRD, [], [lineOf('E02', sold)]);
    expect([await balance('merch_recv'), await balance('susp_short')]).toEqual([40_000n, 15_000n]);
  });

  it('that is declined is the merchant’s again', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    const of = { merchantId: sold.merchantId, transactionId: sold.transactionId, reason: 'charged twice', by: 'stf_1' };
    await proposeCreditAdjustment(world(), { ...of, amountFen: 15_000n });
    await decideForDispute(world(), { ...(await only()), decision: 'approve', by: 'stf_2', note: '' });
    await bring(NEXT, [], [lineOf('E21', sold)]);
    expect([(await only()).state, await balance('refund_payable')]).toEqual(['declined', 0n]);
    expect((await balance('merch_recv')) + (await balance('m:avail'))).toBe(0n);
  });

  it('a claim leaves the difference with the network, whose line ends it and pays the sale; declined, it is open again', async () => {
    const sold = await sale('000001');
    await bring(DAY, [], []);
    const claim = async () => {
      const found = must((await breaks())[0], 'break');
      const key = { merchantId: found.merchantId, breakId: found.breakId };
      await proposeForBreak(world(), { ...key, way: 'claim', reason: 'approved and signed', by: 'stf_1' });
      expect(await decideForBreak(world(), { ...key, decision: 'approve', note: '', by: 'stf_2' })).toMatchObject({
        value: 'with_network',
      });
    };
    await claim();
    expect(await env.enqueued('send-dispute')).toHaveLength(1);
    await bring(NEXT, [], [lineOf('E22', sold)]);
    expect(await breaks()).toMatchObject([{ kind: 'local_only', state: 'open' }]);
    await claim();
    await bring(THIRD, [], [lineOf('E12', sold, { feeFen: '193' })]);
    await daysAreEven();
    expect([await breaks(), await balance('susp_short')]).toEqual([[], 0n]);
    expect(await env.db.query('SELECT file_name FROM settlement.cleared')).toMatchObject([
      { file_name: expect.stringMatching(/^dispute:/) as string },
    ]);
  });

  it('money that came twice is given back over the network', async () => {
    const sold = await sale('000001');
    const twice = { ...theirs(sold), stan: '900001' };
    await bring(DAY, [theirs(sold), twice], []);
    const found = must((await breaks())[0], 'break');
    expect(found).toMatchObject({ kind: 'duplicate', suspenseFen: -39_807n });
    const key = { merchantId: found.merchantId, breakId: found.breakId };
    await proposeForBreak(world(), { ...key, way: 'give_back', reason: 'it stands twice', by: 'stf_1' });
    expect(await decideForBreak(world(), { ...key, decision: 'approve', note: '', by: 'stf_2' })).toMatchObject({
      value: 'with_network',
    });
    await bring(NEXT, [], [lineOf('E11', sold, { originalStan: '900001', feeFen: '-193' })]);
    await daysAreEven();
    expect([await breaks(), await balance('susp_long')]).toEqual([[], 0n]);
  });

  it('a document request is answered by one person, and lapses where nobody does', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    await bring(NEXT, [], [lineOf('E01', sold)]);
    const asked = await only();
    expect(asked).toMatchObject({ kind: 'document_request', amountFen: 40_000n, chargedFen: 0n });
    await act(world(), { ...asked, act: 'reply', by: 'stf_1', note: 'the slip' });
    await sendDispute(world(), asked);
    expect([papers[0]?.line.slice(0, 3), papers[0]?.proofs[0]?.name, (await only()).state]).toEqual([
      'E01',
      'slip.txt',
      'answered',
    ]);
    await bring(THIRD, [], [lineOf('E01', sold)]);
    const again = must(
      (await disputesOf(env.db, terminal.merchantId)).find((one) => one.state === 'waiting_merchant'),
      'request',
    );
    await endDisputeTime(world(), again, 'network');
    expect((await disputesOf(env.db, terminal.merchantId)).map((one) => one.state).toSorted()).toEqual([
      'answered',
      'expired',
    ]);
    expect(await balance('merch_recv')).toBe(0n);
  });
});

describe('the file of disputes', () => {
  it('that has not come holds the day back; that has a line which cannot be read is read anew for that line alone', async () => {
    const sold = await sale('000001');
    await closeDay(env, DAY, schedule, await readHolidays(env.db));
    const made = clearingFiles([theirs(sold)], DAY);
    const err = errFile([lineOf('E02', sold), lineOf('E01', sold)]);
    const damaged = Uint8Array.from(err.bytes);
    damaged[70] = 0x4f;
    const clearing = (bytes: Uint8Array | undefined, version = 'first') => ({
      ...noDisputes,
      openAcom: () => Promise.resolve(fileAt('IND26112301ACOM', made.acquirer)),
      openErr: () => Promise.resolve(bytes === undefined ? undefined : fileAt('IND26112301ERR', bytes, version)),
    });
    const bank = paying(made.totals.netFen + err.netFen);
    await importClearing({ ...env, clearing: clearing(undefined) }, DAY);
    const state = async () => (await dayOf(env.db, DAY))?.state;
    await matchArrival({ ...env, clearing: clearing(undefined), bank }, DAY, rules);
    expect([await state(), (await env.emitted('clearing.missing')).map((one) => one.payload['sort'])]).toEqual([
      'cleared',
      ['ERR'],
    ]);
    await matchArrival({ ...env, clearing: clearing(damaged), bank }, DAY, rules);
    expect([await state(), await balance('merch_recv')]).toEqual(['cleared', 0n]);
    await Promise.allSettled(
      [1, 2].map(() => matchArrival({ ...env, clearing: clearing(err.bytes, 'anew'), bank }, DAY, rules)),
    );
    await matchArrival({ ...env, clearing: clearing(err.bytes, 'anew'), bank }, DAY, rules);
    expect([
      await state(),
      await balance('merch_recv'),
      (await disputesOf(env.db, terminal.merchantId)).length,
    ]).toEqual(['funded', 40_000n, 2]);
    await daysAreEven();
  });

  it('is read to its end, a slice after the other', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], []);
    const strangers = Array.from({ length: 520 }, (_, n) =>
      lineOf('E01', sold, { rrn: String(900_000_000_000 + n), originalStan: '999999' }),
    );
    await bring(NEXT, [], [...strangers, lineOf('E02', sold)]);
    expect(await env.db.query('SELECT count(*)::int AS n FROM reconciliation.dispute')).toEqual([{ n: 521 }]);
    expect(await only()).toMatchObject({ kind: 'chargeback', chargedFen: 40_000n });
    await daysAreEven();
  });

  it('keeps proofs to a limit', async () => {
    const sold = await sale('000001');
    await bring(DAY, [theirs(sold)], [lineOf('E02', sold)]);
    const key = await only();
    const hand = (n: number) =>
      handInProof(world(), {
        ...key,
        content: new Uint8Array([0xff, 0xd8, 0xff, n]),
        contentType: 'image/jpeg',
        by: 'merchant',
      });
    for (let n = 0; n < 10; n += 1) expect((await hand(n)).refused).toBe(false);
    expect(await hand(10)).toMatchObject({ refusal: { code: 'reconciliation.proofs_full' } });
    expect(await proofsOf(env.db, key)).toHaveLength(10);
  });
});

const TYPES = ['E01', 'E02', 'E03', 'E11', 'E12', 'E13', 'E21', 'E22', 'E23'] as const;
type Move =
  | {
      readonly kind: 'line';
      readonly type: (typeof TYPES)[number];
      readonly of: number;
      readonly again: boolean;
      readonly fee: number;
    }
  | { readonly kind: 'represent' | 'credit' | 'time' | 'accept'; readonly of: number };

it('whatever comes in whatever order: every day is owed nothing, the books balance, and no merchant bears more than its sales', async () => {
  const move = fc.oneof(
    fc.record({
      kind: fc.constant('line' as const),
      type: fc.constantFrom(...TYPES),
      of: fc.nat(2),
      again: fc.boolean(),
      fee: fc.integer({ min: -50, max: 50 }),
    }),
    fc.record({
      kind: fc.constantFrom('represent' as const, 'credit' as const, 'time' as const, 'accept' as const),
      of: fc.nat(2),
    }),
  );
  let date = DAY;
  let numbers = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(move, { maxLength: 6 }), { minLength: 2, maxLength: 4 }), async (days) => {
      const sold: CardTransaction[] = [];
      for (let n = 0; n < 3; n += 1)
        sold.push(await sale(String((numbers += 1)).padStart(6, '0'), 100 * (n + 1), date));
      await bring(date, sold.map(theirs), []);
      date = addDays(date, 1);
      const borne = (await balance('merch_recv')) + (await balance('m:avail'));
      for (const moves of days) {
        const lines: DisputeLine[] = [];
        for (const one of moves) await play(one, sold, lines);
        await bring(date, [], lines);
        date = addDays(date, 1);
        await daysAreEven();
      }
      const sums = await env.db.query<{ transaction_id: string; fen: bigint }>(
        `SELECT transaction_id, sum(charged_fen)::bigint AS fen FROM reconciliation.dispute WHERE transaction_id = ANY ($1) GROUP BY 1`,
        [sold.map((one) => one.transactionId)],
      );
      for (const one of sums) {
        const amount = must(
          sold.find((of) => of.transactionId === one.transaction_id),
          'sale',
        ).amount;
        expect(one.fen).toBeLessThanOrEqual(amount);
      }
      const charged = sums.reduce((sum, one) => sum + one.fen, 0n);
      expect((await balance('merch_recv')) + (await balance('m:avail')) - borne).toBe(charged);
    }),
    { numRuns: 8 },
  );
}, 120_000);

async function play(one: Move, sold: readonly CardTransaction[], lines: DisputeLine[]): Promise<void> {
  const of = must(sold[one.of], 'sale');
  if (one.kind === 'line') {
    const line = lineOf(one.type, of, { feeFen: String(one.fee) });
    lines.push(line, ...(one.again ? [line] : []));
    return;
  }
  const disputes = (await disputesOf(env.db, of.merchantId)).filter(
    (dispute) => dispute.transactionId === of.transactionId,
  );
  const [dispute] = disputes;
  if (one.kind === 'credit') {
    const asked = {
      merchantId: of.merchantId,
      transactionId: of.transactionId,
      reason: 'goods came back',
      by: 'stf_1',
    };
    const proposed = await proposeCreditAdjustment(world(), { ...asked, amountFen: BigInt(of.amount) });
    if (proposed.refused) return;
    const key = { merchantId: of.merchantId, disputeId: proposed.value };
    await decideForDispute(world(), { ...key, decision: 'approve', by: 'stf_2', note: '' });
    return;
  }
  if (dispute === undefined) return;
  if (one.kind === 'time') await endDisputeTime(world(), dispute, 'network');
  if (one.kind === 'accept') await act(world(), { ...dispute, act: 'accept', by: 'merchant', note: '' });
  if (one.kind === 'represent') {
    const proposed = await act(world(), { ...dispute, act: 'propose', by: 'stf_1', note: 'signed slip' });
    if (!proposed.refused) await decideForDispute(world(), { ...dispute, decision: 'approve', by: 'stf_2', note: '' });
  }
}
