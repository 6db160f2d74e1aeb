/** A partner's system files for a merchant over the open platform, on a whole system; the merchant consents and signs on their phone. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem, createClient, type Client } from '@kaitong/client';
import { contract, PARTNER_SCOPES, type Route } from '@kaitong/client/contract';
import { judgeCase, OwnSystem, until, Walker } from '../../src/entry/journey.ts';

let system: OwnSystem;
let merchant: Walker;
let operator: Client;
let partner: Client;
let partnerHeaders: () => Record<string, string>;

/** A partner's system: a key, and a name of its own for every request. */
async function systemOf(name: string, scopes: (typeof PARTNER_SCOPES)[number][], ipList: string[] = []) {
  const { keyId, token } = await operator.call('POST /api/console/api-keys', {
    body: { partner: name, scopes, ipList },
  });
  const headers = () => ({ authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() });
  return { keyId, token, headers, client: createClient({ baseUrl: system.url, headers }) };
}

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  merchant = new Walker(system.url, 'lin');
  await merchant.ready();
  operator = await merchant.staff('operator');
  const made = await systemOf('青杉收银', [...PARTNER_SCOPES]);
  [partner, partnerHeaders] = [made.client, made.headers];
}, 60_000);
afterAll(() => system.remove());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (problem === undefined) return 'done';
  if (!(problem instanceof CallProblem)) throw problem;
  return problem.problem.code;
}

async function formOf(kind: string, sample: string): Promise<FormData> {
  const image = await fetch(`${system.url}/api/demo/samples/${sample}`);
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', new Blob([await image.arrayBuffer()], { type: 'image/jpeg' }), `${sample}.jpg`);
  return form;
}

describe('the door', () => {
  const list = (headers: Record<string, string>, path = '', init: RequestInit = {}) =>
    fetch(`${system.url}/api/v1/applications${path}`, { ...init, headers });
  const codeIn = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;

  it('opens with a key that is active, of this scope and from this address, and with nothing else', async () => {
    expect(await codeIn(await list({}))).toBe('partner.key_invalid');
    const reader = await systemOf('只读系统', ['applications.read']);
    const authorization = `Bearer ${reader.token}`;
    expect((await list({ authorization })).status).toBe(200);
    expect(await codeIn(await list({ authorization: `Bearer ${reader.token}x` }))).toBe('partner.key_invalid');
    expect(await codeOf(reader.client.call('POST /api/v1/applications', { body: example() }))).toBe(
      'partner.scope_missing',
    );
    const elsewhere = await systemOf('别处系统', ['applications.read'], ['203.0.113.0/24']);
    expect(await codeOf(elsewhere.client.call('GET /api/v1/applications', { query: {} }))).toBe(
      'partner.ip_not_allowed',
    );
    await operator.call('POST /api/console/api-keys/:keyId/revocation', { params: { keyId: reader.keyId } });
    expect(await codeIn(await list({ authorization }))).toBe('partner.key_invalid');
    const { rows } = await operator.call('GET /api/console/api-keys');
    expect(rows.find((one) => one.keyId === reader.keyId)).toMatchObject({ state: 'revoked', partner: '只读系统' });
    expect(JSON.stringify(rows)).not.toContain(reader.token.split('.')[1]);
  });

  it('wants every change named, so that a retry is done once', async () => {
    const { token } = await systemOf('无名系统', ['applications.write']);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ phone: '123', kind: 'individual' });
    expect(await codeIn(await list(headers, '', { method: 'POST', body }))).toBe('http.idempotency_needed');
    const again = { ...headers, 'idempotency-key': 'one and the same' };
    expect(await codeIn(await list(again, '', { method: 'POST', body }))).toBe('identity.phone_invalid');
    const repeated = await list(again, '', { method: 'POST', body });
    expect(repeated.headers.get('idempotent-replay')).toBe('true');
  });
});

const example = () => contract['POST /api/v1/applications'].example as { phone: string; kind: 'individual' };

describe('the description', () => {
  const routes = (Object.entries(contract) as [string, Route][]).filter(([key]) => key.includes(' /api/v1/'));

  it('says how to sign in, and has an example for every body', async () => {
    const document = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: object[]; parameters: { name: string }[] }>>;
    };
    expect(routes.length).toBeGreaterThan(5);
    for (const [key, route] of routes) {
      const [method = '', path = ''] = key.split(' ');
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect([key, operation?.security]).toEqual([key, [{ partner: [] }]]);
      const named = operation?.parameters.some((one) => one.name === 'Idempotency-Key');
      expect([key, named]).toEqual([key, method !== 'GET']);
      expect([key, route.body === undefined]).toEqual([key, route.example === undefined]);
      if (route.body !== undefined) expect(route.body.safeParse(route.example).error).toBeUndefined();
    }
  });
});

