/** Demo mode: keys and addresses of a drawn outside world, sign-ins, stock. Nothing of this exists in production. */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aesKeyWrap } from '@kaitong/iso8583';
import { people, simCardOf } from '../../../simulators/src/population/index.ts';
import type { World } from '../flows/ports.ts';
import { ensureStaff, staffByLogin, type StaffRole } from '../modules/identity/index.ts';
import { ensureDemoChannels, settleDemoAgents, type DemoAgents } from './demo-channels.ts';
import { importStock } from '../modules/terminals/index.ts';
import type { Demo, SampleShelf, SimulatorDesk } from '../inbound/http/demo/demo.ts';
import { makeCrypto, readKeyFile } from '../platform/crypto.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { SimulatorName } from './simulators.ts';

const STOCK = 40;
const SMART_STOCK = 20;
const STAFF_LOCK = 5_018_102;
const RESERVE_ACCOUNT = '9558800000000000001';
const OWN_ACCOUNT = '9558800000000000002';

/** Keys that both sides of the drawn world share: derived from this installation's own key file, so no two installations share them. */
export async function demoSecrets(
  keyFile: string,
): Promise<
  Readonly<
    Record<
      | 'networkMak'
      | 'zpk'
      | 'zmk'
      | 'vendorKey'
      | 'vendorSecret'
      | 'bank'
      | 'courier'
      | 'registry'
      | 'sms'
      | 'simCarrier',
      string
    >
  >
> {
  const crypto = makeCrypto(await readKeyFile(keyFile, 'create'));
  const key = (name: string, bytes: number): string =>
    Buffer.from(crypto.derive(`demo:${name}`, bytes)).toString('hex');
  return {
    networkMak: key('network-mak', 16),
    zpk: key('zpk', 16),
    zmk: key('zmk', 16),
    vendorKey: key('vendor-key', 16),
    vendorSecret: key('vendor-secret', 32),
    bank: key('bank', 32),
    courier: key('courier', 32),
    registry: key('registry', 32),
    sms: key('sms', 4),
    simCarrier: key('sim-carrier', 32),
  };
}

/** Where the demo's bank and the product leave files for each other; looked at only where payouts go by file. */
const payoutFolderBeside = (clearingInbox: string): string => join(dirname(clearingInbox), 'payout-files');

export type DemoSecrets = Awaited<ReturnType<typeof demoSecrets>>;

export function simulatorSettings(
  secrets: DemoSecrets,
  clearingInbox: string,
): Readonly<Record<SimulatorName, Readonly<Record<string, string>>>> {
  return {
    'card-network': {
      networkMak: secrets.networkMak,
      zpk: secrets.zpk,
      zmk: secrets.zmk,
      clearingOutbox: clearingInbox,
      reserveAccount: RESERVE_ACCOUNT,
    },
    bank: {
      secret: secrets.bank,
      reserveAccount: RESERVE_ACCOUNT,
      ownAccount: OWN_ACCOUNT,
      payoutFolder: payoutFolderBeside(clearingInbox),
    },
    'sms-centre': { systemId: 'kaitong', password: secrets.sms },
    courier: { secret: secrets.courier, vendorSecret: secrets.vendorSecret },
    registry: { secret: secrets.registry },
    'terminal-host': {},
    'sim-carrier': { secret: secrets.simCarrier },
    'sample-shelf': { vendorKey: secrets.vendorKey, vendorSecret: secrets.vendorSecret },
  };
}

/** The settings that a production installation would get from its environment, pointing at the simulators. */
export function demoSettings(
  secrets: DemoSecrets,
  ports: Partial<Record<SimulatorName, Readonly<Record<string, number>>>>,
  clearingInbox: string,
): Record<string, string> {
  const port = (name: SimulatorName, line: string): string => String(ports[name]?.[line] ?? 0);
  return {
    KAITONG_SMS: `127.0.0.1:${port('sms-centre', 'smpp')}`,
    KAITONG_SMS_SYSTEM_ID: 'kaitong',
    KAITONG_SMS_PASSWORD: secrets.sms,
    KAITONG_CARD_NETWORK: `127.0.0.1:${port('card-network', 'network')}`,
    KAITONG_CARD_NETWORK_MAK: secrets.networkMak,
    KAITONG_CARD_NETWORK_ZPK: secrets.zpk,
    KAITONG_CARD_NETWORK_ZMK: secrets.zmk,
    KAITONG_CLEARING_INBOX: clearingInbox,
    KAITONG_BANK_URL: `http://127.0.0.1:${port('bank', 'http')}`,
    KAITONG_BANK_SECRET: secrets.bank,
    KAITONG_PAYOUT_FOLDER: payoutFolderBeside(clearingInbox),
    KAITONG_PAYOUT_ACCOUNT: `开通支付有限公司客户备付金|${RESERVE_ACCOUNT}|演示银行杭州分行`,
    KAITONG_DEPOSIT_ACCOUNT: `开通支付有限公司|${OWN_ACCOUNT}|演示银行杭州分行`,
    KAITONG_COURIER_URL: `http://127.0.0.1:${port('courier', 'http')}`,
    KAITONG_COURIER_SECRET: secrets.courier,
    KAITONG_REGISTRY_URL: `http://127.0.0.1:${port('registry', 'http')}`,
    KAITONG_REGISTRY_SECRET: secrets.registry,
    KAITONG_SIM_CARRIER_URL: `http://127.0.0.1:${port('sim-carrier', 'http')}`,
    KAITONG_SIM_CARRIER_SECRET: secrets.simCarrier,
    KAITONG_VENDOR_KEY: secrets.vendorKey,
  };
}

