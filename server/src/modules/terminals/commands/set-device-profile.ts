import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/**
 * Puts right which ciphers a device was made for, where the vendor's file did not say it. Only before it is activated: afterwards it has
 * keys of the other kind.
 */
export async function setDeviceProfile(
  sql: Sql,
  of: { readonly serialNo: string; readonly profile: 'cup-double' | 'sm4' },
): Promise<Outcome<true, Refusal<'terminals.device_unknown' | 'terminals.device_active'>>> {
  const rows = await sql.query<{ known: boolean; free: boolean }>(
    `WITH changed AS (
       UPDATE terminals.device d SET key_profile = $2 WHERE d.serial_no = $1
          AND NOT EXISTS (SELECT 1 FROM terminals.terminal t WHERE t.serial_no = d.serial_no AND t.state IN ('activating', 'active', 'suspended'))
       RETURNING d.serial_no),
     followed AS (UPDATE terminals.terminal t SET key_profile = $2 FROM changed WHERE t.serial_no = changed.serial_no AND t.state = 'pending_activation')
     SELECT EXISTS (SELECT 1 FROM terminals.device WHERE serial_no = $1) AS known, EXISTS (SELECT 1 FROM changed) AS free`,
    [of.serialNo, of.profile],
  );
  const [found] = rows;
  if (found?.known !== true) return refuse('terminals.device_unknown');
  return found.free ? accept(true) : refuse('terminals.device_active');
}
