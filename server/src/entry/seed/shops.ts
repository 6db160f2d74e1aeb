/** The merchants of a seed: who they are, from which day on they sell, with which device. Pure. */
import { neighbourOf, type Neighbour } from '../../../../simulators/src/population/index.ts';
import { addDays, type CivilDate } from '../../kernel/instant.ts';
import { drawsOf } from './rhythm.ts';

export interface SeedPlan {
  readonly merchants: number;
  readonly days: number;
  readonly seed: number;
  /** Of the average shop. */
  readonly salesPerDay: number;
  /** One merchant more, whose deposit stands on this day of its clock at the end; left out: none. */
  readonly depositDay?: number;
  /** Number of a shop that takes three large amounts of one card on the last day, as nobody's shop does. */
  readonly striking?: number;
}

export interface Shop {
  readonly index: number;
  readonly neighbour: Neighbour;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly applicantId: string;
  readonly applicationId: string;
  readonly accountId: string;
  readonly serialNo: string;
  readonly model: 'esign_pos' | 'smart_pos';
  readonly channel: 'online' | 'counter' | 'agent';
  /** Its first day of sales, on which its device was activated. */
  readonly opened: CivilDate;
  readonly settlement: 't1' | 't0';
  readonly deposit: 'frozen' | 'captured';
}

/** Numbers of neighbours that one seed has to itself; a seed may be any whole number. */
const PER_SEED = 1_000_000;
const SEEDS = 99;

const idOf = (prefix: string, seed: number, index: number): string =>
  `${prefix}_00seed${String(seed).padStart(6, '0')}x${String(index).padStart(13, '0')}`;

export const merchantIdOf = (seed: number, index: number): string => idOf('mer', seed, index);

/** The shops of a plan whose last day is `lastDay`, as seen from `today`. Most have been there from the start; one in four came since. */
export function drawShops(plan: SeedPlan, lastDay: CivilDate, today: CivilDate): Shop[] {
  const seed = ((plan.seed % 1_000_000) + 1_000_000) % 1_000_000;
  const first = addDays(lastDay, 1 - plan.days);
  const block = (seed % SEEDS) * PER_SEED;
  const shops = Array.from({ length: plan.merchants }, (_one, index): Shop => {
    const draw = drawsOf(seed, 1, index);
    const late = draw() < 0.25 ? Math.floor(draw() * plan.days * 0.8) : 0;
    const opened = addDays(first, late);
    const channel = draw();
    const daysOpen = plan.days - late;
    return {
      ...shopOf(seed, index, block),
      model: draw() < 0.7 ? 'esign_pos' : 'smart_pos',
      channel: channel < 0.55 ? 'online' : channel < 0.8 ? 'agent' : 'counter',
      opened,
      settlement: 't1',
      // a card's freeze is captured some weeks later: only of a young deposit it still stands
      deposit: daysOpen <= 20 && draw() < 0.6 ? 'frozen' : 'captured',
    };
  });
  if (plan.depositDay === undefined) return shops;
  const earlier: Shop = {
    ...shopOf(seed, plan.merchants, block),
    model: 'esign_pos',
    channel: 'online',
    opened: addDays(today, 1 - plan.depositDay),
    settlement: 't1',
    deposit: 'captured',
  };
  return [...shops, earlier];
}

function shopOf(seed: number, index: number, block: number) {
  return {
    index,
    neighbour: neighbourOf(block + index + 1),
    merchantId: merchantIdOf(seed, index),
    terminalId: idOf('ter', seed, index),
    applicantId: idOf('apl', seed, index),
    applicationId: idOf('app', seed, index),
    accountId: idOf('acc', seed, index),
    serialNo: `KTD${String(seed % 100_000).padStart(5, '0')}${String(index).padStart(7, '0')}`,
  };
}
