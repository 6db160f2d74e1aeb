/** Shops of a simulated month: merchants with terminals and bank accounts, as the product would have left them, that sell over the line. */
import type { JournalRow } from '@kaitong/terminal';
import { people } from '../../simulators/src/population/index.ts';
import type { OpenedWorld } from '../src/entry/open-world.ts';
import { addTerminal, type KnownTerminal } from '../testing/known-terminal.ts';
import { openDevice, swiped, type SimDevice } from './device.ts';

const ANSWER_MS = 20_000;
/** Whose accounts the bank knows; a person may have several shops. */
const OWNERS = people.flatMap(({ name, cards }) =>
  cards.filter((card) => card.kind === 'debit').map(({ pan }) => ({ name, account: pan })),
);
const CARDS = people.flatMap((person) => person.cards).map(swiped);

export interface Shop {
  readonly index: number;
  readonly known: KnownTerminal;
  readonly device: SimDevice;
  /** Where its money arrives. */
  readonly account: string;
  /** Its last sale, of whatever day. */
  last: JournalRow | undefined;
}

export async function openShop(opened: OpenedWorld, gatewayPort: number, index: number): Promise<Shop> {
  const known = await addTerminal(opened, index);
  const owner = OWNERS[index % OWNERS.length] as (typeof OWNERS)[number];
  const account = owner.account;
  const { world } = opened;
  const seal = (what: string, value: string): string =>
    world.crypto.seal(`merchant:${known.merchantId}:${what}`, value);
  await world.db.execute(
    `INSERT INTO merchants.settlement_account (merchant_id, account_id, account_sealed, account_hash, account_masked, holder_sealed, bank_name, state, created_at, kind)
     VALUES ($1, $2, $3, $4, '6225****', $5, '招商银行', 'active', '2026-01-01', 'personal')`,
    [
      known.merchantId,
      world.ids.next('acc'),
      seal('account', account),
      world.crypto.lookup('card', account),
      seal('holder', owner.name),
    ],
  );
  return {
    index,
    known,
    account,
    device: openDevice(known, gatewayPort, { place: index, answerMs: ANSWER_MS }),
    last: undefined,
  };
}

/** What a shop does, in hundredths: the rest is sales. */
const VOIDS = 5;
const REFUNDS = 6;

/** One transaction of a shop, as its chance has it. A decline is nothing. */
export async function trade(shop: Shop, chance: () => number): Promise<void> {
  const [what, amount, card] = [chance() * 100, chance(), chance()];
  const { terminal } = shop.device;
  const amountFen = BigInt(2_000 + Math.floor(amount * 40_000));
  const presented = CARDS[Math.floor(card * CARDS.length)] ?? CARDS[0];
  if (presented === undefined) return;
  const original = shop.last;
  if (original !== undefined && what < VOIDS + REFUNDS) {
    shop.last = undefined;
    const kind = what < VOIDS ? 'void' : 'refund';
    await terminal.transact({ kind, amountFen: BigInt(original.amountFen), original }, presented);
    return;
  }
  const ending = await terminal.transact({ kind: 'sale', amountFen }, presented);
  if (ending.kind === 'done') shop.last = ending.value.row;
}
