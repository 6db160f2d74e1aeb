/**
 * Every transaction against every bad day: request or answer lost, late, twice, changed, cut, in pieces; the gateway killed before and
 * after each of its commits; the network silent, killed before or after it acted, answering twice or wrongly, its line cut. Each cell is
 * a merchant of its own and ends only when terminal, switch, network and ledger tell the same.
 */
import { scannedCode, type Ending, type Job, type JournalRow, type PresentedCard } from '@kaitong/terminal';
import { until } from '../src/entry/journey.ts';
import { takeBackStranded } from '../src/flows/jobs.ts';
import { personOf, type PopulationCard } from '../../simulators/src/population/index.ts';
import { phoneCode } from '../../simulators/src/card-network/issuers.ts';
import { freshCode, walletOf } from '../../simulators/src/population/wallets.ts';
import { present } from '../../simulators/src/terminal-host/cards.ts';
import { addTerminal } from '../testing/known-terminal.ts';
import { disagreements, settledRows, type HostRow } from './audit.ts';
import { openDevice, swiped, type LineFault, type SimDevice } from './device.ts';
import type { Moment } from './database-proxy.ts';
import type { SimWorld } from './world.ts';

export const KINDS = [
  'balance',
  'sale',
  'void',
  'refund',
  'preauth',
  'preauth_void',
  'completion',
  'completion_advice',
  'completion_void',
  'qr_passive',
  'qr_void',
  'qr_refund',
  'offline_sale',
  'tip',
  'adjustment',
  'reversal',
  'settlement',
] as const;
export type MatrixKind = (typeof KINDS)[number];

type GatewayFault =
  | 'gateway_killed_before_intent'
  | 'gateway_killed_after_intent'
  | 'gateway_killed_before_outcome'
  | 'gateway_killed_after_outcome';
/** Of one answer of the network. */
type AnswerFault =
  | 'network_silent'
  | 'network_answers_twice'
  | 'network_mac_wrong'
  | 'network_amount_wrong'
  | 'network_chip_proof_wrong'
  | 'network_cut_before'
  | 'network_cut_after';
type NetworkFault = AnswerFault | 'network_killed_before' | 'network_killed_after';
export type MatrixFault = LineFault | GatewayFault | NetworkFault;

export const FAULTS: readonly MatrixFault[] = [
  'none',
  'request_lost',
  'answer_lost',
  'answer_late',
  'duplicate',
  'request_mac_flipped',
  'answer_mac_flipped',
  'truncated',
  'split',
  'gateway_killed_before_intent',
  'gateway_killed_after_intent',
  'gateway_killed_before_outcome',
  'gateway_killed_after_outcome',
  'network_silent',
  'network_killed_before',
  'network_killed_after',
  'network_answers_twice',
  'network_mac_wrong',
  'network_amount_wrong',
  'network_chip_proof_wrong',
  'network_cut_before',
  'network_cut_after',
];

const INTENT = /begin_many|INSERT INTO switching\.card_transaction/;
const OUTCOME = /approve_sale|do_approve_other/;
const REVERSAL = /INSERT INTO switching\.reversal/;
const SETTLEMENT = /switching\.terminal_batch/;
/** Of what writes something else than a transaction of its own. */
const PATTERNS: Partial<Record<MatrixKind, RegExp>> = { reversal: REVERSAL, settlement: SETTLEMENT };
const MOMENTS: Readonly<Record<GatewayFault, readonly [statement: 'intent' | 'outcome', moment: Moment]>> = {
  gateway_killed_before_intent: ['intent', 'before'],
  gateway_killed_after_intent: ['intent', 'after'],
  gateway_killed_before_outcome: ['outcome', 'before'],
  gateway_killed_after_outcome: ['outcome', 'after'],
};

/** As the simulator of the network calls them; the next message meets them, and no other. */
const ANSWERS: Readonly<Record<AnswerFault, Readonly<Record<string, unknown>>>> = {
  network_silent: { dropAfterProcessing: true },
  network_answers_twice: { duplicate: true },
  network_mac_wrong: { wrongMac: true },
  network_amount_wrong: { wrongAmount: true },
  network_chip_proof_wrong: { wrongArpc: true },
  network_cut_before: { closeLine: 'before' },
  network_cut_after: { closeLine: 'after' },
};

