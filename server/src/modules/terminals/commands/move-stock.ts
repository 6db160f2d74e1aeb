import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { compareSerials } from '../domain/stock-machines.ts';
import { placeOf } from '../queries/stock-of.ts';

/** A partner's place of stock, made when it is first needed; its own name is kept up with. */
export async function ensurePlace(
  env: Env,
  tx: Tx,
  input: { readonly kind: 'outlet' | 'agent'; readonly ownerId: string; readonly name: string },
): Promise<string> {
  const rows = await tx.query<{ place_id: string }>(
    `INSERT INTO terminals.stock_place (place_id, kind, owner_id, name, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (kind, owner_id) WHERE owner_id IS NOT NULL DO UPDATE SET name = excluded.name RETURNING place_id`,
    [env.ids.next('plc'), input.kind, input.ownerId, input.name, at(env.clock.now())],
  );
  return rows[0]?.place_id ?? '';
}

export async function addWarehouse(env: Env, name: string): Promise<string> {
  const placeId = env.ids.next('plc');
  await env.db.execute(
    `INSERT INTO terminals.stock_place (place_id, kind, name, created_at) VALUES ($1, 'warehouse', $2, $3)`,
    [placeId, name, at(env.clock.now())],
  );
  return placeId;
}

export type SendRefusal = Refusal<
  'terminals.place_unknown' | 'terminals.transfer_same_place' | 'terminals.device_not_here'
>;

/** Sends devices from one place to another. All of them stand there free, or none leaves. */
export async function sendTransfer(
  env: Env,
  input: {
    readonly fromPlace: string;
    readonly toPlace: string;
    readonly serials: readonly string[];
    readonly note: string;
    readonly by: string;
  },
): Promise<Outcome<string, SendRefusal>> {
  const serials = [...new Set(input.serials)];
  if (input.fromPlace === input.toPlace) return refuse('terminals.transfer_same_place');
  for (const place of [input.fromPlace, input.toPlace])
    if ((await placeOf(env.db, place)) === undefined) return refuse('terminals.place_unknown');
  return withTx(env, async (tx) => {
    const free = await tx.query<{ serial_no: string }>(
      `SELECT serial_no FROM terminals.device WHERE serial_no = ANY ($1) AND place_id = $2 AND state = 'in_stock' AND transfer_id IS NULL
        ORDER BY serial_no FOR UPDATE`,
      [serials, input.fromPlace],
    );
    const { missing } = compareSerials(
      serials,
      free.map((row) => row.serial_no),
    );
    if (missing.length > 0) return refuse('terminals.device_not_here', { serials: missing.slice(0, 10) });
    const transferId = env.ids.next('trf');
    await tx.execute(
      `INSERT INTO terminals.stock_transfer (transfer_id, from_place, to_place, state, note, sent_by, sent_at) VALUES ($1, $2, $3, 'sent', $4, $5, $6)`,
      [transferId, input.fromPlace, input.toPlace, input.note, input.by, at(env.clock.now())],
    );
    await tx.execute(
      `INSERT INTO terminals.stock_transfer_line (transfer_id, serial_no, outcome) SELECT $1, s, 'on_way' FROM unnest($2::text[]) s`,
      [transferId, serials],
    );
    await tx.execute('UPDATE terminals.device SET transfer_id = $1, changed_at = $3 WHERE serial_no = ANY ($2)', [
      transferId,
      serials,
      at(env.clock.now()),
    ]);
    return accept(transferId);
  });
}

export type TransferRefusal = Refusal<'terminals.transfer_unknown' | 'terminals.transfer_elsewhere'>;

interface Transfer {
  readonly from_place: string;
  readonly to_place: string;
  readonly state: string;
}

async function lockTransfer(tx: Tx, transferId: string): Promise<Transfer | undefined> {
  const rows = await tx.query<Transfer>(
    'SELECT from_place, to_place, state FROM terminals.stock_transfer WHERE transfer_id = $1 FOR UPDATE',
    [transferId],
  );
  return rows[0];
}

/** What came out of the box. Devices that are missing stay on the transfer, nobody's to allocate, until it is settled. */
export async function receiveTransfer(
  env: Env,
  input: { readonly transferId: string; readonly arrived: readonly string[]; readonly by: string },
): Promise<Outcome<'received' | 'differs', TransferRefusal>> {
  return withTx(env, async (tx) => {
    const transfer = await lockTransfer(tx, input.transferId);
    if (transfer === undefined) return refuse('terminals.transfer_unknown');
    if (transfer.state !== 'sent') return refuse('terminals.transfer_elsewhere', { state: transfer.state });
    const lines = await tx.query<{ serial_no: string }>(
      'SELECT serial_no FROM terminals.stock_transfer_line WHERE transfer_id = $1',
      [input.transferId],
    );
    const { present, missing, unexpected } = compareSerials(
      lines.map((row) => row.serial_no),
      input.arrived,
    );
    const now = at(env.clock.now());
    await noteLines(tx, input.transferId, { arrived: present, missing, unexpected });
    await tx.execute(
      `UPDATE terminals.device SET place_id = $2, transfer_id = NULL, changed_at = $4 WHERE serial_no = ANY ($3) AND transfer_id = $1`,
      [input.transferId, transfer.to_place, present, now],
    );
    const state = missing.length + unexpected.length === 0 ? ('received' as const) : ('differs' as const);
    await tx.execute(
      'UPDATE terminals.stock_transfer SET state = $2, received_by = $3, received_at = $4 WHERE transfer_id = $1',
      [input.transferId, state, input.by, now],
    );
    return accept(state);
  });
}

async function noteLines(
  tx: Tx,
  transferId: string,
  outcomes: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [outcome, serials] of Object.entries(outcomes))
    await tx.execute(
      `INSERT INTO terminals.stock_transfer_line (transfer_id, serial_no, outcome) SELECT $1, s, $3 FROM unnest($2::text[]) s
       ON CONFLICT (transfer_id, serial_no) DO UPDATE SET outcome = excluded.outcome`,
      [transferId, serials, outcome],
    );
}

/** Missing devices were found where they came from, or are lost for good; a transfer that never left is taken back whole. */
export async function settleTransfer(
  env: Env,
  input: { readonly transferId: string; readonly missing: 'back' | 'lost'; readonly by: string },
): Promise<Outcome<'settled' | 'cancelled', TransferRefusal>> {
  return withTx(env, async (tx) => {
    const transfer = await lockTransfer(tx, input.transferId);
    if (transfer === undefined) return refuse('terminals.transfer_unknown');
    const cancels = transfer.state === 'sent' && input.missing === 'back';
    if (transfer.state !== 'differs' && !cancels)
      return refuse('terminals.transfer_elsewhere', { state: transfer.state });
    const state = cancels ? ('cancelled' as const) : ('settled' as const);
    await tx.execute(
      `UPDATE terminals.device SET transfer_id = NULL, state = $2, changed_at = $3 WHERE transfer_id = $1 AND state = 'in_stock'`,
      [input.transferId, input.missing === 'lost' ? 'lost' : 'in_stock', at(env.clock.now())],
    );
    await tx.execute(
      `UPDATE terminals.stock_transfer_line SET outcome = $2 WHERE transfer_id = $1 AND outcome IN ('on_way', 'missing')`,
      [input.transferId, input.missing],
    );
    await tx.execute('UPDATE terminals.stock_transfer SET state = $2, settled_by = $3 WHERE transfer_id = $1', [
      input.transferId,
      state,
      input.by,
    ]);
    return accept(state);
  });
}
