/** The face of a device in a shell: its screen as lines of text, and what the keys of a keyboard mean. Pure. */
import type { Key, ScreenView } from '@kaitong/terminal';
import type { PaperState } from './paper.ts';

const inner = 36;

/** Columns of a shell: a Chinese character takes two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) as number) >= 0x2e80 ? 2 : 1;
  return width;
}

function fit(text: string, columns: number): string {
  let shown = '';
  for (const character of text) {
    if (widthOf(shown + character) > columns) break;
    shown += character;
  }
  return shown + ' '.repeat(columns - widthOf(shown));
}

function centred(text: string): string {
  const room = Math.max(0, Math.floor((inner - widthOf(text)) / 2));
  return fit(' '.repeat(room) + text, inner);
}

const framed = (line: string): string => `│${fit(line, inner)}│`;
const rule = (left: string, right: string): string => `${left}${'─'.repeat(inner)}${right}`;

/** The device as it stands: status, screen, keys, and what hangs from the printer. */
export function drawDevice(view: ScreenView, paper: PaperState | undefined, hint: string): string {
  const { network, time, operator, powered, reversalPending } = view.status;
  const marks = [operator, reversalPending ? '↺' : undefined, paper?.side === 'none' ? '∅' : undefined];
  const status = `${network === undefined ? '—' : network === '4g' ? '4G' : 'Wi-Fi'} ${marks.filter(Boolean).join(' ')}`;
  const body = powered
    ? [
        '',
        centred(view.title),
        '',
        ...view.lines.map(centred),
        ...(view.input === undefined ? [] : ['', centred(`[ ${view.input.shown} ]`)]),
        ...view.icons.map((icon) => `   ${icon.key} ${icon.label}`),
      ]
    : ['', centred('·')];
  const steps = `${view.activation.stepNo}/${view.activation.steps}`;
  const strip = paper?.strips.at(-1);
  return [
    rule('┌', '┐'),
    framed(fit(status, inner - 6) + time.padStart(6)),
    rule('├', '┤'),
    ...Array.from({ length: Math.max(12, body.length) }, (_, i) => framed(body[i] ?? '')),
    rule('└', '┘'),
    `${view.terminalNo === '' ? '--------' : view.terminalNo}  ${steps}`,
    // no code can be drawn small enough for a shell: its text is
    ...(view.receipt?.url === undefined ? [] : ['', view.receipt.url]),
    ...(view.codeShown === undefined ? [] : ['', view.codeShown]),
    ...(strip === undefined ? [] : ['', ...strip.lines.map((line) => `  ${strip.blank ? '' : line}`), '  ~~~~~~~~']),
    '',
    hint,
  ].join('\n');
}

export type ShellAct =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'card'; readonly entry: 'swipe' | 'insert' | 'tap' }
  | { readonly kind: 'next_card' | 'sign' | 'paper' | 'quit' };

const keys: Readonly<Record<string, ShellAct>> = {
  '\r': { kind: 'key', key: 'confirm' },
  '\n': { kind: 'key', key: 'confirm' },
  '\u001b': { kind: 'key', key: 'cancel' },
  '\u007f': { kind: 'key', key: 'clear' },
  '\b': { kind: 'key', key: 'clear' },
  '\u001b[A': { kind: 'key', key: 'up' },
  '\u001b[B': { kind: 'key', key: 'down' },
  m: { kind: 'key', key: 'menu' },
  p: { kind: 'key', key: 'power' },
  s: { kind: 'card', entry: 'swipe' },
  i: { kind: 'card', entry: 'insert' },
  t: { kind: 'card', entry: 'tap' },
  c: { kind: 'next_card' },
  g: { kind: 'sign' },
  r: { kind: 'paper' },
  q: { kind: 'quit' },
  '\u0003': { kind: 'quit' },
};

/** What was typed, or nothing for a key that means nothing here. */
export function actOf(typed: string): ShellAct | undefined {
  return /^\d$/.test(typed) ? { kind: 'key', key: typed as Key } : keys[typed];
}
