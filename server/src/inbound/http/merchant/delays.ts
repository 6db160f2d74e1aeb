import type { Answer } from '@kaitong/client';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { frozenOf } from '../../../modules/ledger/index.ts';
import {
  caseSales,
  caseStatements,
  riskCasesOf,
  rulesInForce,
  type RiskCase,
  type RiskRule,
} from '../../../modules/risk/index.ts';
import { transactionsAmong } from '../../../modules/switching/index.ts';
import type { World } from '../../../flows/ports.ts';

type Delay = Answer<'GET /api/merchant/delays'>['rows'][number];

const STATES = {
  open: 'looked_at',
  pending_release: 'looked_at',
  pending_confirm: 'looked_at',
  confirmed: 'confirmed',
  pending_appeal: 'confirmed',
  released: 'released',
} as const satisfies Record<RiskCase['state'], Delay['state']>;

/** What a merchant sees of its risk cases: those in which money waits or has waited. What is only watched is not told. */
export async function delaysOf(world: World, merchantId: string): Promise<Delay[]> {
  const cases = (await riskCasesOf(world.db, merchantId)).filter((one) => one.delayedCount > 0);
  const rules = await rulesInForce(world.db, dateInShanghai(world.clock.now()));
  const kinds = new Map(rules.map((rule) => [rule.rule, rule.kind]));
  return Promise.all(cases.map((one) => delayOf(world, one, kinds)));
}

async function delayOf(world: World, of: RiskCase, kinds: ReadonlyMap<string, RiskRule['kind']>): Promise<Delay> {
  const [judged, frozen, statements] = await Promise.all([
    caseSales(world.db, of),
    frozenOf(world.db, of.merchantId),
    caseStatements(world, of),
  ]);
  const delayed = judged.filter((one) => one.delay === 'delayed');
  const rows = await transactionsAmong(
    world.db,
    of.merchantId,
    delayed.map((one) => one.transactionId),
  );
  const waiting = frozen.filter((one) => one.reference === of.caseId);
  const reasons = delayed.flatMap((one) => one.hits).map((hit) => kinds.get(hit.rule));
  return {
    caseId: of.caseId,
    state: STATES[of.state],
    openedAt: isoText(of.openedAt),
    frozenFen: waiting.reduce((sum, one) => sum + one.amountFen, 0n).toString(),
    reasons: [...new Set(reasons.filter((kind) => kind !== undefined))],
    sales: rows.map((row) => ({
      transactionId: row.transactionId,
      amountFen: row.amount.toString(),
      card: row.cardMasked,
      at: isoText(row.createdAt),
      frozen: waiting.some(({ key }) => key.endsWith(`:${row.transactionId}`)),
    })),
    statements: statements.map((one) => ({ words: one.words, at: isoText(one.at) })),
  };
}
