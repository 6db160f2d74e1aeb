/** Writes the merchants of a seed with all that hangs on them, some hundreds a statement. */
import { aesKeyWrap } from '@kaitong/iso8583';
import { mccOfTrade } from '../../../../simulators/src/population/index.ts';
import { must } from '../../kernel/assert.ts';
import { maskPan } from '../../kernel/masks.ts';
import { addDays, later, shanghaiInstant, MINUTE_MS, HOUR_MS, type InstantMs } from '../../kernel/instant.ts';
import type { PricePlan } from '../../modules/catalogue/index.ts';
import { putOnSheet, type SheetLine } from '../../modules/ledger/index.ts';
import { merchantNumber, nameKeys, numberHash } from '../../modules/merchants/index.ts';
import { at, withTx, type Tx } from '../../platform/postgres/database.ts';
import { arrayOf, insertAll } from './insert-all.ts';
import type { SeedEnv } from './seed-env.ts';
import type { Shop } from './shops.ts';

export interface ShopTerms {
  readonly acquirer: string;
  readonly plan: PricePlan;
  readonly simFeeFen: bigint;
  /** Deposits by model, as signed. */
  readonly deposit: (model: Shop['model']) => { amountFen: bigint; targetFen: bigint; targetDays: number };
  readonly holdDays: number;
  readonly giveBackDays: number;
  /** Given to no terminal: the batch that the host expects next. */
  readonly batchNo: number;
}

export interface WrittenShop extends Shop {
  readonly terminalNo: string;
  readonly depositId: string;
}

/** When what happened on the way to the first sale: applied, decided, delivered, activated. */
function stepsOf({ opened, index }: Shop): Record<'applied' | 'decided' | 'delivered' | 'activated', InstantMs> {
  const activated = later(shanghaiInstant(opened, '05:20'), (index % 30) * MINUTE_MS);
  const delivered = later(activated, -18 * HOUR_MS);
  const decided = later(shanghaiInstant(addDays(opened, -3), '09:10'), ((index * 37) % 520) * MINUTE_MS);
  return { applied: later(decided, -(20 + (index % 50)) * MINUTE_MS), decided, delivered, activated };
}

const iso = (instant: InstantMs): string => at(instant);

/** One chunk of shops, in one transaction. Terminal and merchant numbers follow those that are given already. */
export async function writeShops(env: SeedEnv, shops: readonly Shop[], terms: ShopTerms): Promise<WrittenShop[]> {
  return withTx(env, async (tx) => {
    const terminalNos = await takeTerminalNos(tx, shops.length);
    const merchantNos = await takeMerchantNos(tx, shops, terms.acquirer);
    const written = shops.map((shop, i): WrittenShop & { merchantNo: string } => ({
      ...shop,
      terminalNo: must(terminalNos[i], 'terminal number'),
      merchantNo: must(merchantNos[i], 'merchant number'),
      depositId: shop.merchantId.replace(/^mer/, 'dep'),
    }));
    await writePeople(env, tx, written);
    await writeMerchants(env, tx, written);
    await writeDevices(env, tx, written, terms);
    await writeSheets(env, tx, written, terms);
    await writeDeposits(env, tx, written, terms);
    return written;
  });
}

async function takeTerminalNos(tx: Tx, count: number): Promise<string[]> {
  const rows = await tx.query<{ last: number }>(
    `INSERT INTO terminals.terminal_no_sequence AS s (prefix, last) VALUES ('', 10000000 + $1::int)
     ON CONFLICT (prefix) DO UPDATE SET last = s.last + $1::int RETURNING last`,
    [count],
  );
  const last = must(rows[0], 'terminal sequence').last;
  return Array.from({ length: count }, (_one, i) => String(last - count + 1 + i));
}

async function takeMerchantNos(tx: Tx, shops: readonly Shop[], acquirer: string): Promise<string[]> {
  const prefixOf = ({ neighbour }: Shop): string =>
    `${acquirer}${neighbour.region.slice(0, 4)}${mccOfTrade(neighbour.trade)}`;
  const counts = new Map<string, number>();
  for (const shop of shops) counts.set(prefixOf(shop), (counts.get(prefixOf(shop)) ?? 0) + 1);
  const rows = await tx.query<{ prefix: string; last: number }>(
    `INSERT INTO merchants.merchant_no_sequence AS s (prefix, last) SELECT * FROM unnest($1::text[], $2::int[])
     ON CONFLICT (prefix) DO UPDATE SET last = s.last + excluded.last RETURNING prefix, last`,
    [arrayOf([...counts.keys()]), arrayOf([...counts.values()])],
  );
  const next = new Map(rows.map((row) => [row.prefix, row.last - (counts.get(row.prefix) ?? 0) + 1]));
  return shops.map((shop) => {
    const prefix = prefixOf(shop);
    const sequence = must(next.get(prefix), 'merchant sequence');
    next.set(prefix, sequence + 1);
    return merchantNumber({ acquirer, region: shop.neighbour.region, mcc: mccOfTrade(shop.neighbour.trade), sequence });
  });
}

