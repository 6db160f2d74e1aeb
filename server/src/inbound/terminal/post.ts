/** The HTTPS form of the line: one frame posted, its answer in the body. The same frames, limits and desk as on a line. */
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContextOptions, TlsOptions, TLSSocket } from 'node:tls';
import { frameBytesMax, FrameReader, imageFrameBytesMax, type Frame } from '@kaitong/iso8583';
import { deviceOf } from './device-proof.ts';
import type { TerminalLines } from './lines.ts';

const POST_TYPE = 'x-ISO-TPDU/x-auth';

/** A frame with its two bytes of length. */
const BODY_BYTES_MAX = imageFrameBytesMax + 2;
const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 60_000, maxHeaderSize: 8_192 };

export function createPostServer(lines: TerminalLines, identity: SecureContextOptions & TlsOptions): Server {
  const server = createServer(
    { ...identity, ...TIMES, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 },
    (asked, reply) => {
      const end = (status: number, bytes?: Uint8Array): void => {
        reply.writeHead(status, bytes === undefined ? { connection: 'close' } : { 'content-type': POST_TYPE });
        reply.end(bytes);
      };
      if (asked.method !== 'POST') return end(405);
      if (asked.headers['content-type']?.toLowerCase() !== POST_TYPE.toLowerCase()) return end(415);
      const device = deviceOf(asked.socket as TLSSocket);
      if (identity.requestCert === true && device === undefined) return end(403);
      const speaker = { from: asked.socket.remoteAddress ?? '', device };
      void frameOf(asked)
        .then((request) => (request === undefined ? undefined : lines.answerOne(request, speaker)))
        .then(
          (bytes) => end(bytes === undefined ? 400 : 200, bytes),
          () => end(500),
        );
    },
  );
  server.prependListener('connection', (socket) => void lines.admit(socket as Socket));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** The one frame of a body; undefined where it is none, more than one, or too long. */
async function frameOf(asked: IncomingMessage): Promise<Frame | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of asked as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  const reader = new FrameReader(frameBytesMax, imageFrameBytesMax);
  const [event, ...more] = reader.push(Buffer.concat(chunks));
  return event?.kind === 'frame' && more.length === 0 && reader.pendingBytes === 0 ? event.frame : undefined;
}
