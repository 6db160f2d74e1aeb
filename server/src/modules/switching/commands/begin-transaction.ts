import { hash } from 'node:crypto';
import { maskPan } from '../../../kernel/masks.ts';
import type { Fen } from '../../../kernel/fen.ts';
import {
  SECOND_MS,
  addDays,
  civilDate,
  dateInShanghai,
  later,
  shanghaiInstant,
  timeInShanghai,
  type CivilDate,
  type InstantMs,
} from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { assert } from '../../../kernel/assert.ts';
import { at, one, textArray, withTx, type Database, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { together } from '../../../platform/postgres/together.ts';
import { decideFollowing, type FollowingRules } from '../domain/decide-following.ts';
import {
  decideEntryLimit,
  decideLimit,
  decidePersonLimit,
  type EntryLimits,
  type SaleLimits,
} from '../domain/decide-limit.ts';
import type { Ruling } from '../domain/standing.ts';
import {
  relationOfKind,
  type FollowingKind,
  type HostKind,
  type TransactionKind,
} from '../domain/transaction-kinds.ts';
import { creditOf } from '../queries/charges-of.ts';
import { findOriginal, type OriginalReference } from '../queries/original-of.ts';
import { transactionByKey, type CardTransaction, type PaidWith } from '../queries/transaction-of.ts';

export interface PersonLimits {
  /** Names the person, for one at a time. */
  readonly person: string;
  readonly merchantIds: readonly string[];
  readonly limits: SaleLimits;
}

export interface NewTransaction {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly businessDate: CivilDate;
  readonly kind: TransactionKind;
  readonly messageClass: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly amount: Fen;
  readonly card: {
    readonly pan: string;
    readonly kind: PaidWith;
    readonly bankName: string;
    readonly organisation: string;
  };
  readonly entryMode: string;
  /** The terminal's row as the caller remembers it, by the transaction that wrote it: the intent looks whether it still holds. */
  readonly terminalRow?: string | undefined;
  /** Given by the issuer on the phone, of an offline sale. */
  readonly authCode?: string | undefined;
  /** Of what charges a card; left out where none is set. */
  readonly limits?: SaleLimits | undefined;
  /** The same of what is read in this way. */
  readonly entryLimits?: EntryLimits | undefined;
  /** Within so many seconds one card is not charged twice by this merchant; left out where it may be. */
  readonly sameCardSeconds?: number | undefined;
  /**
   * What was taken this month before this day, where the caller remembers it: a day that is over only ever loses, so that a sum of some
   * seconds ago lets nothing through. Left out: the month is summed.
   */
  readonly takenBefore?: { readonly fen: bigint; readonly readFen: bigint } | undefined;
  /** Of a credit card at a merchant without a licence: what all merchants of that person may take. */
  readonly personLimits?: PersonLimits | undefined;
  /** The message from MTI to field 64, for telling an identical copy from another message under the same number. */
  readonly body: Uint8Array;
}

export type Begun =
  | { readonly kind: 'begun'; readonly transaction: CardTransaction; readonly original?: CardTransaction }
  /** The rules of what may be built on what say no; nothing was written. */
  | { readonly kind: 'refused'; readonly ruling: Ruling }
  /** The same frame again, and its answer was not kept: to be told from the row. */
  | { readonly kind: 'known'; readonly transaction: CardTransaction }
  /** The same frame again: answer what was answered, byte for byte, unless the terminal could not read it any more. */
  | { readonly kind: 'copy'; readonly answer: Uint8Array; readonly transaction: CardTransaction }
  /** The same frame while the first is under way, or another request of this terminal is. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'conflict' }
  /** Its reversal came first. */
  | { readonly kind: 'reversed_before' }
  /** The terminal is no longer what the caller remembers; nothing was written. */
  | { readonly kind: 'terminal_changed' };

export const digest = (body: Uint8Array): string => hash('sha256', body, 'hex');

/**
 * Writes the intent before the network hears of it: one statement that also says whether this is a copy, whether the terminal is
 * already waiting for an answer, and whether a reversal came first. Intents of one moment share that statement.
 */
export async function beginTransaction(env: Env, input: NewTransaction): Promise<Begun> {
  if (standsAlone(input)) return beginLimited(env, input);
  const requestDigest = digest(input.body);
  const intent = intentOf(env, input, requestDigest);
  const written = await writeTogether(env.db, intent);
  if (written === 'changed') return { kind: 'terminal_changed' };
  if (written === 'reversed') return { kind: 'reversed_before' };
  if (written !== 'taken') return { kind: 'begun', transaction: begunOf(intent, written) };
  return (await copyOf(env.db, input, requestDigest)) ?? { kind: 'busy' }; // another request of this terminal is in flight
}

const standsAlone = ({ limits, entryLimits, sameCardSeconds, personLimits, authCode }: NewTransaction): boolean =>
  [limits, entryLimits, sameCardSeconds, personLimits, authCode].some((one) => one !== undefined);

/** Where a limit is set, sums and intent stand under the merchant's lock: two terminals together do not pass it either. */
async function beginLimited(env: Env, input: NewTransaction): Promise<Begun> {
  if (!(await rowHolds(env.db, input))) return { kind: 'terminal_changed' };
  const requestDigest = digest(input.body);
  const begun = await withTx(env, async (tx): Promise<Begun> => {
    const taken = await lockAndSum(env, tx, input);
    const ruling = await limitRuling(env, tx, input, taken);
    // a copy whose twin was first is no second sale; a twin that came while the lock was waited for is found by the insert below
    const earlier = taken.told || ruling.code !== '00' ? await copyOf(tx, input, requestDigest) : undefined;
    if (earlier !== undefined) return earlier;
    if (ruling.code !== '00') return { kind: 'refused', ruling };
    const transaction = await insert(env, tx, { input, requestDigest });
    return transaction === 'tombstone' ? { kind: 'reversed_before' } : { kind: 'begun', transaction };
  }).catch(undefinedWhenTaken);
  return begun ?? (await copyOf(env.db, input, requestDigest)) ?? { kind: 'busy' };
}

async function rowHolds(sql: Sql, { merchantId, terminalId, terminalRow }: NewTransaction): Promise<boolean> {
  if (terminalRow === undefined) return true;
  const rows = await sql.query(
    'SELECT 1 FROM terminals.v_row WHERE merchant_id = $1 AND terminal_id = $2 AND written_by = $3::xid',
    [merchantId, terminalId, terminalRow],
  );
  return rows.length > 0;
}

async function limitRuling(env: Env, sql: Sql, input: NewTransaction, taken: Taken): Promise<Ruling> {
  const { amount: amountFen, limits, entryLimits } = input;
  const rulings = [
    limits === undefined ? WITHIN : decideLimit({ amountFen, limits, ...taken.any }),
    entryLimits === undefined ? WITHIN : decideEntryLimit({ amountFen, limits: entryLimits, ...taken.read }),
    taken.sameCard ? SAME_CARD : WITHIN,
  ];
  return rulings.find((one) => one.code !== '00') ?? personRuling(env, sql, input);
}

const WITHIN: Ruling = { code: '00' };
const SAME_CARD: Ruling = { code: '65', text: '同卡交易过于频繁，请稍后再试' };

/** What the merchant has taken, read under its lock, which is held until the caller's transaction ends. */
interface Taken {
  readonly any: { readonly dayFen: bigint; readonly monthFen: bigint };
  readonly read: { readonly dayFen: bigint; readonly monthFen: bigint };
  readonly sameCard: boolean;
  /** Whether its number may stand here already. */
  readonly told: boolean;
}
const NOTHING = { dayFen: 0n, monthFen: 0n };

/** Locks the merchant, and reads what the limits of this request ask for in the same round trip; nothing where it has none. */
async function lockAndSum(env: Env, sql: Sql, input: NewTransaction): Promise<Taken> {
  const { merchantId, businessDate: date, card, limits, entryLimits, sameCardSeconds, takenBefore } = input;
  if (limits === undefined && entryLimits === undefined && sameCardSeconds === undefined) {
    await sql.query('SELECT switching.do_lock_merchant($1)', [merchantId]);
    return { any: NOTHING, read: NOTHING, sameCard: false, told: true };
  }
  const rows = await sql.query<{
    day_fen: bigint;
    all_fen: bigint;
    read_day_fen: bigint;
    read_all_fen: bigint;
    same_card: boolean;
    told: boolean;
  }>(
    `SELECT t.*, EXISTS (SELECT 1 FROM switching.card_transaction c WHERE c.merchant_id = $1 AND c.terminal_no = $8 AND c.message_class = $9
        AND c.batch_no = $10 AND c.stan = $11 AND c.business_date BETWEEN $12 AND $4) AS told
       FROM switching.do_taken($1, $2, $3, $4, $5::text[], $6, $7) t`,
    [
      merchantId,
      card.kind,
      takenBefore === undefined ? firstOfMonth(date) : date,
      date,
      entryLimits === undefined ? null : textArray(entryLimits.places),
      sameCardSeconds === undefined ? null : env.crypto.lookup('card', card.pan),
      sameCardSeconds === undefined ? null : at(later(env.clock.now(), -sameCardSeconds * SECOND_MS)),
      input.terminalNo,
      input.messageClass,
      Number(input.batchNo),
      input.stan,
      addDays(date, -COPY_DAYS),
    ],
    { preparedAs: 'taken' },
  );
  const row = one(rows, 'what was taken');
  return {
    any: { dayFen: row.day_fen, monthFen: row.all_fen + (takenBefore?.fen ?? 0n) },
    read: { dayFen: row.read_day_fen, monthFen: row.read_all_fen + (takenBefore?.readFen ?? 0n) },
    sameCard: row.same_card,
    told: row.told,
  };
}

const firstOfMonth = (date: CivilDate): CivilDate => civilDate(`${date.slice(0, 7)}-01`);

/** The merchants of a person are judged one after the other, or two of them together would pass what each alone may not. */
async function personRuling(env: Env, sql: Sql, { personLimits, amount }: NewTransaction): Promise<Ruling> {
  if (personLimits === undefined) return WITHIN;
  await sql.query('SELECT switching.do_lock_person($1)', [personLimits.person]);
  const today = dateInShanghai(env.clock.now());
  const taken = await creditOf(sql, {
    merchantIds: personLimits.merchantIds,
    dayFrom: shanghaiInstant(today, '00:00'),
    monthFrom: shanghaiInstant(civilDate(`${today.slice(0, 7)}-01`), '00:00'),
  });
  return decidePersonLimit({ amountFen: amount, limits: personLimits.limits, ...taken });
}

export interface NewFollower extends Omit<NewTransaction, 'terminalRow'> {
  readonly kind: FollowingKind;
  /** How the original is found. */
  readonly find: OriginalReference;
  readonly rules: FollowingRules;
}

/**
 * The intent of a void, refund or completion. Its original is read, judged and claimed under the merchant's lock, in the
 * transaction that writes the intent: two that exclude each other cannot both be on their way.
 */
export async function beginFollower(env: Env, input: NewFollower): Promise<Begun> {
  const requestDigest = digest(input.body);
  const copy = await copyOf(env.db, input, requestDigest);
  if (copy !== undefined) return copy;
  const begun = await withTx(env, async (tx): Promise<Begun> => {
    const taken = await lockAndSum(env, tx, input);
    const earlier = await copyOf(tx, input, requestDigest); // or its own twin's claim would be held against it
    if (earlier !== undefined) return earlier;
    const found = await findOriginal(tx, {
      ...input.find,
      merchantId: input.merchantId,
      cardHash: env.crypto.lookup('card', input.card.pan),
    });
    const ruling = decideFollowing({
      kind: input.kind,
      amountFen: input.amount,
      businessDate: input.businessDate,
      batchNo: input.batchNo,
      at: env.clock.now(),
      rules: input.rules,
      original: found?.facts,
    });
    if (ruling.code !== '00' || found === undefined) return { kind: 'refused', ruling };
    const limit = await limitRuling(env, tx, input, taken);
    if (limit.code !== '00') return { kind: 'refused', ruling: limit };
    const transaction = await insert(env, tx, { input, requestDigest });
    if (transaction === 'tombstone') return { kind: 'reversed_before' };
    const claimed = await tx.query<{ done: boolean }>('SELECT switching.do_claim($1, $2, $3, $4, $5) AS done', [
      input.merchantId,
      transaction.transactionId,
      found.transaction.transactionId,
      relationOfKind[input.kind],
      input.amount,
    ]);
    assert(one(claimed, 'claim').done, 'what was ruled open can be claimed under the same lock');
    return { kind: 'begun', transaction, original: found.transaction };
  }).catch(undefinedWhenTaken);
  return begun ?? (await copyOf(env.db, input, requestDigest)) ?? { kind: 'busy' };
}

function undefinedWhenTaken(error: unknown): undefined {
  if ((error as { code?: string }).code === '23505') return undefined;
  throw error;
}

/**
 * What a device keeps until it is answered it tells again byte for byte, a night or a holiday later too. Within so many days neither
 * batch nor STAN of a terminal comes round; a device whose memory was lost begins both anew, and what it says then differs. The same
 * number stands in do_begin_many, which begins no copy.
 */
export const COPY_DAYS = 30;

/** What is to be said to a request that stands here already under its number; undefined when none does. */
async function copyOf(sql: Sql, input: NewTransaction, requestDigest: string): Promise<Begun | undefined> {
  const earlier = await transactionByKey(sql, {
    merchantId: input.merchantId,
    terminalNo: input.terminalNo,
    messageClass: input.messageClass,
    batchNo: Number(input.batchNo),
    stan: input.stan,
    businessDate: input.businessDate,
    since: addDays(input.businessDate, -COPY_DAYS),
    digest: requestDigest,
  });
  if (earlier === undefined) return undefined;
  if (earlier.requestDigest !== requestDigest) return { kind: 'conflict' };
  if (earlier.answer !== undefined) return { kind: 'copy', answer: earlier.answer, transaction: earlier };
  return earlier.state === 'sent' ? { kind: 'busy' } : { kind: 'known', transaction: earlier };
}

/** A row of the journal before it is written; its trace number is still to be drawn. */
interface Intent {
  readonly input: NewTransaction;
  readonly requestDigest: string;
  readonly transactionId: string;
  readonly now: InstantMs;
  /** hhmmss, the first half of the reference number. */
  readonly time: string;
  readonly transmissionTime: string;
  readonly masked: string;
  readonly hash: string;
  readonly sealed: string;
  readonly sentWallAt: InstantMs;
}

interface Numbers {
  readonly rrn: string;
  readonly network_stan: string;
}

/** What became of an intent. `taken`: its number is known already, or its terminal busy. */
type Written = Numbers | 'reversed' | 'changed' | 'taken';

function intentOf(env: Env, input: NewTransaction, requestDigest: string): Intent {
  const now = env.clock.now();
  const transactionId = env.ids.next('txn');
  return {
    input,
    requestDigest,
    transactionId,
    now,
    time: timeInShanghai(now).replaceAll(':', ''),
    transmissionTime: transmissionTime(now),
    masked: maskPan(input.card.pan),
    hash: env.crypto.lookup('card', input.card.pan),
    sealed: env.crypto.seal(`transaction:${transactionId}`, input.card.pan),
    sentWallAt: env.wall.now(),
  };
}

/** The columns of do_begin_many and its sister below, in their order. */
const columnsOf = (intent: Intent) => {
  const { input } = intent;
  return [
    input.merchantId,
    intent.transactionId,
    input.businessDate,
    input.terminalId,
    input.terminalNo,
    input.kind,
    input.messageClass,
    String(Number(input.batchNo)),
    input.stan,
    intent.time,
    intent.transmissionTime,
    String(input.amount),
    input.card.kind,
    intent.masked,
    intent.hash,
    intent.sealed,
    input.card.bankName,
    input.entryMode,
    intent.requestDigest,
    at(intent.now),
    at(intent.sentWallAt),
    input.card.organisation,
  ] as const;
};

/** Of the columns above, as do_begin_many declares them. */
const BEGIN_TYPES = [
  ...(['text', 'text', 'date', 'text', 'text', 'text', 'text', 'int', 'text', 'text', 'text', 'bigint'] as const),
  ...(['text', 'text', 'text', 'text', 'text', 'text', 'text', 'timestamptz', 'timestamptz', 'text', 'text'] as const),
];
const BEGIN_MANY = `SELECT * FROM switching.do_begin_many(${Array.from({ length: BEGIN_TYPES.length }, (_, i) => `$${i + 1}`).join(', ')})`;

/**
 * 128 intents are some 100 kB. Two batches under way: one is on its way to disk while the next is gathered. Waiting are at most as
 * many as a gateway has in work.
 */
const TOGETHER = { atOnceMax: 2, gatherMs: 10, sizeMax: 128, waitingMax: 4_000 } as const;

const writeTogether = together<Intent, Written>({
  ...TOGETHER,
  async run(db: Database, intents) {
    const rows = intents.map((intent) => [...columnsOf(intent), intent.input.terminalRow ?? '']);
    const columns = BEGIN_TYPES.map((type, i) => {
      const column = rows.map((row) => row[i] as string);
      return type === 'text' ? textArray(column) : column;
    });
    const written = await db.query<Numbers & { transaction_id: string; fate: 'begun' | 'reversed' | 'changed' }>(
      BEGIN_MANY,
      columns,
      {
        preparedAs: 'begin_many',
      },
    );
    const byId = new Map(written.map((row) => [row.transaction_id, row.fate === 'begun' ? row : row.fate] as const));
    return intents.map(({ transactionId }) => byId.get(transactionId) ?? 'taken');
  },
});

/** What each kind of the host's own transactions does to its original, and a class that no terminal speaks. */
const OF_HOST = {
  deposit_capture: { relation: 'completion', messageClass: 'DC' },
  deposit_release: { relation: 'void', messageClass: 'DV' },
  deposit_refund: { relation: 'refund', messageClass: 'DR' },
} as const satisfies Record<HostKind, object>;

/**
 * The intent of a transaction that the host asks for by itself: built on `original`, claimed like a terminal's.
 * Throws 23505 while a request of the terminal is under way.
 */
export async function beginOfHost(
  env: Env,
  tx: Tx,
  input: {
    readonly kind: HostKind;
    readonly original: CardTransaction;
    readonly pan: string;
    readonly businessDate: CivilDate;
    /** Which try of the day it is; with the kind it makes the number that stands for the terminal's. */
    readonly attempt: number;
  },
): Promise<CardTransaction> {
  const { kind, original, pan, businessDate, attempt } = input;
  const { merchantId, terminalId, terminalNo, amount, cardKind, bankName, organisation } = original;
  const { relation, messageClass } = OF_HOST[kind];
  await tx.query('SELECT switching.do_lock_merchant($1)', [merchantId]);
  const stan = String(attempt).padStart(6, '0');
  const body = Buffer.from(`${kind} ${original.transactionId} ${stan}`);
  const transaction = await insert(env, tx, {
    requestDigest: digest(body),
    input: {
      kind,
      merchantId,
      terminalId,
      terminalNo,
      businessDate,
      messageClass,
      batchNo: '000000',
      stan,
      amount,
      body,
      card: { pan, kind: cardKind, bankName, organisation },
      entryMode: '012',
    },
  });
  assert(transaction !== 'tombstone', 'no terminal reverses what the host asks');
  const claimed = await tx.query<{ done: boolean }>('SELECT switching.do_claim($1, $2, $3, $4, $5) AS done', [
    merchantId,
    transaction.transactionId,
    original.transactionId,
    relation,
    amount,
  ]);
  assert(one(claimed, 'claim').done, 'what a deposit stands on is there to be built on');
  return transaction;
}

/** One intent in the caller's transaction. Throws 23505 when its number is taken or its terminal busy. */
async function insert(
  env: Env,
  sql: Sql,
  { input, requestDigest }: { readonly input: NewTransaction; readonly requestDigest: string },
): Promise<CardTransaction | 'tombstone'> {
  const intent = intentOf(env, input, requestDigest);
  const rows = await sql.query<Numbers>(
    `WITH trace AS MATERIALIZED (
       SELECT lpad(nextval('switching.trace_no')::text, 6, '0') AS no
        WHERE NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = $1 AND r.terminal_no = $5 AND r.batch_no = $8 AND r.stan = $9
                             AND r.business_date = $3 AND r.transaction_id IS NULL)),
     flight AS (INSERT INTO switching.in_flight (merchant_id, terminal_no, transaction_id, sent_wall_at) SELECT $1, $5, $2, $21 FROM trace)
     INSERT INTO switching.card_transaction (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no, stan,
       rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest, created_at, sent_wall_at, organisation, auth_code)
     SELECT $1, $2, $3, $4, $5, $6, 'sent', $7, $8, $9, $10 || trace.no, trace.no, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
       FROM trace
     RETURNING rrn, network_stan`,
    [...columnsOf(intent), input.authCode ?? null],
  );
  return rows.length === 0 ? 'tombstone' : begunOf(intent, one(rows, 'transaction'));
}

const begunOf = (intent: Intent, numbers: Numbers, input = intent.input): CardTransaction => ({
  merchantId: input.merchantId,
  transactionId: intent.transactionId,
  businessDate: input.businessDate,
  terminalId: input.terminalId,
  terminalNo: input.terminalNo,
  kind: input.kind,
  state: 'sent',
  batchNo: input.batchNo,
  stan: input.stan,
  rrn: numbers.rrn,
  networkStan: numbers.network_stan,
  transmissionTime: intent.transmissionTime,
  amount: input.amount,
  cardKind: input.card.kind,
  cardMasked: intent.masked,
  bankName: input.card.bankName,
  organisation: input.card.organisation,
  entryMode: input.entryMode,
  authCode: input.authCode,
  responseCode: undefined,
  feeFen: undefined,
  requestDigest: intent.requestDigest,
  answer: undefined,
  createdAt: intent.now,
});

/** MMDDhhmmss in Shanghai, field 7 of the network leg. */
export const transmissionTime = (now: InstantMs): string =>
  `${dateInShanghai(now).slice(5).replace('-', '')}${timeInShanghai(now).replaceAll(':', '')}`;
