/** What a fresh demo is given in the background once it serves: a neighbourhood of merchants with a past, and situations to look at. */
import { addDays, dateInShanghai } from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import { openRequest } from '../flows/after-sales.ts';
import { askAboutMonth } from '../flows/merchant-ticket.ts';
import type { World } from '../flows/ports.ts';
import { screenMerchant } from '../flows/screen-sales.ts';
import { cityCentre } from '../modules/catalogue/index.ts';
import { keepDocument, lookAtDocument, merchantOf } from '../modules/merchants/index.ts';
import { openComplaint } from '../modules/servicing/index.ts';
import { pollPayout } from '../modules/settlement/index.ts';
import { noteSighting } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { LivingState, Situation } from '../inbound/http/demo/demo.ts';
import { Walker } from './journey.ts';
import { seed, type Seeded } from './seed/seed.ts';
import { merchantIdOf, type SeedPlan } from './seed/shops.ts';
import type { WrittenShop } from './seed/write-shops.ts';

const MERCHANTS = 30;
/** Places of the situations among the shops, by their number. */
const ROLE = {
  returned: 0,
  striking: 1,
  repair: 2,
  complaint: 3,
  expiring: 4,
  drifting: 5,
  asks: 6,
  deposit: MERCHANTS,
} as const;

const PLAN: SeedPlan = {
  merchants: MERCHANTS,
  days: 30,
  seed: 1,
  salesPerDay: 9,
  depositDay: 121,
  striking: ROLE.striking,
};

/** Ids do not depend on the day: whoever starts again knows the merchants of the first start. */
export const SITUATION_MERCHANTS: ReadonlyMap<string, Situation> = new Map(
  Object.entries(ROLE).map(([name, number]) => [merchantIdOf(PLAN.seed, number), name as Situation]),
);

export interface LivingDemo {
  state(): LivingState;
  /** The past and its situations are there, or will not come. */
  readonly pastWritten: Promise<void>;
  /** Resolves once nothing is written any more. */
  stop(): Promise<void>;
}

/** Nothing is seeded: this system begins empty. */
export const emptyDemo: LivingDemo = {
  state: () => ({ state: 'off', percent: 0 }),
  pastWritten: Promise.resolve(),
  stop: () => Promise.resolve(),
};

/** Begins at once and returns at once; whoever wants to know asks for the state. An installation that has a past is left as it is. */
export function startLivingDemo(world: World, of: { readonly acquirer: string; readonly url: string }): LivingDemo {
  const leaving = new AbortController();
  let state: LivingState = { state: 'seeding', percent: 0 };
  const past = async (): Promise<boolean> => {
    const done = await seed(world, {
      plan: PLAN,
      acquirer: of.acquirer,
      heldBack: ROLE.returned,
      signal: leaving.signal,
      onProgress(progress) {
        if (progress.stage !== 'days') return;
        state = { state: 'seeding', percent: Math.floor((progress.done / progress.of) * 90) };
      },
    });
    if (done.refused) return false;
    for (const [name, arrange] of Object.entries(SITUATIONS)) {
      leaving.signal.throwIfAborted();
      const shop = must(done.value.shops[ROLE[name as keyof typeof SITUATIONS]], 'shop of a situation');
      await arrange(world, shop, done.value).catch((error: unknown) =>
        world.log.warn({ situation: name, error: String(error) }, 'a situation of the demo was not arranged'),
      );
    }
    state = { state: 'seeding', percent: 95 };
    return true;
  };
  const written = past();
  const work = async (): Promise<void> => {
    if (await written) await bringCase(world, of.url, leaving.signal);
    state = { state: 'done', percent: 100 };
  };
  const finished = work().catch((error: unknown) => {
    if (leaving.signal.aborted) return;
    world.log.error({ error: String(error) }, 'the demo was not seeded');
    state = { state: 'failed', percent: state.percent };
  });
  return {
    state: () => state,
    pastWritten: written.then(
      () => undefined,
      () => undefined,
    ),
    async stop() {
      leaving.abort();
      await finished;
    },
  };
}

