/** Merchants and terminals as the modules make them, in one line each. */
import { accept } from '../src/kernel/outcome.ts';
import { fen, type Fen } from '../src/kernel/fen.ts';
import { civilDate, type CivilDate } from '../src/kernel/instant.ts';
import { createMerchant } from '../src/modules/merchants/index.ts';
import { putOnSheet, salePostings } from '../src/modules/ledger/index.ts';
import {
  approveTransaction,
  beginTransaction,
  type CardTransaction,
  type NewTransaction,
} from '../src/modules/switching/index.ts';
import { allocateTerminal, deviceOf, type Device } from '../src/modules/terminals/index.ts';
import type { Env } from '../src/platform/env.ts';
import { at, withTx } from '../src/platform/postgres/database.ts';
import { Bug, must } from '../src/kernel/assert.ts';
import { sheetLines } from './sheet-lines.ts';

export { sheetLines };

let made = 0;

export interface BuiltTerminal {
  readonly merchantId: string;
  readonly merchantNo: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
}

/** A merchant with one terminal whose device has been delivered. */
export async function buildTerminal(env: Env): Promise<BuiltTerminal> {
  made += 1;
  const tag = `${process.pid}${made}`;
  const serialNo = `KT${tag.padStart(10, '0')}`;
  return withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ($1, 'esign_pos', 'w', 'in_stock', $2)`,
      [serialNo, at(env.clock.now())],
    );
    const merchant = must(
      await createMerchant(env, tx, {
        applicantId: `apl_${tag}`,
        applicationId: `app_${tag}`,
        acquirer: '898',
        kind: 'individual',
        name: '小满煎饼',
        principalName: '林小满',
        idHash: 'h',
        phone: '13800138000',
        mcc: '5814',
        region: '330100',
        address: '文三路 90 号',
        planId: 'standard',
        settlement: 't1',
        account: { kind: 'personal', number: '6225880212345678', holder: '林小满', bankName: '招商银行' },
      }),
      'merchant',
    );
    const { merchantId } = merchant;
    await putOnSheet(env, tx, sheetLines(merchantId), 'a test');
    const allocated = await allocateTerminal(env, tx, { merchantId: merchant.merchantId, model: 'esign_pos' });
    if (allocated.refused) throw new Bug('no device');
    await tx.execute(`UPDATE terminals.device SET state = 'delivered' WHERE serial_no = $1`, [
      allocated.value.serialNo,
    ]);
    return accept({ ...merchant, ...allocated.value });
  }).then((done) => done.value);
}

export const deliveredDevice = async (env: Env, terminal: BuiltTerminal): Promise<Device> =>
  must(await deviceOf(env.db, terminal.serialNo), 'device');

export const DAY: CivilDate = civilDate('2026-11-23');

export function saleRequest(terminal: BuiltTerminal, stan: string, some: Partial<NewTransaction> = {}): NewTransaction {
  return {
    merchantId: terminal.merchantId,
    terminalId: terminal.terminalId,
    terminalNo: terminal.terminalNo,
    businessDate: DAY,
    kind: 'sale',
    messageClass: '0200',
    batchNo: '000001',
    stan,
    amount: fen(10_000),
    card: { pan: '6225750212345678', kind: 'credit', bankName: '招商银行', organisation: 'CUP' },
    entryMode: '051',
    body: Buffer.from(`sale ${stan}`),
    ...some,
  };
}

/** The intent of a sale, as it stands before the network is asked. */
export async function begun(env: Env, request: NewTransaction): Promise<CardTransaction> {
  const done = await beginTransaction(env, request);
  if (done.kind !== 'begun') throw new Bug(`the request was answered ${done.kind}`);
  return done.transaction;
}

/** 0.60 % for us, 0.45 % and 0.0325 % of cost, rounded down for round amounts. */
export const approvalOf = (amount: Fen) => ({
  authCode: '123456',
  answer: Buffer.from('approved'),
  fee: fen((amount * 60n) / 10_000n),
  issuerCost: fen((amount * 45n) / 10_000n),
  networkCost: fen((amount * 325n) / 1_000_000n),
  snapshot: { cardKind: 'credit' },
});

export async function approvedSale(env: Env, request: NewTransaction): Promise<CardTransaction> {
  const transaction = await begun(env, request);
  if (!(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))))
    throw new Bug('not approved');
  return transaction;
}

/** What `approvedSale` leaves in the merchant's pending account. */
export const netOf = (amount: Fen): bigint =>
  -must(
    salePostings({ amount, ...approvalOf(amount), date: DAY }).find((line) => line.account === 'm:pending'),
    'line',
  ).amount;
