/** Where delivered devices stand: each runs the real terminal software, talks TCP to the gateway and shows its face by WebSocket. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readDrawing, type Key } from '@kaitong/terminal';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  announce,
  commonRoutes,
  openSimulator,
  serveHttp,
  type AdminAnswer,
  type AdminRequest,
  type AdminRoute,
} from '../kit/index.ts';
import { cardChoices, findCard, present, type Entry } from './cards.ts';
import { Device, type FactoryData } from './device.ts';
import { gatewayLine } from './gateway-line.ts';
import { slowMs, type Conditions } from './conditions.ts';
import type { PaperSide } from './paper.ts';
import { scribble } from './scribble.ts';
import { simCardOf } from '../population/index.ts';
import { freshCode, walletOf } from '../population/wallets.ts';
import { walletRoutes } from './wallet-routes.ts';
import { runActivate, runSale, runVoid, type RunResult } from './run.ts';

const faultTable = {
  lineDown: { rest: false, zh: '终端断网', en: 'The terminals have no line' },
  slowMs: { rest: 0, zh: '线路延迟的毫秒数', en: 'Milliseconds before each request leaves' },
  dropReplies: { rest: false, zh: '应答丢失', en: 'Answers are lost on the way' },
  timeoutMs: { rest: 60_000, zh: '终端等待应答的毫秒数', en: 'Milliseconds that a terminal waits' },
} as const;

const simulator = openSimulator('terminal-host', faultTable);
const { faults } = simulator;
const devices = new Map<string, Device>();
const CARRIER_MS_MAX = 2_000;

/** Whether the carrier lets data of a card through; a carrier that is not there hinders nobody. */
async function passesMobile(iccid: string): Promise<boolean> {
  const carrier = simulator.peers.get('simCarrier');
  if (carrier === undefined) return true;
  const answer = await fetch(`http://${carrier}/cards/${iccid}`, { signal: AbortSignal.timeout(CARRIER_MS_MAX) }).catch(
    () => undefined,
  );
  return answer?.ok === true ? ((await answer.json()) as { on: boolean }).on : true;
}

const surroundings = {
  transport: (line: () => Conditions['line'], serialNo: string) => {
    let exchanges = 0;
    return gatewayLine(() => simulator.peers.get('gateway'), {
      lineDown: () => faults.on('lineDown') || line() === 'none',
      slowMs: () => Number(faults.get('slowMs')) + (line() === 'slow' ? slowMs : 0),
      // a line that loses answers loses every other one: what is asked again gets through
      dropReplies: () => faults.on('dropReplies') || (line() === 'losing' && (exchanges += 1) % 2 === 1),
      passesMobile: () => passesMobile(simCardOf(serialNo)),
    });
  },
  nowMs: () => simulator.clock.nowMs(),
  timeoutMs: () => Number(faults.get('timeoutMs')),
};
const serialPattern = /^[0-9A-Za-z-]{1,40}$/;
const keyNames: ReadonlySet<string> = new Set([
  'confirm',
  'cancel',
  'clear',
  'menu',
  'up',
  'down',
  'power',
  ...'0123456789'.split(''),
]);

function folderOf(serialNo: string): string {
  return join(simulator.config.dataDir, serialNo);
}

function reopenAll(): void {
  if (!existsSync(simulator.config.dataDir)) return;
  for (const entry of readdirSync(simulator.config.dataDir, { withFileTypes: true })) {
    const device = entry.isDirectory() ? Device.reopen(folderOf(entry.name), surroundings) : undefined;
    if (device !== undefined) devices.set(device.factory.serialNo, device);
  }
}

function summary(device: Device) {
  const view = device.terminal.view();
  const { serialNo, model } = device.factory;
  return {
    serialNo,
    model,
    screen: view.screen,
    terminalNo: view.terminalNo,
    merchantName: view.status.merchantName,
    activation: view.activation,
    place: device.place,
  };
}

function deliver({ body }: AdminRequest): AdminAnswer {
  const given = body as Partial<FactoryData>;
  const { serialNo = '', model, deviceKeyHex = '' } = given;
  if (!serialPattern.test(serialNo)) return { status: 422, json: { error: 'serialNo: 1 to 40 letters, digits or -' } };
  if (model !== 'esign_pos' && model !== 'smart_pos')
    return { status: 422, json: { error: 'model: esign_pos or smart_pos' } };
  if (!/^[0-9A-Fa-f]{32}$/.test(deviceKeyHex)) return { status: 422, json: { error: 'deviceKeyHex: 32 hex digits' } };
  const known = devices.get(serialNo);
  if (known !== undefined) {
    const same = known.factory.deviceKeyHex.toLowerCase() === deviceKeyHex.toLowerCase();
    return same
      ? { json: summary(known) }
      : { status: 409, json: { error: 'this serial number was delivered with another key' } };
  }
  const device = Device.deliver(folderOf(serialNo), { serialNo, model, deviceKeyHex }, surroundings);
  devices.set(serialNo, device);
  return { status: 201, json: summary(device) };
}

