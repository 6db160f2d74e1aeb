/**
 * The money behind the network: card balances, holds and every transaction that was ever answered. `decide` looks and
 * answers, `apply` changes; a restart applies the journal again and ends in the same state.
 */
import { createHash } from 'node:crypto';
import { issuedCards, type CardKind, type PopulationCard } from '../population/index.ts';
import { codeKinds, decideCodePayment, isOver, paysByCode } from './code-payments.ts';
import { issuerFeeFen, networkFeeFen } from './fees.ts';
import { transactionKey } from './transaction-key.ts';

export type TransactionKind =
  | 'balance'
  | 'preAuth'
  | 'preAuthVoid'
  | 'preAuthCompletion'
  | 'sale'
  | 'saleVoid'
  | 'refund'
  | 'qrPassive'
  | 'qrActive'
  | 'qrVoid'
  | 'qrRefund'
  | 'qrQuery'
  | 'offlineSale'
  | 'tip'
  | 'adjustment'
  | 'reversal';

/** A request as the line has read it. */
export interface NetworkDemand {
  readonly kind: TransactionKind;
  readonly mti: string;
  readonly processingCode: string;
  readonly stan: string;
  readonly transmissionTime: string;
  readonly acquirer: string;
  readonly rrn: string;
  /** Empty where a code is paid with. */
  readonly pan: string;
  /** The customer's code. */
  readonly payCode?: string;
  readonly amountFen: bigint;
  /** YYMM */
  readonly expiry?: string;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly cardSequence: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly mcc: string;
  readonly authCode?: string;
  /** Clear PIN, opened by the line with the ZPK; 'unreadable' when the block does not fit the card. */
  readonly pin?: string;
  readonly cryptogramHolds: boolean;
  readonly original?: { readonly mti: string; readonly stan: string; readonly transmissionTime: string };
}

/** One answered transaction, as the journal keeps it. Amounts are fen in decimal. */
export interface NetworkTransaction {
  readonly kind: TransactionKind;
  readonly mti: string;
  readonly processingCode: string;
  readonly stan: string;
  readonly transmissionTime: string;
  readonly acquirer: string;
  readonly rrn: string;
  readonly pan: string;
  readonly amountFen: string;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly cardSequence: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly mcc: string;
  readonly code: string;
  readonly authCode: string;
  readonly issuer: string;
  readonly cardKind: CardKind | 'qr';
  /** The customer's code, and when the payment came: it does not wait for ever. */
  readonly payCode?: string;
  readonly sentMs?: number;
  /** YYYY-MM-DD, turns at 23:00 Shanghai. */
  readonly settlementDate: string;
  /** YYYY-MM-DD of the calendar, for the daily lock of the PIN. */
  readonly civilDate: string;
  readonly originalKey: string;
  /** What the card had to spend when it was asked, of an inquiry. */
  readonly balanceFen?: string;
}

export type TransactionStatus = 'approved' | 'pending' | 'declined' | 'reversed' | 'voided' | 'completed';

interface CardState {
  spentFen: bigint;
  heldFen: bigint;
  pinWrong: number;
  pinWrongOn: string;
  /** Sales and freezes of one civil day, as far as they stand. */
  day: { on: string; fen: bigint; count: number };
}

interface Standing {
  readonly transaction: NetworkTransaction;
  status: TransactionStatus;
  refundedFen: bigint;
}

/** What the issuer's people say on the phone of a drawn card: six digits, always the same. */
export const phoneCode = (pan: string): string =>
  String(createHash('sha256').update(`kaitong demo phone ${pan}`).digest().readUInt32BE(0) % 1_000_000).padStart(
    6,
    '0',
  );

const pinTriesMax = 3;
const reportedCodes = { lost: '41', stolen: '43', restricted: '62' } as const;
/** What a reported card or a daily limit stops; what undoes, completes or gives back is let through. */
const spends: ReadonlySet<TransactionKind> = new Set(['balance', 'sale', 'preAuth']);
/** A completion may be at most 115 % of its pre-authorisation. */
const completionPercentMax = 115n;

