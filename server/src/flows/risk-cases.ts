/** What people do with a risk case: look, decide, answer. */
import { fen, yuanText } from '../kernel/fen.ts';
import { businessDate } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { liftOwnLimits, merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  addCaseFile,
  caseSales,
  decideRiskCase,
  endProof,
  listProposals,
  riskCaseOf,
  sayToCase,
  type RiskCaseState,
  type RiskDecision,
} from '../modules/risk/index.ts';
import { resumeSale } from '../modules/settlement/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export interface CaseKey {
  readonly merchantId: string;
  readonly caseId: string;
}

/** Decides a case, or proposes where policy wants two; what is released is paid out again, and the merchant is told. */
export async function decideRisk(
  world: World,
  input: CaseKey & { readonly decision: RiskDecision; readonly reason: string; readonly by: string },
): Promise<Outcome<RiskCaseState, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.second_person'>>> {
  const policy = await policyToday(world);
  const people = { release: policy.number('risk.people_release'), confirm: policy.number('risk.people_confirm') };
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  const { merchantId, caseId } = input;
  const merchant = await merchantOf(world, merchantId);
  return withTx(world, async (tx) => {
    const decided = await decideRiskCase(world, tx, { ...input, people });
    if (decided.refused) return decided;
    const { event, state } = decided.value;
    // decided for the merchant: what its rules lowered goes back, and nothing more is asked
    if (state === 'released') await liftOwnLimits(tx, { merchantId, reference: caseId });
    if (state === 'released' || state === 'confirmed') await endProof(world, tx, { merchantId, caseId, to: 'lapsed' });
    let resumed = 0n;
    if (state === 'released')
      for (const { transactionId } of await caseSales(tx, input))
        resumed += await resumeSale(world, tx, { merchantId, transactionId, date });
    await world.jobs.emit(tx, {
      kind: 'risk.case_moved',
      audience: [`merchant:${merchantId}`, 'console'],
      payload: { merchantId, caseId, event, state, resumedFen: resumed.toString() },
    });
    const text = state === 'released' && resumed > 0n ? smsTexts.settlementResumed(yuanText(fen(resumed))) : undefined;
    const said = event === 'confirm' ? smsTexts.riskConfirmed() : text;
    if (said !== undefined) await tell(world, tx, { merchantId, phone: merchant.phone, text: said });
    return accept(state);
  });
}

const tell = async (world: World, tx: Tx, to: { merchantId: string; phone: string; text: string }): Promise<string> =>
  queueMessage(world, tx, { purpose: 'risk', phone: to.phone, text: to.text, subject: `merchant:${to.merchantId}` });

/** The merchant's words to a case; whoever works on it sees that they came. */
export async function answerRiskCase(
  world: World,
  input: CaseKey & { readonly words: string },
): Promise<Outcome<true, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.statement_limit'>>> {
  return withTx(world, async (tx) => {
    const said = await sayToCase(world, tx, input);
    if (!said.refused) await endProof(world, tx, { ...input, to: 'answered' });
    if (!said.refused)
      await world.jobs.emit(tx, {
        kind: 'risk.case_answered',
        audience: ['console'],
        payload: { merchantId: input.merchantId, caseId: input.caseId },
      });
    return said;
  });
}

/** The same for what a merchant asks: why its limits should be others. */
export async function handInProposalFile(
  world: World,
  input: { readonly merchantId: string; readonly proposalId: string } & Pick<
    FileGiven,
    'name' | 'content' | 'contentType'
  >,
): Promise<Outcome<string, Refusal<'risk.proposal_unknown' | 'risk.file_limit' | 'risk.file_kind'>>> {
  const { merchantId, proposalId, name, content, contentType } = input;
  const asked = await listProposals(world.db, { kinds: ['limits'], merchantId });
  if (!asked.some((one) => one.proposalId === proposalId && one.askedBy === merchantId))
    return refuse('risk.proposal_unknown');
  if (contentType === undefined) return refuse('risk.file_kind');
  const file = await world.files.store(content, contentType);
  return withTx(world, async (tx) => {
    await world.files.recordFile(tx, file);
    const given = { merchantId, caseId: proposalId, fileId: file.fileId, name, by: 'merchant' };
    const added = await addCaseFile(world, tx, given, 'proposal');
    if (!added.refused) return accept(file.fileId);
    return added.refusal.code === 'risk.case_unknown' ? refuse('risk.proposal_unknown') : refuse(added.refusal.code);
  });
}

interface FileGiven {
  readonly name: string;
  readonly content: Uint8Array;
  /** By its first bytes; undefined: of no kind that is taken. */
  readonly contentType: string | undefined;
}

/** A picture or a PDF for a case, stored as every file is; what the merchant hands in is an answer as well. */
export async function handInCaseFile(
  world: World,
  input: CaseKey & FileGiven,
): Promise<Outcome<string, Refusal<'risk.case_unknown' | 'risk.file_limit' | 'risk.file_kind'>>> {
  const { merchantId, caseId, name, content, contentType } = input;
  if ((await riskCaseOf(world.db, { merchantId, caseId })) === undefined) return refuse('risk.case_unknown');
  if (contentType === undefined) return refuse('risk.file_kind');
  const file = await world.files.store(content, contentType);
  return withTx(world, async (tx) => {
    await world.files.recordFile(tx, file);
    const added = await addCaseFile(world, tx, { merchantId, caseId, fileId: file.fileId, name, by: 'merchant' });
    if (added.refused) return added;
    await world.jobs.emit(tx, { kind: 'risk.case_answered', audience: ['console'], payload: { merchantId, caseId } });
    return accept(file.fileId);
  });
}
