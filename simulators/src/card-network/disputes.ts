/** The network's desk for disputes: what issuers raise, and what an acquirer's papers are answered with. State is the journal's entries. */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { issuerFeeFen, networkFeeFen } from './fees.ts';
import { readPaper, type DisputeLine, type DisputeType } from './err.ts';
import type { NetworkTransaction } from './issuers.ts';

export const DISPUTE_FAULTS = ['', 'decline', 'late', 'twice', 'unmatched', 'again', 'bad_line'] as const;
export type DisputeFault = (typeof DISPUTE_FAULTS)[number];

export type DisputeEntry =
  | { readonly type: 'dispute'; readonly line: DisputeLine }
  /** A paper that was taken, so that it is answered once. */
  | { readonly type: 'paper'; readonly name: string };

/** What the desk needs of the network around it. */
export interface DeskParts {
  readonly folder: string;
  readonly transactions: () => readonly NetworkTransaction[];
  readonly settlementDate: () => string;
  readonly nextDate: (date: string) => string;
  /** MMDDhhmmss. */
  readonly time: () => string;
  readonly fault: () => DisputeFault;
  readonly keep: (entry: DisputeEntry) => void;
}

const RAISED = { document_request: 'E01', chargeback: 'E02', second_chargeback: 'E03' } as const;
export type RaisedKind = keyof typeof RAISED;
export const isRaised = (kind: unknown): kind is RaisedKind => typeof kind === 'string' && kind in RAISED;

/** What stands in for a sale that nobody knows. */
const strangeRrn = '999999999999';

export class DisputeDesk {
  readonly #parts: DeskParts;
  readonly #lines: DisputeLine[] = [];
  readonly #papers = new Set<string>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** From the journal, or just kept. */
  apply(entry: DisputeEntry): void {
    if (entry.type === 'paper') this.#papers.add(entry.name);
    else this.#lines.push(entry.line);
  }

  /** All of them, or those of one settlement date. */
  lines(date?: string): readonly DisputeLine[] {
    return this.#lines.filter((line) => date === undefined || line.date === date);
  }

  #line(type: DisputeType, of: NetworkTransaction, more: Partial<DisputeLine>): DisputeLine {
    const n = this.#lines.length;
    return {
      type,
      date: this.#parts.settlementDate(),
      stan: String(700_000 + (n % 100_000)),
      transmissionTime: this.#parts.time(),
      amountFen: of.amountFen,
      reason: '4502',
      feeFen: '0',
      rrn: of.rrn,
      originalStan: of.stan,
      originalTime: of.transmissionTime,
      originalDate: of.settlementDate.slice(5).replace('-', ''),
      originalFen: of.amountFen,
      pan: of.pan,
      acquirer: of.acquirer,
      issuer: of.issuer,
      merchantNo: of.merchantNo,
      terminalNo: of.terminalNo,
      mcc: of.mcc,
      authCode: of.authCode,
      ...more,
    };
  }

  /** An issuer raises something about a sale; undefined: there is no such sale. */
  raise(of: { rrn: string; kind: RaisedKind; amountFen?: string; reason?: string }): DisputeLine | undefined {
    const sale = this.#parts.transactions().find((t) => t.rrn === of.rrn && t.code === '00' && t.kind !== 'reversal');
    if (sale === undefined) return undefined;
    const type = RAISED[of.kind];
    const line = this.#line(type, sale, {
      amountFen: type === 'E01' ? '0' : (of.amountFen ?? sale.amountFen),
      ...(of.reason === undefined ? {} : { reason: of.reason }),
      ...(this.#parts.fault() === 'unmatched' ? { rrn: strangeRrn, originalStan: '999999' } : {}),
    });
    this.#keep(line);
    return line;
  }

  #keep(line: DisputeLine): void {
    this.#parts.keep({ type: 'dispute', line });
    if (this.#parts.fault() === 'twice') this.#parts.keep({ type: 'dispute', line });
  }

  /** Takes what lies in the folder, each paper once, and answers in the file of the running day. */
  takePapers(): number {
    const { folder } = this.#parts;
    if (!existsSync(folder)) return 0;
    const names = readdirSync(folder).filter((name) => /^OUT[0-9A-Za-z]+-\d+$/.test(name));
    for (const name of names) {
      if (!this.#papers.has(name)) {
        this.#answer(readFileSync(join(folder, name), 'latin1'));
        this.#parts.keep({ type: 'paper', name });
      }
      renameSync(join(folder, name), join(folder, `${name}.taken`));
    }
    return names.length;
  }

  #answer(text: string): void {
    const paper = readPaper(text);
    if (paper === undefined || paper.type === 'E01') return; // proofs for a request are filed, and nothing comes back
    const known = this.#parts
      .transactions()
      .find((t) => t.rrn === paper.rrn && t.stan === paper.originalStan && t.transmissionTime === paper.originalTime);
    const sale = known ?? strangerOf(paper);
    const declined = this.#parts.fault() === 'decline';
    const type = (declined ? paper.type.replace('E1', 'E2') : paper.type) as DisputeType;
    const amountFen = declined ? '0' : paper.amountFen;
    this.#keep(this.#line(type, sale, { amountFen, feeFen: declined ? '0' : feeOf(paper.type, sale, amountFen) }));
    if (type === 'E13' && this.#parts.fault() === 'again')
      this.#keep(this.#line('E03', sale, { amountFen, date: this.#parts.nextDate(this.#parts.settlementDate()) }));
  }
}

/** A sale that a claim brings costs what it would have; one that is given back of a double gets its costs back. */
function feeOf(type: DisputeType, { cardKind }: NetworkTransaction, amountFen: string): string {
  if (type !== 'E12') return '0';
  const fen = BigInt(amountFen);
  return String(issuerFeeFen(cardKind, fen) + networkFeeFen(fen));
}

/** What the network has lost is claimed by its acquirer's own record. */
function strangerOf(paper: NonNullable<ReturnType<typeof readPaper>>): NetworkTransaction {
  const text = { acquirer: '', issuer: '', merchantNo: '', terminalNo: '', mcc: '', authCode: '', pan: '' };
  return {
    ...text,
    rrn: paper.rrn,
    stan: paper.originalStan,
    transmissionTime: paper.originalTime,
    amountFen: paper.amountFen,
    cardKind: 'credit',
    settlementDate: '0000-00-00',
  } as unknown as NetworkTransaction;
}
