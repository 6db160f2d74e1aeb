import { DAY_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

export const codeHash = (env: Pick<Env, 'crypto'>, serialNo: string, code: string): string =>
  env.crypto.lookup('activation-code', `${serialNo}:${code}`);

/** A fresh 12-digit code for one serial number; earlier ones are revoked. The code goes into the message that is queued by `send` and nowhere else. */
export async function issueActivationCode(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; serialNo: string; send: (code: string) => Promise<string> },
): Promise<string> {
  await revokeCodes(tx, input);
  // asking for a new code needs the merchant's own sign-in, so it also ends a lock that wrong tries of the old one have caused
  await tx.execute('UPDATE activation.serial_tries SET wrong_tries = 0, locked_until = NULL WHERE serial_no = $1', [
    input.serialNo,
  ]);
  const code = env.chance.digits(12);
  const codeId = env.ids.next('cod');
  const messageId = await input.send(code);
  await tx.execute(
    `INSERT INTO activation.activation_code (merchant_id, code_id, terminal_id, serial_no, code_hash, state, issued_at, message_id) VALUES ($1, $2, $3, $4, $5, 'sent', $6, $7)`,
    [
      input.merchantId,
      codeId,
      input.terminalId,
      input.serialNo,
      codeHash(env, input.serialNo, code),
      at(env.clock.now()),
      messageId,
    ],
  );
  return codeId;
}

/** The life of a code starts when the device is in the merchant's hands. */
export async function startCodeLife(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; days: number },
): Promise<void> {
  await tx.execute(
    `UPDATE activation.activation_code SET expires_at = $3 WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('issued', 'sent') AND expires_at IS NULL`,
    [input.merchantId, input.terminalId, at(later(env.clock.now(), input.days * DAY_MS))],
  );
}

/** Codes of a terminal that nobody has used stop counting. */
export async function revokeCodes(
  tx: Tx,
  input: { readonly merchantId: string; readonly terminalId: string },
): Promise<void> {
  await tx.execute(
    `UPDATE activation.activation_code SET state = 'revoked' WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('issued', 'sent', 'locked')`,
    [input.merchantId, input.terminalId],
  );
}
