/** Messages about money: MAC, serial number, batch, then the transaction that the message asks for. */
import {
  bytesField,
  decodeField60,
  decodeField61,
  decodeTerminalInformation,
  pinBlockBytes,
  profiles,
  textField,
  type Message,
  type TerminalInformation,
} from '@kaitong/iso8583';
import { fen, type Fen } from '../../kernel/fen.ts';
import { authoriseCard, type CardRequest } from '../../flows/authorise-card.ts';
import { cardFacts } from '../../flows/facts.ts';
import { reverseCard } from '../../flows/reverse-card.ts';
import type { GivenOriginal } from '../../modules/switching/index.ts';
import { notThisDevice } from './another-device.ts';
import { panOf, plainAnswer, RowDoubted, sealedAnswer, type Conversation } from './answers.ts';
import { codeQuery, isOfCode, payerOf } from './code-payment.ts';
import { classOfOriginal, requestOf, type AskedKind } from './requests.ts';

/** The MAC of a request holds; otherwise the answer that says so. */
export async function macFault(conversation: Conversation): Promise<Uint8Array | undefined> {
  const { world, message, terminal, terminalRow, body } = conversation;
  const keyless = terminal.wrappedMak === undefined || bytesField(message, 64) === undefined;
  if (keyless && terminalRow !== undefined) throw new RowDoubted();
  if (terminal.wrappedMak === undefined || bytesField(message, 64) === undefined)
    return plainAnswer(world, message, 'A0');
  if (!(await world.vault.macHolds(terminal.wrappedMak, body, profiles[terminal.keyProfile].mac)))
    return sealedAnswer(conversation, { code: 'A0' });
  return undefined;
}

const TRACK = /^\d{12,19}D\d{4,}$/;

/**
 * The conversation with the digits of an encrypted track 2 (53, third digit 1) in place of what stands in the field; the bytes stay as they
 * came. Undefined: no track key, or what it opens is no track.
 */
async function withOpenTrack(conversation: Conversation): Promise<Conversation | undefined> {
  const { world, message, terminal } = conversation;
  const nibbles = textField(message, 35);
  if (nibbles === undefined || textField(message, 53)?.[2] !== '1') return conversation;
  if (terminal.wrappedTdk === undefined) return undefined;
  const form = profiles[terminal.keyProfile].track === 'whole' ? 'whole' : 'eight-bytes';
  const track = await world.vault.openTrack(terminal.wrappedTdk, nibbles, form);
  if (track === undefined || !TRACK.test(track)) return undefined;
  return { ...conversation, message: { mti: message.mti, fields: new Map(message.fields).set(35, track) } };
}

export async function financial(given: Conversation): Promise<Uint8Array> {
  const fault = await macFault(given);
  // a device that was replaced seals with keys that are gone: it is told why, and not to sign in again
  if (fault !== undefined) return (await notThisDevice(given)) ?? fault;
  const conversation = await withOpenTrack(given);
  if (conversation === undefined) return sealedAnswer(given, { code: 'A7', text: '磁道解密失败，请重新签到' });
  const { world, message, terminal } = conversation;
  const { serialNo } = informationOf(message);
  if (serialNo !== undefined && serialNo !== terminal.serialNo) {
    world.log.warn({ terminalNo: terminal.terminalNo }, 'a terminal speaks with another serial number');
    return sealedAnswer(conversation, { code: '97', text: '终端序列号不符' });
  }
  const field60 = decodeField60(textField(message, 60) ?? '');
  if (!field60.ok) return sealedAnswer(conversation, { code: '30' });
  const { batchNo, messageType } = field60.value;
  const amountText = textField(message, 4);
  if (message.mti === '0400') return reversal(conversation, { batchNo, messageType, amountText });
  const request = requestOf({
    mti: message.mti,
    processingCode: textField(message, 3) ?? '',
    conditionCode: textField(message, 25) ?? '00',
    messageType,
  });
  if ('notDone' in request) return sealedAnswer(conversation, { code: '40', text: request.notDone });
  const { kind } = request;
  if (conversation.terminalRow !== undefined && kind !== 'sale') throw new RowDoubted();
  if (amountText === undefined && kind !== 'balance') return sealedAnswer(conversation, { code: '30' });
  const pinBlock = bytesField(message, 52);
  if (pinBlock !== undefined && pinBlock.length !== pinBlockBytes[profiles[terminal.keyProfile].pin])
    return sealedAnswer(conversation, { code: '30' });
  if (batchNo !== terminal.batchNo) return sealedAnswer(conversation, { code: '77' });
  const amount = fen(kind === 'balance' ? 0n : BigInt(amountText ?? '0'));
  if (kind === 'qr_query') return codeQuery(conversation, informationOf(message), amount);
  return cardMessage(conversation, { kind, amount, stan: textField(message, 11) ?? '', batchNo });
}

