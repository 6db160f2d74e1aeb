/**
 * Closing a batch: totals are compared, what the host needs is uploaded, and only the host's answer to the end closes it. Where the
 * power or the line goes in between, the next try goes on where this one stopped.
 */
import {
  decodeSettlementTotals,
  encodeField60,
  encodeUploadCount,
  encodeUploadedRows,
  textField,
  uploadRowsMax,
  type SettlementSide,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { failureOf, hostText, type Ending } from './ending.ts';
import type { HostLink, Memory } from './host-link.ts';
import type { TerminalPorts } from './ports.ts';
import { slipText } from './shanghai.ts';
import type { Halves, JournalRow, Settlement } from './stored.ts';
import { isForeign, settledRows, settlementField } from './totals.ts';
import { signInAgainCodes } from './words.ts';

interface Given {
  readonly ports: TerminalPorts;
  readonly memory: Memory;
  readonly link: HostLink;
}

interface Upload {
  readonly managementCode: '201' | '203' | '205';
  readonly rows: readonly JournalRow[];
}

/** What is uploaded: balanced, only the certificates of chip transactions; else every transaction. */
export function uploadsOf(rows: readonly JournalRow[], balanced: boolean): readonly Upload[] {
  const chips = rows.filter((row) => row.iccData !== undefined);
  const one = (row: JournalRow): Upload => ({ managementCode: balanced ? '203' : '205', rows: [row] });
  if (balanced) return chips.map(one);
  const stripes = rows.filter((row) => row.iccData === undefined);
  const pages = Array.from({ length: Math.ceil(stripes.length / uploadRowsMax) }, (_, page) => ({
    managementCode: '201' as const,
    rows: stripes.slice(page * uploadRowsMax, (page + 1) * uploadRowsMax),
  }));
  return [...pages, ...chips.map(one)];
}

/** Compared: 1 balanced, 2 not; anything else is an error. */
const told = (side: SettlementSide | undefined): boolean => side?.result === '1' || side?.result === '2';

function pageField(rows: readonly JournalRow[]): string {
  return encodeUploadedRows(
    rows.map((row) => ({
      cardType: isForeign(row) ? '01' : '00',
      stan: row.stan,
      pan: row.pan ?? '',
      amountFen: BigInt(row.amountFen),
    })),
  );
}

export class SettlementTalk {
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** 0500, the upload and its end. The caller has signed in and sent what had to be reversed. */
  async settle(): Promise<Ending<Settlement>> {
    const { memory } = this.#given;
    const { batchNo, journal } = memory.get();
    const rows = settledRows(journal, batchNo);
    if (memory.get().settling === undefined) {
      const compared = await this.#compare(rows);
      if (compared.kind !== 'done') return compared;
      const halves = compared.value;
      memory.put({ settling: { balanced: halves.domestic && halves.foreign, halves, uploaded: 0 } });
    }
    const { balanced, halves } = memory.get().settling ?? { balanced: false };
    const uploads = uploadsOf(rows, balanced);
    for (let i = memory.get().settling?.uploaded ?? 0; i < uploads.length; i += 1) {
      const sent = await this.#send('0320', this.#uploadFields(uploads[i] as Upload));
      if (sent.kind !== 'done') return sent;
      memory.put({ settling: { balanced, ...(halves === undefined ? {} : { halves }), uploaded: i + 1 } });
    }
    const end = this.#fields(balanced ? '207' : '202').set(48, encodeUploadCount(rows.length));
    const ended = await this.#send('0320', end);
    if (ended.kind !== 'done') return ended;
    return { kind: 'done', value: this.#close(rows, { balanced, halves }) };
  }

  #fields(managementCode: string): Map<number, FieldValue> {
    const { terminalNo = '', merchantNo = '', batchNo } = this.#given.memory.get();
    return new Map<number, FieldValue>([
      [11, this.#given.memory.nextStan()],
      [41, terminalNo],
      [42, merchantNo],
      [60, encodeField60({ messageType: '00', batchNo, managementCode })],
    ]);
  }

  async #compare(rows: readonly JournalRow[]): Promise<Ending<Halves>> {
    const operator = this.#given.memory.get().operator ?? '01';
    const fields = this.#fields('201').set(48, settlementField(rows)).set(49, '156').set(63, `${operator} `);
    const answered = await this.#send('0500', fields);
    if (answered.kind !== 'done') return answered;
    const totals = decodeSettlementTotals(textField(answered.value, 48) ?? '');
    const { domestic, foreign } = totals.ok ? totals.value : {};
    if (told(domestic) && told(foreign))
      return { kind: 'done', value: { domestic: domestic?.result === '1', foreign: foreign?.result === '1' } };
    return { kind: 'declined', code: textField(answered.value, 39) ?? '', text: hostText(answered.value) };
  }

  #uploadFields(upload: Upload): Map<number, FieldValue> {
    const fields = this.#fields(upload.managementCode);
    const [row] = upload.rows;
    if (upload.managementCode === '201' || row === undefined) return fields.set(48, pageField(upload.rows));
    return fields
      .set(2, row.pan ?? '')
      .set(4, row.amountFen.padStart(12, '0'))
      .set(11, row.stan)
      .set(37, row.rrn)
      .set(63, row.organisation ?? 'CUP')
      .set(55, Uint8Array.from(Buffer.from(row.iccData ?? '', 'hex')));
  }

  /** A message without a MAC; anything but 00 and 95 (totals differ, go on with the upload) ends it. */
  async #send(mti: string, fields: Map<number, FieldValue>): Promise<Ending<Message>> {
    const answer = await this.#given.link.plain({ mti, fields });
    if (answer.kind !== 'answer') return failureOf(answer);
    const { message } = answer;
    if (textField(message, 11) !== fields.get(11)) return { kind: 'bad_answer' };
    const code = textField(message, 39) ?? '';
    if (code === '00' || code === '95') return { kind: 'done', value: message };
    if (signInAgainCodes.has(code)) this.#given.memory.put({ signInNeeded: true });
    return { kind: 'declined', code, text: hostText(message) };
  }

  /** The batch is closed at the host: its rows go, the number moves on, and the next transaction signs in first. */
  #close(
    rows: readonly JournalRow[],
    { balanced, halves }: { readonly balanced: boolean; readonly halves: Halves | undefined },
  ): Settlement {
    const { memory, ports } = this.#given;
    const { batchNo, journal } = memory.get();
    const settlement: Settlement = {
      batchNo,
      at: slipText(ports.nowMs()),
      balanced,
      ...(halves === undefined ? {} : { halves }),
      rows: rows.map(({ pan: _pan, iccData: _iccData, ...row }) => row),
    };
    memory.put({
      lastSettlement: settlement,
      journal: journal.filter((row) => row.batchNo !== batchNo),
      settling: undefined,
      batchNo: String((Number(batchNo) % 999_999) + 1).padStart(6, '0'),
      signInNeeded: true,
    });
    return settlement;
  }
}
