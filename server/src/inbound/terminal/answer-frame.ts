/** From a message to the bytes of its answer: know the terminal, check the MAC, carry out, translate. */
import {
  activationKind,
  pack,
  profiles,
  readActivationAck,
  readActivationRequest,
  readActivationStep,
  terminalDialect,
  textField,
  unpack,
  type Message,
} from '@kaitong/iso8583';
import { answerAcknowledgement, answerActivation } from '../../flows/activate-terminal.ts';
import { answerActivationStep } from '../../flows/activation-steps.ts';
import { merchantFacts } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { signInWanted } from '../../flows/sign-in-terminal.ts';
import {
  rememberedTerminal,
  terminalByNo,
  type RememberedTerminal,
  type Terminal,
} from '../../modules/terminals/index.ts';
import { scriptNotice, signature } from './after-sale.ts';
import { plainAnswer, RowDoubted, type Conversation } from './answers.ts';
import { batchMessage } from './batch.ts';
import { financial } from './financial.ts';
import { speaksFor } from './device-proof.ts';
import type { Reply, Speaker } from './lines.ts';
import { management } from './management.ts';

/** A message as it came: decoded, its bytes, and who sent it. */
export interface Received extends Speaker {
  readonly message: Message;
  readonly body: Uint8Array;
}

/** Undefined: nobody can be answered. */
export async function answerMessage(world: World, received: Received): Promise<Reply | undefined> {
  const started = performance.now();
  const { message } = received;
  const answer = await answerOf(world, received);
  world.metrics.terminalSeconds.observe(
    { kind: message.mti, code: answer === undefined ? 'none' : '' },
    (performance.now() - started) / 1000,
  );
  return answer;
}

async function answerOf(world: World, received: Received): Promise<Reply | undefined> {
  const { message, device } = received;
  const activation = activationKind(message);
  if (activation === 'request') {
    const request = readActivationRequest(message);
    return request.ok && speaksFor(device, request.value.serialNo)
      ? packed(await answerActivation(world, request.value))
      : undefined;
  }
  if (activation === 'acknowledge') {
    const ack = readActivationAck(message);
    return ack.ok ? packed(await answerAcknowledgement(world, ack.value)) : undefined;
  }
  if (activation === 'step') {
    const step = readActivationStep(message);
    return step.ok ? packed(await answerActivationStep(world, step.value)) : undefined;
  }
  const terminalNo = textField(message, 41)?.trim();
  if (terminalNo === undefined || textField(message, 11) === undefined) return undefined;
  const remembered = isSale(message) ? rememberedTerminal(world.db, terminalNo) : undefined;
  const reply = remembered === undefined ? undefined : await answeredFrom(world, received, remembered);
  if (reply !== undefined) return reply;
  const terminal = await terminalByNo(world.db, terminalNo);
  if (terminal === undefined) return { body: plainAnswer(world, message, '97') };
  if (!speaksFor(received.device, terminal.serialNo)) world.metrics.terminalRefused.inc({ reason: 'another_device' });
  return answered(world, received, { terminal });
}

const isSale = ({ mti, fields }: Message): boolean => mti === '0200' && String(fields.get(3)).startsWith('00');

/** Undefined: the row that is remembered does not decide it. */
async function answeredFrom(
  world: World,
  received: Received,
  remembered: RememberedTerminal,
): Promise<Reply | undefined> {
  try {
    return await answered(world, received, remembered);
  } catch (error) {
    if (error instanceof RowDoubted) return undefined;
    throw error;
  }
}

async function answered(
  world: World,
  received: Received,
  { terminal, row }: { readonly terminal: Terminal; readonly row?: string },
): Promise<Reply> {
  const { message, from } = received;
  const refused = (code: string): Reply => {
    if (row !== undefined) throw new RowDoubted();
    return { body: plainAnswer(world, message, code) };
  };
  if (!speaksFor(received.device, terminal.serialNo)) return refused('97');
  const merchant = await merchantFacts(world, terminal.merchantId);
  if (merchant.merchantNo !== textField(message, 42)?.trim()) return refused('03');
  const read = readAgain(terminal, received);
  if (read === undefined) return refused('30');
  const conversation: Conversation = { world, message: read, body: received.body, terminal, terminalRow: row, from };
  const body = await conversed(conversation);
  return signsInNow(read) || !(await signInWanted(world, terminal)) ? { body } : { body, requirement: 3 };
}

const packed = (message: Message): Reply => ({ body: pack(terminalDialect, message) });

/**
 * The message in the dialect of the terminal's profile. A frame of another dialect can, once in some thousands, be read in the ordinary
 * one as something else; here it is known whose it is.
 */
function readAgain(terminal: Terminal, { message, body }: Received): Message | undefined {
  const { dialect } = profiles[terminal.keyProfile];
  if (dialect === terminalDialect) return message;
  const read = unpack(dialect, body);
  return read.ok ? read.value : undefined;
}

/** Sign-in and sign-off change the keys themselves: nothing is asked for in their answers. */
const signsInNow = ({ mti, fields }: Message): boolean =>
  mti === '0800' || (mti === '0820' && String(fields.get(60) ?? '').slice(8, 11) === '002');

function conversed(conversation: Conversation): Promise<Uint8Array> {
  const { message } = conversation;
  if (message.mti === '0820' && textField(message, 60)?.startsWith('07') === true) return signature(conversation);
  if (message.mti.startsWith('08')) return management(conversation);
  if (message.mti === '0620') return scriptNotice(conversation);
  if (message.mti === '0500' || message.mti === '0320') return batchMessage(conversation);
  return financial(conversation);
}
