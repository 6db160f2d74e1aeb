/** An e-receipt in other hands: sent by SMS, verified, complained about and answered, and fetched from the archive when its time is over. */
import { randomUUID } from 'node:crypto';
import { Client as DatabaseClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from '@kaitong/client';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/launcher.ts';
import { must } from '../../src/kernel/assert.ts';
import { addDays, dateInShanghai, parseIso } from '../../src/kernel/instant.ts';

const CUSTOMER = '13911112222';

let system: OwnSystem;
let walker: Walker;
let passer: Client;
let transactionId = '';
let token = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  const { serialNo } = await walker.becomeActive();
  await walker.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' });
  passer = createClient({ baseUrl: system.url, cookies: new Map() });
}, 120_000);
afterAll(() => system.remove());

const detail = () => walker.client.call('GET /api/merchant/transactions/:transactionId', { params: { transactionId } });
const receipt = () => passer.call('GET /api/public/receipts/:token', { params: { token } });
const textsTo = async (phone: string): Promise<string[]> => {
  const answer = await fetch(`${system.url}/api/demo/world/sms-centre/messages?to=${phone}`);
  return ((await answer.json()) as { text: string }[]).map((one) => one.text);
};
const codeOf = async (asked: () => Promise<unknown>): Promise<string> => {
  const before = (await textsTo(CUSTOMER)).length;
  await asked();
  return until('the code', async () => {
    const texts = await textsTo(CUSTOMER);
    return texts.length > before ? /验证码 (\d{6})/.exec(texts[0] ?? '')?.[1] : undefined;
  });
};
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};
async function bytes(path: string, cookies: ReadonlyMap<string, string> = new Map()): Promise<string> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(system.url + path, { headers: { cookie } });
  return `${answer.status} ${Buffer.from(await answer.arrayBuffer())
    .subarray(0, 4)
    .toString('latin1')}`;
}

describe('an e-receipt', () => {
  it('is found by what stands on the slip, and saved as a picture and on paper', async () => {
    const { rows } = await walker.client.call('GET /api/merchant/transactions', {
      query: { text: '128.00', kind: 'sale' },
    });
    expect(rows).toHaveLength(1);
    ({ transactionId } = must(rows[0], 'sale'));
    token =
      must((await detail()).address, 'address')
        .split('/')
        .at(-1) ?? '';
    const own = `/api/merchant/transactions/${transactionId}/receipt`;
    expect(await bytes(`${own}?format=pdf`, walker.cookies)).toBe('200 %PDF');
    expect(await bytes(`${own}?format=png`, walker.cookies)).toBe('200 \x89PNG');
    expect(await bytes(`/api/public/receipts/${token}/file?format=pdf`)).toBe('200 %PDF');
    expect(await bytes(own)).toMatch(/^401/);
  });

  it('goes to the customer’s phone once, however often the press arrives, and the number is forgotten', async () => {
    const press = { params: { transactionId }, body: { phone: CUSTOMER, requestKey: randomUUID() } };
    for (let i = 0; i < 2; i += 1)
      await walker.client.call('POST /api/merchant/transactions/:transactionId/shares', press);
    await until('the message', async () => ((await detail()).shares[0]?.state === 'delivered' ? true : undefined));
    expect((await detail()).shares).toMatchObject([{ phone: '139****2222' }]);
    const texts = await textsTo(CUSTOMER);
    expect(texts.filter((text) => text.includes(`/r/${token}`))).toHaveLength(1);
  });

  it('is genuine to whoever holds its address, and a paper slip only where all of it fits', async () => {
    const found = await receipt();
    expect(found).toMatchObject({ state: 'approved', receipt: { amountFen: '12800' } });
    const slip = {
      terminalNo: found.receipt.terminalNo,
      rrn: found.receipt.rrn,
      date: dateInShanghai(parseIso(found.receipt.at)),
      amountFen: '12800',
    };
    const check = (change: object) => passer.call('POST /api/public/receipts/checks', { body: { ...slip, ...change } });
    expect(await check({})).toMatchObject({ genuine: true, state: 'approved' });
    for (const wrong of [{ amountFen: '12801' }, { date: '2026-01-01' }, { terminalNo: '99999999' }])
      expect(await check(wrong)).toEqual({ genuine: false });
  });
});

