/** The card network and its issuers: TCP for the acquirer, HTTP for the page of the outside world. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bytesField, maskPan, type Message } from '@kaitong/iso8583';
import { announce, commonRoutes, JournalFile, openSimulator, serveHttp, type AdminRoute } from '../kit/index.ts';
import { issuedCards } from '../population/index.ts';
import { walletOfCode } from '../population/wallets.ts';
import { clearingFiles, clearingName, dayTotals } from './acom.ts';
import { financialAnswer, readDemand } from './demand.ts';
import { faultTable, meetFaults, type MetFaults } from './faults.ts';
import { codeKinds, paysByCode } from './code-payments.ts';
import { DisputeDesk, isRaised, type DisputeEntry, type DisputeFault } from './disputes.ts';
import { errFile, lfeeFile, sideName } from './err.ts';
import { Issuers, type NetworkDemand, type NetworkTransaction } from './issuers.ts';
import { damageFirstLine, spoilDay, type ClearingFault } from './spoil-clearing.ts';
import { transactionKey } from './transaction-key.ts';
import { walletDesk } from './wallet-desk.ts';
import { freshKey, NetworkLine, refusal, spoken, type Served, type ZoneKeys } from './line.ts';

interface Transfer {
  readonly reference: string;
  readonly toAccount: string;
  readonly amountFen: string;
  readonly purpose: string;
  readonly valueDate: string;
}

interface DayEnd {
  readonly date: string;
  readonly file: string;
  readonly count: number;
  readonly grossFen: string;
  readonly feeFen: string;
  /** What the network pays: of the ordinary transactions, disputes and brand fees together. */
  readonly netFen: string;
}

type Entry =
  | DisputeEntry
  | { readonly type: 'transaction'; readonly transaction: NetworkTransaction }
  /** A payment by code that waited, as its customer has ended it. */
  | { readonly type: 'answered'; readonly transaction: NetworkTransaction }
  | { readonly type: 'moved'; readonly key: string; readonly date: string }
  | { readonly type: 'forgotten'; readonly key: string }
  | { readonly type: 'dayEnd'; readonly dayEnd: DayEnd }
  | { readonly type: 'transfer'; readonly transfer: Transfer }
  | { readonly type: 'transferred'; readonly reference: string }
  | { readonly type: 'opened'; readonly date: string };

const simulator = openSimulator('card-network', faultTable);
const { settings, dataDir } = simulator.config;
const journal = new JournalFile<Entry>(join(dataDir, 'journal.jsonl'));
const issuers = new Issuers();
const dayEnds = new Map<string, DayEnd>();
const pendingTransfers = new Map<string, Transfer>();
let firstDate = '';

function setting(name: string, otherwise: string): string {
  return settings[name] ?? otherwise;
}

const handZpk = Buffer.from(setting('zpk', '1C1C2A2A3B3B4C4C5D5D6E6E7F7F8A8A'), 'hex');
/** PINs come under the zone's PIN key, or, from requests on their way, under one of the two before. */
let zpks: readonly Uint8Array[] = [handZpk];
const zoneKeys: ZoneKeys | undefined =
  settings['zmk'] === undefined
    ? undefined
    : {
        zmk: Buffer.from(settings['zmk'], 'hex'),
        get pinKey() {
          if (zpks.length === 1) this.renewPinKey();
          return zpks[0] as Uint8Array;
        },
        renewPinKey() {
          zpks = [freshKey(), ...zpks].slice(0, 3);
        },
      };
const macKey = Buffer.from(setting('networkMak', '2F2F3E3E4D4D5C5C6B6B7A7A89899898'), 'hex');
const outbox = setting('clearingOutbox', join(dataDir, 'clearing'));

