/** From a message of the network leg to what the issuers are asked, and back to the answer's fields. */
import {
  answerMti,
  bytesField,
  decodeBerTlv,
  encodeBerTlv,
  pinOfClearBlock,
  textField,
  tripleDesDecrypt,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { cryptogramHolds, issuerAuthentication } from './chip.ts';
import { codeToScan } from './code-payments.ts';
import type { NetworkDemand, NetworkTransaction, TransactionKind } from './issuers.ts';

const codeKinds: Readonly<Record<string, TransactionKind>> = {
  '70': 'qrPassive',
  '71': 'qrActive',
  '72': 'qrVoid',
  '74': 'qrRefund',
  '73': 'qrQuery',
};

function kindOf(mti: string, processingCode: string, conditionCode: string): TransactionKind | undefined {
  const voids = processingCode.startsWith('20');
  if (mti === '0200' && processingCode.startsWith('31')) return 'balance';
  if ((mti === '0200' || mti === '0220') && processingCode.startsWith('7'))
    return codeKinds[processingCode.slice(0, 2)];
  switch (mti) {
    case '0100':
      return voids ? 'preAuthVoid' : 'preAuth';
    case '0200':
      if (voids) return 'saleVoid';
      return conditionCode === '06' ? 'preAuthCompletion' : 'sale';
    case '0220':
      if (voids) return 'refund';
      if (processingCode.startsWith('02')) return 'tip';
      if (processingCode.startsWith('22')) return 'adjustment';
      return conditionCode === '06' ? 'preAuthCompletion' : 'offlineSale'; // the advice form of a completion
    case '0420':
    case '0421':
      return 'reversal';
    default:
      return undefined;
  }
}

/** Field 90: MTI 4, STAN 6, transmission time 10, acquirer 11, forwarder 11. */
function originalOf(message: Message): NetworkDemand['original'] {
  const field90 = textField(message, 90);
  if (field90 === undefined) return undefined;
  return { mti: field90.slice(0, 4), stan: field90.slice(4, 10), transmissionTime: field90.slice(10, 20) };
}

function pinOf(message: Message, pan: string, zpks: readonly Uint8Array[]): string | undefined {
  const block = bytesField(message, 52);
  if (block === undefined) return undefined;
  for (const zpk of zpks) {
    const pin = pinOfClearBlock(tripleDesDecrypt(zpk, block), pan);
    if (pin !== undefined) return pin;
  }
  return 'unreadable';
}

/** Before a code in field 48. */
const codePrefix = 'QR';

/** The demand, or the field that is missing (answered 30). */
export function readDemand(
  message: Message,
  zpks: readonly Uint8Array[],
): { demand: NetworkDemand } | { missing: number } {
  const text = (number: number, otherwise = '') => textField(message, number) ?? otherwise;
  const track = text(35);
  const pan = text(2, track.split('D')[0]);
  const kind = kindOf(message.mti, text(3), text(25, '00'));
  if (kind === undefined) return { missing: 3 };
  if (pan === '' && !text(3).startsWith('7')) return { missing: 2 };
  if (kind === 'qrPassive' && !text(48).startsWith(codePrefix)) return { missing: 48 };
  if (['qrVoid', 'qrRefund', 'qrQuery'].includes(kind) && text(90) === '') return { missing: 90 };
  for (const number of kind === 'balance' ? [7, 11, 32, 37] : [4, 7, 11, 32, 37])
    if (text(number) === '') return { missing: number };
  const objects = decodeBerTlv(bytesField(message, 55) ?? new Uint8Array());
  const expiry = text(14, track.split('D')[1]?.slice(0, 4));
  const pin = pinOf(message, pan, zpks);
  const original = originalOf(message);
  const authCode = textField(message, 38);
  return {
    demand: {
      kind,
      mti: message.mti,
      processingCode: text(3),
      stan: text(11),
      transmissionTime: text(7),
      acquirer: text(32),
      rrn: text(37),
      pan,
      amountFen: BigInt(text(4, '0')),
      entryMode: text(22, '012'),
      conditionCode: text(25, '00'),
      cardSequence: text(23, '000'),
      terminalNo: text(41),
      merchantNo: text(42),
      mcc: text(18, '0000'),
      cryptogramHolds: objects.ok && cryptogramHolds(pan, objects.value),
      ...(expiry === '' ? {} : { expiry }),
      ...(pin === undefined ? {} : { pin }),
      ...(original === undefined ? {} : { original }),
      ...(authCode === undefined ? {} : { authCode }),
      ...(kind === 'qrPassive' ? { payCode: text(48).slice(codePrefix.length) } : {}),
    },
  };
}

const keyOf = (request: Message) => ({
  acquirer: textField(request, 32) ?? '',
  transmissionTime: textField(request, 7) ?? '',
  stan: textField(request, 11) ?? '',
});

const echoed = [2, 3, 4, 7, 11, 18, 25, 32, 33, 37, 41, 42, 49];

/** Answer of a financial request: the request's own numbers, then what the network adds. */
export function financialAnswer(
  request: Message,
  transaction: Pick<
    NetworkTransaction,
    'kind' | 'pan' | 'code' | 'authCode' | 'issuer' | 'settlementDate' | 'balanceFen'
  >,
): Message {
  const fields = new Map<number, FieldValue>();
  for (const number of echoed) {
    const value = request.fields.get(number);
    if (value !== undefined) fields.set(number, value);
  }
  if (transaction.settlementDate !== '') fields.set(15, transaction.settlementDate.slice(5).replace('-', ''));
  if (transaction.authCode !== '' && transaction.code === '00') fields.set(38, transaction.authCode);
  const shows = transaction.kind === 'qrActive' && ['00', '09'].includes(transaction.code);
  fields.set(39, shows ? '00' : transaction.code); // the code is given out; whether it is paid, a query says
  if (shows) fields.set(48, `${codePrefix}${codeToScan(keyOf(request))}`);
  if (transaction.issuer !== '') {
    fields.set(44, `${transaction.issuer.padEnd(11)}${textField(request, 32) ?? ''}`.trimEnd());
    fields.set(100, transaction.issuer);
  }
  if (transaction.code === '00' && transaction.balanceFen !== undefined)
    fields.set(54, balanceField(BigInt(transaction.balanceFen)));
  const chip = chipAnswer(request, transaction);
  if (chip !== undefined) fields.set(55, chip);
  return { mti: answerMti(request.mti), fields };
}

/** Field 55 for a chip whose cryptogram holds: the issuer shows in its turn who it is. */
function chipAnswer(request: Message, { pan, code }: Pick<NetworkTransaction, 'pan' | 'code'>): Uint8Array | undefined {
  const objects = decodeBerTlv(bytesField(request, 55) ?? new Uint8Array());
  const cryptogram = objects.ok ? objects.value.find(({ tag }) => tag === '9F26')?.value : undefined;
  if (!objects.ok || cryptogram === undefined || !cryptogramHolds(pan, objects.value)) return undefined;
  return encodeBerTlv([{ tag: '91', value: issuerAuthentication(pan, cryptogram, code) }]);
}

/** Field 54, one amount of 20 places: account type 10, amount type 02 (available), currency, C or D, fen. */
function balanceField(fen: bigint): string {
  const size = fen < 0n ? -fen : fen;
  return `1002156${fen < 0n ? 'D' : 'C'}${String(size).padStart(12, '0')}`;
}
