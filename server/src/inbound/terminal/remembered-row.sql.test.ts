/** A gateway remembers terminals: what it remembers may lead to a sale, and decides nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  encodeField60,
  macHolds,
  packWithMac,
  terminalDialect,
  textField,
  unpack,
  type FieldValue,
} from '@kaitong/iso8583';
import { personOf } from '../../../../simulators/src/population/index.ts';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import type { World } from '../../flows/ports.ts';
import { terminalByNo } from '../../modules/terminals/index.ts';
import { wrapKeyBlock } from '../../outbound/key-vault/key-block.ts';
import { createSoftwareVault } from '../../outbound/key-vault/index.ts';
import { timers, wallClock } from '../../platform/env.ts';
import { lmkCheckValue } from '../../platform/lmk.ts';
import { makeMetrics } from '../../platform/metrics.ts';
import { answerMessage } from './answer-frame.ts';

const LMK = { id: lmkCheckValue(new Uint8Array(32).fill(1)), key: new Uint8Array(32).fill(1) };
const OLD = Uint8Array.from(Buffer.from('0123456789ABCDEF', 'hex'));
const NEW = Uint8Array.from(Buffer.from('FEDCBA9876543210', 'hex'));
const wrapped = (key: Uint8Array): string => wrapKeyBlock(LMK, { use: 'mak', algorithm: 'T', key });
const PAN = personOf('wang').cards[0]?.pan ?? '';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
/** Statements that looked a terminal up by its number. */
let lookedUp = 0;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  const query: World['db']['query'] = (text, ...rest) => {
    if (text.includes('terminals.terminal t')) lookedUp += 1;
    return env.db.query(text, ...rest);
  };
  const vault = createSoftwareVault({
    lmks: { active: LMK, older: [] },
    vendorKey: new Uint8Array(16),
    zpk: new Uint8Array(16),
    chance: env.chance,
  });
  const cardNetwork: World['cardNetwork'] = {
    ready: () => true,
    simulator: () => true,
    exchange: ({ rrn }) => Promise.resolve({ kind: 'answered', code: '00', authCode: '123456', rrn }),
  };
  const acquirer = { code: '898', institution: '48981000', name: '开通支付', depositAccount: undefined };
  const parts = { db: { ...env.db, query }, timers, wall: wallClock, metrics: makeMetrics(), vault, cardNetwork };
  world = { ...env, ...parts, acquirer } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

/** What another gateway does to the row. */
const change = (what: string, ...values: string[]): Promise<unknown> =>
  env.db.execute(`UPDATE terminals.terminal SET ${what} WHERE terminal_id = $1`, [terminal.terminalId, ...values]);
const written = async (): Promise<number> =>
  (await env.db.query('SELECT 1 FROM switching.card_transaction WHERE terminal_id = $1', [terminal.terminalId])).length;

/** An active terminal that this gateway has looked up once. */
beforeEach(async () => {
  terminal = await buildTerminal(env);
  await change(`state = 'active', test_sale_at = '2026-11-22', wrapped_mak = $2`, wrapped(OLD));
  await terminalByNo(world.db, terminal.terminalNo);
  lookedUp = 0;
});

let stan = 0;
/** The code of the answer to a sale of 10.00, sealed with a key. */
async function sell(key: Uint8Array, more: Record<number, FieldValue> = {}): Promise<string> {
  stan += 1;
  const fields = {
    3: '000000',
    4: '000000001000',
    11: String(stan).padStart(6, '0'),
    22: '022',
    25: '00',
    35: `${PAN}D30122010000012345`,
    41: terminal.terminalNo,
    42: terminal.merchantNo,
    49: '156',
    60: encodeField60({ messageType: '22', batchNo: '000001', managementCode: '000' }),
    ...more,
  };
  const body = packWithMac(terminalDialect, { mti: '0200', fields }, { strategy: 'cup-ecb', key });
  const read = unpack(terminalDialect, body);
  if (!read.ok) throw new Error('unreadable');
  const reply = await answerMessage(world, { message: read.value, body, from: 'test', device: undefined });
  const answer = unpack(terminalDialect, reply?.body ?? new Uint8Array());
  return answer.ok ? (textField(answer.value, 39) ?? '') : 'unreadable';
}

