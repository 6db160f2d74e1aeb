/** From the bytes of a message to the bytes of its answer: decode, know the terminal, check the MAC, carry out, translate. */
import {
  activationKind,
  pack,
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
import { terminalByNo } from '../../modules/terminals/index.ts';
import { scriptNotice, signature } from './after-sale.ts';
import { plainAnswer, type Conversation } from './answers.ts';
import { batchMessage } from './batch.ts';
import { financial } from './financial.ts';
import { management } from './management.ts';

export async function answerFrame(world: World, body: Uint8Array): Promise<Uint8Array | undefined> {
  const started = performance.now();
  const read = unpack(terminalDialect, body);
  if (!read.ok) {
    world.log.warn({ error: read.error }, 'terminal line: message not readable');
    return undefined;
  }
  const message = read.value;
  const answer = await answerMessage(world, message, body);
  world.metrics.terminalSeconds.observe(
    { kind: message.mti, code: answer === undefined ? 'none' : '' },
    (performance.now() - started) / 1000,
  );
  return answer;
}

async function answerMessage(world: World, message: Message, body: Uint8Array): Promise<Uint8Array | undefined> {
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
  const conversation: Conversation = { world, message, body, terminal };
  if (message.mti === '0820' && textField(message, 60)?.startsWith('07') === true) return signature(conversation);
  if (message.mti.startsWith('08')) return management(conversation);
  if (message.mti === '0620') return scriptNotice(conversation);
  if (message.mti === '0500' || message.mti === '0320') return batchMessage(conversation);
  return financial(conversation);
}
