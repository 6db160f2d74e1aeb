import { readAcomLine, type AcomLine, type AcomProblem } from './acom-line.ts';

const LF = 0x0a;
const CR = 0x0d;
/** The longest line of any layout has some 700 bytes; what goes on for longer is no line, and is not waited for. */
const LINE_MAX_BYTES = 4096;

/** A line of spaces alone is none. */
const BLANK_MAX = 200;

export interface Lines {
  readonly lines: readonly AcomLine[];
  readonly problems: readonly AcomProblem[];
}

/**
 * Cuts what comes piece by piece into lines and reads them, CRLF and blank lines allowed. Holds one line at most, whatever the file's size.
 * `take` gives what a piece completed, `end` what was left without an end of line.
 */
export class LineReader {
  #rest: Buffer = Buffer.alloc(0);
  #lineNo = 0;

  take(piece: Uint8Array): Lines {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const whole = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const [lines, problems]: [AcomLine[], AcomProblem[]] = [[], []];
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

  end(): Lines {
    const [lines, problems]: [AcomLine[], AcomProblem[]] = [[], []];
    if (this.#rest.length > 0) this.#read(this.#rest, lines, problems);
    this.#rest = Buffer.alloc(0);
    return { lines, problems };
  }

  #read(bytes: Buffer, lines: AcomLine[], problems: AcomProblem[]): void {
    this.#lineNo += 1;
    const text = bytes.toString('latin1', 0, bytes.at(-1) === CR ? bytes.length - 1 : bytes.length);
    if (text.length < BLANK_MAX && text.trim() === '') return;
    const read = readAcomLine(text, this.#lineNo);
    if ('column' in read) problems.push(read);
    else lines.push(read);
  }
}