interface SignIn {
  readonly login: string;
  readonly password: string;
  readonly role: StaffRole;
}

/** Two reviewers, because what policy gives four eyes needs two people; two operators, because who counts does not confirm; two accountants, because who proposes a journal does not post it. */
const DEMO_STAFF = [
  { login: 'reviewer', role: 'reviewer', displayName: '审核员 沈' },
  { login: 'reviewer-2', role: 'reviewer', displayName: '审核员 韦' },
  { login: 'operator', role: 'operator', displayName: '运营 顾' },
  { login: 'operator-2', role: 'operator', displayName: '运营 陆' },
  { login: 'accountant', role: 'accountant', displayName: '会计 钱' },
  { login: 'accountant-2', role: 'accountant', displayName: '会计 孙' },
  { login: 'admin', role: 'admin', displayName: '管理员 许' },
  { login: 'admin-2', role: 'admin', displayName: '管理员 曹' },
  { login: 'auditor', role: 'auditor', displayName: '审计 尤' },
  { login: 'hotline', role: 'hotline', displayName: '客服 何' },
  { login: 'teller', role: 'teller', displayName: '柜员 冯' },
  { login: 'supervisor', role: 'supervisor', displayName: '主管 蒋' },
  { login: 'agent', role: 'agent_rep', displayName: '服务商 韩' },
] as const;

/** Demo sign-ins, made once with passwords of chance and kept beside the data so that the page can show them. Processes that start together agree on one set. */
export async function ensureDemoStaff(world: World, dataDir: string): Promise<SignIn[]> {
  const file = join(dataDir, 'demo-sign-ins.json');
  let made: DemoAgents | undefined;
  const found = await withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [STAFF_LOCK]);
    const signIns = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as SignIn[]) : [];
    // a data folder of an older version lacks the people who came later, and a database that was emptied lacks them all
    const known = await Promise.all(DEMO_STAFF.map(({ login }) => staffByLogin(world, login)));
    const lacking = DEMO_STAFF.filter(
      ({ login }, i) => known[i] === undefined || signIns.every((one) => one.login !== login),
    );
    if (lacking.length === 0) return signIns;
    for (const { login, role, displayName } of lacking) {
      const before = signIns.find((one) => one.login === login);
      const password = before?.password ?? randomBytes(6).toString('base64url');
      await ensureStaff(world, { login, displayName, password, role });
      if (before === undefined) signIns.push({ login, password, role });
    }
    made = await ensureDemoChannels(world);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(signIns, null, 2), { mode: 0o600 });
    return signIns;
  });
  if (made !== undefined) await settleDemoAgents(world, made);
  return found;
}

/** The vendor's stock file, as the drawn factory would send it: serial numbers and device keys under the vendor's transport key. */
export async function ensureDemoStock(world: World, secrets: DemoSecrets): Promise<void> {
  const models = [
    { model: 'esign_pos', prefix: 'KTE26110', count: STOCK },
    { model: 'smart_pos', prefix: 'KTS26110', count: SMART_STOCK },
  ] as const;
  const serials = models.flatMap(({ model, prefix, count }) =>
    Array.from({ length: count }, (_one, i) => ({ model, serialNo: `${prefix}${String(i + 1).padStart(4, '0')}` })),
  );
  const rows = serials.map(({ model, serialNo }) => {
    const key = createHmac('sha256', secrets.vendorSecret).update(`device:${serialNo}`).digest().subarray(0, 16);
    return {
      serialNo,
      model,
      iccid: simCardOf(serialNo),
      vendorWrappedKey: Buffer.from(aesKeyWrap(Buffer.from(secrets.vendorKey, 'hex'), key)).toString('base64url'),
    };
  });
  await importStock(world, rows);
}

function sampleShelf(simulators: SimulatorDesk): SampleShelf {
  const call = async (path: string, body?: object): Promise<Response> => {
    const address = simulators.address('sample-shelf');
    if (address === undefined) throw new Error('the sample shelf is off');
    return fetch(
      `http://${address}${path}`,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
  };
  return {
    async list() {
      const shelves = await Promise.all(['/samples', '/videos'].map(async (path) => (await call(path)).json()));
      return shelves.flat() as Awaited<ReturnType<SampleShelf['list']>>;
    },
    async sample(name) {
      for (const shelf of ['samples', 'videos']) {
        const response = await call(`/${shelf}/${encodeURIComponent(name)}`);
        if (response.ok)
          return {
            content: new Uint8Array(await response.arrayBuffer()),
            contentType: response.headers.get('content-type') ?? 'application/octet-stream',
          };
      }
      return undefined;
    },
    async faceFrames(personKey, actions) {
      const answer = (await (await call('/frames', { personKey, actions })).json()) as {
        frames: { jpegBase64: string; atMs: number }[];
      };
      return answer.frames.map((frame) => ({ image: Buffer.from(frame.jpegBase64, 'base64'), atMs: frame.atMs }));
    },
  };
}

export function makeDemo(
  simulators: SimulatorDesk & { spreadClock(offsetMs: number): Promise<void> },
  signIns: readonly SignIn[],
  own: Pick<Demo, 'living' | 'pastWritten' | 'reset' | 'situations'> = {
    living: () => ({ state: 'off', percent: 0 }),
    pastWritten: () => Promise.resolve(),
    reset: undefined,
    situations: new Map(),
  },
): Demo {
  return {
    ...own,
    run: randomBytes(6).toString('hex'),
    signIns,
    people: people.map(({ key, name, phone, about }) => ({ key, name, phone, about })),
    samples: sampleShelf(simulators),
    simulators,
    spreadClock: (offsetMs) => simulators.spreadClock(offsetMs),
  };
}
