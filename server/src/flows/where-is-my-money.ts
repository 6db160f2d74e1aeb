/** One sale followed from the device to the account, for its merchant and for whoever helps. */
import { isoText } from '../kernel/instant.ts';
import { nextWorkingDay } from '../kernel/working-days.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { frozenOf } from '../modules/ledger/index.ts';
import { moneyOfSale, saleCourse, type CourseStep, type CourseStop } from '../modules/settlement/index.ts';
import { standingOf, type CardTransaction } from '../modules/switching/index.ts';
import type { World } from './ports.ts';

export interface SaleCourse {
  readonly steps: readonly CourseStep[];
  readonly stop?: CourseStop;
}

/** Undefined: no money of the merchant's moves with it. */
export async function courseOf(world: World, sale: CardTransaction): Promise<SaleCourse | undefined> {
  if (!SOLD.includes(sale.kind)) return undefined;
  const [money, stop, holidays] = await Promise.all([
    moneyOfSale(world.db, { ...sale, key: keyOf(sale) }),
    stopOf(world, sale),
    readHolidays(world.db),
  ]);
  const payDate = nextWorkingDay(sale.businessDate, holidays).date;
  return saleCourse({ stop, money, payDate, takenAt: isoText(sale.createdAt) });
}

/** Kinds that bring a merchant money. */
const SOLD: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
  'offline_sale',
  'tip',
];

/** Of the journal that gave the merchant its money. */
const keyOf = ({ kind, transactionId }: CardTransaction): string =>
  `${kind === 'test_sale' ? 'sale' : kind}:${transactionId}`;

async function stopOf(world: World, sale: CardTransaction): Promise<CourseStop | undefined> {
  if (sale.state === 'declined') return 'declined';
  if (sale.state === 'reversed' || sale.state === 'reversing') return 'reversed';
  if (sale.state !== 'approved') return 'open';
  const standing = await standingOf(world.db, sale);
  if (standing.voided) return 'voided';
  if ((await frozenOf(world.db, sale.merchantId)).some((one) => one.key === keyOf(sale))) return 'risk_hold';
  return standing.refundedFen >= sale.amount ? 'refunded' : undefined;
}
