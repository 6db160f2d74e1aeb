/** From the bytes of a message to the bytes of its answer: decode, know the terminal, check the MAC, carry out, translate. */
import {
  activationKind,
  answerMti,
  bytesField,
  decodeField60,
  decodeTerminalInformation,
  pack,
  readActivationAck,
  readActivationRequest,
  readActivationStep,
  terminalDialect,
  textField,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { fen } from '../../kernel/fen.ts';
import { dateInShanghai, timeInShanghai } from '../../kernel/instant.ts';
import { answerAcknowledgement, answerActivation } from '../../flows/activate-terminal.ts';
import { answerActivationStep } from '../../flows/activation-steps.ts';
import { authoriseCard, reverseCard, type CardResult } from '../../flows/authorise-card.ts';
import { merchantFacts } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { answerSignIn, answerSignOff } from '../../flows/sign-in-terminal.ts';
import { cardOf } from '../../modules/catalogue/index.ts';
import { terminalByNo, type Terminal } from '../../modules/terminals/index.ts';

/** What every answer repeats of its request, so that the terminal can tell whose it is. */
const ECHOED = [2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 53, 60] as const;

interface Conversation {
  readonly world: World;
  readonly message: Message;
  readonly body: Uint8Array;
  readonly terminal: Terminal;
}

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
  return message.mti.startsWith('08') ? management(conversation) : financial(conversation);
}

/** Management messages carry no MAC. */
async function management({ world, message, terminal }: Conversation): Promise<Uint8Array> {
  const field60 = decodeField60(textField(message, 60) ?? '');
  const code = field60.ok ? field60.value.managementCode : '';
  if (message.mti === '0800' && code === '003') {
    const answer = await answerSignIn(world, terminal);
    return plainAnswer(
      world,
      message,
      answer.code,
      answer.code === '00' ? { 60: `00${terminal.batchNo}003`, 62: answer.field62 } : {},
    );
  }
  if (message.mti === '0820' && code === '002') {
    await answerSignOff(world, terminal);
    return plainAnswer(world, message, '00');
  }
  if (message.mti === '0820' && code === '301')
    return plainAnswer(world, message, terminal.state === 'closed' || terminal.state === 'unbound' ? '97' : '00');
  return plainAnswer(world, message, '40');
}

async function financial(conversation: Conversation): Promise<Uint8Array> {
  const { world, message, terminal, body } = conversation;
  if (terminal.wrappedMak === undefined || bytesField(message, 64) === undefined)
    return plainAnswer(world, message, 'A0');
  if (!(await world.vault.macHolds(terminal.wrappedMak, body))) return sealedAnswer(conversation, { code: 'A0' });
  const serialNo = serialOf(message);
  if (serialNo !== undefined && serialNo !== terminal.serialNo) {
    world.log.warn({ terminalNo: terminal.terminalNo }, 'a terminal speaks with another serial number');
    return sealedAnswer(conversation, { code: '97', text: '终端序列号不符' });
  }
  const amountText = textField(message, 4);
  const field60 = decodeField60(textField(message, 60) ?? '');
  if (amountText === undefined || !field60.ok) return sealedAnswer(conversation, { code: '30' });
  const amount = fen(BigInt(amountText));
  const stan = textField(message, 11) ?? '';
  const { batchNo, messageType } = field60.value;
  if (message.mti === '0400') {
    const code = await reverseCard(world, {
      merchantId: terminal.merchantId,
      terminalId: terminal.terminalId,
      terminalNo: terminal.terminalNo,
      messageClass: messageType === '10' ? '01' : '02',
      batchNo,
      stan,
      amount,
      reason: textField(message, 39) ?? '98',
    });
    return sealedAnswer(conversation, { code });
  }
  const kind =
    message.mti === '0200' && messageType === '22'
      ? 'sale'
      : message.mti === '0100' && messageType === '10'
        ? 'deposit_freeze'
        : undefined;
  if (kind === undefined) return sealedAnswer(conversation, { code: '40', text: '暂不支持的交易' });
  if (batchNo !== terminal.batchNo) return sealedAnswer(conversation, { code: '77' });
  return cardMessage(conversation, { kind, amount, stan, batchNo });
}