export class Issuers {
  readonly #cards = new Map<string, CardState>();
  readonly #standing = new Map<string, Standing>();
  /** Reversals that came before their original. */
  readonly #tombstones = new Set<string>();
  readonly transactions: NetworkTransaction[] = [];

  #card(pan: string): CardState {
    const known = this.#cards.get(pan);
    if (known !== undefined) return known;
    const fresh: CardState = {
      spentFen: 0n,
      heldFen: 0n,
      pinWrong: 0,
      pinWrongOn: '',
      day: { on: '', fen: 0n, count: 0 },
    };
    this.#cards.set(pan, fresh);
    return fresh;
  }

  availableFen(pan: string): bigint {
    const card = this.#card(pan);
    return (issuedCards.get(pan)?.card.availableFen ?? 0n) - card.spentFen - card.heldFen;
  }

  heldFen(pan: string): bigint {
    return this.#card(pan).heldFen;
  }

  transactionOf(key: string): NetworkTransaction | undefined {
    return this.#standing.get(key)?.transaction;
  }

  statusOf(key: string): TransactionStatus | undefined {
    return this.#standing.get(key)?.status;
  }

  /** The answer that was given to this very request before; a different request under the same key is `conflict`. */
  earlier(demand: NetworkDemand): NetworkTransaction | 'conflict' | undefined {
    if (demand.kind === 'reversal') return undefined;
    const found = this.#standing.get(transactionKey(demand, demand.acquirer))?.transaction;
    if (found === undefined) return undefined;
    const paidWith = codeKinds.has(demand.kind) ? found.payCode === demand.payCode : found.pan === demand.pan;
    const same = found.kind === demand.kind && paidWith && found.amountFen === String(demand.amountFen);
    return same ? found : 'conflict';
  }

  /** Field 39 for a request; changes nothing. */
  decide(demand: NetworkDemand, on: { civilDate: string; nowMs: number }): string {
    if (demand.kind === 'reversal') return this.#decideReversal(demand);
    if (this.#tombstones.has(transactionKey(demand, demand.acquirer))) return '12';
    if (codeKinds.has(demand.kind)) return this.#decideCode(demand, on.nowMs);
    const known = issuedCards.get(demand.pan);
    if (known === undefined) return '14';
    const { reported } = known.card;
    if (reported !== undefined && spends.has(demand.kind)) return reportedCodes[reported];
    const yymm = on.civilDate.slice(2, 4) + on.civilDate.slice(5, 7);
    const expiry = demand.expiry ?? known.card.expiry;
    if (expiry < yymm) return '54';
    if (demand.expiry !== undefined && demand.expiry !== known.card.expiry) return '54';
    if (!demand.cryptogramHolds) return '05';
    const card = this.#card(demand.pan);
    const wrong = card.pinWrongOn === on.civilDate ? card.pinWrong : 0;
    if (demand.pin !== undefined) {
      if (wrong >= pinTriesMax) return '75';
      if (demand.pin !== known.card.pin) return wrong + 1 >= pinTriesMax ? '75' : '55';
    }
    return this.#decideDay(demand, known.card, on.civilDate) ?? this.#decideMoney(demand);
  }

  #decideCode(demand: NetworkDemand, nowMs: number): string {
    return decideCodePayment(demand, {
      nowMs,
      original: this.#originalOf(demand),
      used: this.transactions.some((t) => t.payCode !== undefined && t.payCode === demand.payCode),
      accountSays: ({ card }, amountFen) => this.accountSays(card, amountFen),
    });
  }

  /** What an account answers to a payment by code. */
  accountSays({ pan, reported }: PopulationCard, amountFen: bigint): string {
    if (reported !== undefined) return reportedCodes[reported];
    return this.availableFen(pan) >= amountFen ? '00' : '51';
  }

  /** The payment behind a key that waits for its customer; undefined when it does not. */
  pendingPayment(key: string, nowMs: number): NetworkTransaction | undefined {
    const found = this.#standing.get(key);
    return found?.status === 'pending' && !isOver(found.transaction, nowMs) ? found.transaction : undefined;
  }

  /** What waits for the owner of an account. */
  askedOf(pan: string, nowMs: number): NetworkTransaction[] {
    return [...this.#standing.values()]
      .filter(({ transaction: t, status }) => status === 'pending' && t.pan === pan && !isOver(t, nowMs))
      .map(({ transaction }) => transaction);
  }

  /** A customer has said yes, with the account that pays, or no. */
  answered(transaction: NetworkTransaction): void {
    const key = transactionKey(transaction, transaction.acquirer);
    const standing = this.#standing.get(key);
    if (standing?.status !== 'pending') return;
    this.transactions[this.transactions.indexOf(standing.transaction)] = transaction;
    const status = transaction.code === '00' ? 'approved' : 'declined';
    this.#standing.set(key, { transaction, status, refundedFen: 0n });
    if (status === 'approved') this.#move(transaction, 1n);
  }

  /** What the file of its day left out stands in that of another. */
  moveTo(key: string, settlementDate: string): void {
    const standing = this.#standing.get(key);
    if (standing === undefined) return;
    const transaction = { ...standing.transaction, settlementDate };
    this.transactions[this.transactions.indexOf(standing.transaction)] = transaction;
    this.#standing.set(key, { ...standing, transaction });
  }

  /** The network has lost it: it is in no file, and whoever asks to reverse it hears that there is no such sale. */
  forget(key: string): void {
    const standing = this.#standing.get(key);
    if (standing?.status !== 'approved') return;
    this.transactions.splice(this.transactions.indexOf(standing.transaction), 1);
    this.#standing.delete(key);
    this.#move(standing.transaction, -1n);
  }

  /** 61 above the amount of a day, 65 above its count. */
  #decideDay(demand: NetworkDemand, { dailyFen, dailyCount }: PopulationCard, civilDate: string): string | undefined {
    if (demand.kind !== 'sale' && demand.kind !== 'preAuth') return undefined;
    const { day } = this.#card(demand.pan);
    const used = day.on === civilDate ? day : { fen: 0n, count: 0 };
    if (dailyFen !== undefined && used.fen + demand.amountFen > dailyFen) return '61';
    return dailyCount !== undefined && used.count >= dailyCount ? '65' : undefined;
  }

  #decideMoney(demand: NetworkDemand): string {
    if (demand.kind === 'balance') return '00';
    if (demand.amountFen <= 0n) return '13';
    if (demand.kind === 'sale' || demand.kind === 'preAuth') {
      return this.availableFen(demand.pan) >= demand.amountFen ? '00' : '51';
    }
    // whoever answers the phone has given a code for this card; the money is asked for no more
    if (demand.kind === 'offlineSale') return demand.authCode === phoneCode(demand.pan) ? '00' : '01';
    const original = this.#originalOf(demand);
    if (original === undefined || original.transaction.pan !== demand.pan) return '25';
    const amountFen = BigInt(original.transaction.amountFen);
    const wanted: Readonly<Record<string, readonly TransactionKind[]>> = {
      preAuthVoid: ['preAuth'],
      preAuthCompletion: ['preAuth'],
      saleVoid: ['sale', 'preAuthCompletion', 'offlineSale'],
      refund: ['sale', 'preAuthCompletion', 'offlineSale'],
      tip: ['sale', 'offlineSale'],
      adjustment: ['sale', 'offlineSale'],
    };
    if (!(wanted[demand.kind] ?? []).includes(original.transaction.kind) || original.status !== 'approved') return '12';
    if (demand.kind === 'tip') return this.availableFen(demand.pan) >= demand.amountFen ? '00' : '51';
    if (demand.kind === 'adjustment') return original.refundedFen + demand.amountFen < amountFen ? '00' : '64';
    if (demand.kind === 'refund') return original.refundedFen + demand.amountFen <= amountFen ? '00' : '64';
    if (demand.kind === 'preAuthCompletion') {
      if (demand.amountFen * 100n > amountFen * completionPercentMax) return '61';
      return this.availableFen(demand.pan) + amountFen >= demand.amountFen ? '00' : '51';
    }
    if (original.refundedFen > 0n) return '12';
    return demand.amountFen === amountFen ? '00' : '13';
  }

  #originalOf(demand: NetworkDemand): Standing | undefined {
    if (demand.original !== undefined) return this.#standing.get(transactionKey(demand.original, demand.acquirer));
    if (demand.kind !== 'preAuthCompletion' && demand.kind !== 'preAuthVoid') return undefined;
    return [...this.#standing.values()].find(
      ({ transaction: t }) =>
        t.kind === 'preAuth' && t.pan === demand.pan && t.authCode === demand.authCode && t.code === '00',
    );
  }

  /** 00 also for the second time and for a declined original; 25 leaves a tombstone; 12 where something was built on it. */
  #decideReversal(demand: NetworkDemand): string {
    if (demand.original === undefined) return '30';
    const original = this.#standing.get(transactionKey(demand.original, demand.acquirer));
    if (original === undefined) return '25';
    if (original.status === 'voided' || original.status === 'completed' || original.refundedFen > 0n) return '12';
    return original.transaction.mti === '0220' ? '12' : '00'; // an advice is repeated, not reversed
  }

  /** Key of what a request is about, kept with it in the journal. */
  originalKey(demand: NetworkDemand): string {
    if (demand.kind === 'reversal') {
      return demand.original === undefined ? '' : transactionKey(demand.original, demand.acquirer);
    }
    const original = this.#originalOf(demand);
    return original === undefined ? '' : transactionKey(original.transaction, original.transaction.acquirer);
  }

  /** Whether a reversal would change something; a repeated one is answered and not written again. */
  reversalIsNew(key: string): boolean {
    const original = this.#standing.get(key);
    return original === undefined ? !this.#tombstones.has(key) : ['approved', 'pending'].includes(original.status);
  }

  /** Changes the state by one answered transaction. */
  apply(transaction: NetworkTransaction): void {
    this.transactions.push(transaction);
    if (transaction.kind === 'reversal') {
      this.#applyReversal(transaction);
      return;
    }
    const pending = paysByCode(transaction.kind) && transaction.code === '09';
    const status = pending ? 'pending' : transaction.code === '00' ? 'approved' : 'declined';
    this.#standing.set(transactionKey(transaction, transaction.acquirer), { transaction, status, refundedFen: 0n });
    this.#countPin(transaction);
    if (transaction.code === '00') this.#move(transaction, 1n);
  }

  #applyReversal(reversal: NetworkTransaction): void {
    const original = this.#standing.get(reversal.originalKey);
    if (original === undefined) {
      this.#tombstones.add(reversal.originalKey);
      return;
    }
    const stood = original.status;
    if (reversal.code !== '00' || (stood !== 'approved' && stood !== 'pending')) return;
    original.status = 'reversed';
    if (stood === 'pending') return; // nobody had paid
    this.#move(original.transaction, -1n);
  }

  #countPin(transaction: NetworkTransaction): void {
    const card = this.#card(transaction.pan);
    if (transaction.code === '55' || transaction.code === '75') {
      card.pinWrong = (card.pinWrongOn === transaction.civilDate ? card.pinWrong : 0) + 1;
      card.pinWrongOn = transaction.civilDate;
    } else if (transaction.code === '00') card.pinWrong = 0;
  }

  /** direction 1 does what an approved transaction does, -1 undoes it. */
  #move(transaction: NetworkTransaction, direction: 1n | -1n): void {
    const card = this.#card(transaction.pan);
    const amountFen = BigInt(transaction.amountFen) * direction;
    const original = this.#standing.get(transaction.originalKey);
    this.#countDay(transaction, original?.transaction, direction);
    const originalFen = BigInt(original?.transaction.amountFen ?? '0') * direction;
    const back: TransactionStatus = 'approved';
    switch (transaction.kind) {
      case 'sale':
      case 'qrPassive':
      case 'qrActive':
      case 'offlineSale':
      case 'tip':
        card.spentFen += amountFen;
        break;
      case 'preAuth':
        card.heldFen += amountFen;
        break;
      case 'preAuthVoid':
        card.heldFen -= originalFen;
        if (original !== undefined) original.status = direction === 1n ? 'voided' : back;
        break;
      case 'preAuthCompletion':
        card.heldFen -= originalFen;
        card.spentFen += amountFen;
        if (original !== undefined) original.status = direction === 1n ? 'completed' : back;
        break;
      case 'saleVoid':
      case 'qrVoid':
        card.spentFen -= amountFen;
        if (original !== undefined) original.status = direction === 1n ? 'voided' : back;
        this.#reopenHold(original, direction);
        break;
      case 'refund':
      case 'qrRefund':
      case 'adjustment':
        card.spentFen -= amountFen;
        if (original !== undefined) original.refundedFen += amountFen;
        break;
      default:
        break;
    }
  }

  /** What is taken back on its own day counts no more. */
  #countDay(transaction: NetworkTransaction, original: NetworkTransaction | undefined, direction: 1n | -1n): void {
    const voids = transaction.kind === 'saleVoid' || transaction.kind === 'preAuthVoid';
    const counted = voids ? original : transaction;
    if (counted?.kind !== 'sale' && counted?.kind !== 'preAuth') return;
    const card = this.#card(counted.pan);
    const sign = voids ? -direction : direction;
    if (card.day.on !== counted.civilDate) {
      if (sign < 0n) return;
      card.day = { on: counted.civilDate, fen: 0n, count: 0 };
    }
    card.day.fen += BigInt(counted.amountFen) * sign;
    card.day.count += Number(sign);
  }

  /** A completion that is voided gives its pre-authorisation back as it was; that void reversed takes it again. */
  #reopenHold(completion: Standing | undefined, direction: 1n | -1n): void {
    if (completion?.transaction.kind !== 'preAuthCompletion') return;
    const hold = this.#standing.get(completion.transaction.originalKey);
    if (hold === undefined) return;
    this.#card(hold.transaction.pan).heldFen += BigInt(hold.transaction.amountFen) * direction;
    hold.status = direction === 1n ? 'approved' : 'completed';
  }
}

