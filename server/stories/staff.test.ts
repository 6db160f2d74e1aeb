/** What staff do is written down in one place, chained, and read by an auditor who can change nothing. */
import { createClient, type Client } from '@kaitong/client';
import { contract, ROLE_PERMISSIONS, type Route } from '@kaitong/client/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../src/entry/journey.ts';
import { codeOf } from '../testing/authenticator-app.ts';

interface Caller {
  readonly client: Client;
  readonly cookies: Map<string, string>;
}

let system: OwnSystem;
let auditor: Caller;
let operator: Caller;

async function signedIn(login: string): Promise<Caller> {
  const cookies = new Map<string, string>();
  const client = createClient({ baseUrl: system.url, cookies });
  const { signIns } = await client.call('GET /api/demo/info');
  const { password = '' } = signIns.find((one) => one.login === login) ?? {};
  await client.call('POST /api/console/sessions', { body: { login, password } });
  return { client, cookies };
}

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  await new Walker(system.url, 'lin').ready();
  auditor = await signedIn('auditor');
  operator = await signedIn('operator');
}, 120_000);
afterAll(() => system.remove());

const raw = (path: string, init: RequestInit = {}, caller = auditor): Promise<Response> =>
  fetch(`${system.url}${path}`, {
    ...init,
    headers: {
      origin: system.url,
      cookie: [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(init.headers as Record<string, string> | undefined),
    },
  });
const acts = async (query: object = {}) => (await auditor.client.call('GET /api/console/audit', { query })).rows;

describe('the audit log', () => {
  it('has a row for what was done, with who, from where, on what and why', async () => {
    await operator.client.call('POST /api/console/watch-list', {
      body: { kind: 'phone', value: '13912345678', reason: '用 13912345678 骗押金', source: '本机构' },
    });
    const { agentId } = await operator.client.call('POST /api/console/agents', {
      body: {
        name: '审计测试商户服务',
        phone: '13800000001',
        address: '杭州市西湖区 1 号',
        cities: ['330100'],
        validFrom: '2026-01-01',
        validTo: '2027-12-31',
      },
    });
    const [made, listed] = await acts();
    expect(made).toMatchObject({ action: 'console.agents', objectKind: 'agent', objectKey: agentId, outcome: 'done' });
    expect(listed).toMatchObject({
      app: 'console',
      name: '运营 顾',
      role: 'operator',
      action: 'console.watch_list',
      outcome: 'done',
      reason: '用 ***78 骗押金',
      address: '127.0.0.1',
    });
    expect(JSON.stringify([made, listed])).not.toMatch(/13912345678|13800000001|西湖区/);
  });

  it('has a row for what was refused, by the guard, by the parser and by the rules', async () => {
    await raw('/api/console/watch-list', { method: 'POST', body: '{}' });
    await raw('/api/console/watch-list', { method: 'POST', body: '{}' }, operator);
    await raw('/api/console/payouts/pay_absent/retry', { method: 'POST' }, operator);
    const rows = await acts({ outcome: 'refused' });
    expect(rows.slice(0, 3).map((one) => [one.role, one.code])).toEqual([
      ['operator', 'settlement.payout_not_waiting'],
      ['operator', 'http.bad_request'],
      ['auditor', 'identity.not_allowed'],
    ]);
    expect(rows[0]).toMatchObject({ objectKind: 'payout', objectKey: 'pay_absent' });
  });

  it('has a row for every knock at the door, and never what was typed there', async () => {
    const body = (login: string) => JSON.stringify({ login, password: 'not the one' });
    await raw('/api/console/sessions', { method: 'POST', body: body('operator') });
    await raw('/api/counter/sessions', { method: 'POST', body: body('my password, typed into the wrong field') });
    const [unknown, known] = await acts({ action: 'counter.sessions' }).then(async (rows) => [
      rows[0],
      (await acts({ action: 'console.sessions', outcome: 'refused' }))[0],
    ]);
    expect(unknown).toMatchObject({ app: 'counter', code: 'identity.sign_in_wrong' });
    expect(unknown?.staffId).toBeUndefined();
    expect(known).toMatchObject({ name: '运营 顾', code: 'identity.sign_in_wrong' });
    expect(JSON.stringify(unknown)).not.toContain('my password');
  });

  it('has one row for one piece of work, however often its answer is asked for', async () => {
    const once = {
      method: 'POST',
      headers: { 'idempotency-key': 'audit-once' },
      body: JSON.stringify({ name: '一次银行' }),
    };
    await raw('/api/console/banks', once, operator);
    await raw('/api/console/banks', once, operator);
    expect(await acts({ action: 'console.banks' })).toHaveLength(1);
  });

  it('is exported as it is filtered, without formulas, and the export stands in it', async () => {
    await operator.client.call('POST /api/console/watch-list/lift', {
      body: { kind: 'phone', value: '13912345678', reason: '=HYPERLINK("http://x")' },
    });
    const response = await raw('/api/console/audit/export?action=console.watch_list&outcome=done&language=en');
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(3);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toContain('console.banks');
    expect((await acts())[0]).toMatchObject({ action: 'console.audit.export.get', role: 'auditor', outcome: 'done' });
  });

  it('has a row for a teller at the counter, and for a merchant’s own route that a teller works on', async () => {
    const cookies = new Map<string, string>();
    const client = createClient({ baseUrl: system.url, cookies });
    const { signIns } = await client.call('GET /api/demo/info');
    const body = signIns.find((one) => one.login === 'teller') ?? { login: '', password: '' };
    await client.call('POST /api/counter/sessions', { body });
    const { filingId } = await client.call('POST /api/counter/filings', { body: { phone: '13912340009' } });
    const headers = { 'x-kaitong-filing': filingId };
    await raw('/api/applicant/application', { method: 'POST', headers }, { client, cookies });
    const [worked, opened] = await acts({ object: filingId });
    expect(opened).toMatchObject({ app: 'counter', role: 'teller', action: 'counter.filings', outcome: 'done' });
    expect(worked).toMatchObject({ app: 'counter', action: 'applicant.application', outcome: 'refused' });
    expect(JSON.stringify([worked, opened])).not.toContain('13912340009');
  });

  it('stands beside the looks at what is personal', async () => {
    const { rows } = await auditor.client.call('GET /api/console/audit/looks', { query: {} });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).toMatchObject({ name: '运营 顾' });
  });

  it('is sound, page by page and as a chain', async () => {
    const chain = await auditor.client.call('GET /api/console/audit/chain', { query: {} });
    expect(chain.faults).toEqual([]);
    expect(chain.checked).toBe(chain.total);
    expect((await acts()).every((one) => one.digest !== undefined)).toBe(true);
  });
});