const CONSENTS = ['privacy', 'id_images', 'face', 'third_party_check'] as const;

/** The people with their phones, and the applications that were approved. */
async function writePeople(env: SeedEnv, tx: Tx, shops: readonly WrittenShop[]): Promise<void> {
  const { crypto } = env;
  await insertAll(tx, 'identity.phone_directory', shops, [
    ['phone_hash', 'text', (s) => crypto.lookup('phone', s.neighbour.phone)],
    ['applicant_id', 'text', (s) => s.applicantId],
  ]);
  await insertAll(tx, 'identity.applicant', shops, [
    ['applicant_id', 'text', (s) => s.applicantId],
    ['phone_sealed', 'text', (s) => crypto.seal(`applicant:${s.applicantId}:phone`, s.neighbour.phone)],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).applied)],
    ['identity_state', 'text', () => 'face_passed'],
    ['name_sealed', 'text', (s) => crypto.seal(`applicant:${s.applicantId}:name`, s.neighbour.person)],
    ['id_number_sealed', 'text', (s) => crypto.seal(`applicant:${s.applicantId}:id`, s.neighbour.idNumber)],
    ['id_hash', 'text', (s) => crypto.lookup('id', s.neighbour.idNumber)],
    ['id_valid_to', 'text', () => '2039-05-20'],
    ['face_similarity', 'float8', (s) => 0.8 + (s.index % 17) / 100],
  ]);
  await insertAll(
    tx,
    'identity.consent',
    shops.flatMap((shop) => CONSENTS.map((kind) => ({ shop, kind }))),
    [
      ['applicant_id', 'text', ({ shop }) => shop.applicantId],
      ['kind', 'text', ({ kind }) => kind],
      ['text_version', 'text', () => '2026-11'],
      ['given_at', 'timestamptz', ({ shop }) => iso(stepsOf(shop).applied)],
    ],
  );
  await insertAll(tx, 'applications.directory', shops, [
    ['application_id', 'text', (s) => s.applicationId],
    ['applicant_id', 'text', (s) => s.applicantId],
  ]);
  await insertAll(tx, 'applications.application', shops, [
    ['applicant_id', 'text', (s) => s.applicantId],
    ['application_id', 'text', (s) => s.applicationId],
    ['state', 'text', () => 'approved'],
    ['draft_sealed', 'text', (s) => crypto.seal(`draft:${s.applicationId}`, JSON.stringify(draftOf(s)))],
    ['draft_version', 'int', () => 1],
    ['revision_no', 'int', () => 1],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).applied)],
    ['submitted_at', 'timestamptz', (s) => iso(later(stepsOf(s).applied, 9 * MINUTE_MS))],
    ['decided_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
    ['decided_by', 'text', () => 'machine'],
    ['channel', 'text', (s) => s.channel],
  ]);
}

/** What the person filled in, without the photos that nobody took. */
const draftOf = ({ neighbour, model, settlement }: Shop): object => ({
  kind: neighbour.kind,
  deviceModel: model,
  depositConfirmed: true,
  settlement,
  planId: 'standard',
  accountKind: neighbour.account.kind,
  business: {
    tradeName: neighbour.shop,
    mcc: mccOfTrade(neighbour.trade),
    region: neighbour.region,
    address: neighbour.address,
  },
});

