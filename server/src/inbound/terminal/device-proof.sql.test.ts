import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeField60, frame, FrameReader, pack, terminalDialect, textField, unpack } from '@kaitong/iso8583';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { selfSigned } from '../../../testing/self-signed.ts';
import type { World } from '../../flows/ports.ts';
import { timers } from '../../platform/env.ts';
import { makeMetrics } from '../../platform/metrics.ts';
import { listenForTerminals, type TerminalLine } from './server.ts';

let database: TestDatabase;
let env: TestEnv;
let line: TerminalLine;
let terminal: BuiltTerminal;
let other: BuiltTerminal;
const host = selfSigned();
const certificates = new Map<string, ReturnType<typeof selfSigned>>();

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  [terminal, other] = [await buildTerminal(env), await buildTerminal(env)];
  await env.db.execute(`UPDATE terminals.terminal SET state = 'active'`);
  for (const { serialNo } of [terminal, other]) certificates.set(serialNo, selfSigned(serialNo));
  const acquirer = { code: '898', institution: '48981000', name: '开通支付', depositAccount: undefined };
  const world = { ...env, timers, metrics: makeMetrics(), acquirer } as unknown as World;
  // each certificate is its own authority here
  const clientCa = [...certificates.values()].map(({ cert }) => cert).join('');
  line = await listenForTerminals(world, { host: '127.0.0.1', port: 0, tls: { port: 0, ...host, clientCa } });
});
afterAll(async () => {
  await line.close();
  await env.close();
  await database.close();
});

/** Field 39 of the answer to an echo of `of` over TLS; 'closed' where the line closes without one. */
function echo(of: BuiltTerminal, identity: { cert: string; key: string } | undefined): Promise<string> {
  const fields = {
    11: '000001',
    41: of.terminalNo,
    42: of.merchantNo,
    60: encodeField60({ messageType: '00', batchNo: '000001', managementCode: '301' }),
  };
  const body = pack(terminalDialect, { mti: '0820', fields });
  return new Promise((resolve) => {
    const port = line.tlsPort ?? 0;
    const socket = connectTls({ host: '127.0.0.1', port, ca: host.cert, ...identity });
    const reader = new FrameReader();
    socket.on('secureConnect', () => socket.write(frame({ tpdu: '6000030000', header: '603210320072', body })));
    socket.on('error', () => resolve('closed'));
    socket.on('close', () => resolve('closed'));
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk)) {
        const read = event.kind === 'frame' ? unpack(terminalDialect, event.frame.body) : undefined;
        resolve(read?.ok === true ? (textField(read.value, 39) ?? '') : 'unreadable');
      }
      socket.destroy();
    });
  });
}

it('where devices show certificates, each speaks for its own terminal and for no other', async () => {
  expect(await echo(terminal, certificates.get(terminal.serialNo))).toBe('00');
  expect(await echo(terminal, certificates.get(other.serialNo))).toBe('97');
  expect(await echo(other, certificates.get(other.serialNo))).toBe('00');
});

it('a device without a certificate, or with one of another authority, is not let in', async () => {
  expect(await echo(terminal, undefined)).toBe('closed');
  expect(await echo(terminal, selfSigned(terminal.serialNo))).toBe('closed');
});
