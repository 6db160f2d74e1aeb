import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { withoutNumbers } from '../domain/without-numbers.ts';

export type StaffApp = 'console' | 'counter' | 'agent';

export interface Act {
  readonly app: StaffApp;
  /** Undefined: somebody at the door whom we do not know. */
  readonly staff: { readonly staffId: string; readonly role: string } | undefined;
  readonly address: string;
  /** In a few words, never as the browser says it. */
  readonly device: string;
  /** Stable dotted words. */
  readonly action: string;
  readonly object: { readonly kind: string; readonly key: string; readonly within?: string } | undefined;
  readonly reason: string | undefined;
  /** A code that begins with `http.fault` is a failure, any other a refusal; undefined: done. */
  readonly code: string | undefined;
}

const FAULT = 'http.fault';

/** Writes what somebody did. One statement, no lock: the chain is made later, so that nobody waits for anybody. */
export async function noteAct(env: Pick<Env, 'db' | 'clock' | 'wall' | 'ids'>, act: Act): Promise<void> {
  const outcome = act.code === undefined ? 'done' : act.code === FAULT ? 'failed' : 'refused';
  await env.db.execute(
    `INSERT INTO audit.entry (entry_id, at, wall_at, app, staff_id, role, address, device, action, object_kind, object_key, within, reason, outcome, code)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      env.ids.next('aud'),
      at(env.clock.now()),
      at(env.wall.now()),
      act.app,
      act.staff?.staffId ?? null,
      act.staff?.role ?? null,
      act.address.slice(0, 45),
      act.device.slice(0, 60),
      act.action,
      act.object?.kind ?? null,
      act.object?.key.slice(0, 100) ?? null,
      act.object?.within?.slice(0, 100) ?? null,
      act.reason === undefined ? null : withoutNumbers(act.reason),
      outcome,
      act.code ?? null,
    ],
  );
}
