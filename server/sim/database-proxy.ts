/**
 * A line between a gateway and PostgreSQL on which somebody listens: it tells of a statement before it reaches the database, or after
 * the database has answered and before the gateway hears it. Who then kills the gateway has killed it before or after the commit.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Moment = 'before' | 'after';

export interface Trap {
  /** Text of the statement, or the name that it was prepared under. */
  readonly statement: RegExp;
  readonly moment: Moment;
  /** Called once; nothing more passes on any connection of the proxy until the gateway is gone. */
  readonly spring: () => void;
}

const COMMIT = /COMMIT/;
const BEGIN = /BEGIN/;

export class DatabaseProxy {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #trap: Trap | undefined;
  url = '';
  #close: () => void = () => undefined;

  private constructor(target: URL) {
    this.#target = target;
  }

  static async open(databaseUrl: string): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(new URL(databaseUrl));
    const server = createServer((socket) => proxy.#serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.port = String((server.address() as AddressInfo).port);
    proxy.url = url.href;
    proxy.#close = () => void server.close();
    return proxy;
  }

  set(trap: Trap | undefined): void {
    this.#trap = trap;
  }

  close(): void {
    this.#close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(gateway: Socket): void {
    const database = connect({ host: this.#target.hostname, port: Number(this.#target.port) });
    for (const [socket, peer] of [
      [gateway, database],
      [database, gateway],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        peer.destroy();
      });
    }
    /** Inside BEGIN … COMMIT the commit is what counts, not the statement. */
    let inTransaction = false;
    let seen: Trap | undefined;
    let held = false;
    const spring = (trap: Trap): void => {
      held = true;
      this.#trap = undefined;
      trap.spring();
    };
    gateway.on('data', (chunk) => {
      if (held) return;
      const text = chunk.toString('latin1');
      if (BEGIN.test(text)) inTransaction = true;
      const trap = this.#trap;
      if (trap?.statement.test(text) === true) {
        if (trap.moment === 'before') return spring(trap);
        if (!inTransaction) seen = trap;
        else seen ??= { ...trap, statement: COMMIT };
      } else if (seen?.statement === COMMIT && COMMIT.test(text)) seen = { ...seen, statement: /$/ };
      if (COMMIT.test(text)) inTransaction = false;
      database.write(chunk);
    });
    database.on('data', (chunk) => {
      if (held) return;
      if (seen !== undefined && seen.statement !== COMMIT) return spring(seen);
      gateway.write(chunk);
    });
  }
}
