import { must } from '../../../kernel/assert.ts';
import { DAY_MS, dateInShanghai, instant } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { accountKindOf, accountOf, type MaterialSlot, type Revision } from '../../applications/index.ts';
import { cardOf, luhnValid, type Policy } from '../../catalogue/index.ts';
import { applicantsWithPhoto, materialOf, type Material } from '../../materials/index.ts';
import { sharedWithMerchants, watchHits } from '../../risk/index.ts';
import { watchedNumbers } from '../domain/watched-numbers.ts';
import { proofOf } from '../queries/account-proof.ts';
import type {
  AcquirersAnswer,
  CompanyAnswer,
  CorporateAccountAnswer,
  FourElementAnswer,
  ReviewFacts,
} from '../domain/review-facts.ts';

/** The registers of banks, of the police and of companies, as this module needs them. Silence is `unavailable`, never a no. */
export interface Registry {
  fourElement(input: { name: string; idNumber: string; phone: string; cardNumber: string }): Promise<FourElementAnswer>;
  company(input: { uscc: string }): Promise<CompanyAnswer>;
  /** How many acquirers besides us have reported a person to the network as a merchant without a licence. */
  acquirers(input: { idNumber: string }): Promise<AcquirersAnswer>;
  corporateAccount(input: {
    accountNumber: string;
    accountName: string;
    uscc: string;
    branchCode: string;
  }): Promise<CorporateAccountAnswer>;
}

type Asking = Env & { readonly registry: Registry };

/** The materials of a revision by place. */
export async function materialsOfRevision(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
  revision: Pick<Revision, 'materials'>,
): Promise<Partial<Record<MaterialSlot, Material>>> {
  const entries = await Promise.all(
    Object.entries(revision.materials).map(async ([slot, id]) => [
      slot,
      must(await materialOf(env, applicantId, id), `material ${slot}`),
    ]),
  );
  return Object.fromEntries(entries) as Partial<Record<MaterialSlot, Material>>;
}

/** Fetches everything that machine review judges, the registries last. No transaction is open. */
export async function gatherFacts(
  env: Asking,
  input: { applicantId: string; applicationId: string; revision: Revision; policy: Policy },
): Promise<ReviewFacts> {
  const { applicantId, revision, policy } = input;
  const materials = await materialsOfRevision(env, applicantId, revision);
  const slots = Object.entries(materials) as [MaterialSlot, Material][];
  const [account, company, acquirers] = await Promise.all([
    accountKindOf(revision.draft) === 'personal' ? personalFacts(env, input) : corporateFacts(env, input),
    askCompany(env, revision),
    askAcquirers(env, input),
  ]);
  const scene = materials.scene;
  const standing = await standingFacts(env, input, scene);
  const video = scene?.video;
  const interview = materials.interview?.video;
  return {
    today: dateInShanghai(env.clock.now()),
    validityMonthsMin: policy.number('identity.id_validity_months_min'),
    revision,
    read: Object.fromEntries(slots.map(([slot, one]) => [slot, valuesOf(one)])),
    seals: Object.fromEntries(slots.map(([slot, one]) => [slot, one.reading.seals.map((seal) => seal.text)])),
    quality: Object.fromEntries(slots.map(([slot, one]) => [slot, one.quality.verdict])),
    scene: {
      lines: scene?.reading.lines.map((line) => line.text) ?? [],
      ...(video === undefined
        ? {}
        : { video: { dated: video.recordedAt !== undefined, seconds: Math.round(video.durationMs / 1000) } }),
    },
    ...(interview === undefined ? {} : { interviewSeconds: Math.round(interview.durationMs / 1000) }),
    standing,
    ...account,
    ...company,
    ...acquirers,
  };
}

/** Who is known already, by numbers and by the picture of the shop. */
async function standingFacts(
  env: Env,
  input: Question & { readonly applicationId: string },
  scene: Pick<Material, 'materialId' | 'fileId'> | undefined,
): Promise<NonNullable<ReviewFacts['standing']>> {
  const { revision, policy, applicantId, applicationId } = input;
  const { draft } = revision;
  const account = accountOf(revision)?.number;
  const creditCode = draft.licence?.uscc;
  const [watch, observed, shared, sceneElsewhere] = await Promise.all([
    watchHits(env, watchedNumbers(revision)),
    watchHits(env, watchedNumbers(revision), 'watch'),
    sharedWithMerchants(env, { applicationId, idHash: revision.person.idHash, creditCode, accountNumber: account }),
    scene === undefined ? 0 : applicantsWithPhoto(env.db, { applicantId, ...scene }),
  ]);
  return {
    watch,
    ...(observed.length === 0 ? {} : { observed }),
    shared,
    sceneElsewhere,
    limits: {
      persons: policy.number('risk.merchants_per_person_max'),
      accounts: policy.number('risk.merchants_per_account_max'),
      microRefused: policy.number('risk.merchants_per_person_refused'),
    },
    micro: draft.kind === 'individual',
    corporate: accountKindOf(draft) === 'corporate',
  };
}

