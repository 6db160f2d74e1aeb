/** A merchant and a terminal written as the product would have left them, whose keys the caller knows: no onboarding, no activation. */
import { aesKeyWrap } from '@kaitong/iso8583';
import type { OpenedWorld } from '../src/entry/open-world.ts';
import { putOnSheet } from '../src/modules/ledger/index.ts';
import { withTx } from '../src/platform/postgres/database.ts';
import { sheetLines } from './sheet-lines.ts';

export interface KnownTerminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly serialNo: string;
  readonly tmk: Uint8Array;
  readonly pik: Uint8Array;
  /** 8 bytes. */
  readonly mak: Uint8Array;
}

/** A merchant with an active terminal whose keys the bench knows, written as the product would have left it. */
export async function addTerminal({ world }: OpenedWorld, index: number): Promise<KnownTerminal> {
  const merchantId = world.ids.next('mer');
  const terminalId = world.ids.next('ter');
  const terminalNo = String(20_000_001 + index);
  const merchantNo = `89833015812B${index.toString(36).toUpperCase().padStart(3, '0')}`;
  const serialNo = `KTKNOWN${String(index).padStart(4, '0')}`;
  const seal = (what: string, value: string): string => world.crypto.seal(`merchant:${merchantId}:${what}`, value);
  const mak = new Uint8Array(16);
  mak.set(world.chance.bytes(8));
  const [tmk, pik] = [world.chance.bytes(16), world.chance.bytes(16)];
  const wrap = (key: Uint8Array): string => Buffer.from(aesKeyWrap(world.crypto.lmk, key)).toString('base64url');
  await world.db.execute(
    `INSERT INTO merchants.merchant (merchant_id, merchant_no, applicant_id, kind, name, principal_name_sealed, id_hash, phone_sealed, mcc, region, plan_id, settlement, address_sealed, state, created_at)
     VALUES ($1, $2, 'bench', 'individual', '测试商户', $3, 'bench', $4, '5812', '330100', 'standard', 't1', $5, 'active', '2026-01-01')`,
    [merchantId, merchantNo, seal('principal', '甲'), seal('phone', '13800000000'), seal('address', '乙')],
  );
  await world.db.execute(
    `INSERT INTO terminals.terminal (merchant_id, terminal_id, terminal_no, serial_no, model, state, batch_no, wrapped_tmk, wrapped_pik, wrapped_mak, test_sale_at, created_at)
     VALUES ($1, $2, $3, $4, 'esign_pos', 'active', 1, $5, $6, $7, '2026-01-01', '2026-01-01')`,
    [merchantId, terminalId, terminalNo, serialNo, wrap(tmk), wrap(pik), wrap(mak)],
  );
  await world.db.execute(
    'INSERT INTO terminals.terminal_no_directory (terminal_no, merchant_id, terminal_id) VALUES ($1, $2, $3)',
    [terminalNo, merchantId, terminalId],
  );
  await withTx(world, (tx) => putOnSheet(world, tx, sheetLines(merchantId), 'a test'));
  return { merchantId, terminalId, terminalNo, merchantNo, serialNo, tmk, pik, mak: mak.subarray(0, 8) };
}