/** Somebody carries the device away, and its memory with it. */
function carryAway(device: Device): AdminAnswer {
  devices.delete(device.factory.serialNo);
  rmSync(folderOf(device.factory.serialNo), { recursive: true, force: true });
  return { json: { ok: true } };
}

/** A route about one device. */
function about(route: (device: Device, request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>): AdminRoute {
  return (request) => {
    const device = devices.get(request.params['serial'] ?? '');
    return device === undefined ? { status: 404, json: { error: 'no such device' } } : route(device, request);
  };
}

function entryOf(value: unknown): Entry {
  return value === 'swipe' || value === 'tap' ? value : 'insert';
}

interface CardWish {
  readonly pan?: string;
  readonly personKey?: string;
  readonly kind?: string;
  readonly card?: string;
  readonly entry?: string;
}

function pressAll(device: Device, keys: readonly unknown[]): string[] {
  const refused: string[] = [];
  for (const key of keys) {
    if (typeof key === 'string' && keyNames.has(key)) device.terminal.press(key as Key);
    else refused.push(String(key));
  }
  return refused;
}

const pressRoute = about(async (device, { body }) => {
  const { key, keys } = body as { key?: unknown; keys?: unknown[] };
  const refused = pressAll(device, keys ?? [key]);
  if (refused.length > 0) return { status: 422, json: { refused } };
  return { json: device.terminal.view() };
});

const cardRoute = about((device, { body }) => {
  const wish = body as CardWish;
  const card = findCard(wish);
  if (card === undefined) return { status: 422, json: { error: 'no such card in the population' } };
  const taken = device.terminal.insertCard(present(card, entryOf(wish.entry)));
  return { json: { taken, view: device.terminal.view() } };
});

interface RunWish extends CardWish {
  readonly script?: string;
  readonly code?: string;
  readonly until?: string;
  readonly accountTail?: string;
  readonly smsCode?: string;
  readonly amountFen?: string | number;
  readonly stan?: string;
  readonly pin?: string;
}

const runRoute = about(async (device, { body }) => {
  const wish = body as RunWish;
  const card = findCard(wish);
  const { terminal } = device;
  const pin = wish.pin ?? card?.pin ?? '';
  const presented = card === undefined ? undefined : present(card, entryOf(wish.entry));
  let ran: RunResult;
  if (wish.script === 'activate') {
    const { code = '', until = 'home', accountTail, smsCode } = wish;
    if (device.paper?.paper() === 'none') device.loadPaper('right');
    ran = await runActivate(terminal, {
      code,
      until,
      pin,
      ...(presented === undefined ? {} : { card: presented }),
      ...(accountTail === undefined ? {} : { accountTail }),
      ...(smsCode === undefined ? {} : { smsCode }),
    });
  } else if (presented === undefined) return { status: 422, json: { error: 'no such card in the population' } };
  else if (wish.script === 'sale')
    ran = await runSale(terminal, { amountFen: BigInt(wish.amountFen ?? 100), card: presented, pin });
  else if (wish.script === 'void') ran = await runVoid(terminal, { stan: wish.stan ?? '', card: presented, pin });
  else return { status: 422, json: { error: 'script: activate, sale or void' } };
  const { pan: _pan, iccData: _iccData, ...lastRow } = terminal.stored().journal.at(-1) ?? {};
  return { json: { ...ran, lastRow: terminal.stored().journal.length === 0 ? undefined : lastRow } };
});

function told({ terminal, paper, conditions }: Device): string {
  return JSON.stringify({
    type: 'view',
    view: terminal.view(),
    conditions,
    ...(paper === undefined ? {} : { paper: paper.state() }),
  });
}

interface FaceMessage {
  readonly type?: string;
  readonly key?: unknown;
  readonly card?: string;
  readonly entry?: string;
  readonly wallet?: unknown;
  readonly image?: string;
  readonly drawing?: unknown;
  readonly side?: unknown;
  readonly battery?: unknown;
  readonly line?: unknown;
}

const isSide = (side: unknown): side is PaperSide => side === 'right' || side === 'wrong' || side === 'none';

/** A customer holds a phone before the camera, with the code that the wallet shows now. */
function scanWallet(device: Device, key: unknown): boolean {
  const wallet = typeof key === 'string' ? walletOf(key) : undefined;
  return wallet !== undefined && device.terminal.scanCode(freshCode(wallet, simulator.clock.nowMs()));
}

function fromFace(device: Device, text: string): void {
  const message = JSON.parse(text) as FaceMessage;
  if (message.type === 'key') pressAll(device, [message.key]);
  const card = message.type === 'card' ? findCard({ card: message.card ?? '' }) : undefined;
  if (card !== undefined) device.terminal.insertCard(present(card, entryOf(message.entry)));
  if (message.type === 'scan') scanWallet(device, message.wallet);
  if (message.type === 'paper' && isSide(message.side)) device.loadPaper(message.side);
  if (message.type === 'tear') device.paper?.tearOff();
  if (message.type === 'conditions') device.changeConditions(message);
  if (message.type !== 'signature') return;
  const before = device.terminal.stored().journal.at(-1)?.rrn ?? '';
  const drawing = readDrawing(message.drawing);
  if (drawing === undefined || !device.terminal.sign(drawing)) return;
  if (typeof message.image === 'string') device.keepSignature(before, message.image);
}

function watch(socket: WebSocket, device: Device): void {
  const send = (): void => socket.send(told(device));
  device.watchers.add(send);
  socket.on('close', () => device.watchers.delete(send));
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    try {
      fromFace(device, (data as Buffer).toString('utf8'));
    } catch {
      socket.close(1007, 'not a message of a face');
    }
  });
  send();
}

