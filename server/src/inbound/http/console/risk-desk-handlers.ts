/** Rules as data, what takes two people, proof and clearing out. */
import type { Answer } from '@kaitong/client';
import type { RiskDeskKey } from '@kaitong/client/contract';
import { endClearOut, leftToClear } from '../../../flows/clear-out.ts';
import { beginDryRun } from '../../../flows/dry-run-rule.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { askForProof } from '../../../flows/risk-actions.ts';
import { decideRiskProposal, proposeRisk } from '../../../flows/risk-proposals.ts';
import { civilDate, dateInShanghai, isoText, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantByNo, merchantOf } from '../../../modules/merchants/index.ts';
import {
  caseFiles,
  dryRunResult,
  dryRuns,
  listClearOuts,
  listProposals,
  RULE_KINDS,
  ruleVersions,
  type DryRun,
  type NewProposal,
  type RiskProposal,
  type RuleVersion,
} from '../../../modules/risk/index.ts';
import type { Context, Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { riskReport } from './risk-report.ts';

type ProposalView = Answer<'GET /api/console/risk-proposals'>['rows'][number];
type RunView = Answer<'GET /api/console/risk-rules'>['runs'][number];
type VersionView = Answer<'GET /api/console/risk-rules'>['versions'][number];

const nameOf = async (world: World, id: string | undefined): Promise<string | undefined> =>
  id === undefined ? undefined : ((await staffOf(world, id))?.displayName ?? id);

/** One optional property, or none. */
const some = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, V>);

async function proposalView(world: World, of: RiskProposal, reader: string): Promise<ProposalView> {
  const { merchantId } = of;
  return {
    merchantId,
    ...some('merchantName', merchantId === '' ? undefined : (await merchantOf(world, merchantId)).name),
    proposalId: of.proposalId,
    kind: of.kind,
    subject: of.subject,
    content: { ...of.content },
    state: of.state,
    note: of.note,
    ...some('askedBy', of.askedBy === undefined ? undefined : of.askedBy === 'machine' ? 'machine' : 'merchant'),
    ...some('proposedBy', await nameOf(world, of.proposedBy)),
    own: of.proposedBy === reader,
    files: (await caseFiles(world.db, { merchantId, caseId: of.proposalId })).map(({ fileId, name }) => ({
      fileId,
      name,
    })),
    madeAt: isoText(of.madeAt),
    ...some('decidedBy', await nameOf(world, of.decidedBy)),
    ...some('decidedAt', of.decidedAt === undefined ? undefined : isoText(of.decidedAt)),
    ...some('decisionNote', of.decisionNote),
  } as ProposalView;
}

const proposalViews = async (
  world: World,
  of: { readonly kinds: readonly RiskProposal['kind'][]; readonly reader: string },
): Promise<ProposalView[]> =>
  Promise.all((await listProposals(world.db, of)).map((one) => proposalView(world, one, of.reader)));

function versionViews(all: readonly RuleVersion[], today: CivilDate): VersionView[] {
  return all.map(({ proposalId, ...one }) => {
    const inForce = all.find((other) => other.rule === one.rule && other.effectiveFrom <= today);
    const stands = inForce?.version === one.version ? (one.enabled ? 'in_force' : 'off') : 'past';
    const state = one.effectiveFrom > today ? 'coming' : stands;
    return { ...one, parameters: { ...one.parameters }, shipped: proposalId === undefined, state };
  });
}

const runView = async (world: World, of: DryRun): Promise<RunView> => ({
  ...of,
  content: { ...of.content, parameters: { ...of.content.parameters } },
  since: isoText(of.since),
  until: isoText(of.until),
  startedAt: isoText(of.startedAt),
  startedBy: (await nameOf(world, of.startedBy)) ?? '',
});

