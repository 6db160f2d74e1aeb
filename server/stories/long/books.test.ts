/** The books of a whole system: days close by themselves, what comes late stands in the open day, and an accountant reads all of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzipSync, strFromU8 } from 'fflate';
import type { CallProblem, Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { OwnSystem, Walker } from '../../src/entry/journey.ts';
import { WireTerminal, type WireAnswer } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
let second: Client;
let terminal: WireTerminal;
let sold: WireAnswer;
let soldOn: string;
const own = personOf('lin').cards.find((one) => one.kind === 'credit');
const customer = personOf('wang').cards[0];
if (own === undefined || customer === undefined) throw new Error('both have cards');

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  [accountant, second] = [await walker.staff('accountant'), await walker.staff('accountant-2')];
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  await walker.decided();
  const { serialNo, code } = await walker.receiveDevice();
  await walker.moveClock('next_morning'); // a day of its own, whatever hour this runs at
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
  sold = await terminal.sale(customer, 20_000);
  expect(sold.code).toBe('00');
  soldOn = (await accountant.call('GET /api/console/overview')).businessDate;
}, 120_000);
afterAll(() => system.remove());

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as CallProblem).problem.code,
  );
const balanceOf = async (account: string, query: { day?: string; at?: string } = {}): Promise<bigint> => {
  const { accounts, totalFen } = await accountant.call('GET /api/console/trial-balance', { query });
  expect(totalFen).toBe('0');
  return BigInt(accounts.find((one) => one.account === account)?.balanceFen ?? '0');
};

describe('a day of the books', () => {
  it('closes by itself after its cut-off, and what is paid for it later stands in the day on which it was paid', async () => {
    const before = await accountant.call('GET /api/console/books', { query: { month: soldOn.slice(0, 7) } });
    expect(before.days.find((one) => one.day === soldOn)).toMatchObject({ state: 'open' });
    await walker.moveClock('payout');
    const after = await accountant.call('GET /api/console/books', { query: { month: soldOn.slice(0, 7) } });
    expect(after.days.find((one) => one.day === soldOn)).toMatchObject({
      state: 'closed',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const { rows } = await accountant.call('GET /api/console/journals', { query: { event: 't1_release' } });
    expect(rows[0]).toMatchObject({ date: soldOn });
    expect((rows[0]?.bookedOn ?? '') > soldOn).toBe(true);
  });

  it('is a balance that stays as it was, whatever comes later', async () => {
    expect(await balanceOf('m:pending', { day: soldOn })).toBeLessThan(-19_000n);
    expect(await balanceOf('m:avail', { day: soldOn })).toBe(0n);
    expect(await balanceOf('m:pending', { at: `${soldOn}T00:00:00+08:00` })).toBe(0n);
    expect(await balanceOf('m:pending')).toBeGreaterThan(-19_000n);
  });

  it('is verified in the console and on the command line, and the digest that was noted is known again', async () => {
    const { days } = await accountant.call('POST /api/console/books/verify', { body: { from: soldOn, to: soldOn } });
    expect(days).toEqual([{ day: soldOn, journalCount: expect.any(Number) as number, faults: [] }]);
    const { head = '' } = await accountant.call('GET /api/console/books');
    const known = await system.command('verify-books', '--expect', head);
    expect([known.code, known.said]).toEqual([0, expect.stringMatching(/^ok: \d+ days/m)]);
    const unknown = await system.command('verify-books', '--quiet', '--expect', 'f'.repeat(64));
    expect([unknown.code, unknown.said]).toEqual([1, expect.stringContaining('TAMPERED: no closed day')]);
  });
});

describe('an accountant', () => {
  it('finds a sale by its reference, its transaction and its merchant, and reads the line in the statement', async () => {
    const { rows } = await accountant.call('GET /api/console/journals', { query: { reference: sold.rrn } });
    expect(rows.map((one) => one.event)).toEqual(['sale']);
    const { transactionId = '', merchantNo = '', journalId = '' } = rows[0] ?? {};
    const byId = await accountant.call('GET /api/console/journals', { query: { transactionId, merchantNo } });
    expect(byId.rows.map((one) => one.journalId)).toEqual([journalId]);
    const query = { account: 'm:pending', merchantNo, from: soldOn, to: soldOn };
    const statement = await accountant.call('GET /api/console/statement', { query });
    expect(statement.summary).toMatchObject({
      openingFen: '0',
      closingFen: (await balanceOf('m:pending', { day: soldOn })).toString(),
    });
    expect(statement.lines.map((one) => one.journalId)).toContain(journalId);
    expect(statement.lines.at(-1)?.balanceFen).toBe(statement.summary?.closingFen);
    expect(
      await codeOf(accountant.call('GET /api/console/statement', { query: { ...query, account: 'inc:mdr' } })),
    ).toBe('ledger.account_not_own');
    expect(
      await codeOf(accountant.call('GET /api/console/statement', { query: { ...query, merchantNo: '0'.repeat(15) } })),
    ).toBe('ledger.merchant_unknown');
  });

  it('takes a statement home as a sheet of either kind', async () => {
    const { signIns } = await walker.client.call('GET /api/demo/info');
    const { login = '', password = '' } = signIns.find((one) => one.login === 'accountant') ?? {};
    const entered = await fetch(`${system.url}/api/console/sessions`, {
      method: 'POST',
      headers: { origin: system.url, 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const sheet = async (format: string): Promise<Buffer> => {
      const query = new URLSearchParams({ account: 'inc:mdr', from: soldOn, to: soldOn, format, language: 'en' });
      const response = await fetch(`${system.url}/api/console/statement/export?${query.toString()}`, {
        headers: { cookie },
      });
      expect([response.status, response.headers.get('content-disposition')]).toEqual([
        200,
        expect.stringContaining(`inc-mdr_${soldOn}`),
      ]);
      return Buffer.from(await response.arrayBuffer());
    };
    const csv = (await sheet('csv')).toString();
    expect(csv).toContain(`,Sale,${sold.rrn},${soldOn},`);
    expect(csv.trim().split('\r\n').at(-1)).toMatch(/^[\d-]+,,Closing balance,/);
    expect(strFromU8(unzipSync(await sheet('xlsx'))['xl/worksheets/sheet1.xml'] as Uint8Array)).toContain(sold.rrn);
  });

  it('adjusts only with a second person', async () => {
    const body = {
      lines: [
        { account: 'exp:loss', amountFen: '150' },
        { account: 'susp_short', amountFen: '-150' },
      ],
      reason: 'short of Monday, never explained',
      attachment: 'letter of the network',
    };
    expect(
      await codeOf(
        accountant.call('POST /api/console/adjustments', {
          body: {
            ...body,
            lines: [
              { account: 'exp:loss', amountFen: '1' },
              { account: 'susp_short', amountFen: '-2' },
            ],
          },
        }),
      ),
    ).toBe('ledger.adjust_unbalanced');
    const { adjustmentId } = await accountant.call('POST /api/console/adjustments', { body });
    const params = { merchantId: '-', adjustmentId };
    const decide = (client: Client, event: 'approve' | 'refuse' | 'withdraw') =>
      client.call('POST /api/console/adjustments/:merchantId/:adjustmentId/decision', {
        params,
        body: { event, reason: 'seen' },
      });
    expect(await codeOf(decide(accountant, 'approve'))).toBe('ledger.adjust_second_person');
    expect(await codeOf(decide(await walker.staff('operator'), 'approve'))).toBe('identity.not_allowed');
    const { journalId = '' } = await decide(second, 'approve');
    expect(await balanceOf('exp:loss')).toBe(150n);
    const { rows } = await accountant.call('GET /api/console/journals', { query: { journalId } });
    expect(rows[0]).toMatchObject({ event: 'books_adjustment', reference: adjustmentId });
  });

  it('closes a month once its days are closed, and never again', async () => {
    const { month } = await accountant.call('GET /api/console/books'); // the running one
    const close = (of: string) =>
      accountant.call('POST /api/console/books/months/:month/close', { params: { month: of } });
    expect(await codeOf(close(month))).toBe('ledger.month_open_days');
    for (let day = 0; day < 34; day += 1) {
      const { closedThrough = '' } = await accountant.call('GET /api/console/books');
      if (closedThrough.slice(0, 7) > month) break;
      await walker.moveClock('plus_1d');
    }
    // the first books may have begun in the month before
    const { months } = await accountant.call('GET /api/console/books');
    for (const earlier of months.filter((one) => one.month < month).reverse()) await close(earlier.month);
    await close(month);
    expect(await codeOf(close(month))).toBe('ledger.month_closed');
    const { accounts } = await accountant.call('GET /api/console/books/months/:month', { params: { month } });
    expect(accounts.reduce((sum, one) => sum + BigInt(one.balanceFen), 0n)).toBe(0n);
    expect((await system.command('verify-books', '--quiet')).code).toBe(0);
  });
});
