/** A terminal's line: one short TCP connection for each request, as terminals in the field have it. */
import { connect } from 'node:net';
import type { LinePhase, LineResult, NetworkKind, Transport } from '@kaitong/terminal';

export interface LineFaults {
  readonly lineDown: () => boolean;
  readonly slowMs: () => number;
  readonly dropReplies: () => boolean;
  /** Whether the mobile network lets the data of this device through. */
  readonly passesMobile: () => Promise<boolean>;
}

const connectMsMax = 10_000;

function split(address: string): { host: string; port: number } {
  const [host = '127.0.0.1', port = '0'] = address.replace(/^tcp:\/\//, '').split(':');
  return { host, port: Number(port) };
}

interface Request {
  readonly address: string;
  readonly frame: Uint8Array;
  readonly timeoutMs: number;
  readonly dropReply: boolean;
  readonly onPhase: (phase: LinePhase) => void;
}

function exchangeOnce(request: Request): Promise<LineResult> {
  return new Promise((resolve) => {
    const socket = connect(split(request.address));
    let kept = Buffer.alloc(0);
    let left = false;
    const end = (result: LineResult): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    let timer = setTimeout(() => end({ kind: 'not_sent' }), Math.min(connectMsMax, request.timeoutMs));
    socket.on('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(() => end({ kind: 'silence' }), request.timeoutMs);
      request.onPhase('sending');
      left = true;
      socket.write(request.frame);
      request.onPhase('receiving');
    });
    socket.on('data', (chunk) => {
      if (request.dropReply) return;
      kept = Buffer.concat([kept, chunk]);
      if (kept.length >= 2 && kept.length >= 2 + kept.readUInt16BE(0))
        end({ kind: 'answer', frame: Uint8Array.from(kept) });
    });
    socket.on('error', () => undefined);
    // A line cut before the answer is silence at once: waiting longer cannot bring one.
    socket.on('close', () => end(left ? { kind: 'silence' } : { kind: 'not_sent' }));
  });
}

/** `address` is asked for at each request, because the gateway may move. */
export function gatewayLine(address: () => string | undefined, faults: LineFaults): Transport {
  const reachable = (): string | undefined => (faults.lineDown() ? undefined : address());
  const slow = (): Promise<void> => {
    const ms = faults.slowMs();
    return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
  };
  let network: NetworkKind = '4g';
  const passes = async (): Promise<boolean> => network === 'wifi' || (await faults.passesMobile());
  return {
    async connect(to) {
      network = to;
      await slow();
      return reachable() !== undefined && (await passes());
    },
    async exchange(frame, timeoutMs, onPhase, typed) {
      onPhase('connecting');
      await slow();
      const to = reachable() === undefined || !(await passes()) ? undefined : (typed ?? address());
      if (to === undefined) return { kind: 'not_sent' };
      return exchangeOnce({ address: to, frame, timeoutMs, onPhase, dropReply: faults.dropReplies() });
    },
  };
}