/** Track 2 up to its separator, or the number keyed or read from the chip. */
function panOf(message: Message): string | undefined {
  const pan = textField(message, 2) ?? textField(message, 35)?.split(/[D=]/)[0];
  return pan !== undefined && /^\d{13,19}$/.test(pan) ? pan : undefined;
}

function serialOf(message: Message): string | undefined {
  const text = textField(message, 59);
  if (text === undefined) return undefined;
  const info = decodeTerminalInformation(text);
  return info.ok ? info.value.serialNo : undefined;
}

async function cardMessage(
  conversation: Conversation,
  request: { kind: 'sale' | 'deposit_freeze'; amount: ReturnType<typeof fen>; stan: string; batchNo: string },
): Promise<Uint8Array> {
  const { world, message, terminal, body } = conversation;
  const pan = panOf(message);
  if (pan === undefined) return sealedAnswer(conversation, { code: '14' });
  const card = await cardOf(world.db, pan);
  if (card === undefined) return sealedAnswer(conversation, { code: '15' });
  const optional = {
    track2: textField(message, 35),
    expiry: textField(message, 14),
    cardSequence: textField(message, 23),
    iccData: bytesField(message, 55),
    pinBlock: bytesField(message, 52),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
    [K in keyof typeof optional]?: NonNullable<(typeof optional)[K]>;
  };
  return authoriseCard(world, {
    terminal,
    ...request,
    messageClass: message.mti.slice(0, 2),
    pan,
    card,
    entryMode: textField(message, 22) ?? '',
    conditionCode: textField(message, 25) ?? '00',
    ...given,
    body,
    answer: (result) => sealedAnswer(conversation, { ...result, bank: card.bankName }),
  });
}

function commonFields(world: World, message: Message, code: string): Map<number, FieldValue> {
  const now = world.clock.now();
  const fields = new Map<number, FieldValue>();
  for (const number of ECHOED) {
    const value = message.fields.get(number);
    if (value !== undefined) fields.set(number, value);
  }
  fields.set(12, timeInShanghai(now).replaceAll(':', ''));
  fields.set(13, dateInShanghai(now).slice(5).replace('-', ''));
  fields.set(32, world.acquirer.institution);
  fields.set(39, code);
  return fields;
}

function plainAnswer(
  world: World,
  message: Message,
  code: string,
  extra: Readonly<Record<number, FieldValue>> = {},
): Uint8Array {
  const fields = commonFields(world, message, code);
  fields.delete(32);
  for (const [number, value] of Object.entries(extra)) fields.set(Number(number), value);
  if (message.mti.startsWith('08')) fields.set(37, `${String(fields.get(12))}${textField(message, 11) ?? '000000'}`);
  return pack(terminalDialect, { mti: answerMti(message.mti), fields });
}

async function sealedAnswer(
  { world, message, terminal }: Conversation,
  result: CardResult & { bank?: string },
): Promise<Uint8Array> {
  const fields = commonFields(world, message, result.code);
  const { transaction } = result;
  if (transaction !== undefined) fields.set(37, transaction.rrn);
  if (result.authCode !== undefined) fields.set(38, result.authCode);
  if (result.settlementDate !== undefined) fields.set(15, result.settlementDate);
  if (result.issuer !== undefined)
    fields.set(44, result.issuer.padEnd(11).slice(0, 11) + world.acquirer.institution.padEnd(11).slice(0, 11));
  const card = message.mti === '0400' ? undefined : panOf(message);
  if (result.code === '00' && card !== undefined) fields.set(2, card);
  fields.set(63, `CUP${result.text ?? ''}`);
  if (terminal.wrappedMak === undefined) return pack(terminalDialect, { mti: answerMti(message.mti), fields });
  return world.vault.packWithMac(terminal.wrappedMak, { mti: answerMti(message.mti), fields });
}
