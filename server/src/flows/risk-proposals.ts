/** What takes two people, and what follows when the second has said yes. */
import { businessDate, DAY_MS, dateInShanghai, later } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { merchantOf, resumeMerchant, setOwnLimit, suspendMerchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  addToCase,
  decideRule,
  moveProposal,
  openCaseOf,
  propose,
  writeRule,
  type MoveProposal,
  type NewProposal,
  type ProposalRefusal,
  type RiskProposal,
  type RuleRefusal,
} from '../modules/risk/index.ts';
import { delaySale } from '../modules/settlement/index.ts';
import { standingSales } from '../modules/switching/index.ts';
import { resumeTerminals, suspendTerminals } from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export type ProposeRefusal = RuleRefusal | Refusal<'risk.proposal_limit' | 'risk.proposal_past'>;

/** Proposes, or asks for; judged as it would be if it were approved now. Returns the id. */
export async function proposeRisk(world: World, input: NewProposal): Promise<Outcome<string, ProposeRefusal>> {
  const judged = judge(world, input);
  if (judged !== undefined) return judged;
  return withTx(world, async (tx) => {
    const made = await propose(world, tx, input);
    if (!made.refused) await tellMoved(world, tx, { ...input, proposalId: made.value });
    return made;
  });
}

/** Why it may not be proposed, where it may not. */
function judge(world: World, input: NewProposal): Outcome<never, ProposeRefusal> | undefined {
  const today = dateInShanghai(world.clock.now());
  if (input.kind === 'rule') {
    const { effectiveFrom: _from, ...rule } = input.content;
    const decided = decideRule({ ...rule, rule: input.subject });
    return decided.refused ? decided : undefined;
  }
  const until = input.kind === 'limits' || input.kind === 'exemption' ? input.content.until : undefined;
  return until !== undefined && until < today ? refuse('risk.proposal_past', { until }) : undefined;
}

/** A second person decides, or somebody takes up what was asked for; an approval is carried out in the same transaction. */
export async function decideRiskProposal(
  world: World,
  input: MoveProposal,
): Promise<Outcome<RiskProposal, ProposalRefusal | Refusal<'risk.proposal_unknown'>>> {
  return withTx(world, async (tx) => {
    const moved = await moveProposal(world, tx, input);
    if (moved.refused) return moved;
    if (moved.value.state === 'approved') await carryOutProposal(world, tx, moved.value);
    await tellMoved(world, tx, moved.value);
    return accept(moved.value);
  });
}

const tellMoved = async (
  world: World,
  tx: Tx,
  of: Pick<RiskProposal, 'merchantId' | 'proposalId' | 'kind'>,
): Promise<void> => {
  const { merchantId, proposalId, kind } = of;
  await world.jobs.emit(tx, {
    kind: 'risk.proposal_made',
    audience: ['console', ...(merchantId === '' ? [] : [`merchant:${merchantId}`])],
    payload: { merchantId, proposalId, kind },
  });
};

async function carryOutProposal(world: World, tx: Tx, of: RiskProposal): Promise<void> {
  const { merchantId } = of;
  switch (of.kind) {
    case 'rule': {
      const today = dateInShanghai(world.clock.now());
      const from = of.content.effectiveFrom > today ? of.content.effectiveFrom : today;
      await writeRule(tx, { rule: of.subject, content: of.content, from, proposalId: of.proposalId, note: of.note });
      return;
    }
    case 'limits':
      return setLimits(world, tx, of);
    case 'exemption':
      return; // is read from the proposals themselves
    case 'suspension':
      if (!(await suspendMerchant(tx, { merchantId, reason: 'risk' }))) return;
      await suspendTerminals(world, tx, merchantId);
      await holdMoney(world, tx, merchantId);
      return told(world, tx, { merchantId, text: smsTexts.merchantSuspended() });
    case 'resumption':
      if (!(await resumeMerchant(tx, merchantId))) return;
      await resumeTerminals(world, tx, merchantId);
      return told(world, tx, { merchantId, text: smsTexts.merchantResumed() });
  }
}

/** As far back as a sale may still stand with us: T+1 over the longest holidays. */
const HELD_DAYS = 14;

/** What has not been paid out yet waits in a case; it goes on when people release that. */
async function holdMoney(world: World, tx: Tx, merchantId: string): Promise<void> {
  const policy = await policyToday(world);
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  const sales = await standingSales(tx, { merchantId, since: later(world.clock.now(), -HELD_DAYS * DAY_MS) });
  if (sales.length === 0) return;
  const { caseId } = await openCaseOf(world, tx, merchantId);
  for (const { transactionId, cardHash } of sales) {
    const delay = await delaySale(world, tx, { merchantId, transactionId, reference: caseId, date });
    if (delay !== 'delayed') continue; // paid out already, or taken back
    const sale = { transactionId, points: 0, delay: true, hits: [], actions: [] };
    await addToCase(world, tx, { merchantId, caseId, sale, delay, cardHash });
  }
}

async function setLimits(world: World, tx: Tx, of: Extract<RiskProposal, { kind: 'limits' }>): Promise<void> {
  const { merchantId, content, proposalId } = of;
  const { card, entry, until } = content;
  await setOwnLimit(tx, {
    merchantId,
    today: dateInShanghai(world.clock.now()),
    limit: {
      card,
      entry,
      until,
      singleFen: BigInt(content.singleFen),
      dayFen: BigInt(content.dayFen),
      monthFen: BigInt(content.monthFen),
      by: 'people',
      reference: proposalId,
    },
  });
  await told(world, tx, { merchantId, text: smsTexts.limitsChanged({ until }) });
}

async function told(world: World, tx: Tx, of: { readonly merchantId: string; readonly text: string }): Promise<void> {
  const { phone } = await merchantOf(world, of.merchantId);
  await queueMessage(world, tx, { purpose: 'risk', phone, text: of.text, subject: `merchant:${of.merchantId}` });
}
