/** S34: the deposit belongs on the applicant's own credit card. The register is asked before the card is. */
import type { Policy } from '../modules/catalogue/index.ts';
import { noteDepositHolder, type Deposit } from '../modules/deposits/index.ts';
import { applicantOf } from '../modules/identity/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import type { FourElementAnswer } from '../modules/review/index.ts';
import type { World } from './ports.ts';

export type DepositHolder = 'own' | 'other' | 'unknown';

/** Which answers of the register mean another person; a phone that is not the reserved one does not. */
const ANOTHER_PERSON: ReadonlySet<string> = new Set(['name', 'idNumber']);

/** Whose card it is, of what the register says. Pure. Silence is `unknown`, never "another's". */
export function decideHolder(answer: FourElementAnswer): DepositHolder {
  if (answer.kind === 'unavailable') return 'unknown';
  if (answer.kind === 'match') return 'own';
  return answer.wrong.some((one) => ANOTHER_PERSON.has(one)) ? 'other' : 'own';
}

/** Whose credit card it is, as the register of the banks knows the merchant's principal. */
export async function holderOf(world: World, merchant: Merchant, pan: string): Promise<DepositHolder> {
  const applicant = await applicantOf(world, merchant.applicantId);
  if (applicant?.name === undefined || applicant.idNumber === undefined) return 'unknown';
  const { name, idNumber, phone } = applicant;
  return decideHolder(await world.registry.fourElement({ name, idNumber, phone, cardNumber: pan }));
}

/** The refusal where policy refuses another's card; otherwise what was found is kept with the deposit. */
export async function depositHolderRefusal(
  world: World,
  input: { merchant: Merchant; policy: Policy; deposit: Deposit | undefined; pan: string },
): Promise<{ code: '57'; text: string } | undefined> {
  if (input.deposit === undefined) return undefined;
  const holder = await holderOf(world, input.merchant, input.pan);
  await noteDepositHolder(world, {
    merchantId: input.merchant.merchantId,
    depositId: input.deposit.depositId,
    holder,
  });
  const refused = holder === 'other' && input.policy.number('deposit.other_card_refused') === 1;
  return refused ? { code: '57', text: '请使用本人信用卡' } : undefined;
}
