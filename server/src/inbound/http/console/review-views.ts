import type { Answer } from '@kaitong/client';
import { maskIdNumber } from '../../../kernel/id-number.ts';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { maskPan, maskPhone } from '../../../kernel/masks.ts';
import {
  fieldChanges,
  itemsOfRevision,
  revisionOf,
  type CompleteDraft,
  type MaterialSlot,
  type Revision,
} from '../../../modules/applications/index.ts';
import { readPolicy, REASONS, tradeOf } from '../../../modules/catalogue/index.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import type { Material } from '../../../modules/materials/index.ts';
import {
  appealWordsOf,
  checksOf,
  decisionsOf,
  evaluationOf,
  isOpenCase,
  FIX_REASONS,
  changedTermsOf,
  fixesOf,
  materialsOfRevision,
  reviewPolicyOn,
  verdictsOf,
  type ReviewCase,
} from '../../../modules/review/index.ts';
import type { World } from '../../../flows/ports.ts';
import { materialView } from '../applicant/views.ts';

type CaseRow = Answer<'GET /api/console/cases'>['rows'][number];
type CaseView = Answer<'GET /api/console/cases/:caseId'>;

/** The name of who acted: a member of staff, the applicant, or the machine. */
export async function nameOf(world: World, id: string): Promise<string> {
  if (!id.startsWith('stf_')) return id.startsWith('apl_') ? 'applicant' : id;
  return (await staffOf(world, id))?.displayName ?? id;
}

export async function caseRow(world: World, one: ReviewCase, viewer: string): Promise<CaseRow> {
  const revision = await revisionOf(world, one);
  const checks = await checksOf(world.db, one);
  const held = one.state === 'claimed' && one.leaseUntil !== undefined && one.leaseUntil >= world.wall.now();
  return {
    caseId: one.caseId,
    applicationId: one.applicationId,
    revisionNo: one.revisionNo,
    name: revision.draft.licence?.name ?? revision.person.name,
    kind: revision.draft.kind,
    channel: one.channel,
    state: one.state === 'closed' ? 'decided' : one.state === 'claimed' && !held ? 'queued' : one.state,
    ...(held && one.claimedBy !== undefined ? { claimedBy: await nameOf(world, one.claimedBy) } : {}),
    mine: held && one.claimedBy === viewer,
    stage: one.stage,
    appeal: one.appeal,
    openedAt: isoText(one.openedAt),
    dueAt: isoText(one.dueAt),
    overdue: isOpenCase(one) && one.dueAt < world.clock.now(),
    ...(one.escalatedAt === undefined ? {} : { escalatedAt: isoText(one.escalatedAt) }),
    ...(one.state === 'closed'
      ? { decision: 'withdrawn' }
      : one.decision === undefined
        ? {}
        : { decision: one.decision }),
    reasons: [
      ...new Set(
        checks.flatMap((check) => (check.verdict === 'pass' || check.reason === undefined ? [] : [check.reason])),
      ),
    ],
  };
}

/** Numbers of people are masked here; seeing them whole is a call of its own that leaves a line in the log. */
function maskedDraft(draft: CompleteDraft): CompleteDraft {
  const { card, corporateAccount: account, acting, owners } = draft;
  return {
    ...draft,
    ...(card === undefined
      ? {}
      : { card: { ...card, number: maskPan(card.number), reservedPhone: maskPhone(card.reservedPhone) } }),
    ...(account === undefined
      ? {}
      : { corporateAccount: { ...account, accountNumber: maskPan(account.accountNumber) } }),
    ...(acting?.as === 'handler'
      ? { acting: { ...acting, legalPersonIdNumber: maskIdNumber(acting.legalPersonIdNumber) } }
      : {}),
    ...(owners === undefined
      ? {}
      : { owners: owners.map((one) => ({ ...one, idNumber: maskIdNumber(one.idNumber) })) }),
  };
}

const NUMBER_FIELDS: Readonly<Record<string, (value: string) => string>> = {
  idNumber: maskIdNumber,
  handlerIdNumber: maskIdNumber,
  cardNumber: maskPan,
  accountNumber: maskPan,
};

const NUMBER = /\d{11}/;

/** A material without whole numbers: fields masked, and lines that hold a number of somebody left out. */
function maskedMaterial(slot: MaterialSlot, material: Material): CaseView['materials'][number] {
  const view = materialView(material);
  const fields = Object.entries(view.fields).map(([name, field]) => {
    const mask = NUMBER_FIELDS[name];
    return [name, mask === undefined ? field : { ...field, value: mask(field.value) }] as const;
  });
  const lines = slot === 'scene' ? material.reading.lines.map((line) => line.text) : [];
  return { ...view, slot, fields: Object.fromEntries(fields), lines: lines.filter((line) => !NUMBER.test(line)) };
}

