/** The terminal line: plain TCP for closed lines, TLS beside it, one conversation a connection. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { World } from '../../flows/ports.ts';
import { openDesk } from './desk.ts';
import { deviceOf } from './device-proof.ts';
import { createPostServer } from './post.ts';
import { LINE_LIMITS, TerminalLines, type LineLimits } from './lines.ts';
import { PER_TERMINAL_S } from './terminal-rate.ts';

const HANDSHAKE_MS_MAX = 10_000;
/** 200 a second that wait ten seconds for a slow network are 2,000. */
const IN_WORK_MAX = 2_000;
/** Connections that the machine has accepted and we have not: terminals come back together after a power cut. */
const BACKLOG = 1_024;

export interface TerminalLine {
  /** Undefined: no plain line is open. */
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  readonly httpsPort: number | undefined;
  /** Stops accepting, lets running conversations finish, then closes the lines. */
  close(): Promise<void>;
}

export interface TerminalLineOptions {
  readonly host: string;
  /** Of the plain line, for lines that are closed to strangers; undefined opens none. */
  readonly port: number | undefined;
  /** PEM, certificate with its chain. */
  readonly tls?: {
    readonly port: number;
    readonly cert: string;
    readonly key: string;
    /** Where the same frames may be posted by HTTPS. */
    readonly httpsPort?: number;
    /** PEM: only devices with a certificate by this authority are let in, each for itself. */
    readonly clientCa?: string;
  };
  readonly perAddressMax?: number;
  readonly inWorkMax?: number;
  /** Messages a second of one terminal on plain lines. */
  readonly perTerminalS?: number;
  readonly limits?: Partial<LineLimits>;
}

export async function listenForTerminals(world: World, options: TerminalLineOptions): Promise<TerminalLine> {
  const desk = openDesk(world, {
    inWorkMax: options.inWorkMax ?? IN_WORK_MAX,
    perTerminalS: options.perTerminalS ?? PER_TERMINAL_S,
  });
  const lines = new TerminalLines({
    env: world,
    limits: { ...LINE_LIMITS, perAddressMax: options.perAddressMax ?? LINE_LIMITS.perAddressMax, ...options.limits },
    answer: (request, on) => desk(request.body, on),
  });
  const listening = await listen(lines, options);
  return {
    ...listening,
    async close() {
      listening.stop();
      await lines.drain();
    },
  };
}

/** Sockets that listen for `lines`; `stop` accepts no more. */
export async function listen(
  lines: TerminalLines,
  { host, port, tls }: Pick<TerminalLineOptions, 'host' | 'port' | 'tls'>,
): Promise<Omit<TerminalLine, 'close'> & { stop(): void }> {
  const servers: Server[] = [];
  const plain = createServer((socket) => {
    if (lines.admit(socket)) lines.serve(socket, { plain: true });
  });
  if (port !== undefined) {
    await bind(plain, { host, port });
    servers.push(plain);
  }
  let secured: { readonly tls?: Server; readonly posts?: Server } = {};
  if (tls !== undefined) {
    const { cert, key, clientCa } = tls;
    const proof = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
    const own = { cert, key, ...proof };
    const secure = createTlsServer({ ...own, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS_MAX }, (socket) => {
      const device = deviceOf(socket);
      if (clientCa !== undefined && device === undefined) socket.destroy();
      else lines.serve(socket, { device });
    });
    // counted before the handshake: who never finishes it takes a place all the same
    secure.prependListener('connection', (socket) => void lines.admit(socket));
    secure.on('tlsClientError', (_error, socket) => socket.destroy());
    await bind(secure, { host, port: tls.port });
    servers.push(secure);
    secured = { tls: secure };
    if (tls.httpsPort !== undefined) {
      const posts = createPostServer(lines, own);
      await bind(posts, { host, port: tls.httpsPort });
      servers.push(posts);
      secured = { tls: secure, posts };
    }
  }
  const portOf = (server: Server | undefined): number | undefined =>
    (server?.address() as AddressInfo | undefined)?.port;
  return {
    port: plain.listening ? portOf(plain) : undefined,
    tlsPort: portOf(secured.tls),
    httpsPort: portOf(secured.posts),
    stop() {
      for (const server of servers) server.close();
    },
  };
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: BACKLOG }, resolve);
  });
}
