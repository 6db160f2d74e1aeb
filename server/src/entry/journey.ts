/** `npm run journey`: the whole line without a screen, through the same doors as people and devices use, on a fresh system of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Client as DatabaseClient } from 'pg';
import { createClient, type Answer, type Client } from '@kaitong/client';
import { personOf, type Person } from '../../../simulators/src/population/index.ts';
import { addDays, dateInShanghai } from '../kernel/instant.ts';
import { wallClock } from '../platform/env.ts';
import { paths } from './paths.ts';

export interface JourneyResult {
  readonly ok: boolean;
  readonly steps: { readonly name: string; readonly ms: number }[];
  /** From submission to decision. */
  readonly reviewMs: number;
  readonly totalMs: number;
  readonly error?: string;
}

const LOOK_MS = 60;
const WAIT_MS = 60_000;

/** Waits for a named state, never for a time: asks until `read` gives something, and says what was missing when it never does. */
export async function until<T>(
  what: string,
  read: () => Promise<T | undefined>,
  limitMs: number = WAIT_MS,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain for: ${what}`);
    await wait(LOOK_MS);
  }
}

/** A PNG of strokes: noise in a canvas' size, so that it does not look blank. */
function drawnSignature(): string {
  const image = deflateSync(
    Buffer.concat(Array.from({ length: 60 }, () => Buffer.concat([Buffer.of(0), randomBytes(20)]))),
  );
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.from('000000a00000003c0100000000', 'hex'); // 160 x 60, one bit a pixel, grey
  const head = Buffer.from('89504e470d0a1a0a', 'hex');
  const png = Buffer.concat([head, chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** A person at the doors of a demo system: the merchant's app, the SMS inbox, the terminal, the bank. */
export class Walker {
  readonly baseUrl: string;
  readonly person: Person;
  readonly client: Client;
  readonly cookies = new Map<string, string>();
  constructor(baseUrl: string, personKey: string) {
    this.baseUrl = baseUrl;
    this.person = personOf(personKey);
    this.client = createClient({ baseUrl, cookies: this.cookies });
  }

  async #json<T>(path: string, init?: { method: string; body?: object }): Promise<T> {
    const response = await fetch(this.baseUrl + path, {
      method: init?.method ?? 'GET',
      headers: { origin: this.baseUrl, ...(init?.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(init?.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  messages(): Promise<{ text: string; at: number }[]> {
    return this.#json(`/api/demo/world/sms-centre/messages?to=${this.person.phone}`);
  }

  async register(): Promise<void> {
    const before = (await this.messages()).length;
    await this.client.call('POST /api/applicant/codes', { body: { phone: this.person.phone } });
    const code = await until('the sign-in code on the phone', async () => {
      const rows = await this.messages();
      return rows.length > before ? /验证码 (\d{6})/.exec(rows[0]?.text ?? '')?.[1] : undefined;
    });
    await this.client.call('POST /api/applicant/sessions', { body: { phone: this.person.phone, code } });
    for (const kind of ['privacy', 'id_images', 'face', 'third_party_check'] as const) {
      await this.client.call('PUT /api/applicant/consents/:kind', {
        params: { kind },
        body: { given: true, textVersion: '2026-11' },
      });
    }
  }

  async handIn(
    kind: Answer<'POST /api/applicant/materials'>['kind'],
    sample: string,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Answer<'POST /api/applicant/materials'>> {
    const image = await fetch(`${this.baseUrl}/api/demo/samples/${sample}`);
    const form = new FormData();
    form.set('kind', kind);
    for (const [name, value] of Object.entries(extra)) form.set(name, value);
    form.set('file', new Blob([await image.arrayBuffer()], { type: 'image/jpeg' }), `${sample}.jpg`);
    return this.client.call('POST /api/applicant/materials', { form });
  }

  /** Both sides of the card; the form is what OCR read, confirmed as it is. */
  async showIdentityCard(backSample = `${this.person.key}-id-back`): Promise<void> {
    const front = await this.handIn('id_front', `${this.person.key}-id-front`);
    const back = await this.handIn('id_back', backSample);
    const read = (fields: typeof front.fields, name: string): string => fields[name]?.value ?? '';
    await this.client.call('POST /api/applicant/identity', {
      body: {
        name: read(front.fields, 'name'),
        idNumber: read(front.fields, 'idNumber'),
        validTo: read(back.fields, 'validTo'),
      },
    });
  }

  async showFace(personKey: string = this.person.key): Promise<Answer<'POST /api/applicant/face/attempts'>> {
    const challenge = await this.client.call('POST /api/applicant/face/challenges');
    const { frames } = await this.client.call('POST /api/demo/face-frames', {
      body: { personKey, actions: challenge.actions },
    });
    const form = new FormData();
    form.set('challengeId', challenge.challengeId);
    form.set('atMs', JSON.stringify(frames.map((frame) => frame.atMs)));
    for (const frame of frames)
      form.append('frame', new Blob([Buffer.from(frame.jpegBase64, 'base64')], { type: 'image/jpeg' }), 'frame.jpg');
    return this.client.call('POST /api/applicant/face/attempts', { form });
  }

  /** From the first tap to a device that takes cards: applied, approved, delivered, activated, its test sale made. */
  async becomeActive(card: { readonly backSample?: string } = {}): Promise<{ serialNo: string }> {
    await this.register();
    await this.showIdentityCard(card.backSample);
    await this.showFacePatiently();
    await this.submit(await this.fillApplication());
    const state = await this.decided();
    if (state !== 'approved') throw new Error(`the machine did not approve: ${state}`);
    const { serialNo, code } = await this.receiveDevice();
    await this.runTerminal(serialNo, { script: 'activate', code, personKey: this.person.key });
    await this.runTerminal(serialNo, { script: 'sale', amountFen: '100', personKey: this.person.key });
    return { serialNo };
  }

  /** The challenge is random, and not every warp of a drawn sitter makes every action: three tries, as people have them. */
  async showFacePatiently(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const done = await this.showFace().catch((error: unknown) => (tries < 3 ? undefined : error));
      if (done instanceof Error) throw done;
      if (done !== undefined) return;
    }
  }

  async fillApplication(
    changes: { cardSample?: string; cardNumber?: string; reservedPhone?: string } = {},
  ): Promise<number> {
    const application = await this.client.call('POST /api/applicant/application');
    const card = await this.handIn('bank_card', changes.cardSample ?? `${this.person.key}-bank-card-debit`);
    const scene = await this.handIn('scene_photo', `${this.person.key}-scene-photo`);
    const saved = await this.client.call('PUT /api/applicant/application/draft', {
      body: {
        version: application.draftVersion,
        draft: {
          kind: 'individual',
          deviceModel: 'esign_pos',
          depositConfirmed: true,
          settlement: 't1',
          planId: 'standard',
          card: {
            materialId: card.materialId,
            number: changes.cardNumber ?? card.fields['cardNumber']?.value ?? '',
            reservedPhone: changes.reservedPhone ?? this.person.phone,
          },
          scene: { materialId: scene.materialId },
          business: { tradeName: '晓梅烤冷面', mcc: '5814', region: '330100', address: '杭州市西湖区文三路夜市12号摊' },
        },
      },
    });
    return saved.version;
  }

  /** Saves the draft with some of its parts changed; returns its new version. */
  async changeDraft(change: Answer<'GET /api/applicant/application'>['draft']): Promise<number> {
    const { draft, draftVersion } = await this.client.call('GET /api/applicant/application');
    const saved = await this.client.call('PUT /api/applicant/application/draft', {
      body: { version: draftVersion, draft: { ...draft, ...change } },
    });
    return saved.version;
  }

  /** Draws a signature and answers the code, if the terms of today are not yet signed. */
  async sign(): Promise<void> {
    const { sheetHash, signed } = await this.client.call('GET /api/applicant/application/sheet');
    if (signed) return;
    const before = (await this.messages()).length;
    await this.client.call('POST /api/applicant/application/signing-code');
    const code = await until('the signing code on the phone', async () => {
      const rows = await this.messages();
      return rows.length > before ? /签署验证码 (\d{6})/.exec(rows[0]?.text ?? '')?.[1] : undefined;
    });
    await this.client.call('POST /api/applicant/application/sign', {
      body: { sheetHash, code, signature: drawnSignature() },
    });
  }

  /** Signs where that is still to be done, and submits. */
  async submit(version: number): Promise<unknown> {
    if (await this.#termsChosen()) await this.sign();
    return this.client.call('POST /api/applicant/application/submit', { body: { version } });
  }

  async #termsChosen(): Promise<boolean> {
    const { requirements } = await this.client.call('GET /api/applicant/application');
    return requirements.every((one) => one.status !== 'missing' && one.status !== 'fix_needed');
  }

  /** The state of the application once the machine has decided. */
  decided(): Promise<string> {
    return until('a decision of the machine', async () => {
      const { state } = await this.client.call('GET /api/applicant/application');
      return state === 'submitted' || state === 'auto_checking' ? undefined : state;
    });
  }

  async receiveDevice(): Promise<{ serialNo: string; code: string }> {
    const device = await until('a device with a waybill', async () => {
      const { rows } = await this.client.call('GET /api/merchant/devices').catch(() => ({ rows: [] }));
      return rows[0]?.shipment?.waybillNo === undefined ? undefined : rows[0];
    });
    const parcels = await this.#json<{ reference: string; serialNo: string }[]>('/api/demo/world/courier/parcels');
    const parcel = parcels.find((one) => one.serialNo === device.serialNo);
    await this.#json(`/api/demo/world/courier/parcels/${parcel?.reference}/deliver`, { method: 'POST', body: {} });
    await until('the parcel to be delivered', async () => {
      const { rows } = await this.client.call('GET /api/merchant/devices');
      return rows[0]?.deviceState === 'delivered' ? true : undefined;
    });
    const code = await this.activationCode();
    return { serialNo: device.serialNo, code };
  }

  activationCode(): Promise<string> {
    return until('the activation code on the phone', async () => {
      const texts = (await this.messages()).map((message) => /激活码 (\d{4} \d{4} \d{4})/.exec(message.text)?.[1]);
      return texts.find((text) => text !== undefined)?.replaceAll(' ', '');
    });
  }

  runTerminal(serialNo: string, script: object): Promise<{ ok: boolean; screen: string; said: string[] }> {
    return this.#json(`/terminal/api/devices/${serialNo}/run`, { method: 'POST', body: script });
  }

  /** Every line to the outside world is up. */
  ready(): Promise<true> {
    return until('the system to be ready', async () => ((await fetch(`${this.baseUrl}/readyz`)).ok ? true : undefined));
  }

  moveClock(to: string): Promise<{ now: string; ran: { kind: string }[] }> {
    return this.#json('/api/demo/clock', { method: 'POST', body: { to } });
  }

  setFault(simulator: string, faults: object): Promise<unknown> {
    return this.#json(`/api/demo/world/${simulator}/faults`, { method: 'PUT', body: faults });
  }

  power(simulator: string, on: boolean): Promise<unknown> {
    return this.#json(`/api/demo/world/${simulator}/power`, { method: 'POST', body: { on } });
  }

  arrivals(): Promise<{ amountFen: string; purpose: string }[]> {
    const card = this.person.cards.find((one) => one.kind === 'debit');
    return this.#json(`/api/demo/world/bank/accounts/${card?.pan}/arrivals`);
  }

  /** A staff client signed in under one of the demo's sign-ins: reviewer, reviewer-2, operator, accountant. */
  async staff(login: string): Promise<Client> {
    const info = await this.client.call('GET /api/demo/info');
    const signIn = info.signIns.find((one) => one.login === login);
    const client = createClient({ baseUrl: this.baseUrl, cookies: new Map() });
    await client.call('POST /api/console/sessions', {
      body: { login: signIn?.login ?? '', password: signIn?.password ?? '' },
    });
    return client;
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

interface Said {
  readonly verdict: 'pass' | 'fix' | 'reject';
  readonly reasons?: string[];
  readonly note?: string;
}

/** Takes the case of that name, says something of each item, and decides it. */
export async function judgeCase(
  reviewer: Client,
  name: string,
  verdicts: Readonly<Record<string, Said>>,
): Promise<Answer<'POST /api/console/cases/:caseId/decision'>['outcome']> {
  const { rows } = await reviewer.call('GET /api/console/cases');
  const found = rows.find((one) => one.state !== 'decided' && one.name === name);
  const params = { caseId: found?.caseId ?? '' };
  await reviewer.call('POST /api/console/cases/:caseId/claim', { params });
  for (const [item, said] of Object.entries(verdicts))
    await reviewer.call('PUT /api/console/cases/:caseId/verdicts/:item', {
      params: { ...params, item: item as 'scene' },
      body: { reasons: [], note: '', internalNote: '', ...said },
    });
  const body = { revisionNo: found?.revisionNo ?? 0, internalNote: '' };
  return (await reviewer.call('POST /api/console/cases/:caseId/decision', { params, body })).outcome;
}

/** Drawn papers of this build, shared by every fresh system: a dozen systems would draw the same hundred. */
const SAMPLES = join(dirname(paths.cli), '..', 'samples');

/**
 * Every system of a test begins in the morning, at whatever hour it runs: tomorrow, or on the day that KAITONG_TEST_DATE names, so that a
 * month's end, a weekend or a holiday can be tried.
 */
export function beginOfTests(): string {
  const date = process.env['KAITONG_TEST_DATE'] ?? addDays(dateInShanghai(wallClock.now()), 1);
  return `${date}T10:00:00+08:00`;
}

/** A fresh all-in-one system as its own process tree, with a database of its own where DATABASE_URL names a server. */
export class OwnSystem {
  readonly dataDir: string;
  /** Settings of this system beyond the usual ones. */
  readonly env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  url = '';
  said = '';
  constructor(dataDir: string, env: Readonly<Record<string, string>> = {}) {
    this.dataDir = dataDir;
    this.env = env;
  }
  static async create(env: Readonly<Record<string, string>> = {}): Promise<OwnSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'kaitong-'));
    await chmod(folder, 0o755); // PostgreSQL runs as another user and must get through
    const server = process.env['DATABASE_URL'];
    if (server === undefined || server === '') return new OwnSystem(folder, env);
    const url = new URL(server);
    url.pathname = `/kaitong_${randomBytes(6).toString('hex')}`;
    await onServer(server, `CREATE DATABASE ${url.pathname.slice(1)}`);
    return new OwnSystem(folder, { ...env, DATABASE_URL: url.toString() });
  }
  async start(): Promise<void> {
    const child = spawn(process.execPath, [paths.cli, 'start', '--port', '0', '--data', this.dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        KAITONG_DATA: this.dataDir,
        KAITONG_SAMPLES: SAMPLES,
        // begins empty, unless its test is about what a demo is given
        KAITONG_DEMO_SEED: 'off',
        KAITONG_DEMO_BEGINS: beginOfTests(),
        KAITONG_LOG_LEVEL: process.env['KAITONG_LOG_LEVEL'] ?? 'info',
        ...this.env,
      },
    });
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      this.said = (this.said + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.url = await until('the system to serve', async () => {
      if (child.exitCode !== null) throw new Error(`the system ended: ${this.said}`);
      const text = await readFile(join(this.dataDir, 'run.json'), 'utf8').catch(() => '{}');
      const facts = JSON.parse(text === '' ? '{}' : text) as { pid?: number; url?: string };
      return facts.pid === child.pid ? facts.url : undefined;
    });
  }

  /** Runs a command of the command line beside it. @returns its exit code and what it said. */
  async command(...args: readonly string[]): Promise<{ code: number; said: string }> {
    const child = spawn(process.execPath, [paths.cli, ...args, '--data', this.dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number>((resolve) => child.once('close', (value) => resolve(value ?? 1)));
    return { code, said };
  }
  /** SIGKILL of the one Node process: what a power cut does to it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }
  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
  async remove(): Promise<void> {
    await this.stop();
    const own = this.env['DATABASE_URL'];
    if (own !== undefined)
      await onServer(process.env['DATABASE_URL'] ?? '', `DROP DATABASE ${new URL(own).pathname.slice(1)} WITH (FORCE)`);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

const SALE_FEN = 12_800;
/** 1.00 + 128.00 on a credit card at 0.60 %, half-up each: fee 0.01 + 0.77. */
const NET_FEN = '12822';

interface Progress {
  readonly steps: { name: string; ms: number }[];
  reviewMs: number;
}

export async function runJourney(options: { say: (line: string) => void; json: boolean }): Promise<boolean> {
  const startedAt = performance.now();
  const progress: Progress = { steps: [], reviewMs: 0 };
  const system = await OwnSystem.create();
  let error: string | undefined;
  try {
    await walk(system, progress, (line) => (options.json ? undefined : options.say(line)));
  } catch (problem) {
    error = String(problem);
  }
  await system.remove();
  const result: JourneyResult = {
    ok: error === undefined,
    steps: progress.steps,
    reviewMs: progress.reviewMs,
    totalMs: Math.round(performance.now() - startedAt),
    ...(error === undefined ? {} : { error }),
  };
  if (options.json) options.say(JSON.stringify(result));
  else
    options.say(
      result.ok
        ? `ok: the money is in the merchant's account (review ${result.reviewMs} ms, all ${result.totalMs} ms)`
        : `not ok: ${error}`,
    );
  return result.ok;
}

