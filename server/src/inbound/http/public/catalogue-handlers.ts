import type { Answer } from '@kaitong/client';
import type { CatalogueKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { fen } from '../../../kernel/fen.ts';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import { sheetFor } from '../../../flows/price-sheet.ts';
import { accountKindOf, deviceFits, requirementItemsOf, type Draft } from '../../../modules/applications/index.ts';
import {
  arrivalOf,
  deviceTerms,
  findBranches,
  placeTree,
  pricePlanOn,
  readHolidays,
  readPolicy,
  tradesWithPinyin,
  type Arrival,
  type PlaceNode,
} from '../../../modules/catalogue/index.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';

type Quote = Answer<'GET /api/public/quote'>;

function below(code: string | undefined): readonly PlaceNode[] {
  if (code === undefined) return placeTree();
  const province = placeTree().find((one) => one.code.slice(0, 2) === code.slice(0, 2));
  if (code.endsWith('0000')) return province?.below ?? [];
  return province?.below.find((one) => one.code === code)?.below ?? [];
}

const arrivalView = (one: Arrival): Quote['t1'] => ({
  settlement: one.settlement,
  feeFen: one.feeFen.toString(),
  surchargeFen: one.surchargeFen.toString(),
  netFen: one.netFen.toString(),
  at: isoText(one.at),
  estimated: one.estimated,
});

async function quote(world: World, amountFen: string, cardKind: 'debit' | 'credit'): Promise<Quote> {
  const at = world.clock.now();
  const today = dateInShanghai(at);
  const [plan, policy, holidays] = await Promise.all([
    pricePlanOn(world.db, 'standard', today),
    readPolicy(world.db, today),
    readHolidays(world.db),
  ]);
  const times = {
    cutOff: policy.text('settlement.cut_off'),
    payoutTime: policy.text('settlement.payout_time'),
    t0EarliestMinutes: policy.number('t0.earliest_minutes'),
    t0From: policy.text('t0.from'),
    t0To: policy.text('t0.to'),
  };
  const of = (settlement: 't1' | 't0'): Quote['t1'] =>
    arrivalView(arrivalOf({ amount: fen(BigInt(amountFen)), cardKind, at }, settlement, { plan, times, holidays }));
  return { t1: of('t1'), t0: of('t0') };
}

async function preparation(world: World, asked: Draft): Promise<Answer<'GET /api/public/preparation'>> {
  const kind = asked.kind ?? 'individual';
  const suggested = kind === 'individual' ? 'esign_pos' : 'smart_pos';
  const deviceModel = asked.deviceModel ?? suggested;
  const settlement = asked.settlement ?? 't1';
  const draft: Draft = { ...asked, kind, deviceModel, settlement };
  const { sheet } = must(await sheetFor(world, draft), 'a sheet of complete choices');
  const today = dateInShanghai(world.clock.now());
  const models = ['esign_pos', 'smart_pos'] as const;
  const devices = await Promise.all(models.map((model) => deviceTerms(world.db, model, today)));
  return {
    kind,
    deviceModel,
    settlement,
    accountKind: accountKindOf(draft),
    deviceFits: deviceFits(draft),
    suggested,
    items: requirementItemsOf(draft, { faceRoute: 'live', interviewWithoutPlace: false }),
    sheet: { ...sheet, charges: [...sheet.charges], never: [...sheet.never] },
    devices: devices.map((one) => ({
      model: one.model,
      depositFen: one.depositFen.toString(),
      targetFen: one.targetFen.toString(),
      targetDays: one.targetDays,
    })),
  };
}

export const catalogueHandlers: Handlers<CatalogueKey> = {
  'GET /api/public/trades': async ({ world }) => accept({ rows: await tradesWithPinyin(world.db) }),
  'GET /api/public/places': ({ input }) =>
    Promise.resolve(accept({ rows: below(input.query.below).map(({ code, zh, en }) => ({ code, zh, en })) })),
  'GET /api/public/branches': async ({ world, input }) =>
    accept({
      rows: await findBranches(world.db, {
        words: input.query.words,
        ...(input.query.city === undefined ? {} : { city: input.query.city }),
      }),
    }),
  'GET /api/public/quote': async ({ world, input }) =>
    accept(await quote(world, input.query.amountFen, input.query.cardKind)),
  'GET /api/public/preparation': async ({ world, input }) => {
    const { monthlyYuan, ...choices } = input.query;
    const business =
      monthlyYuan === undefined ? {} : { business: { monthlyYuan: Number(monthlyYuan) } as Draft['business'] };
    return accept(await preparation(world, { ...choices, ...business }));
  },
};
