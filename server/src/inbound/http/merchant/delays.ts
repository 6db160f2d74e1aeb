import type { Answer } from '@kaitong/client';
import { isoText } from '../../../kernel/instant.ts';
import { frozenOf } from '../../../modules/ledger/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import {
  caseFiles,
  caseSales,
  caseStatements,
  proofsOf,
  riskCasesOf,
  ruleVersions,
  type RiskCase,
  type RiskProof,
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

/** What a merchant sees of its risk cases: those in which money waits or has waited, or proof was asked for. What is only watched is not told. */
export async function casesTold(world: World, merchantId: string): Promise<Delay[]> {
  const proofs = await proofsOf(world.db, { merchantId });
  const told = new Set([...proofs.map((one) => one.caseId), ...(await loweredBy(world, merchantId))]);
  const cases = (await riskCasesOf(world.db, merchantId)).filter((one) => one.delayedCount > 0 || told.has(one.caseId));
  // also of a rule that was switched off meanwhile: its reason is still a reason
  const rules = await ruleVersions(world.db);
  const kinds = new Map(rules.map((rule) => [rule.rule, rule.kind as RiskRule['kind']]));
  return Promise.all(cases.map((one) => delayOf(world, one, { kinds, proofs })));
}

const loweredBy = async (world: World, merchantId: string): Promise<string[]> =>
  (await merchantOf(world, merchantId)).limits.filter((one) => one.by === 'rule').map((one) => one.reference);

async function delayOf(
  world: World,
  of: RiskCase,
  { kinds, proofs }: { kinds: ReadonlyMap<string, RiskRule['kind']>; proofs: readonly RiskProof[] },
): Promise<Delay> {
  const [judged, frozen, statements, files] = await Promise.all([
    caseSales(world.db, of),
    frozenOf(world.db, of.merchantId),
    caseStatements(world, of),
    caseFiles(world.db, of),
  ]);
  const asked = proofs.find((one) => one.caseId === of.caseId);
  // where proof is asked for it is asked of all that the case is about, and else of what waits
  const delayed = asked === undefined ? judged.filter((one) => one.delay === 'delayed') : judged;
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
    files: files.map((one) => ({ name: one.name, at: isoText(one.handedAt) })),
    ...(asked === undefined ? {} : { proof: { state: asked.state, words: asked.words, dueAt: isoText(asked.dueAt) } }),
  };
}
