/** A deposit from the freeze at activation to the money back on the card, with the network, the clearing files and a risk case in between. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { must } from '../../src/kernel/assert.ts';

let system: OwnSystem;
let walker: Walker;
let serialNo = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  ({ serialNo } = await walker.becomeActive());
}, 120_000);
afterAll(() => system.remove());

const deposit = async () => must((await walker.client.call('GET /api/merchant/deposits')).rows[0], 'deposit');
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};
async function sell(personKey: string, ...amounts: readonly number[]): Promise<void> {
  for (const amountFen of amounts)
    await walker.runTerminal(serialNo, { script: 'sale', amountFen: String(amountFen), personKey });
}
async function books(): Promise<{ totalFen: string; differences: number; held: bigint; owed: bigint }> {
  const accountant = await walker.staff('accountant');
  const { totalFen, differences, accounts } = await accountant.call('GET /api/console/trial-balance');
  const sum = (start: string): bigint =>
    accounts.filter((one) => one.account.startsWith(start)).reduce((all, one) => all + BigInt(one.balanceFen), 0n);
  return { totalFen, differences, held: -sum('deposit:'), owed: sum('net_recv:') };
}

describe('a deposit of 99.00', () => {
  it('is frozen at activation, counts from that day on, and says when it will be taken', async () => {
    const { state, target, captureOn } = await deposit();
    expect([state, target.state, target.clock?.daysLeft, captureOn !== undefined]).toEqual([
      'frozen',
      'counting',
      180,
      true,
    ]);
  });

  it('is taken on day 25 of its freeze, stands in the clearing file, and its money arrives', async () => {
    await sell('wang', 100_000, 223_456);
    await days(26);
    const { state, target } = await deposit();
    expect([state, target.clock?.countedFen]).toEqual(['captured', '323456']);
    await walker.moveClock('payout');
    await walker.moveClock('payout');
    expect(await books()).toEqual({ totalFen: '0', differences: 0, held: 9_900n, owed: 0n });
    const operator = await walker.staff('operator');
    expect((await operator.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
  });

  it('leaves the reserve when an accountant has moved it: what arrived, less what the network kept', async () => {
    const accountant = await walker.staff('accountant');
    const swept = await until('the sweep to be proposed', async () =>
      (await accountant.call('GET /api/console/adjustments')).rows.find((row) => row.reason.startsWith('押金归集')),
    );
    expect([swept.proposedBy, swept.state]).toEqual(['machine', 'proposed']);
    expect(swept.lines.map((line) => [line.account, line.amountFen])).toEqual([
      ['bank:own', '9852'],
      ['bank:reserve', '-9852'],
    ]);
    await accountant.call('POST /api/console/adjustments/:merchantId/:adjustmentId/decision', {
      params: { merchantId: swept.merchantId, adjustmentId: swept.adjustmentId },
      body: { event: 'approve', reason: '已在银行转账' },
    });
    expect(await books()).toEqual({ totalFen: '0', differences: 0, held: 9_900n, owed: 0n });
  });

  it('whose target is reached may be asked for, and is held while risk looks at the merchant’s own card', async () => {
    for (const who of ['chen', 'zhou', 'maimaiti', 'lin']) await sell(who, 880_000, 610_000, 390_000, 270_000);
    await sell('wang', 1_000_000, 600_000, 300_000);
    await walker.moveClock('next_morning');
    const { depositId, target } = await deposit();
    expect(target.state).toBe('qualified');
    await walker.client.call('POST /api/merchant/deposits/:depositId/refund', { params: { depositId } });
    expect((await deposit()).refund).toMatchObject({ state: 'held', reason: 'risk_case', way: 'card' });
  });

  it('goes back to the card in the night after the case is released, and the network is told so in the next file', async () => {
    const operator = await walker.staff('operator');
    const { rows } = await operator.call('GET /api/console/risk-cases');
    for (const { merchantId, caseId } of rows)
      await operator.call('POST /api/console/risk-cases/:merchantId/:caseId/decisions', {
        params: { merchantId, caseId },
        body: { decision: 'release', reason: '熟客团购，已核对小票' },
      });
    await walker.moveClock('plus_1d');
    await until('the refund', async () => ((await deposit()).refund?.state === 'paid' ? true : undefined));
    expect((await deposit()).state).toBe('refunded');
    await walker.moveClock('payout');
    await walker.moveClock('payout');
    expect(await books()).toEqual({ totalFen: '0', differences: 0, held: 0n, owed: 0n });
    expect((await operator.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
  });
});