async function writeMerchants(
  env: SeedEnv,
  tx: Tx,
  shops: readonly (WrittenShop & { merchantNo: string })[],
): Promise<void> {
  const { crypto } = env;
  const seal = (shop: Shop, what: string, value: string): string =>
    crypto.seal(`merchant:${shop.merchantId}:${what}`, value);
  await insertAll(tx, 'merchants.applicant_directory', shops, [
    ['applicant_id', 'text', (s) => s.applicantId],
    ['application_id', 'text', (s) => s.applicationId],
    ['merchant_id', 'text', (s) => s.merchantId],
  ]);
  await insertAll(tx, 'merchants.merchant_no_directory', shops, [
    ['merchant_no', 'text', (s) => s.merchantNo],
    ['merchant_id', 'text', (s) => s.merchantId],
  ]);
  await insertAll(tx, 'merchants.merchant', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['merchant_no', 'text', (s) => s.merchantNo],
    ['applicant_id', 'text', (s) => s.applicantId],
    ['kind', 'text', (s) => s.neighbour.kind],
    ['name', 'text', (s) => s.neighbour.shop],
    ['principal_name_sealed', 'text', (s) => seal(s, 'principal', s.neighbour.person)],
    ['id_hash', 'text', (s) => crypto.lookup('id', s.neighbour.idNumber)],
    ['phone_sealed', 'text', (s) => seal(s, 'phone', s.neighbour.phone)],
    ['mcc', 'text', (s) => mccOfTrade(s.neighbour.trade)],
    ['region', 'text', (s) => s.neighbour.region],
    ['plan_id', 'text', () => 'standard'],
    ['settlement', 'text', (s) => s.settlement],
    ['address_sealed', 'text', (s) => seal(s, 'address', s.neighbour.address)],
    ['state', 'text', () => 'active'],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
    [
      'credit_code_hash',
      'text',
      (s) => (s.neighbour.licence === undefined ? null : crypto.lookup('credit-code', s.neighbour.licence.creditCode)),
    ],
  ]);
  await insertAll(
    tx,
    'merchants.name_key',
    shops.flatMap(({ merchantId, neighbour }) => nameKeys(neighbour.shop).map((key) => ({ merchantId, key }))),
    [
      ['key', 'text', ({ key }) => key],
      ['merchant_id', 'text', ({ merchantId }) => merchantId],
    ],
  );
  await insertAll(tx, 'merchants.settlement_account', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['account_id', 'text', (s) => s.accountId],
    ['kind', 'text', (s) => s.neighbour.account.kind],
    ['account_sealed', 'text', (s) => seal(s, 'account', s.neighbour.account.number)],
    ['account_hash', 'text', (s) => crypto.lookup('card', s.neighbour.account.number)],
    ['account_masked', 'text', (s) => maskPan(s.neighbour.account.number)],
    ['holder_sealed', 'text', (s) => seal(s, 'holder', s.neighbour.account.holder)],
    ['bank_name', 'text', (s) => s.neighbour.account.bankName],
    ['state', 'text', () => 'active'],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
    ['branch_code', 'text', (s) => s.neighbour.account.branchCode ?? null],
  ]);
  await writeDocuments(env, tx, shops);
}

/** Identity cards and licences in force, without their photos. */
async function writeDocuments(env: SeedEnv, tx: Tx, shops: readonly Shop[]): Promise<void> {
  const papers = shops.flatMap((shop) => [
    { shop, kind: 'id_card' as const, holder: shop.neighbour.person, number: shop.neighbour.idNumber },
    ...(shop.neighbour.licence === undefined
      ? []
      : [
          {
            shop,
            kind: 'licence' as const,
            holder: shop.neighbour.licence.name,
            number: shop.neighbour.licence.creditCode,
          },
        ]),
  ]);
  const seal = (shop: Shop, what: string, value: string): string =>
    env.crypto.seal(`merchant:${shop.merchantId}:document-${what}`, value);
  await insertAll(tx, 'merchants.document', papers, [
    ['merchant_id', 'text', ({ shop }) => shop.merchantId],
    ['kind', 'text', ({ kind }) => kind],
    ['document_no', 'int', () => 1],
    ['state', 'text', () => 'in_force'],
    ['holder_sealed', 'text', ({ shop, holder }) => seal(shop, 'holder', holder)],
    ['number_sealed', 'text', ({ shop, number }) => seal(shop, 'number', number)],
    ['number_hash', 'text', ({ kind, number }) => numberHash(env, kind, number)],
    [
      'person_sealed',
      'text',
      ({ shop, kind }) => (kind === 'licence' ? seal(shop, 'person', shop.neighbour.person) : null),
    ],
    ['valid_to', 'date', ({ kind }) => (kind === 'id_card' ? '2039-05-20' : null)],
    ['materials', 'text[]', () => '{}'],
    ['source', 'text', ({ shop }) => `${shop.applicationId} 1`],
    ['since', 'timestamptz', ({ shop }) => iso(stepsOf(shop).decided)],
  ]);
}

