/**
 * The other end of `npm run bench -- lines`: many terminals in one process of their own. Told { port, lines, terminals } it opens the
 * lines from addresses spread over 127.0.0.0/8 and says how long that took; told { echoes } it sends echo tests on a sample of them.
 */
import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { encodeField60, frame, FrameReader, pack, terminalDialect, textField, unpack } from '@kaitong/iso8583';

export interface LinesTold {
  readonly open?: {
    readonly port: number;
    readonly lines: number;
    readonly perAddress: number;
    readonly terminalNo: string;
    readonly merchantNo: string;
  };
  readonly echoes?: number;
}

export interface LinesSaid {
  readonly openSeconds?: number;
  readonly open: number;
  readonly refused: number;
  readonly echoMs?: readonly number[];
  readonly wrong?: number;
}

/** Connections being opened at one moment. */
const OPENING = 64;
/** Echo tests in flight at one moment. */
const ASKING = 8;

const sockets: Socket[] = [];
let refused = 0;
let asked: NonNullable<LinesTold['open']> | undefined;

/** 127.1.0.1, 127.1.0.2, …: each carries `perAddress` lines. */
function addressOf(index: number, perAddress: number): string {
  const host = Math.floor(index / perAddress) + 1;
  return `127.1.${Math.floor(host / 250)}.${(host % 250) + 1}`;
}

function openOne(open: NonNullable<LinesTold['open']>, index: number): Promise<void> {
  return new Promise((resolve) => {
    const localAddress = addressOf(index, open.perAddress);
    const socket = createConnection({ host: '127.0.0.1', port: open.port, localAddress });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      refused += 1;
      resolve();
    });
    socket.on('connect', () => {
      sockets.push(socket);
      resolve();
    });
  });
}

async function inTurns(
  count: number,
  atOnce: number,
  work: (index: number, turn: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_one, turn) => {
      for (let index = next++; index < count; index = next++) await work(index, turn);
    }),
  );
}

function echoFrame(index: number): Uint8Array {
  const fields = {
    11: String(index % 1_000_000).padStart(6, '0'),
    41: asked?.terminalNo ?? '',
    42: asked?.merchantNo ?? '',
    60: encodeField60({ messageType: '00', batchNo: '000001', managementCode: '301' }),
  };
  const body = pack(terminalDialect, {
    mti: '0820',
    fields: new Map(Object.entries(fields).map(([number, value]) => [Number(number), value])),
  });
  return frame({ tpdu: '6000030000', header: '603200320000', body });
}

/** Milliseconds to the answer, or undefined where it was no 00. */
function echo(socket: Socket, index: number): Promise<number | undefined> {
  const reader = new FrameReader();
  const sent = performance.now();
  return new Promise((resolve) => {
    const closed = (): void => resolve(undefined);
    const hear = (chunk: Uint8Array): void => {
      const event = reader.push(chunk)[0];
      if (event?.kind !== 'frame') return;
      socket.off('data', hear);
      socket.off('close', closed);
      const read = unpack(terminalDialect, event.frame.body);
      resolve(read.ok && textField(read.value, 39) === '00' ? performance.now() - sent : undefined);
    };
    socket.on('data', hear);
    socket.once('close', closed);
    socket.write(echoFrame(index));
  });
}

async function told(message: LinesTold): Promise<LinesSaid> {
  if (message.open !== undefined) {
    asked = message.open;
    const begun = performance.now();
    await inTurns(asked.lines, OPENING, (index) => openOne(message.open as NonNullable<LinesTold['open']>, index));
    const openSeconds = (performance.now() - begun) / 1000;
    return { openSeconds, open: sockets.length, refused };
  }
  const count = message.echoes ?? 0;
  const alive = sockets.filter((socket) => !socket.destroyed);
  const times: number[] = [];
  let wrong = 0;
  // each turn has lines of its own, spread over all of them: one question in flight a line
  const own = Math.floor(alive.length / ASKING);
  await inTurns(count, ASKING, async (index, turn) => {
    const socket = alive[turn * own + (Math.floor((index * own) / count) % own)];
    if (socket === undefined) throw new Error('every line is closed');
    const ms = await echo(socket, index);
    if (ms === undefined) wrong += 1;
    else times.push(ms);
  });
  return { open: sockets.filter((socket) => !socket.destroyed).length, refused, echoMs: times, wrong };
}

process.on('message', (message: LinesTold) => void told(message).then((said) => process.send?.(said)));
process.on('disconnect', () => process.exit(0));
