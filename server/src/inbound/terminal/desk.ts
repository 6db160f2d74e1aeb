/**
 * Between line and conversation: what can be read, what there is room for, and what takes too long. Nobody waits in silence: no
 * room is 96 before anything is written, no answer in time is 98 and is taken back.
 */
import {
  decodeField60,
  peekText,
  profiles,
  terminalDialect,
  terminalDialectWholeTrack,
  textField,
  unpack,
  unpackLenient,
  type FieldValue,
  type Message,
  type Read,
} from '@kaitong/iso8583';
import type { World } from '../../flows/ports.ts';
import { reverseCard } from '../../flows/reverse-card.ts';
import { fen } from '../../kernel/fen.ts';
import { terminalByNo } from '../../modules/terminals/index.ts';
import { answerMessage, type Received } from './answer-frame.ts';
import { plainAnswer, sealedAnswer } from './answers.ts';
import { MAC_BYTES } from './financial.ts';
import type { Deadline } from './deadline.ts';
import type { Reply, Speaker } from './lines.ts';
import { terminalRate } from './terminal-rate.ts';

/** What seals an answer is asked for this long; then the answer goes without. */
const SEAL_MS_MAX = 2_000;
/** New charges may take three places of four; the rest is for what ends them: reversals, settlement, sign-in. */
const CHARGES_SHARE = 0.75;

export type Desk = (body: Uint8Array, on: Speaker & { readonly deadline: Deadline }) => Promise<Reply | undefined>;

const isCharge = ({ mti }: Message): boolean => mti.startsWith('01') || mti.startsWith('02');

export function openDesk(
  world: World,
  options: {
    readonly inWorkMax: number;
    /** Messages a second of one terminal on plain lines. */
    readonly perTerminalS?: number;
    readonly answer?: typeof answerMessage;
  },
): Desk {
  const answer = options.answer ?? answerMessage;
  const chargesMax = Math.floor(options.inWorkMax * CHARGES_SHARE);
  const rate =
    options.perTerminalS === undefined ? undefined : terminalRate(options.perTerminalS, () => world.wall.now());
  let inWork = 0;
  const moved = (by: 1 | -1): void => {
    inWork += by;
    world.metrics.terminalInWork.set(inWork);
  };
  return async (body, { from, device, plain, deadline }) => {
    const tried = unpack(terminalDialect, body);
    const read = tried.ok ? tried : await readOtherwise(world, body, tried);
    if (!read.ok) {
      world.log.warn({ error: read.error, from }, 'terminal line: message not readable');
      return malformed(world, body);
    }
    const message = read.value;
    const pace = plain === true ? rate?.take(textField(message, 41) ?? '') : undefined;
    if (pace === 'slow' || pace === 'flood') {
      world.metrics.terminalRefused.inc({ reason: 'too_fast' });
      return pace === 'slow' ? refusal(world, message, '96') : undefined;
    }
    const late = deadline.over;
    if (late || inWork >= (isCharge(message) ? chargesMax : options.inWorkMax)) {
      world.metrics.terminalRefused.inc({ reason: late ? 'waited_too_long' : 'no_room' });
      return refusal(world, message, '96');
    }
    moved(1);
    const work = answer(world, { message, body, from, device }).finally(() => moved(-1));
    const inTime = await Promise.race([work.then((reply) => ({ reply })), deadline.passed]);
    if (inTime !== undefined) return inTime.reply;
    work.catch((error: unknown) =>
      world.log.error({ error: String(error) }, 'terminal line: fault after the deadline'),
    );
    return gaveUp(world, { message, body, from });
  };
}

type Unread = Extract<Read<Message>, { ok: false }>;

/**
 * Nearly every frame is of the ordinary dialect, so that one is tried first. Where it does not fit, the number of the terminal, which
 * stands before the fields that a profile changes (a PIN block of 16 bytes), says whether there is another.
 */
async function readOtherwise(world: World, body: Uint8Array, unread: Unread): Promise<Read<Message>> {
  const terminalNo = peekText(terminalDialectWholeTrack, body, 41)?.trim();
  const terminal = terminalNo === undefined ? undefined : await terminalByNo(world.db, terminalNo);
  const dialect = terminal === undefined ? terminalDialect : profiles[terminal.keyProfile].dialect;
  return dialect === terminalDialect ? unread : unpack(dialect, body);
}

/** 30 where we know at least whom to answer; otherwise nothing. */
async function malformed(world: World, body: Uint8Array): Promise<Reply | undefined> {
  const { message } = unpackLenient(terminalDialect, body);
  const known = [11, 41, 42].map((number): [number, FieldValue] => [number, textField(message, number) ?? '']);
  const [stan, terminalNo, merchantNo] = known.map(([, value]) => String(value));
  const readable =
    /^0[1-8]\d0$/.test(message.mti) &&
    /^\d{6}$/.test(stan ?? '') &&
    /^[\x21-\x7e]{8}$/.test(terminalNo ?? '') &&
    /^[\x21-\x7e]{15}$/.test(merchantNo ?? '');
  return readable ? refusal(world, { mti: message.mti, fields: new Map(known) }, '30') : undefined;
}

/** An answer of code alone, sealed where the terminal's key can be had. */
async function refusal(world: World, message: Message, code: string): Promise<Reply | undefined> {
  const terminalNo = textField(message, 41)?.trim();
  if (terminalNo === undefined || textField(message, 11) === undefined) return undefined;
  const sealed = isCharge(message) || message.mti.startsWith('04') || message.mti === '0620';
  if (!sealed) return { body: plainAnswer(world, message, code) };
  const answered = new AbortController();
  const bytes = terminalByNo(world.db, terminalNo).then((terminal) =>
    terminal === undefined
      ? undefined
      : sealedAnswer({ world, message, body: new Uint8Array(), terminal, from: '' }, { code }),
  );
  const inTime = await Promise.race([bytes.catch(() => undefined), world.timers.wait(SEAL_MS_MAX, answered.signal)]);
  answered.abort();
  return { body: inTime ?? plainAnswer(world, message, code) };
}

/** The terminal hears 98 and reverses by itself; we do not wait for that. */
async function gaveUp(world: World, received: Received): Promise<Reply | undefined> {
  const { message } = received;
  const stan = textField(message, 11);
  world.metrics.terminalRefused.inc({ reason: 'no_answer_in_time' });
  world.log.warn({ mti: message.mti, stan }, 'terminal line: no answer in time');
  if (message.mti === '0100' || message.mti === '0200')
    void takeBack(world, received).catch((error: unknown) =>
      world.log.error({ error: String(error), stan }, 'terminal line: not taken back'),
    );
  return refusal(world, message, '98');
}

/** As the terminal's own 0400 would: before the intent a tombstone, after it a reversal; what is answered late posts nothing. */
async function takeBack(world: World, { message, body }: Received): Promise<void> {
  const terminal = await terminalByNo(world.db, textField(message, 41)?.trim() ?? '');
  const field60 = decodeField60(textField(message, 60) ?? '');
  const amount = textField(message, 4);
  if (terminal === undefined || !field60.ok || amount === undefined) return;
  await reverseCard(world, {
    merchantId: terminal.merchantId,
    terminalId: terminal.terminalId,
    terminalNo: terminal.terminalNo,
    messageClass: message.mti.slice(0, 2),
    batchNo: field60.value.batchNo,
    stan: textField(message, 11) ?? '',
    amount: fen(BigInt(amount)),
    frame: body.subarray(0, -MAC_BYTES),
    reason: '98',
  });
}
