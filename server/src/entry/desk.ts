/** The terminal of a custodian, or lines from a pipe. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { SettingsProblem } from '../platform/settings.ts';
import type { Desk } from './key-ceremony.ts';

const CLEAR_WITH_SCROLLBACK = '\u001B[2J\u001B[3J\u001B[H';

export function openDesk(): Desk & { close(): void } {
  const { stdin, stdout } = process;
  let hidden = false;
  const echo = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      if (!hidden) stdout.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: echo, terminal: stdin.isTTY, historySize: 0 });
  const answers = lines[Symbol.asyncIterator]();
  const next = async (question: string): Promise<string> => {
    stdout.write(question);
    const answer = await answers.next();
    if (answer.done === true) throw new SettingsProblem('the input ended in the middle of it; nothing was written');
    if (!stdin.isTTY) stdout.write('\n');
    return answer.value;
  };
  return {
    say: (line) => void stdout.write(`${line}\n`),
    ask: next,
    async askHidden(question) {
      hidden = true;
      try {
        return await next(question);
      } finally {
        hidden = false;
        if (stdin.isTTY) stdout.write('\n');
      }
    },
    clear: () => void stdout.write(stdout.isTTY ? CLEAR_WITH_SCROLLBACK : '\n'),
    close: () => lines.close(),
  };
}
