/** A merchant's month on a living system: page, paper and sheet say the same, equal to the ledger; one tap asks, and is answered. */
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
const cardOf = (person: string, kind: 'credit' | 'debit') =>
  must(
    personOf(person).cards.find((one) => one.kind === kind),
    'card',
  );
const customer = cardOf('wang', 'credit');
type Month = Answer<'GET /api/merchant/month'>;

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  accountant = await walker.staff('accountant');
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  await walker.moveClock('next_morning');
  await walker.moveClock('plus_1h');
  const terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(cardOf('lin', 'credit'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
  expect((await terminal.sale(customer, 12_800)).code).toBe('00');
  const undone = await terminal.sale(customer, 5_000);
  expect((await terminal.voidSale(undone, customer, 5_000)).code).toBe('00');
  await walker.moveClock('payout');
  await until('the payout', async () => ((await walker.arrivals()).length === 1 ? true : undefined));
  expect((await terminal.sale(customer, 20_000)).code).toBe('00'); // of the next day: still with us
}, 180_000);
afterAll(() => system.remove());

/** All months up to the running one: the clock may have passed the end of one on the way. */
async function months(): Promise<Month[]> {
  const running = await walker.client.call('GET /api/merchant/month');
  const all = running.months.toReversed();
  return Promise.all(all.map((month) => walker.client.call('GET /api/merchant/month', { query: { month } })));
}
const sumOf = (month: Month): bigint =>
  month.lines.reduce((sum, one) => sum + BigInt(one.amountFen), BigInt(month.opening.totalFen));
const lineOf = (all: readonly Month[], line: string): bigint =>
  all.flatMap((one) => one.lines).reduce((sum, one) => (one.line === line ? sum + BigInt(one.amountFen) : sum), 0n);

describe('a merchant’s month', () => {
  it('adds up to the fen, follows the month before, and ends with what the ledger says', async () => {
    const all = await months();
    let before = '0';
    for (const month of all) {
      expect(sumOf(month).toString()).toBe(month.closing.totalFen);
      expect(month.opening.totalFen).toBe(before);
      before = month.closing.totalFen;
    }
    expect([lineOf(all, 'sales'), lineOf(all, 'taken_back')]).toEqual([37_900n, -5_000n]);
    // 100 less 1, 12,800 less 77; the voided one and its fee cancel out; 20,000 less 120 waits
    expect([lineOf(all, 'arrivals'), lineOf(all, 'fees')]).toEqual([-12_822n, -198n]);
    expect(before).toBe('19880');
    const { accounts } = await accountant.call('GET /api/console/trial-balance');
    const ledger = accounts.filter((one) => /^m:|^merch_recv$/.test(one.account));
    expect(before).toBe(ledger.reduce((sum, one) => sum - BigInt(one.balanceFen), 0n).toString());
  });

  it('leads from each line to the transactions and payouts that make it', async () => {
    for (const month of await months())
      for (const line of month.lines) {
        const query = { month: month.month, line: line.line };
        const { rows } = await walker.client.call('GET /api/merchant/month/lines', { query });
        expect(rows.reduce((sum, one) => sum + BigInt(one.amountFen), 0n).toString()).toBe(line.amountFen);
        if (line.line === 'sales') expect(rows.every((one) => one.transactionId !== undefined)).toBe(true);
      }
  });

  it('has the same figures on paper and in the sheet', async () => {
    const shown = must((await months()).at(-1), 'month');
    const of = async (format: 'pdf' | 'xlsx'): Promise<Uint8Array> => {
      const query = new URLSearchParams({ month: shown.month, format, language: 'zh-CN' }).toString();
      const cookie = [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${system.url}/api/merchant/month/statement?${query}`, { headers: { cookie } });
      expect(answer.status).toBe(200);
      return new Uint8Array(await answer.arrayBuffer());
    };
    expect(
      Buffer.from(await of('pdf'))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const sheet = strFromU8(must(unzipSync(await of('xlsx'))['xl/worksheets/sheet1.xml'], 'sheet'));
    const yuan = (fen: string): string => (Number(fen) / 100).toFixed(2);
    for (const amount of [shown.opening.totalFen, shown.closing.totalFen, ...shown.lines.map((one) => one.amountFen)])
      expect(sheet).toContain(`<v>${yuan(amount)}</v>`);
    expect(sheet).toContain(shown.check);
  });

  it('is asked about with one tap, which asks once, and the answer comes by SMS and in the app', async () => {
    const { month } = must((await months()).at(-1), 'month');
    const body = { month, line: 'sales' as const };
    const first = await walker.client.call('POST /api/merchant/tickets', { body });
    const again = await walker.client.call('POST /api/merchant/tickets', { body });
    expect(again.ticketId).toBe(first.ticketId);
    const hotline = await walker.staff('hotline');
    const { rows } = await hotline.call('GET /api/console/hotline/tickets');
    const ticket = must(
      rows.find((one) => one.ticketId === first.ticketId),
      'ticket',
    );
    expect(ticket).toMatchObject({ about: 'complaint', month, line: 'sales', overdue: false });
    expect(Date.parse(ticket.dueAt) - Date.parse(ticket.openedAt)).toBe(15 * 86_400_000);
    expect(ticket.figures?.['closing']).toBe('198.80');
    const params = { ticketId: first.ticketId };
    const words = '这笔收款将在下一个工作日到账';
    await hotline.call('POST /api/console/hotline/tickets/:ticketId/reply', { params, body: { words } });
    await until('the message', async () =>
      (await walker.messages()).some((one) => one.text.includes(words)) ? true : undefined,
    );
    const { rows: mine } = await walker.client.call('GET /api/merchant/tickets');
    expect(mine[0]).toMatchObject({ ticketId: first.ticketId, state: 'resolved', answer: words });
    await expect(
      hotline.call('POST /api/console/hotline/tickets/:ticketId/reply', { params, body: { words } }),
    ).rejects.toMatchObject({ problem: { code: 'servicing.ticket_elsewhere' } });
  });

  it('of somebody else’s sale asks nothing', async () => {
    const { month } = must((await months()).at(-1), 'month');
    await expect(
      walker.client.call('POST /api/merchant/tickets', { body: { month, transactionId: 'txn_of_somebody_else' } }),
    ).rejects.toMatchObject({ problem: { code: 'switching.transaction_unknown' } });
  });
});
