/**
 * A day of many sales, ready to be settled, in a database that others are copied from: made by set-based SQL, as the switch, the ledger and
 * the network's file would have left it. Of a thousand sales ten were paid by T+0, five were voided and one is held back.
 */
import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { addDays, civilDate } from '../../server/src/kernel/instant.ts';
import { prepareDatabase } from '../../server/src/entry/open-world.ts';
import { paths } from '../../server/src/entry/paths.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/launcher.ts';

export const DAY = '2026-11-23';

export interface SettleWorld {
  /** A database of its own with the same rows, and nothing waiting to be written. */
  copy(name: string): Promise<string>;
  drop(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Seeds in the order in which they are run; $sales and $merchants are numbers. Sales of all merchants came in turn, as on a real day. */
const SEEDS: readonly (readonly [what: string, sql: string])[] = [
  [
    'accounts',
    `INSERT INTO merchants.settlement_account (merchant_id, account_id, kind, account_sealed, account_hash, account_masked, holder_sealed, bank_name, state, created_at)
     SELECT 'mer_' || lpad(m::text, 8, '0'), 'acc_' || m, 'personal', 's', 'h' || m, '6225****1234', 's', '招商银行', 'active', '2026-01-01Z'
       FROM generate_series(1, $merchants) m`,
  ],
  [
    'sales',
    `INSERT INTO switching.card_transaction (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no, stan, rrn,
       network_stan, transmission_time, amount_fen, fee_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, auth_code, response_code,
       request_digest, answer, created_at, sent_wall_at, answered_at)
     SELECT 'mer_' || lpad((1 + i % $merchants)::text, 8, '0'), 'txn_' || lpad(i::text, 12, '0'), '${DAY}', 'ter_' || 1 + i % $merchants, lpad((1 + i % $merchants)::text, 8, '0'),
            'sale', 'approved', '0200', 1, lpad((i / $merchants)::text, 6, '0'), lpad(i::text, 12, '0'), lpad((i % 1000000)::text, 6, '0'),
            '1123' || lpad((100000 + i / 1000000)::text, 6, '0'), amount, amount * 6 / 1000, 'credit', '622575******5678', md5(i::text), repeat('s', 60), '招商银行', '051', '123456', '00', md5(i::text),
            decode(repeat('ab', 120), 'hex'), '${DAY}T02:00:00Z', '${DAY}T02:00:00Z', '${DAY}T02:00:01Z'
       FROM (SELECT i, 2000 + (i::bigint * 7919) % 99000 AS amount FROM generate_series(0, $sales - 1) i) s`,
  ],
  [
    'their journals',
    `INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, snapshot, at, accounts, amounts, booked_on)
     SELECT merchant_id, 'jrn_' || transaction_id, business_date, 'sale', 'sale:' || transaction_id, amount_fen::text, rrn, '{}', answered_at,
            ARRAY['net_recv:cup:${DAY}', 'm:pending', 'inc:mdr', 'exp:interchange', 'exp:network', 'net_recv:cup:${DAY}'],
            ARRAY[amount_fen, -(amount_fen - fee_fen), -fee_fen, issuer, network, -(issuer + network)], business_date
       FROM (SELECT *, (amount_fen * 4500 + 500000) / 1000000 AS issuer, (amount_fen * 325 + 500000) / 1000000 AS network FROM switching.card_transaction) t
      WHERE right(transaction_id, 12)::bigint % 200 <> 13 -- what was voided has two that are nothing together`,
  ],
  [
    'balances',
    `INSERT INTO ledger.balance (merchant_id, account, credit_fen)
     SELECT merchant_id, 'm:pending', sum(amount_fen - fee_fen) FROM switching.card_transaction GROUP BY merchant_id`,
  ],
  [
    'T+0, voids and holds',
    `INSERT INTO switching.paid_early (merchant_id, transaction_id, reference, at)
     SELECT merchant_id, transaction_id, 'bat_t0', '${DAY}T03:00:00Z' FROM switching.card_transaction WHERE right(transaction_id, 12)::bigint % 100 = 7;
     INSERT INTO settlement.t0_sale (merchant_id, transaction_id, batch_id, business_date, net_fen, surcharge_fen)
     SELECT merchant_id, transaction_id, 'bat_t0', business_date, amount_fen - fee_fen, 0 FROM switching.card_transaction JOIN switching.paid_early USING (merchant_id, transaction_id);
     INSERT INTO ledger.frozen (merchant_id, key, reference, amount_fen, taken_from, times, frozen_at)
     SELECT merchant_id, 'sale:' || transaction_id, 'case', amount_fen - fee_fen, 'm:pending', 1, '${DAY}T03:00:00Z' FROM switching.card_transaction
      WHERE right(transaction_id, 12)::bigint % 1000 = 11;
     INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen)
     SELECT merchant_id, 'v' || transaction_id, transaction_id, 'void', amount_fen FROM switching.card_transaction WHERE right(transaction_id, 12)::bigint % 200 = 13;
     INSERT INTO switching.card_transaction (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no, stan, rrn,
       network_stan, transmission_time, amount_fen, fee_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest, created_at, sent_wall_at)
     SELECT merchant_id, 'v' || transaction_id, business_date, terminal_id, terminal_no, 'sale_void', 'approved', 'void', batch_no, stan, '9' || right(rrn, 11), network_stan,
            transmission_time, amount_fen, 0, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest, created_at, sent_wall_at
       FROM switching.card_transaction WHERE right(transaction_id, 12)::bigint % 200 = 13`,
  ],
];

/** What the day is before its file is read, and after. */
const DAYS = {
  closed: `INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, pay_date, estimated)
     SELECT '${DAY}', 'closed', '${DAY}T15:00:00Z', count(*), sum(amount_fen), '2026-11-24', false FROM switching.card_transaction WHERE kind = 'sale'`,
  funded: `INSERT INTO settlement.cleared (merchant_id, business_date, file_name, transactions)
     SELECT merchant_id, business_date, 'IND26112301ACOM', array_agg(transaction_id) FROM switching.card_transaction WHERE kind = 'sale' GROUP BY 1, 2;
     INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, network_net_fen, pay_date, estimated)
     SELECT '${DAY}', 'funded', '${DAY}T15:00:00Z', count(*), sum(amount_fen), 1, '2026-11-24', false FROM switching.card_transaction WHERE kind = 'sale'`,
} as const;

/** What a database of this size is given (docs/operate): a quarter of a gigabyte of its own memory, and log for a few minutes. */
const POSTGRES = { shared_buffers: '256MB', max_wal_size: '8GB', checkpoint_timeout: '30min', work_mem: '256MB' };

export async function openSettleWorld(
  size: { readonly sales: number; readonly merchants: number; readonly through: keyof typeof DAYS },
  say: (line: string) => void,
): Promise<SettleWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaitong-settle-'));
  await chmod(dataDir, 0o755); // PostgreSQL runs as another user and must get through
  const server = await startEmbeddedPostgres({ dataDir, note: () => undefined, settings: POSTGRES });
  const urlOf = (name: string): string => Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const on = async (url: string, sql: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await on(server.url, 'CREATE DATABASE seed');
  await prepareDatabase(urlOf('seed'), paths.migrations);
  for (const [what, sql] of [...SEEDS, ['the day', DAYS[size.through]] as const]) {
    say(`seeding ${what}`);
    await on(
      urlOf('seed'),
      sql.replaceAll('$sales', String(size.sales)).replaceAll('$merchants', String(size.merchants)),
    );
  }
  say('closing its books');
  await closeItsBooks(urlOf('seed'));
  await on(urlOf('seed'), 'VACUUM ANALYZE');
  return {
    async copy(name) {
      await on(server.url, `CREATE DATABASE ${name} TEMPLATE seed STRATEGY FILE_COPY`);
      await on(server.url, 'CHECKPOINT');
      return urlOf(name);
    },
    drop: (name) => on(server.url, `DROP DATABASE ${name} WITH (FORCE)`),
    async close() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** At half past midnight the worker has closed the books of the day, long before its file comes and it is paid (decision 0011). */
async function closeItsBooks(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const at = `${addDays(civilDate(DAY), 1)}T00:30:00+08:00`;
  await client.query('SELECT ledger.do_seal_days($1, $2)', [DAY, at]);
  await client.query('SELECT ledger.do_mark_days()');
  for (;;) {
    const { rows } = await client.query<{ done: boolean }>('SELECT done FROM ledger.do_close_next($1)', [at]);
    if (rows.length === 0) break;
    if (rows[0]?.done !== true) throw new Error('somebody still writes to the seeded day');
  }
  await client.end();
}
