/** What every answer is made of. */
import {
  answerMti,
  encodeTerminalInformation,
  pack,
  profiles,
  terminalDialect,
  textField,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { DOMESTIC } from '../../modules/catalogue/index.ts';
import { paidByCode, voucherOf } from '../../modules/switching/index.ts';
import { dateInShanghai, timeInShanghai } from '../../kernel/instant.ts';
import type { CardResult } from '../../flows/authorise-card.ts';
import { receiptUrl } from '../../flows/e-receipt.ts';
import type { World } from '../../flows/ports.ts';
import type { Terminal } from '../../modules/terminals/index.ts';

/** What every answer repeats of its request, so that the terminal can tell whose it is. */
const ECHOED = [2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 53, 60] as const;

export interface Conversation {
  readonly world: World;
  readonly message: Message;
  readonly body: Uint8Array;
  readonly terminal: Terminal;
  /** Given where the terminal is remembered and not looked up; see RowDoubted. */
  readonly terminalRow?: string | undefined;
  /** The address it speaks from. */
  readonly from: string;
}

/**
 * A remembered terminal may lead to an intent, which looks whether its row still holds, and to nothing else: any other answer is
 * decided anew by the row itself.
 */
export class RowDoubted extends Error {
  constructor() {
    super('a remembered row cannot decide this');
  }
}

/** Track 2 up to its separator, or the number keyed or read from the chip. */
export function panOf(message: Message): string | undefined {
  const pan = textField(message, 2) ?? textField(message, 35)?.split(/[D=]/)[0];
  return pan !== undefined && /^\d{13,19}$/.test(pan) ? pan : undefined;
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

export function plainAnswer(
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

const isCharging = ({ mti, fields }: Message): boolean => /^0[12]/.test(mti) && fields.has(59);

/** Field 59 of an answer: the code to show and the voucher of a payment by code, and where the receipt is of what is approved. */
function informationFor(world: World, { transaction, code, codeShown }: CardResult): string {
  if (transaction === undefined) return '';
  const address = code !== '00' || codeShown !== undefined ? undefined : receiptUrl(world, transaction);
  return encodeTerminalInformation({
    ...(codeShown === undefined ? {} : { qrPayload: codeShown }),
    ...(paidByCode(transaction.kind) ? { qrOriginal: voucherOf(transaction) } : {}),
    ...(address === undefined ? {} : { receiptUrl: address }),
  });
}

export async function sealedAnswer(
  { world, message, terminal, terminalRow }: Conversation,
  result: CardResult,
): Promise<Uint8Array> {
  if (terminalRow !== undefined && result.transaction === undefined) throw new RowDoubted();
  const fields = commonFields(world, message, result.code);
  const { transaction } = result;
  if (transaction !== undefined) fields.set(37, transaction.rrn);
  if (result.authCode !== undefined) fields.set(38, result.authCode);
  if (result.settlementDate !== undefined) fields.set(15, result.settlementDate);
  if (result.issuer !== undefined)
    fields.set(44, result.issuer.padEnd(11).slice(0, 11) + world.acquirer.institution.padEnd(11).slice(0, 11));
  if (result.balance !== undefined) fields.set(54, result.balance);
  if (result.iccData !== undefined) fields.set(55, result.iccData);
  const card = message.mti === '0400' ? undefined : panOf(message);
  if (result.code === '00' && card !== undefined) fields.set(2, card);
  fields.set(63, `${transaction?.organisation ?? DOMESTIC}${result.text ?? ''}`);
  // Only to a terminal that speaks field 59 itself: others may stumble over it.
  if (isCharging(message)) {
    const info = informationFor(world, result);
    if (info !== '') fields.set(59, info);
  }
  if (terminal.wrappedMak === undefined) return pack(terminalDialect, { mti: answerMti(message.mti), fields });
  const { mac } = profiles[terminal.keyProfile];
  return world.vault.packWithMac(terminal.wrappedMak, { mti: answerMti(message.mti), fields }, mac);
}
