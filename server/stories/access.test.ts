/**
 * Who may call what: every route of the contract against every kind of caller, and everything with an owner against people who are
 * not its owner. Both lists are made of the contract, so that a new route is covered or fails here.
 */
import { randomUUID } from 'node:crypto';
import { Client as DatabaseClient } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from '@kaitong/client';
import { contract, PARTNER_SCOPES, ROLE_PERMISSIONS, type Route, type RouteKey } from '@kaitong/client/contract';
import { dateInShanghai, instant } from '../src/kernel/instant.ts';
import { OwnSystem, until, Walker } from '../src/entry/journey.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/launcher.ts';

type Role = keyof typeof ROLE_PERMISSIONS;
type App = 'console' | 'counter' | 'agent';
const APP_OF: Readonly<Record<Role, App>> = {
  reviewer: 'console',
  operator: 'console',
  accountant: 'console',
  admin: 'console',
  auditor: 'console',
  hotline: 'console',
  teller: 'counter',
  supervisor: 'counter',
  agent_rep: 'agent',
};
const ROLES = Object.keys(APP_OF) as Role[];
const PASSWORD = 'a long enough password';

interface Caller {
  readonly client: Client;
  readonly cookies: Map<string, string>;
}
/** Who asks: a browser with its cookies, or a partner’s system with its key. */
interface Asking {
  readonly cookies: Map<string, string>;
  readonly token?: string;
}
interface Heard {
  readonly status: number;
  readonly text: string;
  readonly code: string;
}

let system: OwnSystem;
let owner: Walker;
let outsider: Walker;
const uploads = new Map<Walker, string>();
const handOffs = new Map<Walker, string>();
const staff = new Map<Role, Caller>();
let partner: Asking;
let otherPartner: Asking;

const newCaller = (): Caller => {
  const cookies = new Map<string, string>();
  return { cookies, client: createClient({ baseUrl: system.url, cookies }) };
};

async function signedIn(app: App, login: string, password: string): Promise<Caller> {
  const caller = newCaller();
  await caller.client.call(`POST /api/${app}/sessions`, { body: { login, password } });
  return caller;
}

/** Roles that the demo has no sign-in of, with the password of one that it has. */
async function addStaffLike(login: string, roles: readonly Role[]): Promise<void> {
  const given = system.env['DATABASE_URL'];
  const url = new URL(given ?? (await startEmbeddedPostgres({ dataDir: system.dataDir, note: () => undefined })).url);
  if (given === undefined) url.pathname = '/kaitong';
  const database = new DatabaseClient({ connectionString: url.toString() });
  await database.connect();
  for (const role of roles)
    await database.query(
      `INSERT INTO identity.staff (staff_id, login, display_name, password_hash, role)
       SELECT 'stf_' || $1, $1, $1, password_hash, $1 FROM identity.staff WHERE login = $2`,
      [role, login],
    );
  await database.end();
}

async function signAllIn(): Promise<void> {
  const { signIns } = await newCaller().client.call('GET /api/demo/info');
  const reviewer = signIns.find((one) => one.login === 'reviewer');
  const added = ROLES.filter((role) => !signIns.some((one) => one.role === role));
  await addStaffLike('reviewer', added);
  for (const role of ROLES) {
    const known = added.includes(role)
      ? { login: role as string, password: reviewer?.password ?? '' }
      : signIns.find((one) => one.role === role);
    staff.set(role, await signedIn(APP_OF[role], known?.login ?? '', known?.password ?? ''));
  }
}

const as = (role: Role): Caller => {
  const caller = staff.get(role);
  if (caller === undefined) throw new Error(`nobody is signed in as ${role}`);
  return caller;
};

async function partnerNamed(name: string): Promise<Asking> {
  const { token } = await as('operator').client.call('POST /api/console/api-keys', {
    body: { partner: name, scopes: [...PARTNER_SCOPES], ipList: ['127.0.0.0/8', '::1'] },
  });
  return { cookies: new Map(), token };
}

