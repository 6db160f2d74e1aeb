/** From a message to the bytes of its answer: know the terminal, check the MAC, carry out, translate. */
import {
  activationKind,
  pack,
  readActivationAck,
  readActivationRequest,
  readActivationStep,
  terminalDialect,
  textField,
  type Message,
} from '@kaitong/iso8583';
import { answerAcknowledgement, answerActivation } from '../../flows/activate-terminal.ts';
import { answerActivationStep } from '../../flows/activation-steps.ts';
import { merchantFacts } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { terminalByNo } from '../../modules/terminals/index.ts';
import { scriptNotice, signature } from './after-sale.ts';
import { plainAnswer, type Conversation } from './answers.ts';
import { batchMessage } from './batch.ts';
import { financial } from './financial.ts';
import { management } from './management.ts';

/** A message as it came: decoded, its bytes, and the address it came from. */
export interface Received {
  readonly message: Message;
  readonly body: Uint8Array;
  readonly from: string;
}

/** Undefined: nobody can be answered. */
export async function answerMessage(world: World, received: Received): Promise<Uint8Array | undefined> {
  const started = performance.now();
  const { message } = received;
  const answer = await answerOf(world, received);
  world.metrics.terminalSeconds.observe(
    { kind: message.mti, code: answer === undefined ? 'none' : '' },
    (performance.now() - started) / 1000,
  );
  return answer;
}

async function answerOf(world: World, { message, body, from }: Received): Promise<Uint8Array | undefined> {
  const activation = activationKind(message);
  if (activation === 'request') {
    const request = readActivationRequest(message);
    return request.ok ? pack(terminalDialect, await answerActivation(world, request.value)) : undefined;
  }
  if (activation === 'acknowledge') {
    const ack = readActivationAck(message);
    return ack.ok ? pack(terminalDialect, await answerAcknowledgement(world, ack.value)) : undefined;
  }
  if (activation === 'step') {
    const step = readActivationStep(message);
    return step.ok ? pack(terminalDialect, await answerActivationStep(world, step.value)) : undefined;
  }
  const terminalNo = textField(message, 41)?.trim();
  if (terminalNo === undefined || textField(message, 11) === undefined) return undefined;
  const terminal = await terminalByNo(world.db, terminalNo);
  if (terminal === undefined) return plainAnswer(world, message, '97');
  const merchant = await merchantFacts(world, terminal.merchantId);
  if (merchant.merchantNo !== textField(message, 42)?.trim()) return plainAnswer(world, message, '03');
  const conversation: Conversation = { world, message, body, terminal, from };
  if (message.mti === '0820' && textField(message, 60)?.startsWith('07') === true) return signature(conversation);
  if (message.mti.startsWith('08')) return management(conversation);
  if (message.mti === '0620') return scriptNotice(conversation);
  if (message.mti === '0500' || message.mti === '0320') return batchMessage(conversation);
  return financial(conversation);
}