function listenForFaces(port: number): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(426, { 'x-kaitong-simulator': 'terminal-host' }).end();
  });
  // A signature picture is the largest thing a face sends.
  const faces = new WebSocketServer({ server, maxPayload: 256 * 1024 });
  faces.on('connection', (socket, request) => {
    const serial = new URL(request.url ?? '/', 'http://face').searchParams.get('serial') ?? '';
    const device = devices.get(serial);
    if (device === undefined) socket.close(4404, 'no such device');
    else watch(socket, device);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const routes: Record<string, AdminRoute> = {
  ...commonRoutes(simulator, () => ({ devices: [...devices.values()].map(summary) })),
  'GET /cards': () => ({ json: cardChoices() }),
  ...walletRoutes(() => simulator.peers.get('cardNetwork')),
  'GET /devices': () => ({ json: [...devices.values()].map(summary) }),
  'POST /devices': deliver,
  'DELETE /devices/:serial': about(carryAway),
  'GET /devices/:serial/view': about((device) => ({ json: device.terminal.view() })),
  'GET /devices/:serial/journal': about((device) => ({
    json: device.terminal.stored().journal.map(({ pan: _pan, iccData: _iccData, ...row }) => row),
  })),
  'PUT /devices/:serial/conditions': about((device, { body }) => {
    device.changeConditions(body as object);
    return { json: device.conditions };
  }),
  'PUT /devices/:serial/paper': about((device, { body }) => {
    const { side } = body as { side?: unknown };
    if (!isSide(side)) return { status: 422, json: { error: 'side: right, wrong or none' } };
    device.loadPaper(side);
    return { json: device.paper?.state() ?? null };
  }),
  'GET /devices/:serial/paper': about((device) => ({ json: device.paper?.state() ?? null })),
  'POST /devices/:serial/keys': pressRoute,
  'POST /devices/:serial/card': cardRoute,
  'POST /devices/:serial/scan': about((device, { body }) => ({
    json: { taken: scanWallet(device, (body as { wallet?: unknown }).wallet), view: device.terminal.view() },
  })),
  'POST /devices/:serial/run': runRoute,
  'POST /devices/:serial/sign': about((device) => ({ json: { signed: device.terminal.sign(scribble) } })),
  'PUT /devices/:serial/place': about((device, { body }) => {
    const { longitude, latitude } = body as { longitude: string; latitude: string };
    if (![longitude, latitude].every((part) => /^[+-]\d{1,3}\.\d{1,6}$/.test(part)))
      return { status: 422, json: { error: 'signed decimal degrees' } };
    device.move({ longitude, latitude });
    return { json: device.place };
  }),
};

reopenAll();
setInterval(() => {
  for (const device of devices.values()) device.terminal.tick();
}, 1000);
const ws = await listenForFaces(simulator.config.port);
const admin = await serveHttp('terminal-host', simulator.config.adminPort, routes);
announce(simulator, { ws, admin: admin.port });
