/** The page of the terminals speaks to the terminal host through us, so that one address is enough: HTTP passed through, WebSocket piped. */
import { connect } from 'node:net';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { problemOf } from '../problems.ts';

export interface TerminalHostAddress {
  /** host:port of its HTTP interface; undefined while it is off. */
  admin(): string | undefined;
  ws(): string | undefined;
}

const WS_PATH = '/terminal/ws';
const API_PREFIX = '/terminal/api';

export function registerTerminalProxy(app: FastifyInstance, host: TerminalHostAddress): void {
  app.route({
    method: ['GET', 'POST', 'PUT'],
    url: `${API_PREFIX}/*`,
    handler: async (request, reply) => {
      const address = host.admin();
      if (address === undefined)
        return reply
          .code(404)
          .type('application/problem+json')
          .send(problemOf('http.not_found', { facts: { simulator: 'terminal-host', alive: false } }));
      const response = await fetch(`http://${address}${request.url.slice(API_PREFIX.length)}`, {
        method: request.method,
        signal: AbortSignal.timeout(90_000),
        ...(request.body === undefined || request.body === null
          ? {}
          : { body: JSON.stringify(request.body), headers: { 'content-type': 'application/json' } }),
      });
      return reply
        .code(response.status)
        .type(response.headers.get('content-type') ?? 'application/json')
        .send(Buffer.from(await response.arrayBuffer()));
    },
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const address = host.ws();
    if (request.url?.startsWith(WS_PATH) !== true || address === undefined) socket.destroy();
    else pipeUpgrade(request, socket, { head, address });
  });
}

function pipeUpgrade(request: IncomingMessage, socket: Duplex, to: { head: Buffer; address: string }): void {
  const [host = '127.0.0.1', port = '0'] = to.address.split(':');
  const upstream = connect(Number(port), host, () => {
    const lines = [`GET ${request.url ?? '/'} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (to.head.length > 0) upstream.write(to.head);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
  socket.on('close', () => upstream.destroy());
}
