/** What a merchant asks to change of itself: a newer document, its name and trade, another legal person. */
import { must } from '../kernel/assert.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { readTrades } from '../modules/catalogue/index.ts';
import {
  materialOf,
  materialsOf,
  retireMaterials,
  type Material,
  type MaterialKind,
} from '../modules/materials/index.ts';
import { documentsOf, merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  changeOf,
  changesOf,
  decideDoubts,
  decideHandedIn,
  decideVerdict,
  keepChangeRevision,
  moveChange,
  openChange,
  PARTS_OF,
  revisionOfChange,
  type ChangeContent,
  type ChangeKey,
  type ChangeKind,
  type ChangeRefusal,
  type ChangeRequest,
  type DoubtFacts,
  type StandingFacts,
  type VerdictRefusal,
} from '../modules/servicing/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { carryOut } from './carry-out-change.ts';
import { NO_END } from './documents.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** What is photographed for each kind. */
export const PHOTOS_OF = {
  id_card: ['new_id_front', 'new_id_back'],
  licence: ['new_licence'],
  profile: ['new_scene'],
  legal_person: ['new_licence', 'new_id_front', 'new_id_back'],
} as const satisfies Record<ChangeKind, readonly MaterialKind[]>;

const isPrepared = ({ state }: ChangeRequest): boolean => state === 'draft' || state === 'needs_fix';

/** Whether a photo of this kind may be handed in: a request that is being prepared wants it. */
export async function wantsPhoto(world: World, merchantId: string, kind: MaterialKind): Promise<boolean> {
  const wanted = (one: ChangeRequest): boolean => (PHOTOS_OF[one.kind] as readonly MaterialKind[]).includes(kind);
  return (await changesOf(world.db, merchantId)).some((one) => isPrepared(one) && wanted(one));
}

const OPEN_STATES: readonly string[] = ['active', 'restricted', 'pending_activation'];

export type OpenRefusal = Refusal<
  'servicing.change_not_now' | 'servicing.change_no_licence' | 'servicing.change_other_open'
>;

/** Opens a request of a kind, or finds the one that is open. Kinds that are photographed with the same camera wait for each other. */
export async function askChange(
  world: World,
  merchant: Merchant,
  kind: ChangeKind,
): Promise<Outcome<{ changeId: string }, OpenRefusal>> {
  const { merchantId, applicantId, state } = merchant;
  if (!OPEN_STATES.includes(state)) return refuse('servicing.change_not_now', { state });
  const { licence } = await standingOf(world, merchant);
  if (licence === undefined && (kind === 'licence' || kind === 'legal_person'))
    return refuse('servicing.change_no_licence');
  const photos: readonly MaterialKind[] = PHOTOS_OF[kind];
  const others = (await changesOf(world.db, merchantId)).filter((one) => one.kind !== kind && isOpenChange(one));
  const sharing = others.find((one) => PHOTOS_OF[one.kind].some((photo) => photos.includes(photo)));
  if (sharing !== undefined) return refuse('servicing.change_other_open', { kind: sharing.kind });
  return withTx(world, async (tx) => {
    const { changeId, fresh } = await openChange(world, tx, { merchantId, kind });
    // of an earlier request: nobody shall hand in what they have not photographed now
    if (fresh) await retireMaterials(tx, { applicantId, kinds: photos });
    return accept({ changeId });
  });
}

export const isOpenChange = ({ state }: Pick<ChangeRequest, 'state'>): boolean =>
  state !== 'approved' && state !== 'rejected' && state !== 'withdrawn';

/** What stands of a merchant today, as requests are compared with it. */
export async function standingOf(world: World, merchant: Merchant): Promise<StandingFacts> {
  const documents = await documentsOf(world, world.db, merchant.merchantId);
  const card = documents.find((one) => one.kind === 'id_card');
  const licence = documents.find((one) => one.kind === 'licence');
  return {
    card:
      card === undefined ? undefined : { name: card.holder, idNumber: card.number, validTo: card.validTo ?? NO_END },
    licence:
      licence === undefined
        ? undefined
        : {
            name: licence.holder,
            uscc: licence.number,
            legalPerson: licence.person ?? '',
            validTo: licence.validTo ?? NO_END,
          },
    profile: { tradeName: merchant.name, mcc: merchant.mcc },
  };
}

/** What the merchant has typed or confirmed; the photos are those that are there. */
export interface Filled {
  readonly card?: { readonly name: string; readonly idNumber: string; readonly validTo: string } | undefined;
  readonly licence?:
    | { readonly name: string; readonly uscc: string; readonly legalPerson: string; readonly validTo: string }
    | undefined;
  readonly profile?: { readonly tradeName: string; readonly mcc: string } | undefined;
}

