/** SMPP client to the SMS centre: one bound session, kept alive, bound again when it breaks; receipts come back on it. */
import smpp, { type Pdu, type Session } from 'smpp';
import type { Logger } from 'pino';
import type { DeliveryReceipt, SmsAnswer, SmsCentre } from '../../modules/notifications/index.ts';
import type { Timers } from '../../platform/env.ts';
import { refuseInsideTransaction } from '../../platform/postgres/database.ts';

export interface SmsOptions {
  readonly host: string;
  readonly port: number;
  readonly systemId: string;
  readonly password: string;
  readonly sender: string;
  readonly answerMsMax: number;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onReceipt: (receipt: DeliveryReceipt) => void;
  /** In production a centre that calls itself a simulator is hung up on. */
  readonly allowSimulator: boolean;
}

export interface SmsLine extends SmsCentre {
  ready(): boolean;
  /** Bound, and the last messages were answered: a line may be open and nobody behind it. */
  answers(): boolean;
  simulator(): boolean;
  close(): void;
}

const REBIND_MS = 1_000;
const KEEPALIVE_MS = 30_000;
/** So many messages without an answer, one after the other, and nobody is there. */
const SILENCES_MAX = 2;
const SIMULATOR = 'KAITONG-SIMULATOR';

export function createSmsLine(options: SmsOptions): SmsLine {
  let session: Session | undefined;
  let bound = false;
  let simulator = false;
  let closed = false;
  let silences = 0;

  const drop = (): void => {
    bound = false;
    session?.destroy();
    session = undefined;
    if (!closed) void options.timers.wait(REBIND_MS).then(() => (closed ? undefined : connect()));
  };
  const connect = (): void => {
    const fresh = smpp.connect({ host: options.host, port: options.port });
    session = fresh;
    let dropped = false;
    const dropOnce = (): void => {
      if (dropped) return;
      dropped = true;
      drop();
    };
    fresh.on('error', dropOnce);
    fresh.on('close', dropOnce);
    fresh.on('deliver_sm', (pdu: Pdu) => {
      fresh.send(pdu.response());
      const receipt = readReceipt(pdu);
      if (receipt !== undefined) options.onReceipt(receipt);
    });
    fresh.on('enquire_link', (pdu: Pdu) => fresh.send(pdu.response()));
    fresh.bind_transceiver(
      { system_id: options.systemId, password: options.password, interface_version: 0x34 },
      (pdu) => {
        simulator = pdu.system_id === SIMULATOR;
        if (pdu.command_status !== smpp.ESME_ROK || (simulator && !options.allowSimulator)) {
          options.log.error({ status: pdu.command_status, simulator }, 'SMS centre not usable');
          return dropOnce();
        }
        bound = true;
        void keepAlive(fresh, () => bound && session === fresh, options.timers);
      },
    );
  };
  connect();
  return {
    async submit(message) {
      refuseInsideTransaction('SMS centre');
      if (!bound || session === undefined) return { kind: 'unknown', reason: 'not connected' };
      const answer = await submit(session, options, message);
      silences = answer.kind === 'unknown' ? silences + 1 : 0;
      return answer;
    },
    ready: () => bound,
    answers: () => bound && silences < SILENCES_MAX,
    simulator: () => simulator,
    close() {
      closed = true;
      session?.destroy();
    },
  };
}

async function keepAlive(session: Session, alive: () => boolean, timers: Timers): Promise<void> {
  while (alive()) {
    await timers.wait(KEEPALIVE_MS);
    if (alive()) session.enquire_link();
  }
}

async function submit(
  session: Session,
  options: SmsOptions,
  message: { phone: string; text: string },
): Promise<SmsAnswer> {
  const silence = new AbortController();
  const answered = new Promise<SmsAnswer>((resolve) => {
    const body = Buffer.from(message.text, 'utf16le').swap16(); // UCS-2 big endian, data_coding 8
    const content = body.length <= 254 ? { short_message: body } : { message_payload: body };
    session.submit_sm(
      {
        source_addr: options.sender,
        destination_addr: message.phone,
        data_coding: 8,
        registered_delivery: 1,
        ...content,
      },
      (pdu) => {
        if (pdu.command_status === smpp.ESME_ROK) resolve({ kind: 'accepted', reference: String(pdu.message_id) });
        else resolve({ kind: 'refused', reason: `status ${pdu.command_status}` });
      },
    );
  });
  const late = options.timers
    .wait(options.answerMsMax, silence.signal)
    .then((): SmsAnswer => ({ kind: 'unknown', reason: 'no answer in time' }));
  const answer = await Promise.race([answered, late]);
  silence.abort();
  return answer;
}

/** SMPP appendix B: the receipt is text, `id:… stat:DELIVRD err:000`. */
function readReceipt(pdu: Pdu): DeliveryReceipt | undefined {
  const text = String(pdu.short_message?.message ?? '');
  const reference = /id:(\S+)/.exec(text)?.[1];
  const status = /stat:(\S+)/.exec(text)?.[1];
  if (reference === undefined || status === undefined) return undefined;
  return { reference, delivered: status === 'DELIVRD', reason: status };
}