describe('a cardholder’s complaint', () => {
  let complaint = '';
  let ticketId = '';
  const follow = () => passer.call('GET /api/public/complaints/:token', { params: { token: complaint } });
  const sendCode = () => passer.call('POST /api/public/complaints/codes', { body: { phone: CUSTOMER } });

  it('is taken with a phone that was proved, and answered within fifteen days', async () => {
    const said = {
      of: { token },
      reason: 'charged_twice',
      words: '同一笔扣了两次，电话13911112222',
      phone: CUSTOMER,
    } as const;
    const wrong = passer.call('POST /api/public/complaints', { body: { ...said, code: '000000' } });
    await expect(wrong).rejects.toThrow(/identity.code/);
    const code = await codeOf(sendCode);
    ({ token: complaint } = await passer.call('POST /api/public/complaints', { body: { ...said, code } }));
    const seen = await follow();
    expect(seen).toMatchObject({ state: 'open', reason: 'charged_twice', overdue: false });
    expect(Math.round((parseIso(seen.dueAt) - parseIso(seen.openedAt)) / 86_400_000)).toBe(15);
    await until('its address on the phone', async () =>
      (await textsTo(CUSTOMER)).some((text) => text.includes(complaint)) ? true : undefined,
    );
  });

  it('stands before the desk with its clock and a masked number, and its merchant knows nothing', async () => {
    const desk = await walker.staff('operator');
    const { rows } = await desk.call('GET /api/console/hotline/tickets', { query: { kind: 'complaint' } });
    expect(rows).toMatchObject([{ complaint: 'charged_twice', phone: '139****2222' }]);
    ticketId = rows[0]?.ticketId ?? '';
    const params = { ticketId };
    const { phone } = await desk.call('POST /api/console/hotline/tickets/:ticketId/phone', { params });
    expect(phone).toBe(CUSTOMER);
    expect((await walker.client.call('GET /api/merchant/tickets')).rows).toEqual([]);
    await expect(walker.client.call('GET /api/merchant/tickets/:ticketId', { params })).rejects.toThrow(
      /ticket_unknown/,
    );
  });

  it('is forwarded in our words, answered by the merchant, and told to the cardholder by SMS', async () => {
    const desk = await walker.staff('operator');
    const params = { ticketId };
    await desk.call('POST /api/console/hotline/tickets/:ticketId/messages', {
      params,
      body: { words: '请核实是否重复收款', ask: true },
    });
    const asked = await walker.client.call('GET /api/merchant/tickets/:ticketId', { params });
    expect(asked).toMatchObject({ state: 'waiting_merchant', words: '', complaint: { transactionId } });
    expect(JSON.stringify(asked)).not.toMatch(/13911112222|扣了两次/);
    expect((await follow()).state).toBe('waiting_merchant');
    await walker.client.call('POST /api/merchant/tickets/:ticketId/messages', {
      params,
      body: { words: '只收了一次' },
    });
    for (const refused of ['rating', 'reopen'] as const)
      await expect(
        refused === 'rating'
          ? walker.client.call('POST /api/merchant/tickets/:ticketId/rating', { params, body: { stars: 1, words: '' } })
          : walker.client.call('POST /api/merchant/tickets/:ticketId/reopen', { params, body: { words: '不认' } }),
      ).rejects.toThrow(/ticket_elsewhere/);
    await desk.call('POST /api/console/hotline/tickets/:ticketId/reply', { params, body: { words: '系统显示仅一笔' } });
    expect(await follow()).toMatchObject({ state: 'resolved', answer: '系统显示仅一笔' });
    await until('the answer on the phone', async () =>
      (await textsTo(CUSTOMER)).some((text) => text.includes('系统显示仅一笔')) ? true : undefined,
    );
    expect(JSON.stringify(await walker.client.call('GET /api/merchant/tickets/:ticketId', { params }))).not.toContain(
      '系统显示仅一笔',
    );
  });

  it('is taken up again while it may be', async () => {
    const params = { token: complaint };
    await passer.call('POST /api/public/complaints/:token/reopen', { params, body: { words: '银行账单有两笔' } });
    expect((await follow()).state).toBe('open');
    await expect(
      passer.call('POST /api/public/complaints/:token/reopen', { params, body: { words: '再说一次' } }),
    ).rejects.toThrow(/ticket_elsewhere/);
    const desk = await walker.staff('operator');
    await desk.call('POST /api/console/hotline/tickets/:ticketId/reply', {
      params: { ticketId },
      body: { words: '已补发说明' },
    });
  });
});

/** From tomorrow on a receipt is in the app for its own day alone: parameters are dated, and a year need not be walked. */
async function shortenYear(): Promise<void> {
  const given = system.env['DATABASE_URL'];
  const url = new URL(given ?? (await startEmbeddedPostgres({ dataDir: system.dataDir, note: () => undefined })).url);
  if (given === undefined) url.pathname = '/kaitong';
  const database = new DatabaseClient({ connectionString: url.toString() });
  await database.connect();
  await database.query(
    `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ('receipt.kept_months', $1, '0', 'months', 'this story')`,
    [addDays(dateInShanghai(parseIso((await receipt()).receipt.at)), 1)],
  );
  await database.end();
}

describe('a receipt whose time in the app is over', () => {
  const archived = async () => (await detail()).archive;

  it('opens no more, here and at its address, and says what to do', async () => {
    await shortenYear();
    expect((await receipt()).state).toBe('approved');
    await days(1);
    await expect(receipt()).rejects.toThrow(/servicing.receipt_archived/);
    expect(await archived()).toEqual({ state: 'archived' });
    expect((await detail()).receipt).toBeUndefined();
    expect(await bytes(`/api/merchant/transactions/${transactionId}/receipt`, walker.cookies)).toMatch(/^410/);
    const { rows } = await walker.client.call('GET /api/merchant/transactions', { query: { text: '128.00' } });
    expect(rows[0]).toMatchObject({ transactionId, archive: 'archived' });
  });

  it('is fetched by the machine within minutes, for its days, and its address works with it', async () => {
    await walker.client.call('POST /api/merchant/transactions/:transactionId/archive-requests', {
      params: { transactionId },
      body: { reason: 'customer' },
    });
    await until('the archive', async () => ((await archived())?.state === 'readable' ? true : undefined));
    expect((await detail()).receipt?.amountFen).toBe('12800');
    expect((await receipt()).state).toBe('approved');
    await days(31);
    await until('its days to be over', async () => ((await archived())?.state === 'archived' ? true : undefined));
    await expect(receipt()).rejects.toThrow(/servicing.receipt_archived/);
  }, 120_000);
});