it('an auditor changes nothing: what is open to them without being a read only computes', () => {
  const held: readonly string[] = ROLE_PERMISSIONS.auditor;
  const open = Object.entries(contract as Readonly<Record<string, Route>>)
    .filter(([key, { guard }]) => !key.startsWith('GET ') && guard.kind === 'staff' && held.includes(guard.permission))
    .map(([key]) => key)
    .filter((key) => !key.includes('/api/console/my/'));
  expect(open.sort()).toEqual([
    'DELETE /api/console/sessions/current',
    'POST /api/console/books/verify',
    'POST /api/console/exports',
    'POST /api/console/messages/reading',
  ]);
});

describe('people', () => {
  const idOf = async (login: string): Promise<string> =>
    (await auditor.client.call('GET /api/console/people')).rows.find((one) => one.login === login)?.staffId ?? '';
  const reason = 'a test';

  it('an auditor sees them and the table that the guard reads, and changes nobody', async () => {
    const { roles } = await auditor.client.call('GET /api/console/people/matrix');
    for (const { role, permissions } of roles)
      expect(permissions).toEqual(ROLE_PERMISSIONS[role as keyof typeof ROLE_PERMISSIONS]);
    const params = { staffId: await idOf('hotline') };
    await expect(
      auditor.client.call('POST /api/console/people/:staffId/role', { params, body: { role: 'operator', reason } }),
    ).rejects.toThrow(/identity.not_allowed/);
  });

  it('whoever is suspended is out with the next request, also at the counter, and in again when it is over', async () => {
    const admin = await signedIn('admin');
    const hotline = await signedIn('hotline');
    const teller = { client: createClient({ baseUrl: system.url, cookies: new Map() }) };
    const { signIns } = await teller.client.call('GET /api/demo/info');
    const body = signIns.find((one) => one.login === 'teller') ?? { login: '', password: '' };
    await teller.client.call('POST /api/counter/sessions', { body });
    const move = async (login: string, event: 'suspend' | 'resume') =>
      admin.client.call('POST /api/console/people/:staffId/state/:event', {
        params: { staffId: await idOf(login), event },
        body: { reason },
      });
    await hotline.client.call('GET /api/console/me');
    await teller.client.call('GET /api/counter/me');
    const line = await raw('/api/console/events', {}, hotline);
    await move('hotline', 'suspend');
    // the line ends by itself: read to its end
    expect(await line.text()).not.toContain('staff.out');
    await move('teller', 'suspend');
    await expect(hotline.client.call('GET /api/console/me')).rejects.toThrow(/identity.sign_in_needed/);
    await expect(teller.client.call('GET /api/counter/me')).rejects.toThrow(/identity.sign_in_needed/);
    await expect(teller.client.call('POST /api/counter/sessions', { body })).rejects.toThrow(/identity.staff_locked/);
    await move('hotline', 'resume');
    await move('teller', 'resume');
    await teller.client.call('POST /api/counter/sessions', { body });
    expect((await acts({ action: 'console.people.state.suspend' }))[0]).toMatchObject({ reason, objectKind: 'staff' });
  });
});

describe('where a second factor is demanded', () => {
  it('nothing but one’s own account is open to whoever has none yet', async () => {
    const strict = await OwnSystem.create({ KAITONG_STAFF_SECOND_FACTOR: 'required' });
    try {
      await strict.start();
      const [cookies, base] = [new Map<string, string>(), strict.url];
      const client = createClient({ baseUrl: base, cookies });
      const { signIns } = await client.call('GET /api/demo/info');
      const { login = '', password = '' } = signIns.find((one) => one.login === 'operator') ?? {};
      await client.call('POST /api/console/sessions', { body: { login, password } });
      expect((await client.call('GET /api/console/me')).mustEnrol).toBe(true);
      await expect(client.call('GET /api/console/overview')).rejects.toThrow(/identity.factor_needed/);
      const { secret } = await client.call('POST /api/console/my/totp', { body: { password } });
      const code = codeOf(secret, Date.now());
      await client.call('POST /api/console/my/totp/confirmation', { body: { code } });
      await client.call('GET /api/console/overview');
      await expect(client.call('POST /api/console/my/totp/removal', { body: { password } })).rejects.toThrow(
        /identity.factor_last/,
      );
    } finally {
      await strict.remove();
    }
  }, 120_000);
});
