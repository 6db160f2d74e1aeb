/** What `npm run bench -- authorise` is measured against, on the same server in the same run. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
  answerMti,
  frame,
  FrameReader,
  macHolds,
  packWithMac,
  swapTpdu,
  terminalDialect,
  textField,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { Pool } from 'pg';
import type { OpenedWorld } from '../../server/src/entry/open-world.ts';
import { fen } from '../../server/src/kernel/fen.ts';
import { businessDate, dateInShanghai, timeInShanghai } from '../../server/src/kernel/instant.ts';
import { approveTransaction, beginTransaction } from '../../server/src/modules/switching/index.ts';
import { together } from '../../server/src/platform/postgres/together.ts';
import type { BenchTerminal } from './bench-world.ts';

export const YARDSTICK_MS = 5_000;

/** Intent and outcome in the database by the product's own functions, a sale a terminal at a time, batched as they are; no network. */
export async function bareFunction({ world }: OpenedWorld, terminals: readonly BenchTerminal[]): Promise<number> {
  let done = 0;
  const begun = performance.now();
  await Promise.all(
    terminals.map(async (terminal) => {
      for (let stan = 500_000; performance.now() - begun < YARDSTICK_MS; stan += 1) {
        const started = await beginTransaction(world, {
          ...terminal,
          businessDate: businessDate(world.clock.now(), '23:00'),
          kind: 'sale',
          messageClass: '02',
          batchNo: '000001',
          stan: String(stan),
          amount: fen(100),
          card: { pan: '6225880123456789', kind: 'credit', bankName: '', organisation: 'CUP' },
          entryMode: '022',
          body: Buffer.from(String(stan)),
        });
        if (started.kind !== 'begun') throw new Error(started.kind);
        const approval = {
          authCode: '000000',
          answer: new Uint8Array(120),
          fee: fen(1),
          issuerCost: fen(0),
          networkCost: fen(0),
          snapshot: { cardKind: 'credit' },
        };
        if (!(await approveTransaction(world, world.db, started.transaction, approval)))
          throw new Error('not approved');
        done += 1;
      }
    }),
  );
  return done / (YARDSTICK_MS / 1000);
}

/**
 * The same hops, MACs and commits without a rule: a frame is read, its MAC checked, a row committed, the network asked, the row's
 * outcome committed, the answer sealed. Rows and outcomes travel together as the product's do.
 */
export async function openSkeleton(
  opened: OpenedWorld,
  { url, terminals }: { readonly url: string; readonly terminals: readonly BenchTerminal[] },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const owner = new Pool({ connectionString: url, max: 1 });
  await owner.query(`CREATE SCHEMA skeleton;
    CREATE TABLE skeleton.sale (id text PRIMARY KEY, request bytea NOT NULL, answer bytea);
    GRANT USAGE ON SCHEMA skeleton TO kaitong_app; GRANT SELECT, INSERT, UPDATE ON skeleton.sale TO kaitong_app;`);
  await owner.end();
  const answerOf = bones(opened, new Map(terminals.map((one) => [one.terminalNo, one.mak])));
  const server = createServer((socket) => {
    const reader = new FrameReader();
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk)) {
        if (event.kind !== 'frame') continue;
        const { tpdu, header, body } = event.frame;
        void answerOf(body).then(
          (bytes) => socket.write(frame({ tpdu: swapTpdu(tpdu), header, body: bytes })),
          () => socket.destroy(),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

/** A statement over rows of an id and bytes, many at a time, as the product's own are. */
const rowsTogether = (text: string) =>
  together<{ id: string; bytes: Uint8Array }, undefined>({
    atOnceMax: 2,
    gatherMs: 10,
    sizeMax: 128,
    waitingMax: 4_000,
    async run(db, rows) {
      await db.query(text, [rows.map((row) => row.id), rows.map((row) => Buffer.from(row.bytes).toString('hex'))]);
      return rows.map(() => undefined);
    },
  });
const insertTogether = rowsTogether(
  `INSERT INTO skeleton.sale (id, request) SELECT id, decode(bytes, 'hex') FROM unnest($1::text[], $2::text[]) AS r (id, bytes) ORDER BY id`,
);
const updateTogether = rowsTogether(
  `UPDATE skeleton.sale s SET answer = decode(r.bytes, 'hex') FROM unnest($1::text[], $2::text[]) AS r (id, bytes) WHERE s.id = r.id`,
);

function bones(
  { world }: OpenedWorld,
  keys: ReadonlyMap<string, Uint8Array>,
): (body: Uint8Array) => Promise<Uint8Array> {
  let trace = 0;
  const ask = async (message: Message): Promise<{ rrn: string; code: string }> => {
    trace += 1;
    const stan = String(trace).padStart(6, '0');
    const now = world.clock.now();
    const time = dateInShanghai(now).slice(5).replace('-', '') + timeInShanghai(now).replaceAll(':', '');
    const rrn = time.slice(4) + stan;
    const answer = await world.cardNetwork.exchange({
      kind: 'sale',
      stan,
      transmissionTime: time,
      rrn,
      pan: (textField(message, 35) ?? '').split('D')[0] ?? '',
      amountFen: fen(1n),
      entryMode: '022',
      conditionCode: '00',
      merchantNo: textField(message, 42) ?? '',
      terminalNo: textField(message, 41) ?? '',
      mcc: '5812',
      merchantName: '测试商户',
    });
    return { rrn, code: answer.kind === 'answered' ? answer.code : '96' };
  };
  return async (body) => {
    const read = unpack(terminalDialect, body);
    if (!read.ok) throw new Error('unreadable');
    const message = read.value;
    const key = keys.get(textField(message, 41) ?? '');
    if (key === undefined || !macHolds(body, { strategy: 'cup-ecb', key })) throw new Error('a wrong MAC');
    const id = world.ids.next('skl');
    await insertTogether(world.db, { id, bytes: body });
    const { rrn, code } = await ask(message);
    const fields = new Map<number, FieldValue>(
      [...message.fields].filter(([n]) => [3, 4, 11, 41, 42, 49, 60].includes(n)),
    );
    const answer = { mti: answerMti(message.mti), fields: fields.set(37, rrn).set(39, code) };
    const bytes = packWithMac(terminalDialect, answer, { strategy: 'cup-ecb', key });
    await updateTogether(world.db, { id, bytes });
    return bytes;
  };
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** The transaction of pgbench's TPC-B: three updates, a select, an insert, each its own statement; 8 branches, 8 clients. */
export async function tpcB(url: string): Promise<number> {
  const CLIENTS = 8;
  const pool = new Pool({ connectionString: url, max: CLIENTS });
  await pool.query(`CREATE SCHEMA bench;
    CREATE TABLE bench.branch AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 8) i; ALTER TABLE bench.branch ADD PRIMARY KEY (id);
    CREATE TABLE bench.teller AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 80) i; ALTER TABLE bench.teller ADD PRIMARY KEY (id);
    CREATE TABLE bench.account AS SELECT i AS id, 0::bigint AS balance FROM generate_series(1, 100000) i; ALTER TABLE bench.account ADD PRIMARY KEY (id);
    CREATE TABLE bench.history (teller int, branch int, account int, delta bigint, at timestamptz DEFAULT now());`);
  let done = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_one, worker) => {
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