const asSales: ReadonlySet<TransactionKind> = new Set(['sale', 'preAuthCompletion', 'offlineSale', 'tip']);

/** What a row of the clearing file moves towards the acquirer: amount, the issuer's fee and the network's, in fen. */
export function clearingEffect(t: NetworkTransaction, original: NetworkTransaction | undefined) {
  const amountFen = BigInt(t.amountFen);
  const settles = (kind: TransactionKind | undefined) => (kind !== undefined && asSales.has(kind)) || paysByCode(kind);
  const voids = (kind: TransactionKind) => kind === 'saleVoid' || kind === 'qrVoid';
  if (settles(t.kind)) {
    return {
      grossFen: amountFen,
      issuerFeeFen: issuerFeeFen(t.cardKind, amountFen),
      networkFeeFen: networkFeeFen(amountFen),
    };
  }
  // what is taken off a sale takes its part of the fees with it
  if (t.kind === 'adjustment') {
    return {
      grossFen: -amountFen,
      issuerFeeFen: -issuerFeeFen(t.cardKind, amountFen),
      networkFeeFen: -networkFeeFen(amountFen),
    };
  }
  if (t.kind === 'refund' || t.kind === 'qrRefund')
    return { grossFen: -amountFen, issuerFeeFen: 0n, networkFeeFen: 0n };
  const undone = t.kind === 'reversal' || voids(t.kind) ? original : undefined;
  if (undone === undefined) return undefined;
  // The reversal of a void brings the sale back, so its effect is the void's turned round.
  const sign = t.kind === 'reversal' && voids(undone.kind) ? -1n : 1n;
  if (!settles(undone.kind) && !voids(undone.kind)) return undefined;
  return {
    grossFen: -amountFen * sign,
    issuerFeeFen: -issuerFeeFen(t.cardKind, amountFen) * sign,
    networkFeeFen: -networkFeeFen(amountFen) * sign,
  };
}
