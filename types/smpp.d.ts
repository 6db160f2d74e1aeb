/** The part of npm `smpp` 0.5.1 that we use; the package brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';

  export interface Pdu {
    readonly command: string;
    command_status: number;
    sequence_number: number;
    system_id?: string;
    password?: string;
    message_id?: string;
    source_addr?: string;
    destination_addr?: string;
    short_message?: { message?: string | Buffer };
    message_payload?: { message?: string | Buffer };
    receipted_message_id?: string | Buffer;
    message_state?: number;
    response(options?: Record<string, unknown>): Pdu;
  }
  export interface Session extends EventEmitter {
    readonly socket: Socket;
    send(pdu: Pdu): boolean;
    bind_transceiver(options: Record<string, unknown>, answer: (pdu: Pdu) => void): void;
    submit_sm(options: Record<string, unknown>, answer: (pdu: Pdu) => void): void;
    deliver_sm(options: Record<string, unknown>, answer?: (pdu: Pdu) => void): void;
    enquire_link(answer?: (pdu: Pdu) => void): void;
    unbind(answer?: () => void): void;
    close(): void;
    destroy(): void;
  }
  export interface SmppServer extends NetServer {
    readonly sessions: Session[];
  }
  const smpp: {
    connect(options: { host: string; port: number } | string, onConnect?: () => void): Session;
    createServer(onSession: (session: Session) => void): SmppServer;
    readonly ESME_ROK: number;
    readonly ESME_RBINDFAIL: number;
    readonly ESME_RINVDSTADR: number;
    readonly ESME_RTHROTTLED: number;
  };
  export default smpp;
}
