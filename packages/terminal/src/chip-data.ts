/** Field 55 of a chip card: what terminal and card say about this payment, and the card's cryptogram over it. */
import { decodeBerTlv, encodeBerTlv, type BerTlv } from '@kaitong/iso8583';
import type { PresentedCard } from './ports.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

export interface ChipInput {
  readonly amountFen: bigint;
  readonly serialNo: string;
  readonly stan: string;
  /** YYMMDD */
  readonly date: string;
  /** 4 bytes. */
  readonly unpredictable: Uint8Array;
  readonly withPin: boolean;
  /** A key of the card's organisation that has not run out is at hand. */
  readonly keyHeld: boolean;
}

/** UnionPay credit: what a card without a name of its own is taken for. */
export const defaultAid = 'A000000333010102';

/** Order of the objects in a request (common to the field's terminals). */
const order = ['9F26', '9F27', '9F10', '9F37', '9F36', '95', '9A', '9C', '9F02', '5F2A', '82', '9F1A', '9F03', '9F33', '9F34', '9F35', '9F1E', '84', '9F09', '9F41']; // prettier-ignore

export const domestic = 'CUP';
/** Registered identifiers of the organisations whose chips come to a reader. */
const organisations: Readonly<Record<string, string>> = {
  A000000333: domestic,
  A000000003: 'VIS',
  A000000004: 'MCC',
  A000000025: 'AEX',
  A000000065: 'JCB',
};

/** Whose card it is, as far as the device can tell: by its chip. A stripe does not say, and the host knows better. */
export const organisationOf = ({ chip }: PresentedCard): string =>
  organisations[(chip?.aid ?? defaultAid).slice(0, 10)] ?? domestic;

/** Objects of field 55, about 140 bytes; undefined for a card without a chip. */
export function chipObjects(card: PresentedCard, input: ChipInput): BerTlv[] | undefined {
  if (card.chip === undefined || card.entry === 'swipe') return undefined;
  const values = new Map<string, Uint8Array>([
    ['9F27', hex('80')], // ARQC: the card wants the issuer asked
    ['9F10', hex('07010103A0A802010A010000000000')],
    ['9F37', input.unpredictable],
    ['9F36', hex(input.stan.slice(-4))], // our drawn cards have no counter of their own
    // first byte: data authentication was not done, because there is no key to do it with
    ['95', hex(`${input.keyHeld ? '00' : '80'}${input.withPin ? '00048000' : '00008000'}`)],
    ['9A', hex(input.date)],
    ['9C', hex('00')],
    ['9F02', hex(String(input.amountFen).padStart(12, '0'))],
    ['5F2A', hex('0156')],
    ['82', hex('7C00')],
    ['9F1A', hex('0156')],
    ['9F03', hex('000000000000')],
    ['9F33', hex('E0F0C8')],
    ['9F34', hex(input.withPin ? '420300' : '1F0000')],
    ['9F35', hex('22')],
    ['9F1E', Uint8Array.from(Buffer.from(input.serialNo.slice(-8).padStart(8, '0'), 'latin1'))],
    ['84', hex(card.chip.aid ?? defaultAid)],
    ['9F09', hex('0020')],
    ['9F41', hex(input.stan.padStart(8, '0'))],
  ]);
  const signed = Buffer.concat(card.chip.cdol.map((tag) => values.get(tag) ?? new Uint8Array()));
  values.set('9F26', card.chip.sign(signed));
  return order.map((tag) => ({ tag, value: values.get(tag) as Uint8Array }));
}

export function chipField(objects: readonly BerTlv[]): Uint8Array {
  return encodeBerTlv(objects);
}

/** What a reversal carries of the chip's data. */
export function reversalChipField(objects: readonly BerTlv[]): Uint8Array {
  return encodeBerTlv(objects.filter(({ tag }) => ['95', '9F1E', '9F10', '9F36', 'DF31'].includes(tag)));
}

/** Tags that a receipt prints, in hex. */
export function printedChip(objects: readonly BerTlv[]): Readonly<Record<string, string>> {
  const printed = objects.filter(({ tag }) => ['9F26', '95', '84', '9F36'].includes(tag));
  return Object.fromEntries(printed.map(({ tag, value }) => [tag, Buffer.from(value).toString('hex').toUpperCase()]));
}

/**
 * What the chip says of the issuer's answer in field 55: only one that is still in the reader is asked, and only where the issuer has
 * sent its proof (tag 91). A field that cannot be read proves nothing.
 */
export function chipAccepts(
  card: PresentedCard,
  sent: readonly BerTlv[] | undefined,
  field55: Uint8Array | undefined,
): boolean {
  const cryptogram = sent?.find(({ tag }) => tag === '9F26')?.value;
  if (card.entry !== 'insert' || card.chip?.accepts === undefined || cryptogram === undefined) return true;
  if (field55 === undefined) return true;
  const objects = decodeBerTlv(field55);
  if (!objects.ok) return false;
  const proof = objects.value.find(({ tag }) => tag === '91')?.value;
  return proof === undefined || card.chip.accepts(cryptogram, proof);
}
