import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bytesField,
  decodeWorkingKeys,
  encodeField60,
  encryptPinBlock,
  encryptPinBlockSm4,
  encryptTrack,
  encryptWholeTrack,
  frame,
  FrameReader,
  macHolds,
  pack,
  packWithMac,
  profiles,
  terminalDialect,
  textField,
  unpack,
  type FieldValue,
  type Frame,
  type Message,
  type ProfileName,
  type WorkingKeys,
} from '@kaitong/iso8583';
import { personOf } from '../../../../simulators/src/population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../../../../simulators/src/testing/fork-simulator.ts';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import type { World } from '../../flows/ports.ts';
import { setTerminalKeys } from '../../modules/terminals/index.ts';
import { createCardNetwork, type CardNetwork, type NetworkRequest } from '../../outbound/card-network/index.ts';
import { createSoftwareVault } from '../../outbound/key-vault/index.ts';
import { wrapKeyBlock } from '../../outbound/key-vault/key-block.ts';
import { timers, wallClock } from '../../platform/env.ts';
import { lmkCheckValue } from '../../platform/lmk.ts';
import { makeMetrics } from '../../platform/metrics.ts';
import { listenForTerminals, type TerminalLine } from './server.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const MAK = hex('0123456789ABCDEFFEDCBA9876543210');
const ZPK = hex('1111111111111111AAAAAAAAAAAAAAAA');
const TMK = hex('11111111111111112222222222222222');
const LMK = { id: lmkCheckValue(new Uint8Array(32).fill(1)), key: new Uint8Array(32).fill(1) };
const LAYOUT_CODES: Partial<Record<ProfileName, string>> = { sm4: '005', 'cup-track': '004', 'private-tlv': '003' };
const [card] = personOf('wang').cards;
if (card === undefined) throw new Error('王 has a card');
const PAN = card.pan;
const PIN = '234567';
const TRACK = `${PAN}D30122010000012345`;

let database: TestDatabase;
let env: TestEnv;
let simulator: ForkedSimulator;
let network: CardNetwork;
let line: TerminalLine;
let world: World;
/** What the network was asked. */
const asked: NetworkRequest[] = [];

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  const settings = { networkMak: Buffer.from(MAK).toString('hex'), zpk: Buffer.from(ZPK).toString('hex') };
  simulator = await forkSimulator('card-network', { settings });
  network = createCardNetwork({
    processors: [{ host: '127.0.0.1', port: simulator.ports['network'] as number }],
    networkMak: MAK,
    acquirerId: '48981000',
    timeoutMs: 10_000,
    log: { info: () => undefined, warn: () => undefined },
  });
  await network.whenReady(5_000);
  const vault = createSoftwareVault({
    lmks: { active: LMK, older: [] },
    vendorKey: new Uint8Array(16),
    zpk: ZPK,
    chance: env.chance,
  });
  const acquirer = { code: '898', institution: '48981000', name: '开通支付', depositAccount: undefined };
  const cardNetwork: World['cardNetwork'] = {
    ready: () => network.ready(),
    simulator: () => network.simulator(),
    exchange(request) {
      asked.push(request);
      return network.exchange(request);
    },
  };
  const parts = { timers, wall: wallClock, metrics: makeMetrics(), vault, cardNetwork, acquirer };
  world = { ...env, ...parts } as unknown as World;
  line = await listenForTerminals(world, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await line.close();
  network.close();
  await simulator.kill();
  await env.close();
  await database.close();
});

/** A terminal of one profile on a line of its own. */
class Terminal {
  readonly #built: BuiltTerminal;
  readonly #profile: ProfileName;
  #keys: WorkingKeys | undefined;
  #stan = 0;
  /** Sixth digit of the last answer's header. */
  requirement = '';

  constructor(built: BuiltTerminal, profile: ProfileName) {
    this.#built = built;
    this.#profile = profile;
  }

  static async of(profile: ProfileName): Promise<Terminal> {
    const built = await buildTerminal(env);
    await env.db.execute(
      `UPDATE terminals.terminal SET state = 'active', key_profile = $2, test_sale_at = '2026-11-22' WHERE terminal_id = $1`,
      [built.terminalId, profile],
    );
    const tmk = { wrapped: wrapKeyBlock(LMK, { use: 'tmk', algorithm: 'T', key: TMK }), checkValue: 'D2B91CC5' };
    await setTerminalKeys(env, env.db, { ...built, tmk });
    const terminal = new Terminal(built, profile);
    await terminal.signIn();
    return terminal;
  }

  get terminalId(): string {
    return this.#built.terminalId;
  }

