import { must } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { KeyVault } from '../key-vault.ts';

/** One line of a vendor's stock file: serial number (= TUSN) and the device's own key under the vendor's transport key. */
export interface StockRow {
  readonly serialNo: string;
  readonly model: 'esign_pos' | 'smart_pos';
  readonly vendorWrappedKey: string;
  readonly iccid?: string;
}

/** Takes devices into stock; a serial number already known is left as it is. Returns how many were new. */
export async function importStock(env: Env & { readonly vault: KeyVault }, rows: readonly StockRow[]): Promise<number> {
  const wrapped = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      wrappedKey: must(await env.vault.importDeviceKey(row.vendorWrappedKey), 'a device key under the vendor’s key'),
    })),
  );
  return withTx(env, async (tx) => {
    let added = 0;
    for (const row of wrapped) {
      added += await tx.execute(
        `INSERT INTO terminals.device (serial_no, model, wrapped_key, iccid, state, changed_at) VALUES ($1, $2, $3, $5, 'in_stock', $4) ON CONFLICT (serial_no) DO NOTHING`,
        [row.serialNo, row.model, row.wrappedKey, at(env.clock.now()), row.iccid ?? null],
      );
    }
    return added;
  });
}