/** The device asks a chip only about what it could take back, and a code has none. */
const BY_CHIP: readonly MatrixKind[] = ['sale', 'void', 'preauth', 'preauth_void', 'completion', 'completion_void'];

/** Why a cell makes no sense; undefined where it does. */
export function whyNot(kind: MatrixKind, fault: MatrixFault): string | undefined {
  if (kind === 'settlement') {
    if (fault.includes('mac_flipped')) return 'a settlement has no MAC';
    if (fault.startsWith('network')) return 'the network hears nothing of a settlement';
  }
  if ((kind === 'settlement' || kind === 'reversal') && fault.endsWith('_outcome'))
    return 'it is answered out of the gateway’s first commit';
  if (fault === 'network_amount_wrong' && kind === 'balance') return 'an inquiry has no amount';
  if (fault === 'network_chip_proof_wrong' && !BY_CHIP.includes(kind))
    return 'no chip is asked: the card is not there, or nothing could be taken back';
  return undefined;
}

export interface Cell {
  readonly kind: MatrixKind;
  readonly fault: MatrixFault;
  /** What the terminal saw at first. */
  readonly seen: string;
  /** What became of the transaction, at all four. */
  readonly ended: string;
  readonly faults: readonly string[];
  readonly ms: number;
}

const AMOUNT = 10_000n;
const PREPARES_MAX = 8;

/** Runs one cell. What it needs before (a sale to void, a hold to complete) goes undisturbed. */
export async function runCell(
  world: SimWorld,
  index: number,
  cell: { kind: MatrixKind; fault: MatrixFault },
): Promise<Cell> {
  const begun = performance.now();
  const known = await addTerminal(world.opened, index);
  const device = openDevice(known, world.gatewayPort);
  const card = cell.fault === 'network_chip_proof_wrong' ? present(customerCard(), 'insert') : swiped(customerCard());
  const work = await prepared(device, card, cell.kind);
  const ending = await disturbed(world, { device, fault: cell.fault, kind: cell.kind }, work);
  await recover(world, device, cell.kind);
  const { rows, faults } = await disagreements(world, { merchantId: known.merchantId, stored: device.terminal.stored });
  const seen = seenOf(ending);
  const strange = [...faults, ...believed(cell, seen), ...(await strayFaults(device))];
  return {
    ...cell,
    seen,
    ended: endedOf(cell.kind, rows),
    faults: strange,
    ms: performance.now() - begun,
  };
}

function customerCard(): PopulationCard {
  const card = personOf('wang').cards[0];
  if (card === undefined) throw new Error('Wang has a card');
  return card;
}

/** What the customer shows. */
function customerCode(): string {
  const wallet = walletOf('wang');
  if (wallet === undefined) throw new Error('Wang has a wallet');
  return freshCode(wallet, Date.now());
}

type Work = () => Promise<Ending<unknown>>;

/** The transaction of the cell, ready to go. */
async function prepared(device: SimDevice, card: PresentedCard, kind: MatrixKind): Promise<Work> {
  const { terminal } = device;
  const made = async (job: Job): Promise<JournalRow> => {
    const ending = await terminal.transact(job, card);
    if (ending.kind !== 'done') throw new Error(`${job.kind} before the cell: ${JSON.stringify(ending)}`);
    return ending.value.row;
  };
  const sale = (): Promise<JournalRow> => made({ kind: 'sale', amountFen: AMOUNT });
  const hold = (): Promise<JournalRow> => made({ kind: 'preauth', amountFen: AMOUNT });
  const now =
    (job: Job): Work =>
    () =>
      terminal.transact(job, card);
  if (kind === 'qr_passive' || kind === 'qr_void' || kind === 'qr_refund') return byCode(device, kind);
  if (kind === 'settlement') {
    await sale();
    return () => terminal.settle();
  }
  if (kind === 'reversal') {
    device.disturb('answer_lost');
    await terminal.transact({ kind: 'sale', amountFen: AMOUNT }, card);
    return () => terminal.prepare();
  }
  if (kind === 'tip' || kind === 'adjustment') return now({ kind, amountFen: 1_000n, original: await sale() });
  if (kind === 'offline_sale') return now({ kind, amountFen: AMOUNT, authCode: phoneCode(card.pan) });
  if (kind === 'void') return now({ kind, amountFen: AMOUNT, original: await sale() });
  if (kind === 'refund') return now({ kind, amountFen: 4_000n, original: await sale() });
  if (kind === 'completion_void') {
    const original = await made({ kind: 'completion', amountFen: AMOUNT, original: await hold() });
    return now({ kind, amountFen: AMOUNT, original });
  }
  const onHold = kind === 'preauth_void' || kind === 'completion' || kind === 'completion_advice';
  if (onHold) return now({ kind, amountFen: AMOUNT, original: await hold() });
  return now({ kind, amountFen: kind === 'balance' ? 0n : AMOUNT });
}