function contentOf(kind: ChangeKind, filled: Filled, photos: readonly Material[]): ChangeContent | undefined {
  const photo = (of: MaterialKind): string | undefined => photos.find((one) => one.kind === of)?.materialId;
  if (PHOTOS_OF[kind].some((one) => photo(one) === undefined)) return undefined;
  const { card, licence, profile } = filled;
  const id = (of: MaterialKind): string => must(photo(of), `photo ${of}`);
  const withCard = kind === 'id_card' || kind === 'legal_person';
  const withLicence = kind === 'licence' || kind === 'legal_person';
  return {
    ...(card === undefined || !withCard
      ? {}
      : { card: { ...card, frontMaterialId: id('new_id_front'), backMaterialId: id('new_id_back') } }),
    ...(licence === undefined || !withLicence ? {} : { licence: { ...licence, materialId: id('new_licence') } }),
    ...(profile === undefined || kind !== 'profile'
      ? {}
      : { profile: { ...profile, sceneMaterialId: id('new_scene') } }),
  };
}

/** Photos of the documents that a request of this kind replaces, the card before the licence. */
async function photosInForce({ crypto, db }: World, { merchantId }: Merchant, kind: ChangeKind): Promise<string[]> {
  const parts: readonly string[] = PARTS_OF[kind];
  const documents = await documentsOf({ crypto }, db, merchantId);
  return documents
    .filter((one) => parts.includes(one.kind === 'id_card' ? 'card' : 'licence'))
    .flatMap((one) => one.materials);
}

type SubmitRefusal = ChangeRefusal | Refusal<'servicing.change_unknown' | 'servicing.change_not_editable'>;

/** Hands a request in: what is wrong is said at once, the rest a job looks at. */
export async function submitChange(
  world: World,
  merchant: Merchant,
  input: { readonly changeId: string; readonly filled: Filled },
): Promise<Outcome<true, SubmitRefusal>> {
  const key = { merchantId: merchant.merchantId, changeId: input.changeId };
  const change = await changeOf(world.db, key);
  if (change === undefined) return refuse('servicing.change_unknown');
  if (!isPrepared(change)) return refuse('servicing.change_not_editable', { state: change.state });
  const photos = await materialsOf(world, merchant.applicantId);
  const content = contentOf(change.kind, input.filled, photos);
  if (content === undefined) return refuse('servicing.change_incomplete');
  const policy = await policyToday(world);
  const standing = await standingOf(world, merchant);
  const decided = decideHandedIn({
    kind: change.kind,
    content,
    standing,
    today: dateInShanghai(world.clock.now()),
    ageMin: policy.number('identity.age_min'),
    knownTrade: (await readTrades(world.db)).some((one) => one.code === content.profile?.mcc),
  });
  if (decided.refused) return decided;
  const photosBefore = await photosInForce(world, merchant, change.kind);
  return withTx(world, async (tx) => {
    const revisionNo = change.revisionNo + 1;
    const by = `merchant:${merchant.merchantId}`;
    if (!(await moveChange(world, tx, { ...key, from: change.state, event: 'submit', by, revisionNo })))
      return refuse('servicing.change_not_editable');
    await keepChangeRevision(world, tx, { ...key, revisionNo, content, standing, photosBefore });
    await world.jobs.enqueue(tx, 'look-at-change', { ...key });
    return accept(true as const);
  });
}

async function askRegister(world: World, content: ChangeContent): Promise<DoubtFacts['register']> {
  if (content.licence === undefined) return undefined;
  const answer = await world.registry.company({ uscc: content.licence.uscc });
  if (answer.kind !== 'found') return { kind: answer.kind };
  const { name, legalPerson, status, validTo } = answer;
  return { kind: 'found', name, legalPerson, validTo, normal: status === 'normal' };
}

async function doubtsOf(world: World, merchant: Merchant, change: ChangeRequest, content: ChangeContent) {
  const photo = (id: string | undefined) =>
    id === undefined ? Promise.resolve(undefined) : materialOf(world, merchant.applicantId, id);
  const [front, back, licence, register, standing, policy] = await Promise.all([
    photo(content.card?.frontMaterialId),
    photo(content.card?.backMaterialId),
    photo(content.licence?.materialId),
    askRegister(world, content),
    standingOf(world, merchant),
    policyToday(world),
  ]);
  return decideDoubts({
    kind: change.kind,
    content,
    standing,
    read: {
      ...(front === undefined ? {} : { front: front.reading.fields }),
      ...(back === undefined ? {} : { back: back.reading.fields }),
      ...(licence === undefined ? {} : { licence: licence.reading.fields }),
    },
    warned: [front, back, licence].some((one) => one !== undefined && one.quality.verdict !== 'good'),
    readMin: policy.number('documents.read_min'),
    ...(register === undefined ? {} : { register }),
  });
}

