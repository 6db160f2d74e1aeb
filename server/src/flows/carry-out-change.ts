/** What an approved request does: the merchant's facts, its documents, a restriction that ends, the network where an element has changed. */
import { renewCard } from '../modules/identity/index.ts';
import {
  changePrincipal,
  changeProfile,
  documentsOf,
  type Merchant,
  type MerchantDocument,
} from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { keepStep, type ChangeContent, type ChangeRequest } from '../modules/servicing/index.ts';
import { terminalsOf } from '../modules/terminals/index.ts';
import type { Tx } from '../platform/postgres/database.ts';
import { endOf, keepAndWatch } from './documents.ts';
import type { World } from './ports.ts';
import { liftForDocument } from './restrictions.ts';
import { smsTexts } from './texts.ts';

export interface Approved {
  readonly change: ChangeRequest;
  readonly content: ChangeContent;
  readonly merchant: Merchant;
}

/** What followed, as the merchant and the desk read it in the timeline. */
export type ChangeEffect = 'document' | 'principal' | 'profile' | 'restriction_lifted' | 'registered_again';

/** In the transaction that approves it. */
export async function carryOut(world: World, tx: Tx, approved: Approved): Promise<void> {
  const { change, content, merchant } = approved;
  const before = await documentsOf(world, tx, merchant.merchantId);
  const effects: ChangeEffect[] = [
    ...(await putDocuments(world, tx, approved)),
    ...(await putPrincipal(world, tx, approved, before)),
  ];
  if (content.profile !== undefined) {
    const { tradeName: name, mcc } = content.profile;
    await changeProfile(tx, { merchantId: merchant.merchantId, name, mcc });
    effects.push('profile');
  }
  if (subjectNumber(before) !== subjectNumber(await documentsOf(world, tx, merchant.merchantId))) {
    await registerAllAgain(world, tx, merchant.merchantId);
    effects.push('registered_again');
  }
  const { merchantId, changeId, revisionNo } = change;
  await keepStep(world, tx, { merchantId, changeId, revisionNo, event: 'effects', by: 'machine', reasons: effects });
  await queueMessage(world, tx, {
    purpose: 'document',
    phone: merchant.phone,
    text: smsTexts.changeDone(change.kind),
    subject: `merchant:${merchantId}`,
  });
}

async function putDocuments(world: World, tx: Tx, { change, content, merchant }: Approved): Promise<ChangeEffect[]> {
  const { merchantId } = merchant;
  const source = `${change.changeId} ${change.revisionNo}`;
  const effects: ChangeEffect[] = [];
  const put = async (document: Parameters<typeof keepAndWatch>[2]): Promise<void> => {
    await keepAndWatch(world, tx, document);
    effects.push('document');
    if (await liftForDocument(world, tx, { merchantId, kind: document.kind, source }))
      effects.push('restriction_lifted');
  };
  const { card, licence } = content;
  if (licence !== undefined) {
    const { name: holder, uscc: number, legalPerson: person, materialId } = licence;
    const paper = { merchantId, source, holder, number, person, validTo: endOf(licence.validTo) };
    await put({ ...paper, kind: 'licence', materials: [materialId] });
  }
  if (card !== undefined) {
    const { name: holder, idNumber: number, frontMaterialId, backMaterialId } = card;
    const shown = { merchantId, source, holder, number, validTo: endOf(card.validTo) };
    await put({ ...shown, kind: 'id_card', materials: [frontMaterialId, backMaterialId] });
    await renewCard(world, tx, { applicantId: merchant.applicantId, ...card });
  }
  return [...new Set(effects)];
}

async function putPrincipal(
  world: World,
  tx: Tx,
  { content: { card }, merchant }: Approved,
  before: readonly MerchantDocument[],
): Promise<ChangeEffect[]> {
  const old = before.find((one) => one.kind === 'id_card');
  if (card === undefined || (old?.number === card.idNumber && old.holder === card.name)) return [];
  await changePrincipal(world, tx, { merchantId: merchant.merchantId, name: card.name, idNumber: card.idNumber });
  return ['principal'];
}

/** Of the five elements: the licence's code where there is one, else the number of the person. */
const subjectNumber = (documents: readonly MerchantDocument[]): string | undefined =>
  (documents.find((one) => one.kind === 'licence') ?? documents.find((one) => one.kind === 'id_card'))?.number;

/** Jobs: the network is told with the facts that are committed by then. */
async function registerAllAgain(world: World, tx: Tx, merchantId: string): Promise<void> {
  for (const { terminalId, state } of await terminalsOf(tx, merchantId))
    if (state !== 'closed' && state !== 'unbound')
      await world.jobs.enqueue(tx, 'register-relocated', { merchantId, terminalId });
}