/** A payment by code, or the void or the refund of one that went undisturbed. */
async function byCode({ terminal }: SimDevice, kind: 'qr_passive' | 'qr_void' | 'qr_refund'): Promise<Work> {
  const code = customerCode();
  const pay: Work = () => terminal.transact({ kind: 'qr_passive', amountFen: AMOUNT, code }, scannedCode(code));
  if (kind === 'qr_passive') return pay;
  const paid = (await pay()) as Ending<{ row: JournalRow }>;
  if (paid.kind !== 'done') throw new Error(`a payment before the cell: ${JSON.stringify(paid)}`);
  const original = paid.value.row;
  const { voucher = '' } = original;
  if (kind === 'qr_refund') return () => terminal.transact({ kind, amountFen: 4_000n, voucher }, scannedCode());
  return () => terminal.transact({ kind, amountFen: AMOUNT, original, voucher }, scannedCode());
}

const isAnswerFault = (fault: MatrixFault): fault is AnswerFault => fault in ANSWERS;
const isGatewayFault = (fault: MatrixFault): fault is GatewayFault => fault in MOMENTS;

async function disturbed(
  world: SimWorld,
  { device, fault, kind }: { device: SimDevice; fault: MatrixFault; kind: MatrixKind },
  work: Work,
): Promise<Ending<unknown>> {
  if (isGatewayFault(fault)) return killedGateway(world, { fault, kind }, work);
  // the gateway answers a reversal at once, and the network hears of it from the worker
  const scope = kind === 'reversal' ? 'reversal' : 'financial';
  if (isAnswerFault(fault)) return wrongAnswer(world, { ...ANSWERS[fault], scope, count: 1 }, work);
  if (fault === 'network_killed_before') {
    await world.network.kill();
    const ending = await work();
    await world.network.start();
    return ending;
  }
  if (fault === 'network_killed_after') return killedNetwork(world, scope, work);
  device.disturb(fault);
  return work();
}

/** Resolves once the network has met its fault. */
async function wrongAnswer(world: SimWorld, fault: object, work: Work): Promise<Ending<unknown>> {
  await world.network.call('PUT', '/faults', fault);
  const ending = await work();
  await until('the network to have met its fault', async () => {
    const { faults } = await world.network.call<{ faults: { value: unknown; rest: unknown }[] }>('GET', '/state');
    return faults.every(({ value, rest }) => value === rest) ? true : undefined;
  });
  return ending;
}

async function killedGateway(
  world: SimWorld,
  { fault, kind }: { fault: GatewayFault; kind: MatrixKind },
  work: Work,
): Promise<Ending<unknown>> {
  const [statement, moment] = MOMENTS[fault];
  let killed: Promise<void> | undefined;
  const pattern = PATTERNS[kind] ?? (statement === 'intent' ? INTENT : OUTCOME);
  world.proxy.set({ statement: pattern, moment, spring: () => void (killed = world.killGateway()) });
  const ending = await work();
  world.proxy.set(undefined);
  if (killed === undefined) throw new Error(`${fault} did not come about with ${kind}`);
  await killed;
  await world.startGateway();
  return ending;
}