/** The machine looks: it accepts what agrees in everything, and gives the rest to people. Never rejects. */
export async function lookAtChange(world: World, key: ChangeKey): Promise<void> {
  const change = await changeOf(world.db, key);
  if (change?.state !== 'submitted') return;
  const merchant = await merchantOf(world, key.merchantId);
  if (merchant.state === 'closed') return;
  const { content } = await revisionOfChange(world, change);
  const doubts = await doubtsOf(world, merchant, change, content);
  const move = { ...key, from: 'submitted', by: 'machine', revisionNo: change.revisionNo } as const;
  await withTx(world, async (tx) => {
    if (doubts.length > 0) {
      await moveChange(world, tx, { ...move, event: 'doubt', reasons: doubts });
      return;
    }
    if (await moveChange(world, tx, { ...move, event: 'accept' }))
      await carryOut(world, tx, { change, content, merchant });
  });
}

export interface Verdict {
  readonly decision: 'approve' | 'fix' | 'reject';
  readonly revisionNo: number;
  readonly reasons: readonly string[];
  /** Read by the merchant. */
  readonly note: string;
  readonly by: string;
}

/** A person decides; what was approved is carried out in the same transaction, and the merchant hears what follows. */
export async function decideChangeByPeople(
  world: World,
  key: ChangeKey,
  verdict: Verdict,
): Promise<Outcome<'second_review' | 'done', VerdictRefusal | Refusal<'servicing.change_unknown'>>> {
  const change = await changeOf(world.db, key);
  if (change === undefined || change.revisionNo === 0) return refuse('servicing.change_unknown');
  const decided = decideVerdict({ ...change, verdict });
  if (decided.refused) return decided;
  const event = decided.value;
  const merchant = await merchantOf(world, key.merchantId);
  if (merchant.state === 'closed' && verdict.decision === 'approve')
    return refuse('servicing.change_not_waiting', { state: 'closed' });
  const { content } = await revisionOfChange(world, change);
  return withTx(world, async (tx) => {
    const { by, reasons, note, revisionNo } = verdict;
    if (!(await moveChange(world, tx, { ...key, from: change.state, event, by, reasons, note, revisionNo })))
      return refuse('servicing.change_not_waiting');
    if (event === 'approve_first') return accept('second_review' as const);
    if (event === 'approve') await carryOut(world, tx, { change, content, merchant });
    else await tellRefused(world, tx, { merchant, kind: change.kind, again: event === 'ask_fix' });
    return accept('done' as const);
  });
}

const tellRefused = (
  world: World,
  tx: Tx,
  of: { readonly merchant: Merchant; readonly kind: ChangeKind; readonly again: boolean },
) =>
  queueMessage(world, tx, {
    purpose: 'document',
    phone: of.merchant.phone,
    text: of.again ? smsTexts.changeToFix(of.kind) : smsTexts.changeRejected(of.kind),
    subject: `merchant:${of.merchant.merchantId}`,
  });

/** The merchant has ended: nothing of it is to be changed any more. */
export async function endChanges(world: World, tx: Tx, merchantId: string): Promise<void> {
  for (const { changeId, state: from, revisionNo } of (await changesOf(tx, merchantId)).filter(isOpenChange))
    await moveChange(world, tx, { merchantId, changeId, from, event: 'withdraw', by: 'machine', revisionNo });
}

/** The merchant takes its request back, whatever people are doing with it. */
export async function withdrawChange(
  world: World,
  key: ChangeKey,
): Promise<Outcome<true, Refusal<'servicing.change_unknown' | 'servicing.change_ended'>>> {
  const change = await changeOf(world.db, key);
  if (change === undefined) return refuse('servicing.change_unknown');
  const { state: from, revisionNo } = change;
  const by = `merchant:${key.merchantId}`;
  const moved = await withTx(world, (tx) => moveChange(world, tx, { ...key, from, event: 'withdraw', by, revisionNo }));
  return moved ? accept(true as const) : refuse('servicing.change_ended', { state: from });
}
