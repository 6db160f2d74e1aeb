/**
 * A sale through the whole path: TCP frame, MAC, intent in PostgreSQL, card network (the simulator in its own process), outcome
 * and ledger in PostgreSQL, answer with MAC. Yardsticks of the same run on the same server with as many in flight: the bare SQL
 * function that records an approval, and a TPC-B-like transaction.
 */
import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
  encodeField60,
  encodeTerminalInformation,
  frame,
  FrameReader,
  packWithMac,
  terminalDialect,
  textField,
  unpack,
} from '@kaitong/iso8583';
import { Pool } from 'pg';
import { people } from '../../simulators/src/population/index.ts';
import type { OpenedWorld } from '../../server/src/entry/open-world.ts';
import { listenForTerminals } from '../../server/src/inbound/terminal/server.ts';
import { fen } from '../../server/src/kernel/fen.ts';
import { businessDate } from '../../server/src/kernel/instant.ts';
import { approveTransaction, beginTransaction } from '../../server/src/modules/switching/index.ts';
import { addTerminal, openBenchWorld, type BenchTerminal } from './bench-world.ts';
import type { BenchResult } from './main.ts';

const IN_FLIGHT = 8;
const WARM_MS = 2_000;
const MEASURE_MS = 10_000;
const YARDSTICK_MS = 5_000;

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const bench = await openBenchWorld({ poolMax: IN_FLIGHT * 2 });
  const { opened, url } = bench;
  const line = await listenForTerminals(opened.world, { host: '127.0.0.1', port: 0 });
  const terminals = await Promise.all(Array.from({ length: IN_FLIGHT }, (_one, index) => addTerminal(opened, index)));
  await until(() => opened.world.cardNetwork.ready());
  say(`${IN_FLIGHT} terminals, ${MEASURE_MS / 1000} s of sales through the whole path`);
  const whole = await sales(line.port, terminals);
  say('the bare function');
  const bare = await bareFunction(opened, terminals);
  say('TPC-B-like');
  const tpcb = await tpcB(url);
  await line.close();
  await bench.close();
  return {
    name: 'authorise',
    figures: {
      tps: round(whole.tps),
      p50Ms: round(whole.p50),
      p99Ms: round(whole.p99),
      inFlight: IN_FLIGHT,
      declined: whole.declined,
    },
    yardstick: { bareFunctionTps: round(bare), tpcbTps: round(tpcb) },
    ratios: { bareFunction: round(whole.tps / bare), tpcb: round(whole.tps / tpcb) },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const CREDIT = people.flatMap((person) => person.cards).filter((card) => card.kind === 'credit');

function saleFrame(terminal: BenchTerminal, stan: number): Uint8Array {
  const card = CREDIT[stan % CREDIT.length];
  const body = packWithMac(
    terminalDialect,
    {
      mti: '0200',
      fields: {
        3: '000000',
        4: '000000000001',
        11: String(stan).padStart(6, '0'),
        22: '022',
        25: '00',
        35: `${card?.pan}D${card?.expiry}2010000000000`,
        41: terminal.terminalNo,
        42: terminal.merchantNo,
        49: '156',
        53: '0600000000000000',
        59: encodeTerminalInformation({ serialNo: terminal.serialNo }),
        60: encodeField60({
          messageType: '22',
          batchNo: '000001',
          managementCode: '000',
          readCapability: '6',
          icCondition: '0',
        }),
        63: 'CUP',
      },
    },
    { strategy: 'cup-ecb', key: terminal.mak },
  );
  return frame({ tpdu: '6000030000', header: '603200320000', body });
}

async function sales(
  port: number,
  terminals: readonly BenchTerminal[],
): Promise<{ tps: number; p50: number; p99: number; declined: number }> {
  const times: number[] = [];
  let declined = 0;
  const begun = performance.now();
  const measuring = (): boolean => performance.now() - begun > WARM_MS;
  await Promise.all(
    terminals.map(async (terminal) => {
      const line = await openLine(port);
      for (let stan = 1; performance.now() - begun < WARM_MS + MEASURE_MS; stan += 1) {
        const sent = performance.now();
        const code = await line.exchange(saleFrame(terminal, stan));
        if (code !== '00') declined += 1;
        else if (measuring()) times.push(performance.now() - sent);
      }
      line.close();
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { tps: times.length / (MEASURE_MS / 1000), p50: at(0.5), p99: at(0.99), declined };
}

async function openLine(port: number): Promise<{ exchange(bytes: Uint8Array): Promise<string>; close(): void }> {
  const socket: Socket = createConnection({ host: '127.0.0.1', port });
  socket.setNoDelay(true);
  await new Promise((resolve) => socket.once('connect', resolve));
  const reader = new FrameReader();
  let answer: ((code: string) => void) | undefined;
  socket.on('data', (chunk) => {
    for (const event of reader.push(chunk)) {
      if (event.kind !== 'frame') continue;
      const read = unpack(terminalDialect, event.frame.body);
      answer?.(read.ok ? (textField(read.value, 39) ?? '') : 'unreadable');
    }
  });
  return {
    exchange(bytes) {
      return new Promise((resolve) => {
        answer = resolve;
        socket.write(bytes);
      });
    },
    close: () => socket.destroy(),
  };
}

/** The database's share alone: the approval function on intents that are already written, IN_FLIGHT at a time. */
async function bareFunction({ world }: OpenedWorld, terminals: readonly BenchTerminal[]): Promise<number> {
  let done = 0;
  let spentMs = 0;
  const begun = performance.now();
  let stan = 500_000;
  while (performance.now() - begun < YARDSTICK_MS * 2) {
    const batch = await Promise.all(
      terminals.map(async (terminal) => {
        stan += 1;
        const started = await beginTransaction(world, {
          ...terminal,
          businessDate: businessDate(world.clock.now(), '23:00'),
          kind: 'sale',
          messageClass: '02',
          batchNo: '000001',
          stan: String(stan),
          amount: fen(100),
          card: { pan: CREDIT[0]?.pan ?? '', kind: 'credit', bankName: '' },
          entryMode: '022',
          body: Buffer.from(String(stan)),
        });
        if (started.kind !== 'begun') throw new Error(started.kind);
        return started.transaction;
      }),
    );
    const measured = performance.now();
    await Promise.all(
      batch.map((one) =>
        approveTransaction(world, world.db, one, {
          authCode: '000000',
          answer: new Uint8Array(120),
          fee: fen(1),
          issuerCost: fen(0),
          networkCost: fen(0),
          snapshot: {},
        }),
      ),
    );
    spentMs += performance.now() - measured;
    done += batch.length;
  }
  return done / (spentMs / 1000);
}

/** The transaction of pgbench's TPC-B: three updates, a select, an insert, each its own statement; 8 branches. */
async function tpcB(url: string): Promise<number> {
  const pool = new Pool({ connectionString: url, max: IN_FLIGHT });
  await pool.query(`CREATE SCHEMA bench;
    CREATE TABLE bench.branch AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 8) i; ALTER TABLE bench.branch ADD PRIMARY KEY (id);
    CREATE TABLE bench.teller AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 80) i; ALTER TABLE bench.teller ADD PRIMARY KEY (id);
    CREATE TABLE bench.account AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 100000) i; ALTER TABLE bench.account ADD PRIMARY KEY (id);
    CREATE TABLE bench.history (teller int, branch int, account int, delta bigint, at timestamptz DEFAULT now());`);
  let done = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async (_one, worker) => {
      const client = await pool.connect();
      for (let i = 0; performance.now() - begun < YARDSTICK_MS; i += 1) {
        const account = 1 + ((i * 7919 + worker * 104_729) % 100_000);
        const teller = 1 + ((i * 31 + worker) % 80);
        const branch = 1 + ((i + worker) % 8);
        await client.query('BEGIN');
        await client.query('UPDATE bench.account SET balance = balance + $1 WHERE id = $2', [1, account]);
        await client.query('SELECT balance FROM bench.account WHERE id = $1', [account]);
        await client.query('UPDATE bench.teller SET balance = balance + $1 WHERE id = $2', [1, teller]);
        await client.query('UPDATE bench.branch SET balance = balance + $1 WHERE id = $2', [1, branch]);
        await client.query('INSERT INTO bench.history (teller, branch, account, delta) VALUES ($1, $2, $3, $4)', [
          teller,
          branch,
          account,
          1,
        ]);
        await client.query('COMMIT');
        done += 1;
      }
      client.release();
    }),
  );
  await pool.end();
  return done / (YARDSTICK_MS / 1000);
}
