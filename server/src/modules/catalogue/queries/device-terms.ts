import { fen, type Fen } from '../../../kernel/fen.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';

export type DeviceModel = 'esign_pos' | 'smart_pos';

/** The deposit rule of a model as it is today; signing takes a snapshot of it. */
export interface DeviceTerms {
  readonly model: DeviceModel;
  readonly depositFen: Fen;
  readonly targetFen: Fen;
  readonly targetDays: number;
}

export async function deviceTerms(sql: Sql, model: DeviceModel): Promise<DeviceTerms> {
  const rows = await sql.query<{ deposit_fen: bigint; target_fen: bigint; target_days: number }>(
    'SELECT deposit_fen, target_fen, target_days FROM catalogue.device_model WHERE model = $1',
    [model],
  );
  const row = one(rows, `device model ${model}`);
  return { model, depositFen: fen(row.deposit_fen), targetFen: fen(row.target_fen), targetDays: row.target_days };
}
