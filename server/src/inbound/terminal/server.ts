/** The terminal line: TCP, one conversation a connection, frames served in the order they came. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FrameReader, frame, swapTpdu, type Frame } from '@kaitong/iso8583';
import type { World } from '../../flows/ports.ts';
import { answerFrame } from './answer-frame.ts';

/** A machine of this size holds about this many lines; one more is closed at once and counted. */
const CONNECTIONS_MAX = 5_000;
/** A frame begun must be whole within this; a line without any frame is closed after IDLE. */
const PARTIAL_MS_MAX = 30_000;
const IDLE_MS_MAX = 300_000;
const WAITING_FRAMES_MAX = 16;
const NII = '6000030000';

export interface TerminalLine {
  readonly port: number;
  /** Stops accepting, lets running conversations finish, then closes the lines. */
  close(): Promise<void>;
}

export async function listenForTerminals(world: World, options: { port: number; host: string }): Promise<TerminalLine> {
  const sockets = new Set<Socket>();
  const running = new Set<Promise<void>>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    world.metrics.terminalConnections.set(sockets.size);
    socket.on('close', () => {
      sockets.delete(socket);
      world.metrics.terminalConnections.set(sockets.size);
    });
    serveLine(world, socket, running);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      await Promise.allSettled(running);
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serveLine(world: World, socket: Socket, running: Set<Promise<void>>): void {
  const reader = new FrameReader();
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  socket.setNoDelay(true);
  socket.setTimeout(IDLE_MS_MAX, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    for (const event of reader.push(chunk)) {
      if (event.kind === 'fault') {
        world.log.warn({ error: event.error }, 'terminal line: not a frame');
        socket.destroy();
        return;
      }
      waiting += 1;
      if (waiting > WAITING_FRAMES_MAX) {
        socket.destroy();
        return;
      }
      tail = tail.then(() => serveFrame(world, socket, event.frame)).finally(() => (waiting -= 1));
      const task = tail;
      running.add(task);
      void task.finally(() => running.delete(task));
    }
    socket.setTimeout(reader.pendingBytes > 0 ? PARTIAL_MS_MAX : IDLE_MS_MAX);
  });
}

/** One frame to its answer. A frame whose message cannot even be named closes the line; a fault of ours answers nothing, so that the terminal reverses. */
async function serveFrame(world: World, socket: Socket, request: Frame): Promise<void> {
  try {
    if (request.tpdu.slice(0, 6) !== NII.slice(0, 6)) {
      world.log.warn({ tpdu: request.tpdu }, 'terminal line: not our network id');
      return void socket.destroy();
    }
    const body = await answerFrame(world, request.body);
    if (body === undefined) return void socket.destroy();
    if (!socket.destroyed) socket.write(frame({ tpdu: swapTpdu(request.tpdu), header: request.header, body }));
  } catch (error) {
    world.log.error({ error: String(error), stack: (error as Error).stack }, 'terminal line: fault while answering');
    socket.destroy();
  }
}
