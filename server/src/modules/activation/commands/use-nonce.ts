import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** Takes a device's nonce; false when it was seen before. A nonce is good for one message. */
export async function useNonce(env: Env, tx: Tx, input: { serialNo: string; nonce: string }): Promise<boolean> {
  const fresh = await tx.execute(
    'INSERT INTO activation.nonce (serial_no, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (serial_no, nonce) DO NOTHING',
    [input.serialNo, input.nonce, at(env.wall.now())],
  );
  return fresh === 1;
}