async function reversal(
  conversation: Conversation,
  parts: { batchNo: string; messageType: string; amountText: string | undefined },
): Promise<Uint8Array> {
  const { world, message, terminal } = conversation;
  if (parts.amountText === undefined) return sealedAnswer(conversation, { code: '30' });
  const code = await reverseCard(world, {
    merchantId: terminal.merchantId,
    terminalId: terminal.terminalId,
    terminalNo: terminal.terminalNo,
    messageClass: classOfOriginal(parts.messageType),
    batchNo: parts.batchNo,
    stan: textField(message, 11) ?? '',
    amount: fen(BigInt(parts.amountText)),
    pan: panOf(message),
    reason: textField(message, 39) ?? '98',
  });
  return sealedAnswer(conversation, { code });
}

/** Fields 37, 38 and 61: what a void, a refund or a completion says of its original. */
function originalOf(message: Message): GivenOriginal {
  const field61 = decodeField61(textField(message, 61) ?? '');
  const rrn = textField(message, 37);
  const authCode = textField(message, 38);
  const voucher = informationOf(message).qrOriginal;
  return {
    ...(voucher === undefined ? {} : { voucher }),
    ...(rrn === undefined ? {} : { rrn }),
    ...(authCode === undefined ? {} : { authCode }),
    ...(field61.ok ? field61.value : {}),
  };
}

/** Field 59: which device speaks, and from where. */
function informationOf(message: Message): TerminalInformation {
  const info = decodeTerminalInformation(textField(message, 59) ?? '');
  return info.ok ? info.value : {};
}

/** The card of a message, or the code of the refusal. */
async function cardOf({ world, message }: Conversation): Promise<Pick<CardRequest, 'pan' | 'card'> | { code: string }> {
  const pan = panOf(message);
  if (pan === undefined) return { code: '14' };
  const card = await cardFacts(world, pan);
  return card === undefined ? { code: '15' } : { pan, card };
}

/** Field 64 is the last: what was said stays the same when new keys seal it otherwise. */
export const MAC_BYTES = 8;

async function cardMessage(
  conversation: Conversation,
  request: { kind: Exclude<AskedKind, 'qr_query'>; amount: Fen; stan: string; batchNo: string },
): Promise<Uint8Array> {
  const { world, message, terminal, body } = conversation;
  const payer = isOfCode(request.kind)
    ? await payerOf(conversation, request.kind, informationOf(message))
    : await cardOf(conversation);
  if ('code' in payer) return sealedAnswer(conversation, payer);
  return authoriseCard(world, {
    terminal,
    terminalRow: conversation.terminalRow,
    kind: request.kind === 'qr_refund' ? 'refund' : request.kind,
    amount: request.amount,
    stan: request.stan,
    batchNo: request.batchNo,
    messageClass: message.mti.slice(0, 2),
    pan: payer.pan,
    card: payer.card,
    entryMode: textField(message, 22) ?? '',
    conditionCode: textField(message, 25) ?? '00',
    track2: textField(message, 35),
    expiry: textField(message, 14),
    cardSequence: textField(message, 23),
    iccData: bytesField(message, 55),
    pinBlock: bytesField(message, 52),
    place: informationOf(message).location,
    original: originalOf(message),
    body: body.subarray(0, -MAC_BYTES),
    answer: (result) => sealedAnswer(conversation, result),
  });
}