/** The partner's own server: what it was told, with the signature checked as its maker would check it. */
class PartnerServer {
  readonly secret = 'thirty-two places of the partner, at least';
  readonly news: { kind: string; applicationId: string; state?: string; decision?: string }[] = [];
  readonly #server: Server;
  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const [, second = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(this.#header(request.headers)) ?? [];
        const right = createHmac('sha256', this.secret).update(`${second}.${body}`).digest('hex') === mac;
        const fresh = Math.abs(Date.now() / 1_000 - Number(second)) < 300;
        if (right && fresh) this.news.push(JSON.parse(body) as PartnerServer['news'][number]);
        response.writeHead(right && fresh ? 204 : 401).end();
      });
    });
  }
  #header(headers: NodeJS.Dict<string | string[]>): string {
    return String(headers['kaitong-signature']);
  }
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/kaitong`;
  }
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe('a merchant filed by a partner', () => {
  const server = new PartnerServer();
  beforeAll(async () => {
    const body = { url: await server.listen(), secret: server.secret };
    await partner.call('POST /api/v1/webhooks', { body });
  });
  afterAll(() => server.close());
  let applicationId: string;
  const params = () => ({ applicationId });
  const handIn = async (kind: string, sample: string) =>
    partner.call('POST /api/v1/applications/:applicationId/materials', {
      params: params(),
      form: await formOf(kind, sample),
    });
  const look = () => partner.call('GET /api/v1/applications/:applicationId', { params: params() });

  it('is asked by SMS, and no photo of their card is taken before they have consented', async () => {
    const { phone } = merchant.person;
    const opened = await partner.call('POST /api/v1/applications', { body: { ...example(), phone } });
    ({ applicationId } = opened);
    await until('the message that asks', async () =>
      (await merchant.messages()).some((one) => one.text.includes('青杉收银请求为您提交')) ? true : undefined,
    );
    expect(await codeOf(handIn('id_front', 'lin-id-front'))).toBe('identity.consent_missing');
    expect(await codeOf(partner.call('POST /api/v1/applications', { body: { ...example(), phone } }))).toBe(
      'partner.application_exists',
    );
  });

  it('is invisible to other partners', async () => {
    const { client } = await systemOf('别家系统', [...PARTNER_SCOPES]);
    const path = 'GET /api/v1/applications/:applicationId';
    expect(await codeOf(client.call(path, { params: params() }))).toBe('partner.application_unknown');
    expect((await client.call('GET /api/v1/applications', { query: {} })).rows).toEqual([]);
    expect((await partner.call('GET /api/v1/applications', { query: { state: 'draft' } })).rows).toMatchObject([
      { applicationId, state: 'draft' },
    ]);
    expect((await partner.call('GET /api/v1/applications', { query: { before: applicationId } })).rows).toEqual([]);
  });

  it('consents, confirms what was read and shows their face on their own phone; the partner hands in the rest', async () => {
    await merchant.register();
    await handIn('id_front', 'lin-id-front');
    await handIn('id_back', 'lin-id-back');
    const { materials } = await merchant.client.call('GET /api/applicant/me');
    const read = (kind: string, name: string): string =>
      materials.find((one) => one.kind === kind)?.fields[name]?.value ?? '';
    await merchant.client.call('POST /api/applicant/identity', {
      body: {
        name: read('id_front', 'name'),
        idNumber: read('id_front', 'idNumber'),
        validTo: read('id_back', 'validTo'),
      },
    });
    await merchant.showFacePatiently();
    expect(
      await codeOf(partner.call('POST /api/v1/applications/:applicationId/submission', { params: params() })),
    ).toBe('applications.incomplete');
    const card = await handIn('bank_card', 'lin-bank-card-debit');
    const scene = await handIn('scene_photo', 'lin-scene-photo');
    const { draftVersion } = await look();
    await partner.call('PUT /api/v1/applications/:applicationId/draft', {
      params: params(),
      body: {
        version: draftVersion,
        draft: {
          ...contract['PUT /api/v1/applications/:applicationId/draft'].example.draft,
          kind: 'individual',
          deviceModel: 'esign_pos',
          settlement: 't1',
          planId: 'standard',
          card: {
            materialId: card.materialId,
            number: merchant.person.cards.find((one) => one.kind === 'debit')?.pan ?? '',
            reservedPhone: merchant.person.phone,
          },
          scene: { materialId: scene.materialId },
        },
      },
    });
  });

  it('signs on their own phone, and only then it is submitted; the partner reads state, checklist and timeline, never what is in it', async () => {
    const forcing = (checks: string) =>
      createClient({
        baseUrl: system.url,
        headers: () => ({ ...partnerHeaders(), 'kaitong-force-fail': checks }),
      }).call('POST /api/v1/applications/:applicationId/submission', { params: params() });
    expect(await codeOf(forcing('four_element, gossip'))).toBe('partner.check_unknown');
    await forcing('scene');
    const waiting = await look();
    expect(waiting).toMatchObject({ state: 'pending_signature', nextActor: 'applicant' });
    expect(waiting).not.toHaveProperty('draft');
    expect(JSON.stringify(waiting)).not.toContain(merchant.person.phone);
    await merchant.submit(waiting.draftVersion);
    // the sandbox made this check fail, so a person has to look
    expect(await merchant.decided()).toBe('in_review');
    const reviewer = await merchant.staff('reviewer');
    const passed = { scene: { verdict: 'pass' } } as const;
    expect(await judgeCase(reviewer, merchant.person.name, passed)).toBe('need_second');
    expect(await judgeCase(await merchant.staff('reviewer-2'), merchant.person.name, passed)).toBe('approve');
    expect(await merchant.decided()).toBe('approved');
    expect((await look()).timeline.find((one) => one.step === 'approved')).toMatchObject({ state: 'done' });
  });

  it('is news at the partner’s own address: signed, and sent again where they ask for it', async () => {
    const approved = () => server.news.filter((one) => one.kind === 'application.approved');
    await until('the news of the approval', () => Promise.resolve(approved().length === 1 ? true : undefined));
    expect(approved()).toMatchObject([{ applicationId, state: 'approved' }]);
    expect(server.news.map((one) => one.state)).toContain('pending_signature');
    const delivered = await until('the delivery to be noted', async () => {
      const { rows } = await partner.call('GET /api/v1/webhook-deliveries');
      return rows.find((one) => one.kind === 'application.approved' && one.state === 'delivered');
    });
    await partner.call('POST /api/v1/webhook-deliveries/:deliveryId/replay', {
      params: { deliveryId: delivered.deliveryId },
    });
    await until('the same news again', () => Promise.resolve(approved().length === 2 ? true : undefined));
  });
});
