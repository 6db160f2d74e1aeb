import { step, type EventOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { deviceMachine, type DeviceState } from '../domain/terminal-machines.ts';

export type InspectRefusal = Refusal<
  'terminals.device_unknown' | 'terminals.device_not_returned' | 'terminals.place_unknown'
>;

/** One in repair is mended; a returned one needs nothing but a look. */
const EVENTS: Readonly<
  Partial<Record<DeviceState, Readonly<Record<'restock' | 'scrap', EventOf<typeof deviceMachine>>>>>
> = {
  returned: { restock: 'restock', scrap: 'scrap' },
  in_repair: { restock: 'mend', scrap: 'scrap' },
};

/**
 * A device that came back has been looked at: whole, it stands free at a place again (it belongs to nobody, its terminal keys died
 * with its last binding); else it is scrapped for good. Only one that came back, or was in repair, can be.
 */
export async function inspectDevice(
  env: Env,
  input: { readonly serialNo: string; readonly outcome: 'restock' | 'scrap'; readonly placeId: string },
): Promise<Outcome<string, InspectRefusal>> {
  return withTx(env, async (tx) => {
    const places = await tx.query('SELECT 1 FROM terminals.stock_place WHERE place_id = $1', [input.placeId]);
    if (places.length === 0) return refuse('terminals.place_unknown');
    const rows = await tx.query<{ state: DeviceState }>(
      'SELECT state FROM terminals.device WHERE serial_no = $1 FOR UPDATE',
      [input.serialNo],
    );
    const state = rows[0]?.state;
    if (state === undefined) return refuse('terminals.device_unknown');
    const event = EVENTS[state]?.[input.outcome];
    const next = event === undefined ? undefined : step(deviceMachine, state, event);
    if (next === undefined) return refuse('terminals.device_not_returned', { state });
    await tx.execute(
      `UPDATE terminals.device SET state = $2, place_id = $3, changed_at = $4, merchant_id = NULL, terminal_id = NULL, transfer_id = NULL
        WHERE serial_no = $1`,
      [input.serialNo, next, input.placeId, at(env.clock.now())],
    );
    return accept(next);
  });
}