const rules: Pick<
  Handlers<RiskDeskKey>,
  | 'GET /api/console/risk-rules'
  | 'POST /api/console/risk-rules/proposals'
  | 'POST /api/console/risk-rules/dry-runs'
  | 'GET /api/console/risk-rules/dry-runs/:dryRunId'
> = {
  'GET /api/console/risk-rules': async ({ world, subjectId }) => {
    const today = dateInShanghai(world.clock.now());
    const policy = await policyToday(world);
    const [versions, proposals, runs] = await Promise.all([
      ruleVersions(world.db),
      proposalViews(world, { kinds: ['rule'], reader: subjectId }),
      dryRuns(world.db),
    ]);
    return accept({
      today,
      kinds: RULE_KINDS,
      casePoints: policy.number('risk.case_points'),
      delayPoints: policy.number('risk.delay_points'),
      versions: versionViews(versions, today),
      proposals,
      runs: await Promise.all(runs.map((one) => runView(world, one))),
    });
  },
  'POST /api/console/risk-rules/proposals': async ({ world, input, subjectId }) => {
    const { rule, content, note } = input.body;
    const made = await proposeRisk(world, {
      kind: 'rule',
      merchantId: '',
      subject: rule,
      content: { ...content, effectiveFrom: civilDate(content.effectiveFrom) },
      note,
      proposedBy: subjectId,
    });
    if (made.refused) return made;
    await logAccess(world, { staffId: subjectId, what: 'risk_rule_proposed', subject: `${rule} ${made.value}` });
    return accept({ proposalId: made.value });
  },
  'POST /api/console/risk-rules/dry-runs': async ({ world, input, subjectId }) => {
    const begun = await beginDryRun(world, { ...input.body, by: subjectId });
    return begun.refused ? begun : accept({ dryRunId: begun.value });
  },
  'GET /api/console/risk-rules/dry-runs/:dryRunId': async ({ world, input }) => {
    const [run] = await dryRuns(world.db, input.params.dryRunId);
    if (run === undefined) return refuse('risk.dry_run_unknown');
    const found = await dryRunResult(world.db, run.dryRunId);
    const merchants = await Promise.all(
      found.merchants.map(async (one) => ({
        ...one,
        amountFen: one.amountFen.toString(),
        merchantName: (await merchantOf(world, one.merchantId)).name,
      })),
    );
    return accept({
      ...(await runView(world, run)),
      draft: { ...found.draft, amountFen: found.draft.amountFen.toString() },
      current: { ...found.current, amountFen: found.current.amountFen.toString() },
      days: [...found.days],
      merchants,
    });
  },
};

/** A proposal about a merchant as the module wants it: dates are days. */
function contentOf(body: {
  readonly kind: 'limits' | 'exemption' | 'suspension' | 'resumption';
  readonly content: object;
}): Pick<NewProposal, 'kind' | 'content'> {
  const { kind, content } = body;
  const dated = 'until' in content ? { ...content, until: civilDate(String(content.until)) } : content;
  return { kind, content: dated } as Pick<NewProposal, 'kind' | 'content'>;
}

const proposals: Pick<
  Handlers<RiskDeskKey>,
  | 'GET /api/console/risk-proposals'
  | 'POST /api/console/risk-proposals/merchants/:merchantNo'
  | 'POST /api/console/risk-proposals/:proposalId/decision'
