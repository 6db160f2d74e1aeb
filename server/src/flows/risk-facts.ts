/** What the rules of risk look at, of one merchant over a time: asked of the modules that know it, judged by pure rules. */
import { must } from '../kernel/assert.ts';
import { dateInShanghai, parseIso, type InstantMs } from '../kernel/instant.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import { ownFreezesOf } from '../modules/deposits/index.ts';
import { limitsOn, merchantOf, type Merchant } from '../modules/merchants/index.ts';
import {
  anyConfirmed,
  cardsToAsk,
  keepHolder,
  knownHolders,
  linkedCards,
  type RiskFacts,
  type RiskRule,
  type RiskRuleKind,
} from '../modules/risk/index.ts';
import {
  besideSales,
  cardHashesOf,
  cardNumberOf,
  standingSales,
  type StandingSale,
} from '../modules/switching/index.ts';
import { merchantsOfSameDevices } from '../modules/terminals/index.ts';
import { holderOf } from './deposit-holder.ts';
import { policyLimits } from './merchant-limits.ts';
import type { World } from './ports.ts';

/** The register costs money: so many cards a pass. */
const ASKED_MAX = 3;

/** Rules that look at more than the sales that stand. */
const WANTS_OTHERS: readonly RiskRuleKind[] = ['undone_share', 'inquiry_then_sale', 'declined_tries'];

interface Wanted {
  readonly merchantId: string;
  readonly rules: readonly RiskRule[];
  readonly policy: Policy;
  readonly since: InstantMs;
  readonly until?: InstantMs;
  /** What was proved right counts for nothing more. */
  readonly released: ReadonlySet<string>;
  /** Whether the register may be asked whose a card is. */
  readonly asks: boolean;
}

/** Facts of one merchant; what no rule of these looks at is not read. */
export async function riskFactsOf(world: World, wanted: Wanted): Promise<RiskFacts> {
  const { merchantId, rules, policy, since, until, released } = wanted;
  const has = (...kinds: readonly RiskRuleKind[]): boolean => rules.some((rule) => kinds.includes(rule.kind));
  const span = { merchantId, since, ...(until === undefined ? {} : { until }) };
  const counts = ({ transactionId }: StandingSale): boolean => !released.has(transactionId);
  const sales = (await standingSales(world.db, span)).filter(counts);
  const others = has(...WANTS_OTHERS) ? (await besideSales(world.db, span)).filter(counts) : [];
  const merchant = await merchantOf(world, merchantId);
  return {
    sales,
    others,
    ownCards: has('own_card') ? await ownCardsOf(world, { ...wanted, sales, merchant }) : new Set<string>(),
    merchant: {
      mcc: merchant.mcc,
      since: parseIso(merchant.createdAt),
      singleFen: {
        debit: singleOf(world, merchant, policy, 'debit'),
        credit: singleOf(world, merchant, policy, 'credit'),
      },
    },
    linked: {
      cards: has('linked_card')
        ? await linkedCards(world.db, { merchantId, cardHashes: [...new Set(sales.map((one) => one.cardHash))] })
        : new Set<string>(),
      device:
        has('linked_device') && (await anyConfirmed(world.db, await merchantsOfSameDevices(world.db, merchantId))),
    },
  };
}

/** The limit of one sale: the merchant's own, the card's, or that of all sales. */
function singleOf(world: World, merchant: Merchant, policy: Policy, card: 'debit' | 'credit'): bigint {
  const { singleFen } = limitsOn(dateInShanghai(world.clock.now()), {
    card,
    entry: 'any',
    policy: policyLimits(policy, card, 'any'),
    own: merchant.limits,
  });
  const all = BigInt(policy.number('sale.amount_max_fen'));
  return singleFen > 0n && singleFen < all ? singleFen : all;
}

/** The card of the deposit, and those that the register says are the principal's. */
async function ownCardsOf(
  world: World,
  of: Wanted & { readonly sales: readonly StandingSale[]; readonly merchant: Merchant },
): Promise<ReadonlySet<string>> {
  const { merchantId, rules, sales, merchant } = of;
  const transactionIds = await ownFreezesOf(world.db, merchantId);
  const ofDeposits = await cardHashesOf(world.db, { merchantId, transactionIds });
  const { own, known } = await knownHolders(world, merchantId);
  if (!of.asks) return new Set([...ofDeposits, ...own]);
  const asked = cardsToAsk(rules, { sales, known: new Set([...ofDeposits, ...known]) }).slice(0, ASKED_MAX);
  const found: string[] = [];
  for (const cardHash of asked) {
    const sale = must(
      sales.find((one) => one.cardHash === cardHash),
      'a sale by the card',
    );
    const holder = await holderOf(world, merchant, await cardNumberOf(world, merchantId, sale.transactionId));
    await keepHolder(world, { merchantId, cardHash, holder });
    if (holder === 'own') found.push(cardHash);
  }
  return new Set([...ofDeposits, ...own, ...found]);
}