const valuesOf = (material: Material): Record<string, string> =>
  Object.fromEntries(Object.entries(material.reading.fields).map(([name, field]) => [name, field.value]));

async function askCompany(env: Asking, { draft }: Revision): Promise<Pick<ReviewFacts, 'company'>> {
  return draft.licence === undefined ? {} : { company: await env.registry.company({ uscc: draft.licence.uscc }) };
}

/** S15: asked of people without a licence, and only where policy has a limit. */
async function askAcquirers(env: Asking, { revision, policy }: Question): Promise<Pick<ReviewFacts, 'acquirers'>> {
  const max = policy.number('risk.acquirers_per_person_max');
  if (max === 0 || revision.draft.kind !== 'individual') return {};
  return { acquirers: { ...(await env.registry.acquirers({ idNumber: revision.person.idNumber })), max } };
}

interface Question {
  readonly applicantId: string;
  readonly revision: Revision;
  readonly policy: Policy;
}

async function personalFacts(
  env: Asking,
  { applicantId, revision, policy }: Question,
): Promise<Pick<ReviewFacts, 'card' | 'fourElement'>> {
  const { card } = revision.draft;
  if (card === undefined) return {};
  const bin = await cardOf(env.db, card.number);
  const facts = { card: { luhnValid: luhnValid(card.number), kind: bin?.kind ?? 'unknown' } } as const;
  if (bin?.kind === 'credit') return facts;
  const fourElement = await withinTries(env, {
    applicantId,
    perDay: policy.number('review.four_element_tries_per_day'),
    ask: () =>
      env.registry.fourElement({
        name: revision.person.name,
        idNumber: revision.person.idNumber,
        phone: card.reservedPhone,
        cardNumber: card.number,
      }),
  });
  return { ...facts, fourElement };
}

async function corporateFacts(
  env: Asking,
  { applicantId, applicationId, revision, policy }: Question & { readonly applicationId: string },
): Promise<Pick<ReviewFacts, 'corporateAccount' | 'accountProved'>> {
  const { corporateAccount: account, licence } = revision.draft;
  if (account === undefined || licence === undefined) return {};
  const corporateAccount = await withinTries(env, {
    applicantId,
    perDay: policy.number('review.corporate_tries_per_day'),
    ask: () =>
      env.registry.corporateAccount({
        accountNumber: account.accountNumber,
        accountName: account.accountName,
        uscc: licence.uscc,
        branchCode: account.branchCode,
      }),
  });
  const accountHash = env.crypto.lookup('card', account.accountNumber);
  const proof = await proofOf(env, { applicantId, applicationId, accountHash });
  return { corporateAccount, accountProved: proof?.state === 'proved' };
}

interface Tries<A extends { readonly kind: string }> {
  readonly applicantId: string;
  readonly perDay: number;
  readonly ask: () => Promise<A>;
}

/** Three tries a day (S08): each asks a paid registry about somebody's account, so guessing must not be possible. */
async function withinTries<A extends { readonly kind: string }>(
  env: Env,
  { applicantId, perDay, ask }: Tries<A>,
): Promise<A | { readonly kind: 'tries_used' }> {
  const since = instant(env.clock.now() - DAY_MS);
  const used = await env.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM review.four_element_try WHERE applicant_id = $1 AND at > $2 AND result = 'mismatch'`,
    [applicantId, at(since)],
  );
  if ((used[0]?.n ?? 0) >= perDay) return { kind: 'tries_used' };
  const answer = await ask();
  await env.db.execute(
    'INSERT INTO review.four_element_try (applicant_id, try_id, at, result) VALUES ($1, $2, $3, $4)',
    [applicantId, env.ids.next('fet'), at(env.clock.now()), answer.kind],
  );
  return answer;
}
