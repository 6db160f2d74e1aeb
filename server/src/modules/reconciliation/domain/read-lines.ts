import type { LineProblem } from './fixed-columns.ts';

const LF = 0x0a;
const CR = 0x0d;
/** The longest line of any layout has some 700 bytes; what goes on for longer is no line, and is not waited for. */
const LINE_MAX_BYTES = 4096;

/** A line of spaces alone is none. */
const BLANK_MAX = 200;

export interface Lines<L> {
  readonly lines: readonly L[];
  readonly problems: readonly LineProblem[];
}

/** Reads a line of a layout, without its end. */
export type ReadLine<L> = (raw: string, lineNo: number) => L | LineProblem;

/**
 * Cuts what comes piece by piece into lines and reads them, CRLF and blank lines allowed. Holds one line at most, whatever the file's size.
 * `take` gives what a piece completed, `end` what was left without an end of line.
 */
export class LineReader<L extends object> {
  readonly #readLine: ReadLine<L>;
  #rest: Buffer = Buffer.alloc(0);
  #lineNo = 0;

  constructor(readLine: ReadLine<L>) {
    this.#readLine = readLine;
  }

  take(piece: Uint8Array): Lines<L> {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const whole = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const [lines, problems]: [L[], LineProblem[]] = [[], []];
    let from = 0;
    for (let end = whole.indexOf(LF); end !== -1; end = whole.indexOf(LF, from)) {
      this.#read(whole.subarray(from, end), lines, problems);
      from = end + 1;
    }
    const rest = whole.subarray(from);
    if (rest.length <= LINE_MAX_BYTES) this.#rest = Buffer.from(rest);
    else {
      this.#read(rest.subarray(0, LINE_MAX_BYTES), lines, problems);
      this.#rest = Buffer.alloc(0);
    }
    return { lines, problems };
  }

  end(): Lines<L> {
    const [lines, problems]: [L[], LineProblem[]] = [[], []];
    if (this.#rest.length > 0) this.#read(this.#rest, lines, problems);
    this.#rest = Buffer.alloc(0);
    return { lines, problems };
  }

  #read(bytes: Buffer, lines: L[], problems: LineProblem[]): void {
    this.#lineNo += 1;
    const text = bytes.toString('latin1', 0, bytes.at(-1) === CR ? bytes.length - 1 : bytes.length);
    if (text.length < BLANK_MAX && text.trim() === '') return;
    const read = this.#readLine(text, this.#lineNo);
    if ('column' in read) problems.push(read);
    else lines.push(read);
  }
}
