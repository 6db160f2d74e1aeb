/** What each transaction looks like on the wire: one row a kind, and the fields that a row makes. */
import {
  encodeField60,
  encodeField61,
  encodeTerminalInformation,
  type BerTlv,
  type FieldValue,
} from '@kaitong/iso8583';
import { chipField, organisationOf, reversalChipField } from './chip-data.ts';
import type { PresentedCard, TerminalOptions } from './ports.ts';
import { securityControl, spokenBy } from './speech.ts';
import { isAdvice, type JournalRow, type Stored, type TransactionKind } from './stored.ts';

/** What the terminal is about to do. */
export interface Job {
  readonly kind: TransactionKind;
  readonly amountFen: bigint;
  /** The row of this batch that is undone or completed. */
  readonly original?: JournalRow;
  /** Typed from an older slip: reference number, date (MMDD), authorisation code. */
  readonly rrn?: string;
  readonly date?: string;
  readonly authCode?: string;
  /** A customer's code; the voucher of the payment that is taken back. */
  readonly code?: string;
  readonly voucher?: string;
  /** A tap that needs neither PIN nor signature. */
  readonly free?: boolean;
  /** The stripe of a card whose chip the device cannot read. */
  readonly fallback?: boolean;
}

interface WireRow {
  readonly mti: '0100' | '0200' | '0220';
  readonly processingCode: string;
  readonly conditionCode: '00' | '06';
  /** 60.1 */
  readonly messageType: string;
  /** Silence is answered by a 0400 before the next transaction; an advice is repeated by hand instead. */
  readonly reversible: boolean;
}

const row = (
  mti: WireRow['mti'],
  processingCode: string,
  conditionCode: '00' | '06',
  messageType: string,
): WireRow => ({
  mti,
  processingCode,
  conditionCode,
  messageType,
  reversible: mti !== '0220' && messageType !== '01',
});

export const wire: Readonly<Record<TransactionKind, WireRow>> = {
  deposit: row('0100', '030000', '06', '10'),
  sale: row('0200', '000000', '00', '22'),
  void: row('0200', '200000', '00', '23'),
  refund: row('0220', '200000', '00', '25'),
  balance: row('0200', '310000', '00', '01'),
  preauth: row('0100', '030000', '06', '10'),
  preauth_void: row('0100', '200000', '06', '11'),
  completion: row('0200', '000000', '06', '20'),
  completion_advice: row('0220', '000000', '06', '24'),
  completion_void: row('0200', '200000', '06', '21'),
  offline_sale: row('0220', '000000', '00', '36'),
  tip: row('0220', '000000', '00', '34'),
  adjustment: row('0220', '000000', '00', '32'),
  qr_passive: row('0200', '700000', '00', '60'),
  qr_active: row('0200', '710000', '00', '60'),
  qr_void: row('0200', '720000', '00', '60'),
  qr_refund: row('0220', '740000', '00', '60'),
};
const entryDigits = { swipe: '02', insert: '05', tap: '07', scan: '03', manual: '01' } as const;
const noBatch = '000000';
const noStan = '000000';

/** 61 and 37, 38 of what a transaction refers to. */
function originalFields(job: Job): Map<number, FieldValue> {
  const fields = new Map<number, FieldValue>();
  const { original } = job;
  const rrn = original?.rrn ?? job.rrn;
  const authCode = original?.authCode ?? job.authCode;
  const date = job.date ?? original?.at.slice(5, 10).replace('/', '');
  if (rrn !== undefined) fields.set(37, rrn);
  if (authCode !== undefined && authCode !== '' && job.kind !== 'refund') fields.set(38, authCode);
  const inBatch = job.kind === 'void' || job.kind === 'tip' || job.kind === 'adjustment';
  if (inBatch && original !== undefined)
    fields.set(61, encodeField61({ batchNo: original.batchNo, stan: original.stan }));
  else if (job.kind === 'completion_void' && original !== undefined)
    fields.set(61, encodeField61({ batchNo: noBatch, stan: original.stan, ...(date === undefined ? {} : { date }) }));
  else if (date !== undefined && !inBatch) fields.set(61, encodeField61({ batchNo: noBatch, stan: noStan, date }));
  return fields;
}

export interface FinancialInput {
  readonly stored: Stored;
  readonly options: TerminalOptions;
  readonly stan: string;
  /** Empty without one. */
  readonly pin: string;
  readonly objects: readonly BerTlv[] | undefined;
}

/** The fields of a request, all but the MAC. */
export function financialFields(job: Job, card: PresentedCard, of: FinancialInput): Map<number, FieldValue> {
  const { terminalNo = '', merchantNo = '', batchNo, pik = '' } = of.stored;
  const { serialNo, appVersion, location } = of.options;
  const { processingCode, conditionCode, messageType } = wire[job.kind];
  const withPin = of.pin !== '';
  const byCode = card.entry === 'scan';
  const fields = new Map<number, FieldValue>([
    [3, processingCode],
    [11, of.stan],
    [22, `${entryDigits[card.entry]}${withPin ? '1' : '2'}`],
    [25, conditionCode],
    [41, terminalNo],
    [42, merchantNo],
    [49, '156'],
    [
      59,
      encodeTerminalInformation({
        deviceType: '04',
        serialNo,
        randomFactor: card.pan.slice(-6),
        appVersion,
        ...(location === undefined ? {} : { location: { ...location, system: 'GCJ02' } }),
        ...(job.code === undefined ? {} : { qrPayload: job.code }),
        ...(job.voucher === undefined ? {} : { qrOriginal: job.voucher }),
      }),
    ],
    [
      60,
      encodeField60({
        messageType,
        batchNo,
        managementCode: '000',
        readCapability: '6',
        icCondition: job.fallback === true ? '2' : '0',
      }),
    ],
    [63, job.kind === 'refund' ? '000' : organisationOf(card)],
  ]);
  if (job.kind !== 'balance') fields.set(4, String(job.amountFen).padStart(12, '0'));
  // what may lie in the memory for hours carries the number, never the track
  const bare = isAdvice(job.kind) || card.entry === 'manual';
  if (!byCode) fields.set(53, securityControl(of.stored, withPin));
  if (!byCode && !bare) fields.set(35, card.track2);
  if (bare) fields.set(2, card.pan);
  if (bare && card.expiry !== '') fields.set(14, card.expiry);
  if (card.entry !== 'swipe' && card.entry !== 'manual' && !byCode)
    fields
      .set(2, card.pan)
      .set(14, card.expiry)
      .set(23, card.chip?.sequence ?? '001');
  if (withPin) fields.set(26, '12').set(52, spokenBy(of.stored).pinBlock(Buffer.from(pik, 'hex'), of.pin, card.pan));
  if (of.objects !== undefined) fields.set(55, chipField(of.objects));
  for (const [number, value] of originalFields(job)) fields.set(number, value);
  return fields;
}

/** Fields of the 0400 that undoes a request: no track, no PIN; the whole card number, which a reversal must carry. */
export function reversalFields(
  sent: ReadonlyMap<number, FieldValue>,
  card: PresentedCard,
  { stored, objects }: Pick<FinancialInput, 'stored' | 'objects'>,
): Map<number, FieldValue> {
  const kept = [3, 4, 22, 23, 25, 38, 49, 60, 61];
  const fields = new Map([...sent].filter(([number]) => kept.includes(number)));
  if (card.entry !== 'scan') fields.set(2, card.pan).set(14, card.expiry).set(53, securityControl(stored, false));
  if (objects !== undefined) fields.set(55, reversalChipField(objects));
  return fields;
}
