import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** How far the approved sales have been looked at; undefined while another process is looking. Locked until the caller commits. */
export async function screenedThrough(tx: Tx): Promise<InstantMs | undefined> {
  const rows = await tx.query<{ through: number }>(
    `SELECT through FROM risk.screening WHERE name = 'sales' FOR UPDATE SKIP LOCKED`,
  );
  return rows[0] === undefined ? undefined : instant(rows[0].through);
}

export async function noteScreened(tx: Tx, through: InstantMs): Promise<void> {
  await tx.execute(`UPDATE risk.screening SET through = $1 WHERE name = 'sales'`, [at(through)]);
}