async function tradeIn(world: World, { business }: CompleteDraft): Promise<Pick<CaseView, 'trade'>> {
  const found = await tradeOf(world.db, business.mcc);
  return found === undefined ? {} : { trade: { zh: found.zh, en: found.en } };
}

async function historyOf(world: World, found: ReviewCase): Promise<CaseView['history']> {
  const entries = await decisionsOf(world.db, found);
  return Promise.all(
    entries.map(async (entry) => ({
      seq: entry.seq,
      at: entry.decidedAt,
      by: await nameOf(world, entry.decidedBy),
      decision: entry.decision,
      revisionNo: entry.revisionNo,
      hash: entry.hash,
    })),
  );
}

/** What changed since the revision before, masked like the rest. */
async function changesOf(world: World, found: ReviewCase, revision: Revision): Promise<CaseView['changes']> {
  if (found.revisionNo < 2) return [];
  const before = await revisionOf(world, { ...found, revisionNo: found.revisionNo - 1 });
  const plain = (one: Revision): object => ({
    ...maskedDraft(one.draft),
    person: { name: one.person.name, idValidTo: one.person.idValidTo },
    photos: one.materials,
  });
  return fieldChanges(plain(before), plain(revision)).map((change) => ({
    path: change.path,
    ...(change.before === undefined ? {} : { before: change.before }),
    ...(change.after === undefined ? {} : { after: change.after }),
  }));
}

/** The papers of one revision, by place, masked. */
export async function papersOf(world: World, applicantId: string, revision: Revision): Promise<CaseView['materials']> {
  const materials = await materialsOfRevision(world, applicantId, revision);
  return (Object.entries(materials) as [MaterialSlot, Material][]).map(([slot, one]) => maskedMaterial(slot, one));
}

async function termsView(world: World, found: ReviewCase): Promise<Pick<CaseView, 'changedTerms'>> {
  const changed = await changedTermsOf(world.db, found);
  if (changed === undefined) return {};
  const { change, note, changedBy } = changed;
  return { changedTerms: { ...change, note, by: await nameOf(world, changedBy) } };
}

export async function caseView(world: World, found: ReviewCase, viewer: string): Promise<CaseView> {
  const today = dateInShanghai(world.clock.now());
  const before = { ...found, revisionNo: found.revisionNo - 1 };
  const [row, revision, evaluation, policy, rules, checks, verdicts, fixes, history, terms, words] = await Promise.all([
    caseRow(world, found, viewer),
    revisionOf(world, found),
    evaluationOf(world, found),
    readPolicy(world.db, today),
    reviewPolicyOn(world.db, today),
    checksOf(world.db, found),
    verdictsOf(world.db, found),
    found.revisionNo < 2 ? [] : fixesOf(world.db, before),
    historyOf(world, found),
    termsView(world, found),
    found.appeal ? appealWordsOf(world, found.caseId) : undefined,
  ]);
  const [materials, changes] = await Promise.all([
    papersOf(world, found.applicantId, revision),
    changesOf(world, found, revision),
  ]);
  const { name, idNumber, idValidTo, phone } = revision.person;
  return {
    case: row,
    person: { name, idNumber: maskIdNumber(idNumber), idValidTo, phone: maskPhone(phone) },
    draft: maskedDraft(revision.draft),
    ...(await tradeIn(world, revision.draft)),
    face: {
      state: revision.face.state,
      similarity: revision.face.similarity,
      hasImage: revision.face.fileId !== null,
      passFrom: policy.number('identity.face_pass'),
      humanFrom: policy.number('identity.face_human'),
    },
    ...(revision.interview === undefined
      ? {}
      : { interview: { ...revision.interview, questions: [...revision.interview.questions] } }),
    items: itemsOfRevision(revision),
    checks: checks.map(({ reason, evidence, ...check }) => ({
      ...check,
      ...(reason === undefined ? {} : { reason }),
      evidence: { ...evidence },
    })),
    materials,
    matrix: (evaluation?.matrix ?? []).map((row) => ({
      ...row,
      leftRuns: [...row.leftRuns],
      rightRuns: [...row.rightRuns],
    })),
    verdicts: verdicts.map((one) => ({ ...one, reasons: [...one.reasons] })),
    people: evaluation?.people ?? 1,
    peopleOverride: rules.policy.people.override,
    changes,
    previousFixes: fixes.map(({ item, reasons, note }) => ({ item, reasons: [...reasons], note })),
    history,
    ...(words === undefined ? {} : { appealWords: words }),
    ...terms,
    fixReasons: Object.fromEntries(Object.entries(FIX_REASONS).map(([item, reasons]) => [item, [...reasons]])),
    rejectReasons: Object.keys(REASONS),
  };
}