async function writeDevices(env: SeedEnv, tx: Tx, shops: readonly WrittenShop[], terms: ShopTerms): Promise<void> {
  const wrappedKey = (): string => Buffer.from(aesKeyWrap(env.crypto.lmk, env.chance.bytes(16))).toString('base64url');
  await insertAll(tx, 'terminals.device', shops, [
    ['serial_no', 'text', (s) => s.serialNo],
    ['model', 'text', (s) => s.model],
    ['wrapped_key', 'text', wrappedKey],
    ['merchant_id', 'text', (s) => s.merchantId],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['state', 'text', () => 'bound'],
    ['changed_at', 'timestamptz', (s) => iso(stepsOf(s).activated)],
  ]);
  await insertAll(tx, 'terminals.terminal_no_directory', shops, [
    ['terminal_no', 'text', (s) => s.terminalNo],
    ['merchant_id', 'text', (s) => s.merchantId],
    ['terminal_id', 'text', (s) => s.terminalId],
  ]);
  await insertAll(tx, 'terminals.terminal', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['terminal_no', 'text', (s) => s.terminalNo],
    ['serial_no', 'text', (s) => s.serialNo],
    ['model', 'text', (s) => s.model],
    ['state', 'text', () => 'active'],
    ['batch_no', 'int', () => terms.batchNo],
    ['last_seen_at', 'timestamptz', (s) => iso(stepsOf(s).activated)],
    ['test_sale_at', 'timestamptz', (s) => iso(later(stepsOf(s).activated, 4 * MINUTE_MS))],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
  ]);
  await insertAll(tx, 'terminals.shipment', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['shipment_id', 'text', (s) => s.merchantId.replace(/^mer/, 'shp')],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['serial_no', 'text', (s) => s.serialNo],
    ['waybill_no', 'text', (s) => (s.channel === 'online' ? `SF${String(1_000_000_000 + s.index)}` : null)],
    ['courier', 'text', (s) => (s.channel === 'online' ? '演示快递' : null)],
    ['state', 'text', () => 'delivered'],
    ['created_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
    ['delivered_at', 'timestamptz', (s) => iso(stepsOf(s).delivered)],
  ]);
  await insertAll(tx, 'activation.activation', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['activation_id', 'text', (s) => s.merchantId.replace(/^mer/, 'act')],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['serial_no', 'text', (s) => s.serialNo],
    ['code_id', 'text', (s) => s.merchantId.replace(/^mer/, 'cod')],
    ['state', 'text', () => 'test_sale_ok'],
    ['started_at', 'timestamptz', (s) => iso(later(stepsOf(s).activated, -6 * MINUTE_MS))],
    ['activated_at', 'timestamptz', (s) => iso(stepsOf(s).activated)],
  ]);
}

async function writeSheets(env: SeedEnv, tx: Tx, shops: readonly WrittenShop[], terms: ShopTerms): Promise<void> {
  const lines = shops.flatMap(({ merchantId, opened, depositId, model }): SheetLine[] => [
    { merchantId, charge: 'credit', from: opened, ratePpm: terms.plan.creditPpm },
    { merchantId, charge: 'debit', from: opened, ratePpm: terms.plan.debitPpm, capFen: terms.plan.debitCapFen },
    { merchantId, charge: 'qr', from: opened, ratePpm: terms.plan.qrPpm },
    { merchantId, charge: 'sim_fee', from: opened, amountFen: terms.simFeeFen },
    { merchantId, charge: `deposit:${depositId}`, from: opened, amountFen: terms.deposit(model).amountFen },
  ]);
  await putOnSheet(env, tx, lines, 'signed price sheet');
}

/** Rows of the deposits; their money is moved by `openDeposits` on the day on which it came. */
async function writeDeposits(env: SeedEnv, tx: Tx, shops: readonly WrittenShop[], terms: ShopTerms): Promise<void> {
  const termsOf = (shop: WrittenShop): string => {
    const { amountFen, targetFen, targetDays } = terms.deposit(shop.model);
    const { giveBackDays } = terms;
    const signedAt = iso(stepsOf(shop).applied);
    return JSON.stringify({ amount: String(amountFen), target: String(targetFen), targetDays, giveBackDays, signedAt });
  };
  await insertAll(tx, 'deposits.deposit', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['deposit_id', 'text', (s) => s.depositId],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['amount_fen', 'bigint', (s) => String(terms.deposit(s.model).amountFen)],
    ['terms', 'jsonb', termsOf],
    ['state', 'text', () => 'quoted'],
    ['quoted_at', 'timestamptz', (s) => iso(stepsOf(s).decided)],
    ['target_from', 'date', (s) => s.opened],
  ]);
  await tx.execute(
    `UPDATE deposits.deposit SET target_last = target_from + ((terms->>'targetDays')::int - 1)
      WHERE merchant_id = ANY ($1) AND target_last IS NULL`,
    [shops.map((s) => s.merchantId)],
  );
}
