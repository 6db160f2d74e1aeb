/** The same order and the same answers as records of commas; the first place of each says what it is. See docs/protocol/payout-files.md. */
import { CsvError, parse } from 'csv-parse/sync';
import { fen, yuanText, type Fen } from '../../kernel/fen.ts';
import { isCivilDate } from '../../kernel/instant.ts';
import type {
  BankMessage,
  FileFault,
  PayoutFile,
  PayoutStatus,
  StatementEntry,
} from '../../modules/settlement/index.ts';
import type { PayingAccount } from './iso20022.ts';
import { Unreadable, clean, fenOf, textOf } from './xml.ts';

const plainYuan = (amount: Fen): string => yuanText(amount).replaceAll(',', '');
/** A text that a table calculator would take for a formula is none for a bank either: names do not begin so. */
const cell = (text: string): string => `"${clean(text).replaceAll('"', '""')}"`;

export function writeCsv(file: PayoutFile, payer: PayingAccount): Uint8Array {
  const total = plainYuan(fen(file.orders.reduce((sum, order) => sum + order.amount, 0n)));
  const lines = [
    `H,${file.fileId},${file.payDate},CNY,${cell(payer.number)},${cell(payer.holder)}`,
    ...file.orders.map(
      (order) =>
        `D,${order.reference},${plainYuan(order.amount)},${cell(order.account)},${cell(order.holder)},${cell(order.bankName)},${order.payoutId}`,
    ),
    `T,${file.orders.length},${total}`,
  ];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

interface Row {
  readonly cells: readonly string[];
  readonly place: string;
}

const at = (row: Row, n: number, name: string): string => {
  const text = row.cells[n]?.trim();
  if (text === undefined || text === '') throw new Unreadable(row.place, `no ${name}`);
  if (text.length > 140) throw new Unreadable(row.place, `${name} is longer than 140`);
  return text;
};

function rowsOf(bytes: Uint8Array): Row[] {
  const isUtf8 = (): boolean => {
    try {
      return textOf(bytes, 'utf-8') !== '';
    } catch {
      return false;
    }
  };
  const text = textOf(bytes, isUtf8() ? 'utf-8' : 'gb18030');
  try {
    const records = parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      max_record_size: 4_096,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, place: `line ${info.lines}` }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Unreadable(
      typeof error['lines'] === 'number' ? `line ${error['lines']}` : 'file',
      error.message.slice(0, 120),
    );
  }
}

/** `A` an answer to a file, `B` a statement; `T` ends both with its number of records. */
export function readCsv(bytes: Uint8Array): BankMessage {
  try {
    const rows = rowsOf(bytes);
    const [head] = rows;
    const tail = rows.at(-1);
    if (head === undefined) throw new Unreadable('file', 'nothing in it');
    const kind = head.cells[0];
    if (kind !== 'A' && kind !== 'B') throw new Unreadable(head.place, 'begins with neither A nor B');
    if (tail?.cells[0] !== 'T') throw new Unreadable(tail?.place ?? 'file', 'does not end with T: it may be cut');
    const body = rows.slice(1, -1);
    const faults: FileFault[] = [];
    if (tail.cells[1] !== String(body.length))
      faults.push({
        place: tail.place,
        reason: `${tail.cells[1]?.slice(0, 12)} records are announced, ${body.length} are there`,
      });
    return kind === 'A' ? readAnswer(head, body, faults) : readEntries(head, body, faults);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'unreadable', faults: [error.fault] };
  }
}

function each<T>(rows: readonly Row[], read: (row: Row) => T, faults: FileFault[]): T[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.push(error.fault);
      return [];
    }
  });
}

const oneOf = <T extends string>(row: Row, text: string, values: readonly T[]): T => {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Unreadable(row.place, `${text.slice(0, 24)} is none of ${values.join(', ')}`);
  return found;
};

function readAnswer(head: Row, body: readonly Row[], faults: FileFault[]): BankMessage {
  const payouts = each(
    body,
    (row): PayoutStatus => {
      oneOf(row, at(row, 0, 'kind'), ['P']);
      const reason = row.cells[3]?.trim() ?? '';
      return {
        reference: at(row, 1, 'reference'),
        status: oneOf(row, at(row, 2, 'status'), ['accepted', 'rejected', 'pending']),
        ...(reason === '' ? {} : { reason: reason.slice(0, 140) }),
      };
    },
    faults,
  );
  const reason = head.cells[4]?.trim() ?? '';
  return {
    kind: 'status',
    messageId: at(head, 1, 'message id'),
    fileId: at(head, 2, 'file id'),
    group: oneOf(head, at(head, 3, 'group status'), ['taken', 'refused', 'duplicate']),
    ...(reason === '' ? {} : { reason: reason.slice(0, 140) }),
    payouts,
    faults,
  };
}

function readEntries(head: Row, body: readonly Row[], faults: FileFault[]): BankMessage {
  const entries = each(
    body,
    (row): StatementEntry => {
      oneOf(row, at(row, 0, 'kind of record'), ['E']);
      const kind = oneOf(row, at(row, 2, 'kind'), ['payout', 'return', 'other']);
      const side = oneOf(row, at(row, 3, 'side'), ['out', 'in']);
      const size = fenOf(at(row, 4, 'amount'), row.place);
      const bookedOn = at(row, 5, 'date');
      if (size === 0n) throw new Unreadable(row.place, 'an entry of nothing');
      if (!isCivilDate(bookedOn)) throw new Unreadable(row.place, `${bookedOn.slice(0, 12)} is no date`);
      const reason = row.cells[7]?.trim() ?? '';
      return {
        entryRef: at(row, 1, 'entry'),
        kind,
        amountFen: side === 'out' ? -size : size,
        bookedOn,
        reference: row.cells[6]?.trim() ?? '',
        ...(reason === '' ? {} : { reason: reason.slice(0, 140) }),
      };
    },
    faults,
  );
  return { kind: 'statement', messageId: at(head, 1, 'message id'), entries, faults };
}
