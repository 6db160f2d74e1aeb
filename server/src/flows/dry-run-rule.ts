/** A draft of a rule over history: a job in slices of merchants, with the version in force beside it. Cases are read and never written. */
import { must } from '../kernel/assert.ts';
import { DAY_MS, HOUR_MS, dateInShanghai, instant, later } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  decideHits,
  decideRule,
  dryRuns,
  inCases,
  keepDryHits,
  noteDryRun,
  rulesInForce,
  startDryRun,
  toRule,
  type DraftContent,
  type DryHit,
  type DryRun,
  type RiskRule,
  type RuleRefusal,
} from '../modules/risk/index.ts';
import { countMerchantsBetween, merchantsBetween } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { riskFactsOf } from './risk-facts.ts';

export const DRY_DAYS_MAX = 90;
/** A run that has not come to its end by then has lost its worker, and stands in nobody's way. */
const GIVEN_UP_MS = HOUR_MS;
/** So many merchants in a slice: a second or so, and the progress moves. */
const SLICE = 20;
/** So many hits of one merchant are kept: more say nothing more about a rule. */
const HITS_MAX = 500;

const daysOf = ({ since, until }: Pick<DryRun, 'since' | 'until'>) => ({
  from: dateInShanghai(since),
  to: dateInShanghai(until),
});

/** Begins a run of a draft over so many days. Refused where the draft could not be switched on either. */
export async function beginDryRun(
  world: World,
  of: { readonly rule: string; readonly content: DraftContent; readonly days: number; readonly by: string },
): Promise<Outcome<string, RuleRefusal | Refusal<'risk.dry_run_running'>>> {
  const { rule, content, days, by } = of;
  const judged = decideRule({ ...content, rule });
  if (judged.refused) return judged;
  const since = later(world.clock.now(), -GIVEN_UP_MS);
  if ((await dryRuns(world.db)).some((one) => one.state === 'running' && one.startedAt > since))
    return refuse('risk.dry_run_running');
  const until = world.clock.now();
  const from = later(until, -Math.min(days, DRY_DAYS_MAX) * DAY_MS);
  const merchantsTotal = await countMerchantsBetween(world.db, daysOf({ since: from, until }));
  return withTx(world, async (tx) => {
    const dryRunId = await startDryRun(world, tx, { rule, content, since: from, until, merchantsTotal, startedBy: by });
    await world.jobs.enqueue(tx, 'dry-run-rule', { dryRunId, after: '' });
    return accept(dryRunId);
  });
}

/** Judges the next merchants of a run; a slice that is run twice finds its hits there already. */
export async function dryRunSlice(
  world: World,
  { dryRunId, after }: { readonly dryRunId: string; readonly after: string },
): Promise<void> {
  const run = must((await dryRuns(world.db, dryRunId))[0], `dry run ${dryRunId}`);
  if (run.state !== 'running') return;
  const current = (await rulesInForce(world.db, dateInShanghai(world.clock.now()))).find(
    (one) => one.rule === run.rule,
  );
  const draft = toRule({ ...run.content, rule: run.rule, version: 0 });
  const merchants = await merchantsBetween(world.db, { ...daysOf(run), after, most: SLICE });
  const hits: DryHit[] = [];
  for (const merchantId of merchants) hits.push(...(await hitsOf(world, { run, merchantId, draft, current })));
  const last = merchants.length === SLICE ? merchants.at(-1) : undefined;
  await withTx(world, async (tx) => {
    if (!(await noteDryRun(world, tx, { dryRunId, looked: merchants.length, after, through: last }))) return;
    await keepDryHits(tx, { dryRunId, hits });
    if (last !== undefined) await world.jobs.enqueue(tx, 'dry-run-rule', { dryRunId, after: last });
    await world.jobs.emit(tx, { kind: 'risk.dry_run_moved', audience: ['console'], payload: { dryRunId } });
  });
}

async function hitsOf(
  world: World,
  of: {
    readonly run: DryRun;
    readonly merchantId: string;
    readonly draft: RiskRule;
    readonly current: RiskRule | undefined;
  },
): Promise<DryHit[]> {
  const { run, merchantId, draft, current } = of;
  const rules = current === undefined ? [draft] : [draft, current];
  // what lies before the first day counts for its windows, and is not itself a hit of the run
  const reach = Math.max(...rules.map((rule) => rule.withinHours)) * HOUR_MS;
  const facts = await riskFactsOf(world, {
    merchantId,
    rules,
    policy: await policyToday(world),
    since: later(run.since, -reach),
    until: run.until,
    released: new Set(),
    asks: false,
  });
  const idsOf = (rule: RiskRule | undefined): ReadonlySet<string> =>
    new Set(rule === undefined ? [] : decideHits([rule], facts).map((hit) => hit.transactionId));
  const [byDraft, byCurrent] = [idsOf(draft), idsOf(current)];
  const found = [...facts.sales, ...facts.others]
    .filter((one) => one.at >= run.since && (byDraft.has(one.transactionId) || byCurrent.has(one.transactionId)))
    .slice(0, HITS_MAX);
  const known = await inCases(world.db, { merchantId, transactionIds: found.map((one) => one.transactionId) });
  return found.map(({ transactionId, at, amountFen }) => ({
    merchantId,
    transactionId,
    at: instant(at),
    amountFen,
    byDraft: byDraft.has(transactionId),
    byCurrent: byCurrent.has(transactionId),
    inCase: known.has(transactionId),
  }));
}
