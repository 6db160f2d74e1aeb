/** How far the guided tour of a demo has come, read from what has really happened. */
import { dateInShanghai } from '../kernel/instant.ts';
import { yuanText } from '../kernel/fen.ts';
import { deviceTerms } from '../modules/catalogue/index.ts';
import { applicantByPhone } from '../modules/identity/index.ts';
import { settlementsOf } from '../modules/settlement/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';

export type TourStep = 'apply' | 'review' | 'activate' | 'sale' | 'money' | 'deposit';

const FOUND = 'demo.deposit_found';

/** Whether each step is done by the person of this phone; the last by whoever found the amount. */
export async function tourState(world: World, phone: string): Promise<Readonly<Record<TourStep, boolean>>> {
  const applicantId = await applicantByPhone(world, phone);
  const [found] = await world.db.query('SELECT 1 FROM platform.event WHERE kind = $1 LIMIT 1', [FOUND]);
  const [facts] = await world.db.query<{
    revision_no: number;
    state: string;
    merchant_id: string | null;
    activated: boolean;
    sold: boolean;
  }>(
    `SELECT a.revision_no, a.state, m.merchant_id,
            EXISTS (SELECT 1 FROM activation.v_activated v WHERE v.merchant_id = m.merchant_id) AS activated,
            EXISTS (SELECT 1 FROM switching.v_approved_sale s WHERE s.merchant_id = m.merchant_id AND s.kind <> 'test_sale') AS sold
       FROM applications.v_application a LEFT JOIN merchants.v_application_merchant m USING (applicant_id, application_id)
      WHERE a.applicant_id = $1 ORDER BY a.created_at DESC LIMIT 1`,
    [applicantId ?? ''],
  );
  const merchantId = facts?.merchant_id ?? undefined;
  const settled = merchantId === undefined ? [] : await settlementsOf(world.db, merchantId);
  return {
    apply: (facts?.revision_no ?? 0) > 0,
    review: facts?.state === 'approved',
    activate: facts?.activated === true,
    sale: facts?.sold === true,
    money: settled.some((one) => one.payoutState === 'paid'),
    deposit: found !== undefined,
  };
}

/** `99`, `99.00` and `99 元` are the same answer. A right one is written down. */
export async function answerDeposit(world: World, said: string): Promise<boolean> {
  const { depositFen } = await deviceTerms(world.db, 'esign_pos', dateInShanghai(world.clock.now()));
  const plain = said.replaceAll(/[\s¥￥元,]/g, '').replace(/\.0{1,2}$/, '');
  const right = plain === yuanText(depositFen).replace(/\.00$/, '');
  if (right) await withTx(world, (tx) => world.jobs.emit(tx, { kind: FOUND, audience: ['console'], payload: {} }));
  return right;
}