> = {
  'GET /api/console/risk-proposals': async ({ world, subjectId }) =>
    accept({
      rows: await proposalViews(world, {
        kinds: ['limits', 'exemption', 'suspension', 'resumption'],
        reader: subjectId,
      }),
    }),
  'POST /api/console/risk-proposals/merchants/:merchantNo': async ({ world, input, subjectId }) => {
    const merchantId = await merchantByNo(world.db, input.params.merchantNo);
    if (merchantId === undefined) return refuse('risk.merchant_unknown');
    const { note } = input.body;
    const made = await proposeRisk(world, {
      ...contentOf(input.body),
      merchantId,
      subject: '',
      note,
      proposedBy: subjectId,
    } as NewProposal);
    if (made.refused) return made.refusal.code === 'risk.rule_invalid' ? refuse('risk.merchant_unknown') : made;
    await logAccess(world, { staffId: subjectId, what: `risk_${input.body.kind}_proposed`, subject: merchantId });
    return accept({ proposalId: made.value });
  },
  'POST /api/console/risk-proposals/:proposalId/decision': async ({ world, input, subjectId }) => {
    const { proposalId } = input.params;
    const { merchantId, event, note } = input.body;
    const moved = await decideRiskProposal(world, { merchantId, proposalId, event, note, by: subjectId });
    await logAccess(world, {
      staffId: subjectId,
      what: `risk_proposal_${event}`,
      subject: moved.refused ? `${proposalId}: ${moved.refusal.code}` : proposalId,
    });
    return moved.refused ? moved : accept({ state: moved.value.state });
  },
};

/** Sends a file that belongs to a case or a proposal, and says who looked; undefined where none of that id does. */
async function sendFile(
  { world, subjectId, reply }: Pick<Context<RiskDeskKey>, 'world' | 'subjectId' | 'reply'>,
  of: { readonly merchantId: string; readonly caseId: string; readonly fileId: string },
): Promise<'sent' | undefined> {
  const file = (await caseFiles(world.db, of)).find((one) => one.fileId === of.fileId);
  if (file === undefined) return undefined;
  await logAccess(world, { staffId: subjectId, what: 'risk_file', subject: `${of.caseId} ${of.fileId}` });
  const { content, contentType } = await world.files.read(of.fileId);
  void reply.type(contentType).header('cache-control', 'no-store').send(Buffer.from(content));
  return 'sent';
}

export const riskDeskHandlers: Handlers<RiskDeskKey> = {
  ...rules,
  ...proposals,
  'POST /api/console/risk-cases/:merchantId/:caseId/proof': async ({ world, input, subjectId }) => {
    const asked = await askForProof(world, { ...input.params, words: input.body.words, by: subjectId });
    return asked.refused ? asked : accept({ ok: true as const });
  },
  'GET /api/console/risk-cases/:merchantId/:caseId/files/:fileId': async ({ world, input, subjectId, reply }) => {
    const { merchantId, caseId, fileId } = input.params;
    const sent = await sendFile({ world, subjectId, reply }, { merchantId, caseId, fileId });
    return sent ?? refuse('risk.case_unknown');
  },
  'GET /api/console/risk-proposals/:merchantId/:proposalId/files/:fileId': async ({
    world,
    input,
    subjectId,
    reply,
  }) => {
    const { merchantId, proposalId, fileId } = input.params;
    const sent = await sendFile({ world, subjectId, reply }, { merchantId, caseId: proposalId, fileId });
    return sent ?? refuse('risk.proposal_unknown');
  },
  'GET /api/console/clear-outs': async ({ world }) =>
    accept({
      rows: await Promise.all(
        (await listClearOuts(world.db)).map(async ({ closedAt, note, ...one }) => ({
          ...one,
          merchantName: (await merchantOf(world, one.merchantId)).name,
          openedAt: isoText(one.openedAt),
          dueAt: isoText(one.dueAt),
          ...some('closedAt', closedAt === undefined ? undefined : isoText(closedAt)),
          ...some('note', note),
          left: closedAt === undefined ? await leftToClear(world, one.merchantId) : [],
        })),
      ),
    }),
  'POST /api/console/clear-outs/:clearOutId/end': async ({ world, input, subjectId }) => {
    const { clearOutId } = input.params;
    const done = await endClearOut(world, { ...input.body, clearOutId, by: subjectId });
    if (done.refused) return done;
    await logAccess(world, { staffId: subjectId, what: `clear_out_${input.body.how}`, subject: clearOutId });
    return accept({ ok: true as const });
  },
  'GET /api/console/risk-report': riskReport,
};
