/** What follows when a rule acts by itself, and what people ask of a merchant: proof with a deadline, lower limits with an end. */
import { DAY_MS, addDays, dateInShanghai, later, type CivilDate } from '../kernel/instant.ts';
import type { Outcome, Refusal } from '../kernel/outcome.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import { merchantOf, setOwnLimit } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { askProof, endProof, listProposals, propose, type RuleAction } from '../modules/risk/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

interface OfCase {
  readonly merchantId: string;
  readonly caseId: string;
}

const linkTo = ({ site }: World, page: string): string | undefined =>
  site.publicUrl === undefined ? undefined : `${site.publicUrl}/merchant/${page}`;

async function tell(world: World, tx: Tx, of: { readonly merchantId: string; readonly text: string }): Promise<void> {
  const { phone } = await merchantOf(world, of.merchantId);
  await queueMessage(world, tx, { purpose: 'risk', phone, text: of.text, subject: `merchant:${of.merchantId}` });
}

/** What the rules want that have just hit: each once for a case. `delay` has been done with the sale; a suspension is only asked for. */
export async function actOnCase(
  world: World,
  tx: Tx,
  of: OfCase & { readonly actions: ReadonlySet<RuleAction>; readonly policy: Policy },
): Promise<void> {
  const { merchantId, caseId, actions, policy } = of;
  if (actions.has('ask_proof')) await proofAsked(world, tx, { ...of, words: '', by: 'machine' });
  if (actions.has('limit')) await lowerLimits(world, tx, { merchantId, caseId, policy });
  if (actions.has('suspend')) await askSuspension(world, tx, { merchantId, caseId, why: '规则命中，建议暂停' });
}

async function proofAsked(
  world: World,
  tx: Tx,
  of: OfCase & { readonly words: string; readonly by: string; readonly policy: Policy },
): Promise<Outcome<number, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.proof_asked'>>> {
  const { merchantId, caseId, words, by, policy } = of;
  const dueAt = later(world.clock.now(), policy.number('risk.proof_days') * DAY_MS);
  const asked = await askProof(world, tx, { merchantId, caseId, words, by, dueAt });
  if (asked.refused) return asked;
  const proofNo = asked.value;
  await scheduleDue(tx, {
    kind: 'lapse-proof',
    key: `${caseId}:${proofNo}`,
    at: dueAt,
    data: { merchantId, caseId, proofNo },
  });
  await world.jobs.emit(tx, {
    kind: 'risk.proof_asked',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, caseId, proofNo },
  });
  const until = dateInShanghai(dueAt);
  await tell(world, tx, { merchantId, text: smsTexts.proofAsked({ until, link: linkTo(world, 'flags') }) });
  return asked;
}

/** A person asks the merchant for proof; it has the days of the policy. */
export async function askForProof(
  world: World,
  of: OfCase & { readonly words: string; readonly by: string },
): Promise<Outcome<number, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.proof_asked'>>> {
  const policy = await policyToday(world);
  return withTx(world, (tx) => proofAsked(world, tx, { ...of, policy }));
}

/** The merchant has said nothing in time: the case goes on without it, and a person sees so. */
export async function lapseProof(world: World, of: OfCase & { readonly proofNo: number }): Promise<void> {
  const { merchantId, caseId, proofNo } = of;
  await withTx(world, async (tx) => {
    if (!(await endProof(world, tx, { merchantId, caseId, proofNo, to: 'lapsed' }))) return;
    await world.jobs.emit(tx, {
      kind: 'risk.proof_lapsed',
      audience: [`merchant:${merchantId}`, 'console'],
      payload: { merchantId, caseId, proofNo },
    });
  });
}

async function lowerLimits(world: World, tx: Tx, of: OfCase & { readonly policy: Policy }): Promise<void> {
  const { merchantId, caseId, policy } = of;
  const today = dateInShanghai(world.clock.now());
  const until: CivilDate = addDays(today, policy.number('risk.limited_days'));
  await setOwnLimit(tx, {
    merchantId,
    today,
    limit: {
      card: 'any',
      entry: 'any',
      singleFen: BigInt(policy.number('risk.limited_single_fen')),
      dayFen: BigInt(policy.number('risk.limited_day_fen')),
      monthFen: 0n,
      until,
      by: 'rule',
      reference: caseId,
    },
  });
  await world.jobs.emit(tx, {
    kind: 'risk.limits_lowered',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, caseId, until },
  });
  await tell(world, tx, { merchantId, text: smsTexts.limitsLowered({ until, link: linkTo(world, 'flags') }) });
}

/** The machine never suspends: it asks, one person proposes and another decides. Asked once while it is open. */
export async function askSuspension(
  world: World,
  tx: Tx,
  { merchantId, caseId, why }: OfCase & { readonly why: string },
): Promise<void> {
  const there = await listProposals(tx, { kinds: ['suspension'], merchantId });
  if (there.some((one) => one.state === 'asked' || one.state === 'proposed')) return;
  const asked = await propose(world, tx, {
    kind: 'suspension',
    merchantId,
    subject: caseId,
    content: { reason: why },
    note: why,
    askedBy: 'machine',
  });
  if (asked.refused) return;
  await world.jobs.emit(tx, {
    kind: 'risk.proposal_made',
    audience: ['console'],
    payload: { merchantId, proposalId: asked.value, kind: 'suspension' },
  });
}