async function walk(system: OwnSystem, progress: Progress, say: (line: string) => void): Promise<void> {
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const value = await work();
    const ms = Math.round(performance.now() - begun);
    progress.steps.push({ name, ms });
    say(`${name.padEnd(28)} ${String(ms).padStart(6)} ms`);
    return value;
  };
  await step('start', () => system.start());
  const walker = new Walker(system.url, 'lin');
  await step('register', () => walker.register());
  await step('identity card', () => walker.showIdentityCard());
  await step('face', () => walker.showFace());
  const version = await step('application', () => walker.fillApplication());
  const begun = performance.now();
  await step('machine review', async () => {
    await walker.submit(version);
    const state = await walker.decided();
    if (state !== 'approved') throw new Error(`the machine did not approve: ${state}`);
  });
  progress.reviewMs = Math.round(performance.now() - begun);
  const { serialNo, code } = await step('ship and deliver', () => walker.receiveDevice());
  await step('activate and freeze deposit', () =>
    runOrThrow(walker, serialNo, { script: 'activate', code, personKey: 'lin' }),
  );
  await step('test sale 1.00', () =>
    runOrThrow(walker, serialNo, { script: 'sale', amountFen: '100', personKey: 'lin' }),
  );
  await step('sale 128.00', () =>
    runOrThrow(walker, serialNo, { script: 'sale', amountFen: String(SALE_FEN), personKey: 'wang' }),
  );
  await step('cut-off, clearing, payout', () => walker.moveClock('payout'));
  await step('money in the bank account', async () => {
    const arrival = await until('the arrival at the bank', async () => (await walker.arrivals())[0]);
    if (arrival.amountFen !== NET_FEN) throw new Error(`${arrival.amountFen} fen arrived where ${NET_FEN} were due`);
    await until('the settlement to say so', async () =>
      (await walker.client.call('GET /api/merchant/settlements')).rows[0]?.arrivedAt === undefined ? undefined : true,
    );
  });
  await step('trial balance', async () => {
    const accountant = await walker.staff('accountant');
    const balance = await accountant.call('GET /api/console/trial-balance');
    if (balance.totalFen !== '0' || balance.differences !== 0)
      throw new Error(`the ledger is off by ${balance.totalFen} fen`);
  });
  await step('stop', () => system.stop());
}

async function runOrThrow(walker: Walker, serialNo: string, script: object): Promise<void> {
  const result = await walker.runTerminal(serialNo, script);
  if (!result.ok) throw new Error(`the terminal stopped at ${result.screen}: ${result.said.join(' / ')}`);
}
