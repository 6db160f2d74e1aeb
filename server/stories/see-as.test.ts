/** Staff see a merchant's app as the merchant does: they read, change nothing, are shown no secret, and the merchant reads of it. */
import { createClient, type Client } from '@kaitong/client';
import { contract, type Route, type RouteKey } from '@kaitong/client/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../src/entry/journey.ts';
import { asOwner } from '../testing/as-owner.ts';
import { SHOWN_TO_LOOKS } from '../src/inbound/http/shown-to-looks.ts';

const REASON = '来电说看不到昨天的结算';
const routes = Object.entries(contract) as [RouteKey, Route][];
type Jar = Map<string, string>;

let system: OwnSystem;
let lin: Walker;
let merchantNo = '';

async function signedIn(login: string): Promise<{ client: Client; cookies: Jar }> {
  const cookies: Jar = new Map();
  const client = createClient({ baseUrl: system.url, cookies });
  const { signIns } = await client.call('GET /api/demo/info');
  const { password = '' } = signIns.find((one) => one.login === login) ?? {};
  await client.call('POST /api/console/sessions', { body: { login, password } });
  return { client, cookies };
}

/** Somebody of staff with a look open, and the client of the tab that it is open in. */
async function looking(login: string) {
  const desk = await signedIn(login);
  const opened = await desk.client.call('POST /api/console/merchants/:merchantNo/looks', {
    params: { merchantNo },
    body: { reason: REASON },
  });
  const headers = (): Record<string, string> => ({ 'x-kaitong-look': opened.lookId });
  return { ...desk, ...opened, tab: createClient({ baseUrl: system.url, cookies: desk.cookies, headers }) };
}

/** One request with the look named, in a header or in the address; the code of the refusal, or the status. */
async function hear(key: RouteKey, of: { cookies: Jar; lookId: string; inAddress?: true }): Promise<string> {
  const [method = '', path = ''] = key.split(' ');
  const address = path.replaceAll(/:\w+/g, 'absent').replace('*', 'state');
  const response = await fetch(`${system.url}${address}${of.inAddress === true ? `?look=${of.lookId}` : ''}`, {
    method,
    headers: {
      origin: system.url,
      cookie: [...of.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(of.inAddress === true ? {} : { 'x-kaitong-look': of.lookId }),
    },
  });
  const text = await response.text();
  return response.ok ? String(response.status) : (JSON.parse(text) as { code: string }).code;
}

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  await lin.becomeActive();
  const operator = await signedIn('operator');
  const { rows } = await operator.client.call('GET /api/console/search', { query: { text: lin.person.phone } });
  merchantNo = rows[0]?.kind === 'merchant' ? rows[0].merchantNo : '';
}, 180_000);
afterAll(() => system.remove());

describe('a look at a merchant', () => {
  it('shows the app of its owner to an operator, the hotline and an administrator, each signed in as before', async () => {
    const own = await lin.client.call('GET /api/merchant/home');
    for (const login of ['operator', 'hotline', 'admin']) {
      const { tab, client } = await looking(login);
      expect(await tab.call('GET /api/merchant/home')).toEqual(own);
      expect(await tab.call('GET /api/applicant/look')).toMatchObject({ merchantNo, reason: REASON });
      const me = await tab.call('GET /api/applicant/me');
      expect(me).toMatchObject({ materials: [], shops: [] });
      expect(me.phone).not.toBe(lin.person.phone);
      await client.call('GET /api/console/me');
    }
  });

  it('wants a reason, and the permission: no auditor, reviewer or accountant opens one', async () => {
    const { client } = await signedIn('hotline');
    const input = { params: { merchantNo }, body: { reason: ' 四个字了 ' } };
    await expect(client.call('POST /api/console/merchants/:merchantNo/looks', input)).rejects.toThrow(/bad_request/);
    for (const login of ['auditor', 'reviewer', 'accountant']) {
      const other = await signedIn(login);
      const asked = other.client.call('POST /api/console/merchants/:merchantNo/looks', {
        ...input,
        body: { reason: REASON },
      });
      await expect(asked).rejects.toThrow(/identity.not_allowed/);
    }
  });

  it('changes nothing: every unsafe route there is refuses it, also where the merchant is signed in beside it', async () => {
    const { cookies, lookId } = await looking('admin');
    const both: Jar = new Map([...cookies, ...lin.cookies]);
    const wrong: string[] = [];
    for (const [key] of routes.filter(([one]) => !one.startsWith('GET ')))
      for (const asked of [{ cookies: both, lookId }, { cookies: both, lookId, inAddress: true } as const]) {
        const heard = await hear(key, asked);
        if (heard !== 'identity.look_read_only') wrong.push(`${key}: ${heard}`);
      }
    expect(wrong).toEqual([]);
  });

  it('is shown what stands on the list and nothing else of a merchant: no codes, no documents, no files', async () => {
    const of = await looking('operator');
    const wrong: string[] = [];
    for (const [key, { guard }] of routes) {
      if (!key.startsWith('GET ') || guard.kind !== 'applicant') continue;
      const heard = await hear(key, of);
      const denied = heard.startsWith('identity.') || heard === 'http.fault';
      if (SHOWN_TO_LOOKS.has(key) ? denied : heard !== 'identity.look_closed') wrong.push(`${key}: ${heard}`);
    }
    expect(wrong).toEqual([]);
    const secret = /image|codes|file|proofs|statement|letter|sheet|agreement|form|hand-offs|events|application/;
    expect([...SHOWN_TO_LOOKS].filter((key) => secret.test(key))).toEqual([]);
  });

  it('never falls back to the merchant’s own session in the same browser, and leaves it as it is', async () => {
    const desk = await looking('hotline');
    const both: Jar = new Map([...desk.cookies, ...lin.cookies]);
    expect(await hear('GET /api/merchant/home', { cookies: both, lookId: 'lok_absent' })).toBe('identity.look_over');
    expect(await hear('GET /api/merchant/home', { cookies: lin.cookies, lookId: desk.lookId })).toBe(
      'identity.look_over',
    );
    await desk.client.call('DELETE /api/console/looks/current');
    expect(await hear('GET /api/merchant/home', { cookies: both, lookId: desk.lookId })).toBe('identity.look_over');
    expect((await lin.client.call('GET /api/applicant/me')).phone).toBe(lin.person.phone);
    await desk.client.call('GET /api/console/me');
  });

  it('is over after fifteen minutes, whatever the browser still holds', async () => {
    const desk = await looking('operator');
    await desk.tab.call('GET /api/merchant/home');
    await asOwner(system, (database) =>
      database.query(`UPDATE identity.look_session SET until = until - interval '15 minutes' WHERE look_id = $1`, [
        desk.lookId,
      ]),
    );
    await expect(desk.tab.call('GET /api/merchant/home')).rejects.toThrow(/identity.look_over/);
    await desk.client.call('GET /api/console/me');
  });

  it('stands in the audit log, and where its merchant reads who looked, when and why', async () => {
    await looking('hotline');
    const { looks } = await lin.client.call('GET /api/applicant/sessions');
    const hotline = await (await signedIn('hotline')).client.call('GET /api/console/me');
    expect(looks[0]).toMatchObject({ name: hotline.displayName, reason: REASON });
    const auditor = await signedIn('auditor');
    const { rows } = await auditor.client.call('GET /api/console/audit', {
      query: { action: 'console.merchants.looks' },
    });
    expect(rows[0]).toMatchObject({ role: 'hotline', objectKey: merchantNo, reason: REASON, outcome: 'done' });
  });
});