async function becomeMerchant(walker: Walker): Promise<void> {
  await walker.register();
  // an application that is decided takes no more photos: it is begun here and never sent
  const lease = { kind: 'lease', bytes: 1, sha256: '0'.repeat(64), contentType: 'image/jpeg' } as const;
  uploads.set(walker, (await walker.client.call('POST /api/applicant/uploads', { body: lease })).uploadId);
  const code = await walker.client.call('POST /api/applicant/hand-offs', { body: { step: 'identity' } });
  handOffs.set(walker, code.handOffId);
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
}

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  owner = new Walker(system.url, 'lin');
  outsider = new Walker(system.url, 'wang');
  await owner.ready();
  await signAllIn();
  partner = await partnerNamed('甲方系统');
  otherPartner = await partnerNamed('乙方系统');
  await becomeMerchant(owner);
  await becomeMerchant(outsider);
}, 120_000);
afterAll(() => system.remove());

/** One request as written, without the typed client: what the server answers is looked at byte by byte. */
async function ask(
  key: RouteKey,
  caller: Asking,
  input: {
    readonly params?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly form?: Readonly<Record<string, string>>;
    readonly raw?: string;
    readonly filing?: string;
    readonly shop?: string;
    readonly query?: string;
  } = {},
): Promise<Heard> {
  const [method = 'GET', path = ''] = key.split(' ');
  const address = path
    .replace(/:(\w+)/g, (_all, name: string) => input.params?.[name] ?? 'absent')
    .replace('*', 'state');
  const content = input.raw ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
  const form = input.form === undefined ? undefined : new FormData();
  for (const [name, value] of Object.entries(input.form ?? {})) form?.set(name, value);
  const response = await fetch(`${system.url}${address}${input.query ?? ''}`, {
    method,
    headers: {
      origin: system.url,
      cookie: [...caller.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(caller.token === undefined
        ? {}
        : { authorization: `Bearer ${caller.token}`, 'idempotency-key': randomUUID() }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(input.filing === undefined ? {} : { 'x-kaitong-filing': input.filing }),
      ...(input.shop === undefined ? {} : { 'x-kaitong-shop': input.shop }),
    },
    ...(form === undefined ? {} : { body: form }),
    ...(content === undefined ? {} : { body: content }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    await response.body?.cancel();
    return { status: response.status, text: '', code: '' };
  }
  const text = await response.text();
  const problem = (response.ok ? {} : JSON.parse(text)) as { code?: string };
  return { status: response.status, text, code: problem.code ?? '' };
}

const routes = Object.entries(contract) as [RouteKey, Route][];
/** Not even JSON: whoever is let in is told so, whoever is not is told that first. Nothing is ever carried out. */
const JUNK = '{';
const DENIALS = ['identity.sign_in_needed', 'identity.not_allowed', 'demo.only', 'http.origin', 'partner.key_invalid'];

type Audience = 'nobody' | 'applicant' | 'partner' | Role;
const AUDIENCES: readonly Audience[] = ['nobody', 'applicant', 'partner', ...ROLES];

/** The rule, written once more and independently of the guard: undefined where the caller is let in. */
function denialOf({ guard }: Route, audience: Audience): string | undefined {
  if (guard.kind === 'public' || guard.kind === 'demo') return undefined;
  if (guard.kind === 'partner') return audience === 'partner' ? undefined : '401 partner.key_invalid';
  if (guard.kind === 'applicant') return audience === 'applicant' ? undefined : '401 identity.sign_in_needed';
  const role = audience === 'nobody' || audience === 'applicant' || audience === 'partner' ? undefined : audience;
  const app = role === undefined ? undefined : APP_OF[role];
  const session = guard.kind === 'staff' ? app === 'console' : app === 'counter' || app === 'agent';
  if (role === undefined || !session) return '401 identity.sign_in_needed';
  if (guard.kind === 'channel' && app !== guard.audience) return '403 identity.not_allowed';
  const held: readonly string[] = ROLE_PERMISSIONS[role];
  return guard.permission === undefined || held.includes(guard.permission) ? undefined : '403 identity.not_allowed';
}

function callerOf(audience: Audience): Asking {
  if (audience === 'nobody') return newCaller();
  if (audience === 'applicant') return outsider;
  return audience === 'partner' ? partner : as(audience);
}

const isGet = (key: RouteKey): boolean => key.startsWith('GET ');

describe('every route against every audience', () => {
  it.each(AUDIENCES)(
    '%s is let in exactly where the contract says so, before anything of the request is read',
    async (audience) => {
      const caller = callerOf(audience);
      const wrong: string[] = [];
      for (const [key, route] of routes) {
        // open to all: that each answers at all is asked once, by nobody
        if ((route.guard.kind === 'public' || route.guard.kind === 'demo') && audience !== 'nobody') continue;
        const { status, code } = await ask(key, caller, isGet(key) ? {} : { raw: JUNK });
        const expected = denialOf(route, audience);
        const heard = `${status} ${code}`;
        const right = expected === undefined ? !DENIALS.includes(code) && status < 500 : heard === expected;
        if (!right) wrong.push(`${key}: ${heard} instead of ${expected ?? 'being let in'}`);
        else if (expected === undefined && !isGet(key) && status !== 400) wrong.push(`${key}: took junk (${heard})`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('from another site’s page nothing changes, whoever is signed in', async () => {
    const wrong: string[] = [];
    // a key is no cookie: no browser sends it by itself
    const byCookie = routes.filter(([one, { guard }]) => !isGet(one) && guard.kind !== 'partner');
    for (const [key] of byCookie) {
      const [method = '', path = ''] = key.split(' ');
      const cookies = [...owner.cookies, ...as('admin').cookies, ...as('teller').cookies];
      const response = await fetch(system.url + path.replaceAll(':', ''), {
        method,
        headers: {
          origin: 'https://elsewhere.invalid',
          'content-type': 'application/json',
          cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; '),
        },
        body: JUNK,
      });
      const { code } = (await response.json()) as { code: string };
      if (code !== 'http.origin') wrong.push(`${key}: ${response.status} ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it('whoever works for a merchant is let in as far as the role goes there, and nowhere once it has ended', async () => {
    const person = new Walker(system.url, 'chen');
    await person.register();
    const body = { phone: person.person.phone, name: '小陈', role: 'cashier' } as const;
    const { memberId } = await owner.client.call('POST /api/merchant/people', { body });
    const params = { memberId };
    const ofMerchant = routes.filter(([, { guard }]) => guard.kind === 'applicant');
    const hear = async (who: Asking): Promise<Map<RouteKey, string>> => {
      const heard = new Map<RouteKey, string>();
      for (const [key] of ofMerchant)
        heard.set(key, (await ask(key, who, { shop: memberId, ...(isGet(key) ? {} : { raw: JUNK }) })).code);
      return heard;
    };
    const nobodyThere = async (who: Asking): Promise<void> =>
      expect([...new Set((await hear(who)).values())]).toEqual(['merchants.member_unknown']);
    await nobodyThere(person); // invited is not yet let in
    await person.client.call('POST /api/applicant/invitations/:memberId', { params, body: { accepted: true } });
    await nobodyThere(owner); // the owner is no member, and never falls back to the merchant
    for (const role of ['cashier', 'manager'] as const) {
      await owner.client.call('PUT /api/merchant/people/:memberId/role', { params, body: { role } });
      const heard = await hear(person);
      const wrong = ofMerchant.filter(([key, { guard }]) => {
        const lowest = guard.kind === 'applicant' ? guard.staff : undefined;
        const open = lowest === 'cashier' || (lowest === 'manager' && role === 'manager');
        const denied = heard.get(key) === 'merchants.member_role' || DENIALS.includes(heard.get(key) ?? '');
        return open === denied;
      });
      expect(wrong.map(([key]) => `${role} ${key}: ${heard.get(key)}`)).toEqual([]);
    }
    await owner.client.call('DELETE /api/merchant/people/:memberId', { params });
    await nobodyThere(person);
  });

  it('a request that names a filing is the filing’s: never the merchant’s own session, never a route that is not for filings', async () => {
    const wrong: string[] = [];
    const expectCode = async (key: RouteKey, caller: Caller | Walker, expected: string): Promise<void> => {
      const { code } = await ask(key, caller, { filing: 'absent', ...(isGet(key) ? {} : { raw: JUNK }) });
      if (code !== expected) wrong.push(`${key}: ${code} instead of ${expected}`);
    };
    for (const [key, { guard }] of routes) {
      if (guard.kind !== 'applicant') continue;
      const open = guard.filing === true;
      await expectCode(key, owner, open ? 'identity.sign_in_needed' : 'identity.not_allowed');
      await expectCode(key, as('teller'), open ? 'http.not_found' : 'identity.not_allowed');
      await expectCode(key, as('agent_rep'), open ? 'http.not_found' : 'identity.not_allowed');
    }
    expect(wrong).toEqual([]);
  });
});

/** Objects of the owner, of one outlet and of one agent; `other…` are people of another outlet and of another agent. */
interface Things {
  readonly material: string;
  readonly upload: string;
  readonly handOff: string;
  readonly dataRequest: string;
  readonly change: string;
  readonly transaction: string;
  readonly riskCase: string;
  readonly proposal: string;
  readonly deposit: string;
  readonly dispute: string;
  readonly proof: string;
  readonly serialNo: string;
  readonly terminal: string;
  readonly ticket: string;
  readonly member: string;
  readonly session: string;
  readonly visit: string;
  readonly counterFiling: string;
  readonly agentFiling: string;
  readonly partnerThings: Readonly<Record<'applicationId' | 'webhookId' | 'deliveryId', string>>;
  readonly otherTeller: Caller;
  readonly otherSupervisor: Caller;
  readonly otherAgent: Caller;
}

async function otherOutlet(operator: Client): Promise<[teller: Caller, supervisor: Caller]> {
  const { outlets } = await operator.call('GET /api/console/banks');
  const outletId = outlets.find((one) => one.name.includes('宁波'))?.outletId ?? '';
  const add = async (role: 'teller' | 'supervisor'): Promise<Caller> => {
    const body = { outletId, name: `别处${role}`, role, login: `other-${role}`, password: PASSWORD };
    await operator.call('POST /api/console/officers', { body });
    return signedIn('counter', body.login, PASSWORD);
  };
  return [await add('teller'), await add('supervisor')];
}

async function otherAgent(operator: Client): Promise<Caller> {
  const { agentId } = await operator.call('POST /api/console/agents', {
    body: {
      name: '杭州别家商户服务有限公司',
      phone: '0571-00000008',
      address: '杭州市滨江区江南大道 8 号',
      cities: ['330100'],
      validFrom: '2026-01-01',
      validTo: '2027-12-31',
    },
  });
  const body = { agentId, name: '别家业务员', login: 'other-agent', password: PASSWORD };
  await operator.call('POST /api/console/agent-people', { body });
  return signedIn('agent', body.login, PASSWORD);
}

/** An address that is told, an application, and the news that its merchant has taken it back. */
async function thingsOfPartner(): Promise<Things['partnerThings']> {
  const answered = async (key: RouteKey, body?: object): Promise<Record<string, string>> =>
    JSON.parse((await ask(key, partner, body === undefined ? {} : { body })).text) as Record<string, string>;
  const merchant = new Walker(system.url, 'zhao');
  const { webhookId = '' } = await answered('POST /api/v1/webhooks', {
    url: `${system.url}/nobody`,
    secret: PASSWORD.repeat(2),
  });
  const { applicationId = '' } = await answered('POST /api/v1/applications', {
    phone: merchant.person.phone,
    kind: 'individual',
  });
  await merchant.register();
  await merchant.client.call('POST /api/applicant/application/withdraw');
  const deliveryId = await until('news for the partner', async () => {
    const { rows } = (await answered('GET /api/v1/webhook-deliveries')) as unknown as {
      rows: { deliveryId: string }[];
    };
    return rows[0]?.deliveryId;
  });
  return { applicationId, webhookId, deliveryId };
}

/** A sale of the owner that the customer's bank asks about, and a proof of it. */
async function makeDispute(): Promise<{ dispute: string; proof: string }> {
  const { rows } = await owner.client.call('GET /api/merchant/transactions');
  const sale = rows.find((one) => one.amountFen === '200000');
  const body = { rrn: sale?.rrn ?? '', kind: 'document_request' as const };
  await owner.client.call('POST /api/demo/world/card-network/disputes', { body });
  await owner.moveClock('cut_off');
  await owner.moveClock('next_morning');
  const found = await until('a dispute of the owner', async () => {
    const all = await owner.client.call('GET /api/merchant/disputes');
    return all.rows[0];
  });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], { type: 'image/jpeg' }), 'slip.jpg');
  const params = { disputeId: found.disputeId };
  const { proofId } = await owner.client.call('POST /api/merchant/disputes/:disputeId/proofs', { params, form });
  return { dispute: found.disputeId, proof: proofId };
}

async function makeThings(): Promise<Things> {
  const operator = as('operator').client;
  const { materials } = await owner.client.call('GET /api/applicant/me');
  const { serialNo, code } = await owner.receiveDevice();
  expect(await owner.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' })).toMatchObject({ ok: true });
  const transaction = await until('a transaction of the owner', async () => {
    const { rows } = await owner.client.call('GET /api/merchant/transactions');
    return rows[0]?.transactionId;
  });
  // after the test sale: the own credit card at the own terminal is worth a look, and opens a case
  for (const amountFen of ['100', '200000'])
    expect(await owner.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'lin' })).toMatchObject({
      ok: true,
    });
  const terminal = await until('the owner’s data SIM', async () => {
    const { rows } = await owner.client.call('GET /api/merchant/sims');
    return rows[0]?.terminalId;
  });
  const riskCase = await until('a case of the owner', async () => {
    const found = await operator.call('GET /api/console/risk-cases');
    return found.rows[0]?.caseId;
  });
  const { today } = await operator.call('GET /api/console/risk-rules');
  const { proposalId: proposal } = await owner.client.call('POST /api/merchant/limits/asks', {
    body: {
      card: 'credit',
      entry: 'any',
      singleFen: '0',
      dayFen: '0',
      monthFen: '0',
      until: today,
      note: '本月订单合同附后',
    },
  });
  const invited = { phone: '13900000009', name: '小王', role: 'cashier' } as const;
  const { memberId: member } = await owner.client.call('POST /api/merchant/people', { body: invited });
  const { rows: sessions } = await owner.client.call('GET /api/applicant/sessions');
  const { requestId: dataRequest } = await owner.client.call('POST /api/applicant/data/requests', {
    body: { kind: 'export' },
  });
  await until('the copy of the data', async () =>
    (await owner.client.call('GET /api/applicant/data')).requests.find((one) => one.state === 'ready'),
  );
  const { rows: deposits } = await owner.client.call('GET /api/merchant/deposits');
  const { dispute, proof } = await makeDispute();
  const { rows } = await newCaller().client.call('GET /api/public/agents', { query: { city: '330100' } });
  const visit = await owner.client.call('POST /api/applicant/visits', {
    body: {
      agentId: rows[0]?.agentId ?? '',
      region: '330100',
      address: '文三路夜市12号摊',
      wantedDate: dateInShanghai(instant(Date.parse((await newCaller().client.call('GET /api/public/status')).now))),
      slot: 'afternoon',
    },
  });
  // of somebody else than the two: the outsider must not be the one who is asked
  const chen = new Walker(system.url, 'chen').person.phone;
  const sun = new Walker(system.url, 'sun').person.phone;
  const counter = await as('teller').client.call('POST /api/counter/filings', { body: { phone: chen } });
  const agent = await as('agent_rep').client.call('POST /api/agent/filings', {
    body: { phone: sun, region: '330100' },
  });
  const { ticketId } = await owner.client.call('POST /api/merchant/requests', {
    body: { kind: 'question', words: '想问一下结算时间' },
  });
  const [otherTeller, otherSupervisor] = await otherOutlet(operator);
  return {
    material: materials[0]?.materialId ?? '',
    upload: uploads.get(owner) ?? '',
    handOff: handOffs.get(owner) ?? '',
    change: (await owner.client.call('POST /api/merchant/changes', { body: { kind: 'profile' } })).changeId,
    transaction,
    riskCase,
    proposal,
    deposit: deposits[0]?.depositId ?? '',
    dispute,
    proof,
    serialNo,
    terminal,
    ticket: ticketId,
    member,
    session: sessions[0]?.sessionId ?? '',
    dataRequest,
    visit: visit.visitId,
    counterFiling: counter.filingId,
    agentFiling: agent.filingId,
    partnerThings: await thingsOfPartner(),
    otherTeller,
    otherSupervisor,
    otherAgent: await otherAgent(operator),
  };
}

interface Foreign {
  /** The owner’s, by the name of the route’s parameter. */
  readonly params: Readonly<Record<string, string>>;
  readonly outsider: Asking;
  readonly owner: Asking;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** Names of path parameters that say what, not whose. */
const KINDS = [':kind', ':item', ':event'];
const NOT_AN_ID = ['item', 'partNo', 'event'];
/** What is said in a ticket, and done about one, by the last part of the address. */
const TICKET_BODIES: Readonly<Record<string, object>> = {
  messages: { words: '灯不亮了' },
  rating: { stars: 5, words: '' },
  reopen: { words: '还是不行' },
  done: { words: '修好了' },
  swap: { serialNo: 'KT0' },
};
/** Ids of these are in everybody’s hands, or staff of the console see all of them by their permission. */
const SHARED = ['public', 'demo', 'staff'];

function foreignOf(key: string, things: Things): Foreign | undefined {
  if (key.includes('/counter/')) {
    const supervises = key.endsWith('/confirm') || key.endsWith('/return');
    return {
      params: { filingId: things.counterFiling, item: 'identity_card' },
      outsider: supervises ? things.otherSupervisor : things.otherTeller,
      owner: as(supervises ? 'supervisor' : 'teller'),
      body: { code: '123456', seen: true, note: '看不清', way: 'outlet' },
    };
  }
  if (key.includes('/agent/repairs/'))
    return {
      params: { ticketId: things.ticket, event: 'accept' },
      outsider: things.otherAgent,
      owner: as('agent_rep'),
      body: TICKET_BODIES[key.split('/').at(-1) ?? ''] ?? {},
    };
  if (key.includes('/agent/'))
    return {
      params: { filingId: things.agentFiling, visitId: things.visit, item: 'power' },
      outsider: things.otherAgent,
      owner: as('agent_rep'),
      ...(key.endsWith('/check-in')
        ? { form: { latitude: '30.27', longitude: '120.15', accuracyM: '10' } }
        : { body: { done: true } }),
    };
  if (key.includes('/api/v1/'))
    return {
      params: things.partnerThings,
      outsider: otherPartner,
      owner: partner,
      ...(key.endsWith('/materials') ? { form: { kind: 'scene_photo' } } : { body: { version: 1, draft: {} } }),
    };
  const id = {
    materialId: things.material,
    uploadId: things.upload,
    handOffId: things.handOff,
    requestId: things.dataRequest,
    changeId: things.change,
    partNo: '0',
    transactionId: things.transaction,
    caseId: things.riskCase,
    proposalId: things.proposal,
    depositId: things.deposit,
    disputeId: things.dispute,
    proofId: things.proof,
    serialNo: things.serialNo,
    terminalId: things.terminal,
    ticketId: things.ticket,
    memberId: things.member,
    sessionId: things.session,
    visitId: things.visit,
    filingId: things.agentFiling,
  };
  const name = /:(\w+)/.exec(key)?.[1] ?? '';
  const forms = { '/parts/': { note: 'no bytes' }, '/proofs': { note: 'no bytes' }, '/files': { name: 'slip.jpg' } };
  const found = Object.entries(forms).find(([part]) => key.includes(part));
  const form = found === undefined || key.startsWith('GET ') ? {} : { form: found[1] };
  const bodies: Readonly<Record<string, object>> = {
    reports: { kind: 'lost' },
    lost: { code: '123456' },
    statements: { words: '自己店里进货的货款' },
    answer: { words: '顾客当场取货并签字' },
    renewal: { from: '2027-01-01', amountFen: '4800' },
    wish: { wish: 'ask' },
    role: { role: 'manager' },
    submission: { profile: { tradeName: '别家小店', mcc: '5812' } },
    appeal: { words: '机具送修停用了两个月' },
    'archive-requests': { reason: 'customer' },
    shares: { phone: '13800138000', requestKey: 'one-press-of-it' },
    relocation: { region: '330100', address: '文三路 91 号' },
    ...TICKET_BODIES,
  };
  if (key.includes('/invitations/')) return { params: id, outsider, owner, body: { accepted: true } };
  const wanted = bodies[key.split('/').at(-1) ?? ''];
  const body = wanted === undefined ? {} : { body: wanted };
  return name in id ? { params: id, outsider, owner, ...form, ...body } : undefined;
}

describe('what belongs to somebody else', () => {
  let things: Things;
  const owned = routes.filter(
    ([key, { guard }]) =>
      // a date and a month are nobody’s own: the route answers for the caller’s own merchant or agent alone
      /:\w/.test(key) &&
      !/:(effectiveFrom|month)\b/.test(key) &&
      !SHARED.includes(guard.kind) &&
      !KINDS.some((one) => key.endsWith(`consents/${one}`)),
  );
  beforeAll(async () => {
    things = await makeThings();
  }, 60_000);

  it.each(owned.map(([key]) => key))('%s answers exactly as for something that does not exist', async (key) => {
    const foreign = foreignOf(key, things);
    if (foreign === undefined) throw new Error('a new route with a parameter: say here whose it is');
    const { params, outsider: caller, body, form } = foreign;
    const input = { ...(body === undefined || isGet(key) ? {} : { body }), ...(form === undefined ? {} : { form }) };
    const absent = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        NOT_AN_ID.includes(name) ? value : `${value.slice(0, -4)}0000`,
      ]),
    );
    const theirs = await ask(key, caller, { ...input, params });
    const nothing = await ask(key, caller, { ...input, params: absent });
    expect(theirs).toEqual(nothing);
    expect(theirs.code).toMatch(/not_found|_unknown|\.unknown|filing_not_open|visit_moved/);
  });

  it('is really there: its owner is answered', async () => {
    const gets = owned.map(([key]) => key).filter(isGet);
    const heard: string[] = [];
    for (const key of gets) {
      const foreign = foreignOf(key, things);
      if (foreign === undefined) continue;
      const { status, code } = await ask(key, foreign.owner, { params: foreign.params });
      // what says that this very thing has none is an answer of its owner's, too
      heard.push(`${key} ${['switching.signature_none', 'switching.receipt_unknown'].includes(code) ? 200 : status}`);
    }
    expect(heard.filter((one) => !/ (200|403)$/.test(one))).toEqual([]);
    expect(heard.filter((one) => one.endsWith(' 200')).length).toBeGreaterThan(3);
  });

  it('also when it is a filing named in a header: another outlet and another agent see nothing of it', async () => {
    const filingRoutes = routes.filter(([, { guard }]) => guard.kind === 'applicant' && guard.filing === true);
    const wrong: string[] = [];
    for (const [key] of filingRoutes)
      for (const [who, filing] of [
        [things.otherTeller, things.counterFiling],
        [things.otherAgent, things.agentFiling],
        [things.otherAgent, things.counterFiling],
        [as('agent_rep'), things.counterFiling],
        [as('teller'), things.agentFiling],
      ] as const) {
        const junk = isGet(key) ? {} : { raw: JUNK };
        const theirs = await ask(key, who, { ...junk, filing });
        const nothing = await ask(key, who, { ...junk, filing: 'absent' });
        if (theirs.text !== nothing.text || theirs.code !== 'http.not_found') wrong.push(`${key}: ${theirs.code}`);
      }
    expect(wrong).toEqual([]);
  });

  it('somebody else’s photo under one’s own case, and somebody else’s challenge of the face, are not found either', async () => {
    const reviewer = as('reviewer');
    const asker = new Walker(system.url, 'maimaiti');
    await asker.register();
    await asker.showIdentityCard();
    const form = { challengeId: 'absent', atMs: '[0]' };
    const { challengeId } = await asker.client.call('POST /api/applicant/face/challenges');
    const theirs = await ask('POST /api/applicant/face/attempts', outsider, { form: { ...form, challengeId } });
    expect(theirs).toEqual(await ask('POST /api/applicant/face/attempts', outsider, { form }));
    for (let tries = 0; tries < 3; tries += 1) await asker.showFace('wang').catch(() => undefined);
    await asker.submit(await asker.fillApplication());
    expect(await asker.decided()).toBe('in_review');
    const { rows } = await reviewer.client.call('GET /api/console/cases');
    const caseId = rows[0]?.caseId ?? '';
    const image = (materialId: string): Promise<Heard> =>
      ask('GET /api/console/cases/:caseId/images/:materialId', reviewer, { params: { caseId, materialId } });
    expect(await image(things.material)).toEqual(await image('mat_absent'));
    expect((await image(things.material)).code).toBe('http.not_found');
  });

  it('somebody else’s photo named in one’s own draft is as good as none', async () => {
    const asker = new Walker(system.url, 'zhou');
    await asker.register();
    await asker.client.call('POST /api/applicant/application');
    const sceneOf = async (materialId: string): Promise<unknown> => {
      await asker.changeDraft({ scene: { materialId } });
      const { requirements } = await asker.client.call('GET /api/applicant/application');
      return requirements.find((one) => one.item === 'scene');
    };
    expect(await sceneOf(things.material)).toEqual(await sceneOf('mat_absent'));
  });
});
