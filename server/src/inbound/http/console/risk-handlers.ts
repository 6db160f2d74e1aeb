import type { Answer } from '@kaitong/client';
import type { ConsoleKey } from '@kaitong/client/contract';
import { decideRisk } from '../../../flows/risk-cases.ts';
import { listNumber } from '../../../flows/clear-out.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { addDays, civilDate, isoText, shanghaiInstant } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { frozenOf } from '../../../modules/ledger/index.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import {
  caseDecisions,
  caseFiles,
  caseSales,
  caseStatements,
  liftFromWatch,
  listRiskCases,
  proofsOf,
  riskCaseOf,
  watchEntries,
  type RiskCase,
} from '../../../modules/risk/index.ts';
import { transactionsAmong } from '../../../modules/switching/index.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

type CaseView = Answer<'GET /api/console/risk-cases'>['rows'][number];
type CaseDetail = Answer<'GET /api/console/risk-cases/:merchantId/:caseId'>;

const caseView = (of: RiskCase, merchantName: string): CaseView => ({
  ...of,
  merchantName,
  openedAt: isoText(of.openedAt),
  movedAt: isoText(of.movedAt),
});

async function salesOf(
  world: World,
  of: RiskCase,
  frozen: readonly { readonly key: string }[],
): Promise<CaseDetail['sales']> {
  const judged = await caseSales(world.db, of);
  const byId = new Map(judged.map((one) => [one.transactionId, one]));
  const rows = await transactionsAmong(world.db, of.merchantId, [...byId.keys()]);
  return rows.map((row) => {
    const one = byId.get(row.transactionId);
    return {
      transactionId: row.transactionId,
      kind: row.kind,
      state: row.state,
      rrn: row.rrn,
      terminalNo: row.terminalNo,
      amountFen: row.amount.toString(),
      card: row.cardMasked,
      bankName: row.bankName,
      at: isoText(row.createdAt),
      points: one?.points ?? 0,
      delay: one?.delay ?? 'none',
      frozen: frozen.some(({ key }) => key.endsWith(`:${row.transactionId}`)),
      hits: [...(one?.hits ?? [])],
    };
  });
}

async function caseDetail(world: World, of: RiskCase): Promise<CaseDetail> {
  const frozen = (await frozenOf(world.db, of.merchantId)).filter((one) => one.reference === of.caseId);
  const [merchant, policy, sales, decisions, statements, proofs, files] = await Promise.all([
    merchantOf(world, of.merchantId),
    policyToday(world),
    salesOf(world, of, frozen),
    caseDecisions(world.db, of),
    caseStatements(world, of),
    proofsOf(world.db, of),
    caseFiles(world.db, of),
  ]);
  return {
    case: caseView(of, merchant.name),
    merchantNo: merchant.merchantNo,
    merchantState: merchant.state,
    frozenFen: frozen.reduce((sum, one) => sum + one.amountFen, 0n).toString(),
    sales,
    decisions: await Promise.all(
      decisions.map(async (one) => ({
        ...one,
        by: (await staffOf(world, one.by))?.displayName ?? one.by,
        at: isoText(one.at),
      })),
    ),
    statements: statements.map((one) => ({ ...one, at: isoText(one.at) })),
    proofs: await Promise.all(
      proofs.map(async (one) => ({
        state: one.state,
        words: one.words,
        by: (await staffOf(world, one.askedBy))?.displayName ?? one.askedBy,
        askedAt: isoText(one.askedAt),
        dueAt: isoText(one.dueAt),
      })),
    ),
    files: files.map((one) => ({ fileId: one.fileId, name: one.name, at: isoText(one.handedAt) })),
    people: { release: policy.number('risk.people_release'), confirm: policy.number('risk.people_confirm') },
  };
}

export const riskHandlers: Pick<
  Handlers<ConsoleKey>,
  | 'GET /api/console/watch-list'
  | 'POST /api/console/watch-list'
  | 'POST /api/console/watch-list/lift'
  | 'GET /api/console/risk-cases'
  | 'GET /api/console/risk-cases/:merchantId/:caseId'
  | 'POST /api/console/risk-cases/:merchantId/:caseId/decisions'
> = {
  'GET /api/console/risk-cases': async ({ world }) => {
    const cases = await listRiskCases(world.db);
    const names = new Map<string, string>();
    for (const merchantId of new Set(cases.map((one) => one.merchantId)))
      names.set(merchantId, (await merchantOf(world, merchantId)).name);
    return accept({ rows: cases.map((one) => caseView(one, names.get(one.merchantId) ?? '')) });
  },
  'GET /api/console/risk-cases/:merchantId/:caseId': async ({ world, input }) => {
    const found = await riskCaseOf(world.db, input.params);
    return found === undefined ? refuse('risk.case_unknown') : accept(await caseDetail(world, found));
  },
  'POST /api/console/risk-cases/:merchantId/:caseId/decisions': async ({ world, input, subjectId }) => {
    const found = await riskCaseOf(world.db, input.params);
    if (found === undefined) return refuse('risk.case_unknown');
    const decided = await decideRisk(world, { ...input.params, ...input.body, by: subjectId });
    return decided.refused ? decided : accept({ state: decided.value });
  },
  'GET /api/console/watch-list': async ({ world }) =>
    accept({
      rows: (await watchEntries(world.db)).map(({ listedAt, until, ...entry }) => ({
        ...entry,
        listedAt: isoText(listedAt),
        ...(until === undefined ? {} : { until: isoText(until) }),
      })),
    }),
  'POST /api/console/watch-list': async ({ world, input, subjectId }) => {
    const { list = 'black', until, ...entry } = input.body;
    const merchants = await listNumber(world, {
      ...entry,
      list,
      until: until === undefined ? undefined : shanghaiInstant(addDays(civilDate(until), 1), '00:00'),
      by: subjectId,
    });
    await logAccess(world, { staffId: subjectId, what: 'watch_listed', subject: `${list} ${entry.kind}` });
    return accept({ ok: true as const, merchants });
  },
  'POST /api/console/watch-list/lift': async ({ world, input, subjectId }) => {
    const { reason, ...watched } = input.body;
    const lifted = await liftFromWatch(world, { ...watched, by: subjectId });
    if (!lifted) return refuse('risk.not_listed');
    await logAccess(world, { staffId: subjectId, what: 'watch_lifted', subject: `${watched.kind}: ${reason}` });
    return accept({ ok: true as const });
  },
};