/** The network has acted and holds its answer back; then it is gone. */
async function killedNetwork(world: SimWorld, scope: string, work: Work): Promise<Ending<unknown>> {
  await world.network.call('PUT', '/faults', { answer: 'late', scope });
  const ending = work();
  await until('the network to hold an answer', async () => {
    const { state } = await world.network.call<{ state: { heldAnswers: number } }>('GET', '/state');
    return state.heldAnswers > 0 ? true : undefined;
  });
  await world.network.kill();
  await world.network.start();
  return ending;
}

/** What would happen by itself within a minute or two: the sweep, the terminal's next transaction, the worker. */
async function recover(world: SimWorld, device: SimDevice, kind: MatrixKind): Promise<void> {
  await Promise.all(device.strays);
  await linesAreUp(world);
  for (let tries = 0; tries < PREPARES_MAX; tries += 1) {
    if ((await device.terminal.prepare()).kind === 'done') break;
  }
  if (kind === 'settlement') await settledAtLast(device);
  await takeBackStranded(world.opened.world, 0);
  await settledRows(world, device.known.merchantId);
  // what was told to the host and not answered is told again, and the host knows by now
  if (device.terminal.stored.advices.length > 0) await device.terminal.prepare();
}

/** The terminal closes its batch, however often it has to go on where it stopped. */
async function settledAtLast({ terminal }: SimDevice): Promise<void> {
  for (let tries = 0; tries < PREPARES_MAX; tries += 1) {
    if (terminal.stored.lastSettlement !== undefined) return;
    await terminal.settle();
  }
}

const probes = new WeakMap<SimWorld, Promise<SimDevice>>();
/** Above the numbers of cells. */
const PROBE = 999;

/** Both the worker's line to the network and the gateway's are up again: a card of a terminal beside can be asked for its balance. */
async function linesAreUp(world: SimWorld): Promise<void> {
  await until('the line to the network', async () => (world.opened.world.cardNetwork.ready() ? true : undefined));
  const probe =
    probes.get(world) ?? addTerminal(world.opened, PROBE).then((known) => openDevice(known, world.gatewayPort));
  probes.set(world, probe);
  const { terminal } = await probe;
  await until('the gateway’s line to the network', async () => {
    const ending = await terminal.transact({ kind: 'balance', amountFen: 0n }, swiped(customerCard()));
    return ending.kind === 'done' ? true : undefined;
  });
}

/** A copy is answered too. */
async function strayFaults(device: SimDevice): Promise<string[]> {
  const frames = (await Promise.all(device.strays)).filter((one) => one !== undefined);
  return frames.length === device.strays.length ? [] : ['a copy was not answered'];
}

/** Answers of the network that are no yes, whatever they say. A reversal is answered before the network is. */
const WORTH_NOTHING: readonly MatrixFault[] = ['network_mac_wrong', 'network_amount_wrong', 'network_chip_proof_wrong'];

/** All four agree on an approval that the network gave to something else, or that was not its own: only here it is seen. */
function believed({ kind, fault }: Pick<Cell, 'kind' | 'fault'>, seen: string): string[] {
  const taken = seen === 'done' && kind !== 'reversal' && WORTH_NOTHING.includes(fault);
  return taken ? ['the terminal has printed what nobody should have believed'] : [];
}

function seenOf(ending: Ending<unknown>): string {
  return ending.kind === 'declined' ? `declined ${ending.code}` : ending.kind;
}

const HOST_KIND: Readonly<Record<MatrixKind, string>> = {
  balance: 'balance',
  sale: 'sale',
  void: 'sale_void',
  refund: 'refund',
  preauth: 'pre_auth',
  preauth_void: 'pre_auth_void',
  completion: 'completion',
  completion_advice: 'completion_advice',
  completion_void: 'completion_void',
  qr_passive: 'qr_passive',
  qr_void: 'qr_void',
  qr_refund: 'refund',
  offline_sale: 'offline_sale',
  tip: 'tip',
  adjustment: 'adjustment',
  reversal: 'sale',
  settlement: 'sale',
};

function endedOf(kind: MatrixKind, rows: readonly HostRow[]): string {
  const row = rows.filter((one) => one.kind === HOST_KIND[kind]).at(-1);
  if (row === undefined) return 'never begun';
  if (kind === 'settlement') return 'batch closed';
  return row.state === 'declined' ? `declined ${row.code ?? ''}`.trim() : row.state;
}
