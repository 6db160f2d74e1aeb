import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';

export async function createBank(env: Env, name: string): Promise<string> {
  const bankId = env.ids.next('bnk');
  await env.db.execute('INSERT INTO channels.bank (bank_id, name, created_at) VALUES ($1, $2, $3)', [
    bankId,
    name,
    at(env.clock.now()),
  ]);
  return bankId;
}

/** 合作银行网点. `region`: the city's GB/T 2260 code. */
export async function createOutlet(
  env: Env,
  input: { bankId: string; name: string; region: string; address: string; phone: string },
): Promise<string> {
  const outletId = env.ids.next('out');
  await env.db.execute(
    `INSERT INTO channels.outlet (bank_id, outlet_id, name, region, address, phone, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [input.bankId, outletId, input.name, input.region, input.address, input.phone, at(env.clock.now())],
  );
  return outletId;
}

/** 柜员: a member of staff belongs to one outlet; placing them again moves them. */
export async function placeOfficer(
  env: Env,
  input: { staffId: string; bankId: string; outletId: string; name: string },
): Promise<void> {
  await env.db.execute(
    `INSERT INTO channels.officer (staff_id, bank_id, outlet_id, name, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (staff_id) DO UPDATE SET bank_id = excluded.bank_id, outlet_id = excluded.outlet_id, name = excluded.name`,
    [input.staffId, input.bankId, input.outletId, input.name, at(env.clock.now())],
  );
}
