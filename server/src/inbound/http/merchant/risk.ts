/** "Am I flagged?", files for a case, and the merchant's limits. */
import type { Answer } from '@kaitong/client';
import type { MerchantRiskKey } from '@kaitong/client/contract';
import { policyToday } from '../../../flows/facts.ts';
import { limitsInUse } from '../../../flows/merchant-limits.ts';
import type { World } from '../../../flows/ports.ts';
import { handInCaseFile, handInProposalFile } from '../../../flows/risk-cases.ts';
import { proposeRisk } from '../../../flows/risk-proposals.ts';
import { businessDate, civilDate, dateInShanghai, isoText, shanghaiInstant } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByApplicant, merchantOf, type Merchant } from '../../../modules/merchants/index.ts';
import { listProposals, proofsOf } from '../../../modules/risk/index.ts';
import type { Handlers } from '../context.ts';
import { casesTold } from './delays.ts';

type Flag = Answer<'GET /api/merchant/flags'>['flags'][number];

/** What stands against a merchant and has consequences; what is only watched is not told. */
async function flagsOf(world: World, merchant: Merchant): Promise<Flag[]> {
  const { merchantId } = merchant;
  const [told, proofs, suspensions] = await Promise.all([
    casesTold(world, merchantId),
    proofsOf(world.db, { merchantId }),
    listProposals(world.db, { kinds: ['suspension'], merchantId }),
  ]);
  const reasonsOf = (caseId: string) => told.find((one) => one.caseId === caseId)?.reasons ?? [];
  const today = dateInShanghai(world.clock.now());
  const flags: Flag[] = [];
  if (merchant.state === 'suspended') {
    const why = suspensions.find((one) => one.state === 'approved');
    flags.push({
      what: 'suspended',
      reasons: why === undefined ? [] : reasonsOf(why.subject),
      ...(why === undefined ? {} : { words: (why.content as { reason: string }).reason }),
    });
  }
  for (const proof of proofs.filter((one) => one.state === 'asked'))
    flags.push({
      what: 'proof_asked',
      caseId: proof.caseId,
      reasons: reasonsOf(proof.caseId),
      ...(proof.words === '' ? {} : { words: proof.words }),
      until: isoText(proof.dueAt),
    });
  for (const one of told.filter((row) => row.state !== 'released' && row.frozenFen !== '0'))
    flags.push({
      what: one.state === 'confirmed' ? 'confirmed' : 'money_waits',
      caseId: one.caseId,
      reasons: one.reasons,
      amountFen: one.frozenFen,
    });
  for (const limit of merchant.limits.filter((one) => one.by === 'rule' && one.until >= today))
    flags.push({
      what: 'limits_lowered',
      caseId: limit.reference,
      reasons: reasonsOf(limit.reference),
      until: isoText(shanghaiInstant(limit.until, '23:59:59')),
    });
  return flags;
}

/** The first bytes of what is taken: JPEG, PNG, PDF. */
const KINDS: readonly (readonly [start: readonly number[], type: string])[] = [
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x89, 0x50, 0x4e, 0x47], 'image/png'],
  [[0x25, 0x50, 0x44, 0x46], 'application/pdf'],
];
const kindOf = (content: Uint8Array): string | undefined =>
  KINDS.find(([start]) => start.every((byte, at) => content[at] === byte))?.[1];

export const merchantRiskHandlers: Handlers<MerchantRiskKey> = {
  'GET /api/merchant/flags': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const flags = await flagsOf(world, merchant);
    return accept({ flagged: flags.length > 0, flags });
  },
  'POST /api/merchant/delays/:caseId/files': async ({ world, subjectId, input, form, files }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('risk.case_unknown');
    const content = files[0]?.content ?? new Uint8Array();
    const { merchantId } = merchant;
    const done = await handInCaseFile(world, {
      merchantId,
      caseId: input.params.caseId,
      name: form.name,
      content,
      contentType: kindOf(content),
    });
    return done.refused ? done : accept({ fileId: done.value });
  },
  'POST /api/merchant/limits/asks/:proposalId/files': async ({ world, subjectId, input, form, files }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('risk.proposal_unknown');
    const content = files[0]?.content ?? new Uint8Array();
    const { merchantId } = merchant;
    const { proposalId } = input.params;
    const given = { name: form.name, content, contentType: kindOf(content) };
    const done = await handInProposalFile(world, { merchantId, proposalId, ...given });
    return done.refused ? done : accept({ fileId: done.value });
  },
  'GET /api/merchant/limits': async ({ world, subjectId }) => {
    const found = await merchantByApplicant(world, subjectId);
    if (found === undefined) return refuse('merchants.none');
    const merchant = await merchantOf(world, found.merchantId);
    const policy = await policyToday(world);
    const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
    const [rows, asks] = await Promise.all([
      limitsInUse(world, { merchant, date }),
      listProposals(world.db, { kinds: ['limits'], merchantId: merchant.merchantId }),
    ]);
    const text = (fen: bigint): string => fen.toString();
    return accept({
      saleMaxFen: String(policy.number('sale.amount_max_fen')),
      rows: rows.map(({ until, ...one }) => ({
        ...one,
        singleFen: text(one.singleFen),
        dayFen: text(one.dayFen),
        monthFen: text(one.monthFen),
        usedDayFen: text(one.usedDayFen),
        usedMonthFen: text(one.usedMonthFen),
        ...(until === undefined ? {} : { until }),
      })),
      asks: asks.flatMap((one) =>
        one.kind === 'limits' && one.askedBy === merchant.merchantId
          ? [
              {
                ...one.content,
                state: one.state,
                note: one.note,
                madeAt: isoText(one.madeAt),
                ...(one.decisionNote === undefined ? {} : { decisionNote: one.decisionNote }),
              },
            ]
          : [],
      ),
    });
  },
  'POST /api/merchant/limits/asks': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { note, until, ...content } = input.body;
    const made = await proposeRisk(world, {
      kind: 'limits',
      merchantId: merchant.merchantId,
      subject: '',
      content: { ...content, until: civilDate(until) },
      note,
      askedBy: merchant.merchantId,
    });
    if (!made.refused) return accept({ proposalId: made.value });
    return made.refusal.code === 'risk.rule_invalid' ? refuse('risk.proposal_past') : made;
  },
};