describe('a terminal that the gateway remembers', () => {
  it('sells without being looked up: its intent looks whether its row still holds', async () => {
    expect([await sell(OLD), lookedUp, await written()]).toEqual(['00', 0, 1]);
  });

  it('and that was suspended elsewhere is refused, and nothing is written', async () => {
    await change(`state = 'suspended'`);
    expect([await sell(OLD), lookedUp > 0, await written()]).toEqual(['97', true, 0]);
  });

  it('and that signed in elsewhere hears A0 under the old keys and sells under the new ones', async () => {
    await change('wrapped_mak = $2', wrapped(NEW));
    expect([await sell(OLD), await written()]).toEqual(['A0', 0]);
    await change('wrapped_mak = $2', wrapped(OLD));
    expect([await sell(OLD), await written()]).toEqual(['00', 1]);
  });

  it('and whose batch was closed elsewhere hears 77', async () => {
    await change('batch_no = 2');
    expect([await sell(OLD), await written()]).toEqual(['77', 0]);
  });

  it('is looked up for whatever is refused', async () => {
    expect([await sell(NEW), lookedUp > 0]).toEqual(['A0', true]);
    lookedUp = 0;
    expect([await sell(OLD, { 4: '000000000000' }), lookedUp > 0]).toEqual(['13', true]);
    lookedUp = 0;
    expect([await sell(OLD, { 42: '000000000000000' }), lookedUp > 0]).toEqual(['03', true]);
    expect(await written()).toBe(0);
  });

  it('and is sold on under a limit is looked at before the limit is', async () => {
    await env.db.execute(
      `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source)
       SELECT 'limit.' || kind || '_single_fen', '2026-01-02', '100000', 'fen', 'test' FROM unnest(ARRAY['credit', 'debit']) AS k (kind)`,
    );
    await change(`state = 'suspended'`);
    expect([await sell(OLD), await written()]).toEqual(['97', 0]);
    await change(`state = 'active'`);
    expect([await sell(OLD), await sell(OLD), await written()]).toEqual(['00', '00', 2]);
  });
});

describe('a sale that is told again the next morning', () => {
  const keep = (answer: Uint8Array | undefined) => {
    const bytes = answer ?? new Uint8Array();
    const read = unpack(terminalDialect, bytes);
    const code = read.ok ? textField(read.value, 39) : undefined;
    const by = [OLD, NEW].findIndex((key) => macHolds(bytes, { strategy: 'cup-ecb', key }));
    return { bytes, code, by: by === -1 ? 'nobody' : by === 0 ? 'old keys' : 'new keys' };
  };
  const tell = async (key: Uint8Array, text: string) => {
    const fields = {
      3: '000000',
      4: '000000001000',
      11: text,
      22: '022',
      25: '00',
      35: `${PAN}D30122010000012345`,
      41: terminal.terminalNo,
      42: terminal.merchantNo,
      49: '156',
      60: encodeField60({ messageType: '22', batchNo: '000001', managementCode: '000' }),
    };
    const body = packWithMac(terminalDialect, { mti: '0200', fields }, { strategy: 'cup-ecb', key });
    const read = unpack(terminalDialect, body);
    if (!read.ok) throw new Error('unreadable');
    return keep((await answerMessage(world, { message: read.value, body, from: 'test', device: undefined }))?.body);
  };

  it('hears the answer of the evening byte for byte, or, signed in since, the same under its new keys; it is one sale', async () => {
    env.clock.set('2026-11-23T22:30:00+08:00');
    const evening = await tell(OLD, '900001');
    expect([evening.code, evening.by]).toEqual(['00', 'old keys']);
    env.clock.set('2026-11-24T08:00:00+08:00');
    expect(Buffer.from((await tell(OLD, '900001')).bytes).equals(Buffer.from(evening.bytes))).toBe(true);
    await change(`wrapped_mak = $2, keys_at = '2026-11-24T07:00:00+08:00'`, wrapped(NEW));
    const morning = await tell(NEW, '900001');
    expect([morning.code, morning.by, await written()]).toEqual(['00', 'new keys', 1]);
  });
});
