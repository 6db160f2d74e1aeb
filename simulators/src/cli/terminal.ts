/** `npm run terminal -- [--url U] [--model esign|smart] [--serial S]`: a delivered device of a running demo system, worked from a shell. */
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import type { ScreenView } from '@kaitong/terminal';
import type { PaperState } from '../terminal-host/paper.ts';
import { scribble } from '../terminal-host/scribble.ts';
import { actOf, drawDevice, type ShellAct } from '../terminal-host/shell-screen.ts';

interface Device {
  readonly serialNo: string;
  readonly model: 'esign_pos' | 'smart_pos';
}

interface Card {
  readonly id: string;
  readonly holder: string;
  readonly kind: string;
  readonly bankName: string;
  readonly pin: string;
  readonly about?: { readonly en: string };
}

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    model: { type: 'string' },
    serial: { type: 'string' },
  },
});
const url = values.url.replace(/\/$/, '');

async function list<T>(path: string): Promise<T[]> {
  const response = await fetch(`${url}/terminal/api/${path}`).catch(() => undefined);
  if (response?.ok !== true) end(`nothing answers at ${url}: start the system with npm start, or name it with --url`);
  return (await response.json()) as T[];
}

function end(why: string): never {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stderr.write(`${why}\n`);
  process.exit(why === '' ? 0 : 1);
}

const devices = await list<Device>('devices');
const device = devices.find(
  (one) =>
    (values.serial === undefined || one.serialNo === values.serial) &&
    (values.model === undefined || one.model === `${values.model}_pos`),
);
if (device === undefined)
  end(
    devices.length === 0
      ? 'no device has been delivered yet: apply, be approved and let the courier deliver'
      : `no such device; there are: ${devices.map((one) => `${one.serialNo} (${one.model.replace('_pos', '')})`).join(', ')}`,
  );
const cards = await list<Card>('cards');
let card = Math.max(
  0,
  cards.findIndex((one) => one.kind === 'credit'),
);
let shown: { view: ScreenView; paper: PaperState | undefined } | undefined;
const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/terminal/ws?serial=${encodeURIComponent(device.serialNo)}`);

function draw(): void {
  const one = cards[card];
  const wallet =
    one === undefined
      ? ''
      : `${one.bankName} ${one.kind} ${one.holder} PIN ${one.pin}${one.about === undefined ? '' : ` (${one.about.en})`}`;
  const hint = [
    `0-9 Enter Esc ⌫ ↑↓  m menu  p power  q quit   ${device?.serialNo ?? ''}`,
    `c card: ${wallet}   s swipe  i insert  t tap  g sign  r paper`,
  ].join('\n');
  if (shown !== undefined) process.stdout.write(`\u001b[2J\u001b[H${drawDevice(shown.view, shown.paper, hint)}\n`);
}

const sides = { none: 'right', right: 'wrong', wrong: 'none' } as const;

function messageOf(act: ShellAct): object | undefined {
  switch (act.kind) {
    case 'key':
      return { type: 'key', key: act.key };
    case 'card':
      return { type: 'card', card: cards[card]?.id ?? '', entry: act.entry };
    case 'sign':
      return { type: 'signature', drawing: scribble };
    case 'paper':
      return shown?.paper === undefined ? undefined : { type: 'paper', side: sides[shown.paper.side] };
    default:
      return undefined;
  }
}

socket.on('message', (data) => {
  const told = JSON.parse((data as Buffer).toString('utf8')) as { view: ScreenView; paper?: PaperState };
  shown = { view: told.view, paper: told.paper };
  draw();
});
socket.on('error', () => end(`the device does not answer at ${url}`));
socket.on('close', () => end('the device is gone'));
if (process.stdin.isTTY) process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (typed: string) => {
  // an arrow is one key of three characters; anything else that comes at once was typed or pasted one by one
  const parts = typed.startsWith('\u001b') ? [typed] : Array.from(typed);
  for (const part of parts) {
    const act = actOf(part);
    if (act?.kind === 'quit') end('');
    if (act?.kind === 'next_card') card = (card + 1) % Math.max(1, cards.length);
    const message = act === undefined ? undefined : messageOf(act);
    if (message !== undefined && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }
  draw();
});
