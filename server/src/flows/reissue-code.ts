import { dateInShanghai, HOUR_MS } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { issueActivationCode, startCodeLife } from '../modules/activation/index.ts';
import { readPolicy } from '../modules/catalogue/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { deviceOf, openReportOf, terminalOf } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const REISSUES = { limit: 3, windowMs: 24 * HOUR_MS };

/** "Send again" is a new code: the old one cannot be shown to anybody, and stops working. */
export async function reissueCode(
  world: World,
  input: { merchantId: string; serialNo: string },
): Promise<
  Outcome<
    true,
    Refusal<'terminals.unknown' | 'terminals.report_open' | 'activation.already_active' | 'activation.reissue_limit'>
  >
> {
  const device = await deviceOf(world.db, input.serialNo);
  if (device?.merchantId !== input.merchantId || device.terminalId === undefined) return refuse('terminals.unknown');
  const { terminalId } = device;
  const terminal = await terminalOf(world.db, input.merchantId, terminalId);
  // one that is to take another's place waits while that one still sells
  const waits = terminal?.serialNo !== input.serialNo && terminal?.state === 'active';
  if (!waits && terminal?.state !== 'pending_activation' && terminal?.state !== 'activating')
    return refuse('activation.already_active');
  if ((await openReportOf(world.db, input.merchantId, terminalId)) !== undefined)
    return refuse('terminals.report_open');
  const over = await countAgainst(world, `reissue:${input.merchantId}`, REISSUES);
  if (over !== undefined) return refuse('activation.reissue_limit', { seconds: over });
  const merchant = await merchantOf(world, input.merchantId);
  const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
  await withTx(world, async (tx) => {
    await issueActivationCode(world, tx, {
      merchantId: input.merchantId,
      terminalId,
      serialNo: input.serialNo,
      send: (code) =>
        queueMessage(world, tx, {
          purpose: 'activation_code',
          phone: merchant.phone,
          text: smsTexts.reissuedCode(code),
          subject: `merchant:${input.merchantId}`,
        }),
    });
    if (device.state === 'delivered')
      await startCodeLife(world, tx, {
        merchantId: input.merchantId,
        terminalId,
        days: policy.number('activation.code_days'),
      });
  });
  return accept(true as const);
}