/** Through the doors of the product, each in its own way; what they need of the past was seeded. */
const SITUATIONS = {
  returned: returnPayout,
  striking: (world, shop) => screenMerchant(world, shop.merchantId, true),
  async repair(world, shop) {
    const merchant = await merchantOf(world, shop.merchantId);
    const device = { serialNo: shop.serialNo, fault: 'works' } as const;
    const words = '刷卡能用，但是打印机卡纸，已经换过一卷纸还是不行。';
    await openRequest(world, merchant, { kind: 'repair', words, by: `merchant:${shop.merchantId}`, device });
  },
  complaint: complain,
  expiring: letExpire,
  drifting: drift,
  async asks(world, shop) {
    const merchant = await merchantOf(world, shop.merchantId);
    const month = addDays(dateInShanghai(world.clock.now()), -1).slice(0, 7);
    const words = '这个月的手续费好像比上个月高，请帮我核对一下。';
    await askAboutMonth(world, merchant, { month, line: 'fees', transactionId: undefined, words });
  },
} as const satisfies Partial<Record<Situation, (world: World, shop: WrittenShop, seeded: Seeded) => Promise<void>>>;

/** 退汇: the bank says that the name of the account is another. */
async function returnPayout(world: World, _shop: WrittenShop, { accepted }: Seeded): Promise<void> {
  const bank = { ...world.bank, status: () => Promise.resolve({ kind: 'returned', reason: '户名不符' } as const) };
  for (const payout of accepted) await pollPayout({ ...world, bank }, payout);
}

const COMPLAINANT = '13900000077';

async function complain(world: World, { merchantId, neighbour }: WrittenShop): Promise<void> {
  const [sale] = await world.db.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM switching.v_approved_sale WHERE merchant_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [merchantId],
  );
  await withTx(world, (tx) =>
    openComplaint(world, tx, {
      merchantId,
      transactionId: must(sale, 'sale to complain about').transaction_id,
      reason: 'amount_wrong',
      words: '店里说一百多，刷卡扣的数目不对。',
      phone: COMPLAINANT,
      region: neighbour.region,
      days: 15,
    }),
  );
}

const DAYS_LEFT = 20;

async function letExpire(world: World, { merchantId, neighbour, applicationId }: WrittenShop): Promise<void> {
  const validTo = addDays(dateInShanghai(world.clock.now()), DAYS_LEFT);
  await withTx(world, async (tx) => {
    await keepDocument(world, tx, {
      merchantId,
      kind: 'id_card',
      holder: neighbour.person,
      number: neighbour.idNumber,
      validTo,
      materials: [],
      source: `${applicationId} 1`,
    });
    await lookAtDocument(
      tx,
      { merchantId, kind: 'id_card' },
      { day: addDays(dateInShanghai(world.clock.now()), 1), for: 'notice' },
    );
  });
}

/** A sale far from where the device belongs: Shanghai. */
async function drift(world: World, shop: WrittenShop): Promise<void> {
  await noteSighting(world, {
    merchantId: shop.merchantId,
    terminalId: shop.terminalId,
    terminalNo: shop.terminalNo,
    serialNo: shop.serialNo,
    batchNo: '000001',
    stan: '000001',
    said: { longitude: '+121.4737', latitude: '+31.2304' },
    centre: cityCentre(shop.neighbour.region),
    radiusKm: 50,
    driftsMax: 3,
  });
}

/** Whose bank keeps another phone for the card: the machine passes it to people. */
const APPLICANT = 'maimaiti';
const ANOTHER_PHONE = '13900000000';

/** An application with its papers, filed as people file: it stands before the reviewers. */
async function bringCase(world: World, url: string, signal: AbortSignal): Promise<void> {
  try {
    const walker = new Walker(url, APPLICANT);
    await walker.ready();
    await walker.register();
    signal.throwIfAborted();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    signal.throwIfAborted();
    await walker.submit(await walker.fillApplication({ reservedPhone: ANOTHER_PHONE }));
  } catch (error) {
    if (!signal.aborted) world.log.warn({ error: String(error) }, 'the case of the demo was not brought');
  }
}
