import { fen, type Fen } from '../../../kernel/fen.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { readPolicy } from './read-policy.ts';

export type DeviceModel = 'esign_pos' | 'smart_pos';

/** The deposit rule of a model on a day; signing takes a snapshot of it. */
export interface DeviceTerms {
  readonly model: DeviceModel;
  readonly depositFen: Fen;
  readonly targetFen: Fen;
  readonly targetDays: number;
}

export async function deviceTerms(sql: Sql, model: DeviceModel, on: CivilDate): Promise<DeviceTerms> {
  const policy = await readPolicy(sql, on);
  const whole = (name: string): Fen => fen(BigInt(policy.number(`device.${model}.${name}`)));
  return {
    model,
    depositFen: whole('deposit_fen'),
    targetFen: whole('target_fen'),
    targetDays: policy.number(`device.${model}.target_days`),
  };
}
