/** The documents of a merchant: taken in with its approval, told of before they end, and the day after the last valid one its sales stop. */
import { must } from '../kernel/assert.ts';
import { addDays, civilDate, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import { applicationOf, revisionOf, type Revision } from '../modules/applications/index.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import {
  applicationOfMerchant,
  decideDocumentDay,
  documentsOf,
  keepDocument,
  lookAtDocument,
  merchantOf,
  noteDocumentTold,
  type DocumentKind,
  type Merchant,
  type MerchantDocument,
  type NewDocument,
} from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { restrictForDocument } from './restrictions.ts';
import { smsTexts } from './texts.ts';

/** How documents and forms write that there is no end. */
export const NO_END = '长期';
export const endOf = (validTo: string): CivilDate | undefined => (validTo === NO_END ? undefined : civilDate(validTo));

/** Days before the end on which a merchant is told, most first. */
export const noticeDaysOf = (policy: Policy): number[] =>
  policy
    .text('documents.notice_days')
    .split(',')
    .map(Number)
    .toSorted((a, b) => b - a);

const present = (...ids: readonly (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);

/** What a revision shows of who the merchant is. */
function documentsIn(revision: Revision, of: { readonly merchantId: string; readonly source: string }): NewDocument[] {
  const { draft, person, materials } = revision;
  const card: NewDocument = {
    ...of,
    kind: 'id_card',
    holder: person.name,
    number: person.idNumber,
    validTo: endOf(person.idValidTo),
    materials: present(materials.id_front, materials.id_back),
  };
  const { licence } = draft;
  if (licence === undefined) return [card];
  const { name: holder, uscc: number, legalPerson, validTo } = licence;
  const paper = {
    ...of,
    holder,
    number,
    person: legalPerson,
    validTo: endOf(validTo),
    materials: [licence.materialId],
  };
  return [card, { ...paper, kind: 'licence' }];
}

/** What the application has shown is what is in force from the merchant's first day on, and watched. */
export async function takeDocuments(
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly applicationId: string; readonly revision: Revision; readonly no: number },
): Promise<void> {
  const { merchantId } = of;
  const source = `${of.applicationId} ${of.no}`;
  for (const document of documentsIn(of.revision, { merchantId, source })) await keepAndWatch(world, tx, document);
}

/** A document is in force from now on; the day on which something comes of it is looked at. */
export async function keepAndWatch(world: World, tx: Tx, document: NewDocument): Promise<void> {
  await keepDocument(world, tx, document);
  const policy = await policyToday(world);
  // from tomorrow on: what was shown today needs no notice today
  const next = nextLook(
    { ...document, toldDays: undefined, heardOn: undefined },
    policy,
    dateInShanghai(world.clock.now()),
  );
  if (next !== undefined) await lookAtDocument(tx, document, next);
}

type Watched = Pick<MerchantDocument, 'validTo' | 'toldDays' | 'heardOn'>;

const dayFacts = (document: Watched, policy: Policy, today: CivilDate) => ({
  validTo: document.validTo,
  toldDays: document.toldDays,
  heardOn: document.heardOn,
  today,
  noticeDays: noticeDaysOf(policy),
  graceDays: policy.number('documents.grace_days'),
});

function nextLook(
  document: Watched,
  policy: Policy,
  today: CivilDate,
): { readonly day: CivilDate; readonly for: 'notice' | 'end' } | undefined {
  const facts = dayFacts(document, policy, today);
  const { tell, next } = decideDocumentDay(facts);
  if (tell !== undefined) return { day: addDays(today, 1), for: 'notice' };
  if (next === undefined) return undefined;
  const ends = decideDocumentDay({ ...facts, today: next }).expire === true;
  return { day: next, for: ends ? 'end' : 'notice' };
}

interface Key {
  readonly merchantId: string;
  readonly kind: DocumentKind;
}

const inForce = async (world: World, { merchantId, kind }: Key): Promise<MerchantDocument | undefined> =>
  (await documentsOf(world, world.db, merchantId)).find((one) => one.kind === kind);

/** A day on which something comes of a document: a notice, or the end of sales. */
export async function documentDay(world: World, key: Key): Promise<void> {
  const document = await inForce(world, key);
  if (document === undefined) return;
  const { state, phone } = await merchantOf(world, key.merchantId);
  if (state === 'closed') return;
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  const { tell, expire } = decideDocumentDay(dayFacts(document, policy, today));
  const { validTo } = document;
  await withTx(world, async (tx) => {
    if (expire === true) return restrictForDocument(world, tx, { ...key, validTo: must(validTo, 'end of a document') });
    let now: Watched = document;
    if (tell !== undefined) {
      // somebody was faster, and has set the next day
      if (!(await noteDocumentTold(tx, document, { days: tell, on: today }))) return;
      now = { ...document, toldDays: tell, heardOn: document.heardOn ?? today };
      const subject = `merchant:${key.merchantId}`;
      const days = noticeDaysOf(policy).at(-1) ?? 0;
      const text = smsTexts.documentEnds({ kind: key.kind, validTo: must(validTo, 'end of a document'), today, days });
      await queueMessage(world, tx, { purpose: 'document', phone, text, subject });
      await world.jobs.emit(tx, { kind: 'document.told', audience: [subject], payload: { kind: key.kind } });
    }
    const next = nextLook(now, policy, today);
    if (next !== undefined) await lookAtDocument(tx, key, next);
  });
}

async function newestRevision(world: World, merchant: Merchant) {
  const { applicantId } = merchant;
  const applicationId = await applicationOfMerchant(world.db, merchant);
  const { revisionNo } = await applicationOf(world, applicantId, applicationId);
  const revision = await revisionOf(world, { applicantId, applicationId, revisionNo });
  return { applicationId, revision, no: revisionNo };
}

/** A merchant of before documents were kept: its revision is opened once. */
export async function takeEarlierDocuments(world: World, merchantId: string): Promise<void> {
  const merchant = await merchantOf(world, merchantId);
  if ((await documentsOf(world, world.db, merchantId)).length > 0 || merchant.state === 'closed') return;
  const found = await newestRevision(world, merchant);
  await withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`document:${merchantId}`]);
    if ((await documentsOf(world, tx, merchantId)).length === 0)
      await takeDocuments(world, tx, { merchantId, ...found });
  });
}

export interface Subject {
  readonly person: { readonly name: string; readonly idNumber: string };
  readonly licence: { readonly name: string; readonly uscc: string } | undefined;
}

/** Who the merchant is by its documents in force; of one whose documents are not taken in yet, by its newest revision. */
export async function subjectOf(world: World, merchant: Merchant): Promise<Subject> {
  const documents = await documentsOf(world, world.db, merchant.merchantId);
  const card = documents.find((one) => one.kind === 'id_card');
  const paper = documents.find((one) => one.kind === 'licence');
  if (card === undefined) {
    const { draft, person } = (await newestRevision(world, merchant)).revision;
    return { person, licence: draft.licence };
  }
  return {
    person: { name: card.holder, idNumber: card.number },
    licence: paper === undefined ? undefined : { name: paper.holder, uscc: paper.number },
  };
}