  get keys(): WorkingKeys {
    if (this.#keys === undefined) throw new Error('not signed in');
    return this.#keys;
  }

  async #exchange(body: Uint8Array): Promise<Frame> {
    const answered = await new Promise<Frame>((resolve, reject) => {
      const socket = connect(line.port ?? 0, '127.0.0.1');
      const reader = new FrameReader();
      socket.on('connect', () => socket.write(frame({ tpdu: '6000030000', header: '603210320072', body })));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('closed without an answer')));
      socket.on('data', (chunk) => {
        for (const event of reader.push(chunk)) if (event.kind === 'frame') resolve(event.frame);
        socket.destroy();
      });
    });
    this.requirement = answered.header[5] ?? '';
    return answered;
  }

  #message(mti: string, type: string, code: string, more: Readonly<Record<number, FieldValue>>): Message {
    this.#stan += 1;
    const fields: Record<number, FieldValue> = {
      11: String(this.#stan).padStart(6, '0'),
      41: this.#built.terminalNo,
      42: this.#built.merchantNo,
      60: encodeField60({ messageType: type, batchNo: '000001', managementCode: code }),
      ...more,
    };
    return { mti, fields: new Map(Object.entries(fields).map(([number, value]) => [Number(number), value])) };
  }

  async signIn(): Promise<void> {
    const code = LAYOUT_CODES[this.#profile] ?? '003';
    const answer = await this.#exchange(pack(terminalDialect, this.#message('0800', '00', code, { 63: '01 ' })));
    const read = unpack(terminalDialect, answer.body);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const { keyLayout } = profiles[this.#profile];
    const layout = this.#profile === 'cup-double' ? '003' : keyLayout;
    const keys = decodeWorkingKeys(layout, TMK, bytesField(read.value, 62) ?? new Uint8Array());
    if (!keys.ok) throw new Error(`${textField(read.value, 39)} ${JSON.stringify(keys.error)}`);
    this.#keys = keys.value;
  }

  async echo(): Promise<void> {
    await this.#exchange(pack(terminalDialect, this.#message('0820', '00', '301', {})));
  }

  /** Field 39 of the answer to a sale of 10 yuan, whose MAC must hold. */
  async sale(more: Readonly<Record<number, FieldValue>>): Promise<string | undefined> {
    const { dialect, mac } = profiles[this.#profile];
    const message = this.#message('0200', '22', '000', {
      3: '000000',
      4: '000000001000',
      25: '00',
      49: '156',
      63: 'CUP',
      ...more,
    });
    const key = { strategy: mac, key: this.keys.mak };
    const { body } = await this.#exchange(packWithMac(dialect, message, key));
    if (!macHolds(body, key)) throw new Error('the answer is not by the host');
    const read = unpack(dialect, body);
    return read.ok ? textField(read.value, 39) : undefined;
  }
}

const withPin = (block: Uint8Array, control: string): Record<number, FieldValue> => ({
  2: PAN,
  14: card.expiry,
  22: '051',
  26: '12',
  52: block,
  53: control,
});

describe('a terminal of the SM4 profile', () => {
  it('signs in by 005, sells with a PIN block of 16 bytes and an SM4 MAC, and the issuer checks the PIN', async () => {
    const terminal = await Terminal.of('sm4');
    const { pik } = terminal.keys;
    const sm4 = (pin: string) => withPin(encryptPinBlockSm4(pik, pin, PAN), '2300000000000000');
    expect(await terminal.sale(sm4(PIN))).toBe('00');
    expect(await terminal.sale(sm4('111111'))).toBe('55');
    expect(await terminal.sale({ 2: PAN, 14: card.expiry, 22: '052', 53: '0300000000000000' })).toBe('00');
  });

  it('beside one of the ordinary profile, whose block of 8 bytes reaches the same issuer', async () => {
    const terminal = await Terminal.of('cup-double');
    const block = encryptPinBlock(terminal.keys.pik, PIN, PAN);
    expect(await terminal.sale(withPin(block, '2600000000000000'))).toBe('00');
  });
});

describe('an encrypted track', () => {
  const swiped = (track: string, control: string): Record<number, FieldValue> => ({
    22: '022',
    35: track,
    53: control,
  });

  it('of eight bytes is opened by the host, and the card is found in it', async () => {
    const terminal = await Terminal.of('cup-track');
    const { tdk } = terminal.keys;
    if (tdk === undefined) throw new Error('layout 004 has a track key');
    const encrypted = encryptTrack(tdk, TRACK) ?? '';
    expect(encrypted).not.toBe(TRACK);
    expect(await terminal.sale(swiped(encrypted, '0610000000000000'))).toBe('00');
    expect(asked.at(-1)?.track2).toBe(TRACK);
  });

  it('as a whole buffer is opened too, where the profile says so', async () => {
    const terminal = await Terminal.of('private-tlv');
    const { tdk } = terminal.keys;
    if (tdk === undefined) throw new Error('this layout has a track key');
    const encrypted = encryptWholeTrack(tdk, TRACK);
    expect(encrypted.length).toBeGreaterThan(37);
    expect(await terminal.sale(swiped(encrypted, '0610000000000000'))).toBe('00');
    expect(asked.at(-1)?.track2).toBe(TRACK);
  });

  it('under another key, or of a terminal without a track key, is answered A7 and never reaches the network', async () => {
    const other = await Terminal.of('cup-track');
    const encrypted = encryptTrack(TMK, TRACK) ?? '';
    expect(await other.sale(swiped(encrypted, '0610000000000000'))).toBe('A7');
    const without = await Terminal.of('cup-double');
    expect(await without.sale(swiped(encrypted, '0610000000000000'))).toBe('A7');
    for (const { terminalId } of [other, without])
      expect(
        await env.db.query('SELECT 1 FROM switching.card_transaction WHERE terminal_id = $1', [terminalId]),
      ).toEqual([]);
  });
});

it('a terminal whose working keys have served their time is asked in the header to sign in again, until it has', async () => {
  const terminal = await Terminal.of('cup-double');
  await terminal.echo();
  expect(terminal.requirement).toBe('0');
  env.clock.pass(24 * 3_600_000);
  await terminal.echo();
  expect(terminal.requirement).toBe('3');
  await terminal.signIn();
  expect(terminal.requirement).toBe('0');
  await terminal.echo();
  expect(terminal.requirement).toBe('0');
});