function applyEntry(entry: Entry): void {
  if (entry.type === 'transaction') issuers.apply(entry.transaction);
  if (entry.type === 'answered') issuers.answered(entry.transaction);
  if (entry.type === 'moved') issuers.moveTo(entry.key, entry.date);
  if (entry.type === 'forgotten') issuers.forget(entry.key);
  if (entry.type === 'dayEnd') dayEnds.set(entry.dayEnd.date, entry.dayEnd);
  if (entry.type === 'transfer') pendingTransfers.set(entry.transfer.reference, entry.transfer);
  if (entry.type === 'transferred') pendingTransfers.delete(entry.reference);
  if (entry.type === 'opened') firstDate = entry.date;
  if (entry.type === 'dispute' || entry.type === 'paper') disputes.apply(entry);
}

function keep(entry: Entry): void {
  journal.append(entry);
  applyEntry(entry);
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** The settlement day turns at 23:00 Shanghai. */
function settlementDate(): string {
  const now = simulator.clock.shanghai();
  return now.hhmmss >= '230000' ? nextDate(now.date) : now.date;
}

const disputeFault = (): DisputeFault => simulator.faults.get('disputes') as DisputeFault;
const disputes = new DisputeDesk({
  folder: join(outbox, 'disputes'),
  transactions: () => issuers.transactions,
  settlementDate,
  nextDate,
  time: () => {
    const now = simulator.clock.shanghai();
    return `${now.date.slice(5).replace('-', '')}${now.hhmmss}`;
  },
  fault: disputeFault,
  keep,
});

const yuanText = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

const nextAuthCode = (): string => String((issuers.transactions.length * 7919 + 100_003) % 1_000_000).padStart(6, '0');

/** A query tells that of its payment; an offline sale has its code from the phone. */
function authCodeOf({ kind, authCode }: NetworkDemand, original: NetworkTransaction | undefined): string {
  if (kind === 'qrQuery') return original?.authCode ?? '';
  return kind === 'offlineSale' && authCode !== undefined ? authCode : nextAuthCode();
}

function transactionOf(demand: NetworkDemand, code: string): NetworkTransaction {
  const { pin: _pin, expiry: _expiry, original: _original, cryptogramHolds: _chip, ...kept } = demand;
  const original = issuers.originalKey(demand);
  const undone = issuers.transactionOf(original);
  const byCode = codeKinds.has(demand.kind) || paysByCode(undone?.kind) || undone?.kind === 'qrVoid';
  const nowMs = simulator.clock.nowMs();
  const pan = byCode ? (walletOfCode(demand.payCode ?? '', nowMs)?.card.pan ?? undone?.pan ?? '') : demand.pan;
  const card = issuedCards.get(pan)?.card;
  return {
    ...kept,
    pan,
    ...(paysByCode(demand.kind) ? { sentMs: nowMs } : {}),
    amountFen: String(demand.amountFen),
    code,
    authCode: code === '00' ? authCodeOf(demand, undone) : '',
    issuer: card?.bankCode ?? '',
    // a foreign card costs what a credit card does
    cardKind: byCode ? 'qr' : card?.organisation === undefined ? (card?.kind ?? 'debit') : 'credit',
    settlementDate: settlementDate(),
    civilDate: simulator.clock.shanghai().date,
    originalKey: original,
    ...(demand.kind === 'balance' && code === '00' ? { balanceFen: String(issuers.availableFen(demand.pan)) } : {}),
  };
}

function answerDemand(demand: NetworkDemand, forced: string | undefined): NetworkTransaction | 'conflict' {
  const earlier = issuers.earlier(demand);
  if (earlier !== undefined) return earlier;
  const on = { civilDate: simulator.clock.shanghai().date, nowMs: simulator.clock.nowMs() };
  const asks = demand.kind === 'qrQuery'; // a network that refuses does not say of what it has taken that it has not
  const code = (asks ? undefined : forced) ?? issuers.decide(demand, on);
  const transaction = transactionOf(demand, code);
  const writes = asks
    ? false
    : demand.kind !== 'reversal' || (code !== '12' && issuers.reversalIsNew(transaction.originalKey));
  if (writes) {
    journal.write({ type: 'transaction', transaction });
    issuers.apply(transaction);
  }
  return transaction;
}

function refused(request: Message, code: string, reason: string): Served {
  simulator.log.note({ came: spoken(request), answered: code, reasons: [reason] });
  return { answer: refusal(request, code), when: { kind: 'now' } };
}

/** An answer under a good MAC that says something wrong. */
function spoiled(answer: Message, demand: NetworkDemand, met: MetFaults): Message {
  const fields = new Map(answer.fields);
  if (met.wrongAmount) fields.set(4, String(demand.amountFen + 1n).padStart(12, '0'));
  const chip = bytesField(answer, 55);
  if (met.wrongArpc && chip !== undefined) fields.set(55, chip.with(2, (chip[2] ?? 0) ^ 1));
  return { mti: answer.mti, fields };
}

function serve(request: Message): Served | undefined {
  const read = readDemand(request, zpks);
  if ('missing' in read) return refused(request, '30', `missing_${read.missing}`);
  const { demand } = read;
  const met = meetFaults(simulator.faults, demand.kind);
  const came = `${spoken(request)} ${maskPan(demand.pan)} ${yuanText(demand.amountFen)}`;
  const unprocessed = met.names.find((name) => name === 'silent' || name === 'closeLine.before');
  if (unprocessed !== undefined) {
    simulator.log.note({ came, answered: '', reasons: met.names });
    return unprocessed === 'silent' ? undefined : { answer: refusal(request, '96'), when: { kind: 'cut' } };
  }
  const transaction = answerDemand(demand, met.decline);
  if (transaction === 'conflict') return refused(request, '94', 'number_conflict');
  const leaves = met.when.kind !== 'never' && met.when.kind !== 'cut';
  simulator.log.note({ came, answered: leaves ? transaction.code : '', reasons: met.names });
  const answer = spoiled(financialAnswer(request, transaction), demand, met);
  return { answer, when: met.when, twice: met.twice, wrongMac: met.wrongMac };
}

const line = new NetworkLine({
  macKey,
  serve,
  keys: zoneKeys,
  settled: () => journal.settled(),
  note: (heard) => simulator.log.note(heard),
});

async function payPending(): Promise<void> {
  const bank = simulator.peers.get('bank');
  if (bank === undefined) return;
  for (const transfer of pendingTransfers.values()) {
    try {
      const response = await fetch(`http://${bank.replace(/^https?:\/\//, '')}/transfers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(transfer),
        signal: AbortSignal.timeout(5000),
      });
      if (response.ok) keep({ type: 'transferred', reference: transfer.reference });
    } catch {
      return; // the bank is away; the transfer stays pending and leaves with the next day-end
    }
  }
}

function writeClearing(name: string, bytes: Uint8Array): void {
  const file = join(outbox, name);
  mkdirSync(outbox, { recursive: true });
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
}

/** Files that are ready and not handed over. */
const held: { readonly fault: 'clearing' | 'disputes'; readonly write: () => void }[] = [];

function writeFile(name: string, bytes: Uint8Array, fault: ClearingFault): void {
  if (fault === 'packed') writeClearing(`${name}.gz`, gzipSync(bytes));
  else writeClearing(name, bytes);
}

/** Where the amount of a line of disputes begins. */
const ERR_AMOUNT = 66;

/** The files beside the one of transactions, also where they are empty. Returns what they add to what is paid. */
function writeSideFiles(date: string, known: boolean): bigint {
  const sales = standingSales(date);
  const [err, lfee] = [errFile(disputes.lines(date)), lfeeFile(sales)];
  const fault = known ? '' : disputeFault();
  const name = sideName(date, 'ERR');
  const write = (bytes: Uint8Array): void => writeClearing(name, bytes);
  if (fault === 'bad_line') held.push({ fault: 'disputes', write: () => write(err.bytes) });
  if (fault === 'late') held.push({ fault: 'disputes', write: () => write(err.bytes) });
  else if (!known || !existsSync(join(outbox, name)))
    write(fault === 'bad_line' ? damageFirstLine(err.bytes, ERR_AMOUNT) : err.bytes);
  const brands = sideName(date, 'LFEE');
  if (!known || !existsSync(join(outbox, brands))) writeClearing(brands, lfee.bytes);
  return err.netFen + lfee.netFen;
}

/** Sales of a settlement date that nothing has taken back. */
function standingSales(date: string): NetworkTransaction[] {
  return issuers.transactions.filter(
    (t) =>
      t.settlementDate === date &&
      (t.kind === 'sale' || t.kind === 'preAuthCompletion') &&
      issuers.statusOf(transactionKey(t, t.acquirer)) === 'approved',
  );
}

/** Writes the files of a settlement date that is over, once; later calls give the same files back. */
function closeDay(date: string): DayEnd {
  const known = dayEnds.get(date);
  const fault = known === undefined ? (simulator.faults.get('clearing') as ClearingFault) : '';
  const { transactions, moved, lost } = spoilDay(issuers.transactions, date, fault);
  const made = clearingFiles(transactions, date);
  for (const view of ['acquirer', 'issuer'] as const) {
    const name = clearingName(date, view);
    const write = (): void => writeFile(name, fault === 'bad_line' ? damageFirstLine(made[view]) : made[view], fault);
    if (fault === 'bad_line') held.push({ fault: 'clearing', write: () => writeFile(name, made[view], '') });
    if (fault === 'late') held.push({ fault: 'clearing', write });
    else if (known === undefined || !(existsSync(join(outbox, name)) || existsSync(join(outbox, `${name}.gz`))))
      write();
  }
  const besideFen = writeSideFiles(date, known !== undefined);
  if (known !== undefined) return known;
  for (const transaction of moved)
    keep({ type: 'moved', key: transactionKey(transaction, transaction.acquirer), date: nextDate(date) });
  for (const transaction of lost) keep({ type: 'forgotten', key: transactionKey(transaction, transaction.acquirer) });
  const { count, grossFen, feeFen } = made.totals;
  const netFen = made.totals.netFen + besideFen;
  const dayEnd = {
    date,
    file: clearingName(date, 'acquirer'),
    count,
    grossFen: String(grossFen),
    feeFen: String(feeFen),
    netFen: String(netFen),
  };
  // a day on which more was given back than taken is collected from the account
  if (netFen !== 0n) {
    const transfer: Transfer = {
      reference: `CUPS${date.replaceAll('-', '')}`,
      toAccount: setting('reserveAccount', ''),
      amountFen: String(netFen),
      purpose: `银联清算 ${date}`,
      valueDate: nextDate(date),
    };
    keep({ type: 'transfer', transfer });
  }
  keep({ type: 'dayEnd', dayEnd });
  return dayEnd;
}

/** An issuer raises a chargeback, a document request, a second chargeback: in the file of the running day. */
const raiseRoute: AdminRoute = ({ body }) => {
  const asked = (body ?? {}) as { rrn?: unknown; kind?: unknown; amountFen?: unknown; reason?: unknown };
  if (typeof asked.rrn !== 'string' || !isRaised(asked.kind))
    return {
      status: 422,
      json: { error: 'rrn and kind (chargeback, document_request, second_chargeback) are wanted' },
    };
  const line = disputes.raise({
    rrn: asked.rrn,
    kind: asked.kind,
    ...(typeof asked.amountFen === 'string' && /^[1-9]\d{0,11}$/.test(asked.amountFen)
      ? { amountFen: asked.amountFen }
      : {}),
    ...(typeof asked.reason === 'string' && /^\d{4}$/.test(asked.reason) ? { reason: asked.reason } : {}),
  });
  return line === undefined
    ? { status: 404, json: { error: 'no such sale' } }
    : { json: { ...line, pan: maskPan(line.pan) } };
};

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const wrongDate = { status: 422, json: { error: 'date must be YYYY-MM-DD' } } as const;

const totalsRoute: AdminRoute = ({ query }) => {
  const date = query.get('date') ?? settlementDate();
  if (!isDate(date)) return wrongDate;
  return { json: { date, closed: dayEnds.has(date), ...dayTotals(issuers.transactions, date) } };
};

const dayEndRoute: AdminRoute = async ({ body }) => {
  const date = (body as { date?: string } | undefined)?.date ?? '';
  if (!isDate(date)) return wrongDate;
  if (date >= settlementDate())
    return { status: 409, json: { error: 'day_not_over', settlementDate: settlementDate() } };
  const dayEnd = closeDay(date);
  await payPending();
  return { json: { ...dayEnd, transferPending: pendingTransfers.size > 0 } };
};

function masked(transaction: NetworkTransaction) {
  return {
    ...transaction,
    pan: maskPan(transaction.pan),
    status: issuers.statusOf(`${transaction.acquirer}-${transaction.transmissionTime}-${transaction.stan}`),
  };
}

function state() {
  return {
    settlementDate: settlementDate(),
    listening: line.listening,
    heldAnswers: line.heldAnswers,
    transactions: issuers.transactions.length,
    pendingTransfers: [...pendingTransfers.values()],
    cards: [...issuedCards.values()].map(({ holder, card }) => ({
      holder,
      pan: maskPan(card.pan),
      kind: card.kind,
      expiry: card.expiry,
      reported: card.reported,
      availableFen: issuers.availableFen(card.pan),
      heldFen: issuers.heldFen(card.pan),
    })),
  };
}

/** A real network closes its day by itself, also a day without a single transaction, and on the day it was switched on begins to count. */
async function closeOverdueDays(): Promise<void> {
  disputes.takePapers();
  const today = settlementDate();
  if (firstDate === '') keep({ type: 'opened', date: today });
  let closed = 0;
  for (let date = firstDate; date < today; date = nextDate(date)) {
    if (dayEnds.has(date)) continue;
    closeDay(date);
    closed += 1;
  }
  if (closed > 0 || pendingTransfers.size > 0) await payPending();
}

/** A customer's yes or no, kept before anybody hears of it. */
const desk = walletDesk({
  issuers,
  nowMs: () => simulator.clock.nowMs(),
  dates: () => ({ settlementDate: settlementDate(), civilDate: simulator.clock.shanghai().date }),
  nextAuthCode,
  keep: (transaction) => {
    journal.write({ type: 'answered', transaction });
    issuers.answered(transaction);
  },
});

const common = commonRoutes(simulator, state);
const routes: Record<string, AdminRoute> = {
  ...common,
  'PUT /clock': async (request) => {
    disputes.takePapers(); // what was dropped before the jump was dropped on its day
    const answer = await (common['PUT /clock'] as AdminRoute)(request);
    await closeOverdueDays();
    return answer;
  },
  'PUT /faults': async (request) => {
    const answer = await (common['PUT /faults'] as AdminRoute)(request);
    const holds = (fault: 'clearing' | 'disputes'): boolean =>
      ['late', 'bad_line'].includes(String(simulator.faults.get(fault)));
    for (const one of held.splice(0)) {
      if (holds(one.fault)) held.push(one);
      else one.write();
    }
    if (simulator.faults.on('stopListening')) await line.stop();
    else await line.listen(line.port);
    return answer;
  },
  'GET /transactions': ({ query }) => {
    const found = issuers.transactions.filter(
      (t) => [null, t.settlementDate].includes(query.get('date')) && [null, t.rrn].includes(query.get('rrn')),
    );
    return { json: found.slice(-Number(query.get('limit') ?? 200)).map(masked) };
  },
  ...desk,
  'GET /totals': totalsRoute,
  'GET /day-ends': () => ({ json: [...dayEnds.values()] }),
  'GET /disputes': () => ({ json: disputes.lines().map((line) => ({ ...line, pan: maskPan(line.pan) })) }),
  'POST /disputes': raiseRoute,
  'POST /day-end': dayEndRoute,
  'POST /keys/exchange': () => ({ json: { lines: line.exchangeKeys(setting('acquirer', '48981000')) } }),
  'POST /late/release': () => ({ json: { released: line.releaseHeld() } }),
};

for (const entry of journal.read()) applyEntry(entry);
const network = await line.listen(simulator.config.port);
const admin = await serveHttp('card-network', simulator.config.adminPort, routes);
await closeOverdueDays();
setInterval(() => void closeOverdueDays(), 2_000);
announce(simulator, { network, admin: admin.port });
