/** Everything we hold of a person as one ZIP: words as JSON, photos and the signed agreement as they are, and who of our people has looked. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import { isoText } from '../kernel/instant.ts';
import { maskPhone } from '../kernel/masks.ts';
import { must } from '../kernel/assert.ts';
import { agreementOf, currentApplication } from '../modules/applications/index.ts';
import { applicantOf, consentsOf, signInsOf, type ClassVerdict } from '../modules/identity/index.ts';
import { keptMaterials } from '../modules/materials/index.ts';
import { documentsOf, settlementAccountOf, type Merchant } from '../modules/merchants/index.ts';
import { messagesOf, noticesOf } from '../modules/notifications/index.ts';
import { ticketsOfMerchant } from '../modules/servicing/index.ts';
import { terminalsOf } from '../modules/terminals/index.ts';
import { looksAt } from '../platform/looks.ts';
import type { World } from './ports.ts';

interface Of {
  readonly applicantId: string;
  readonly verdicts: readonly ClassVerdict[];
  readonly merchant: Merchant | undefined;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'application/pdf': 'pdf',
};

async function merchantPart(world: World, merchant: Merchant) {
  const { merchantId } = merchant;
  const [account, documents, terminals, tickets, told, notices] = await Promise.all([
    settlementAccountOf(world.db, merchantId),
    documentsOf(world, world.db, merchantId),
    terminalsOf(world.db, merchantId),
    ticketsOfMerchant(world, merchantId),
    messagesOf(world.db, `merchant:${merchantId}`),
    noticesOf(world, { subjects: [`merchant:${merchantId}`] }),
  ]);
  return { merchant, account, documents, terminals, tickets, told, notices };
}

/** @returns the bytes of the ZIP */
export async function bundleOf(world: World, of: Of): Promise<Uint8Array> {
  const { applicantId, verdicts, merchant } = of;
  const person = must(await applicantOf(world, applicantId), 'applicant');
  const [application, consents, signIns, materials] = await Promise.all([
    currentApplication(world, applicantId),
    consentsOf(world.db, applicantId),
    signInsOf(world.db, applicantId),
    keptMaterials(world.db, applicantId),
  ]);
  const looks = await looksAt(world.db, {
    subjects: [applicantId, ...(merchant === undefined ? [] : [merchant.merchantId, merchant.merchantNo])],
    pictures: materials.map((one) => one.materialId),
  });
  const agreement =
    application === undefined
      ? undefined
      : await agreementOf(world.db, { applicantId, applicationId: application.applicationId });
  const words = {
    madeAt: isoText(world.clock.now()),
    person: {
      phone: person.phone,
      name: person.name,
      idNumber: person.idNumber,
      idValidTo: person.idValidTo,
      faceSimilarity: person.faceSimilarity,
    },
    consents,
    application: application === undefined ? undefined : { state: application.state, draft: application.draft },
    signIns,
    kept: verdicts,
    looks,
    ...(merchant === undefined ? {} : await merchantPart(world, { ...merchant, phone: maskPhone(merchant.phone) })),
  };
  const files: Zippable = { 'data.json': strToU8(JSON.stringify(words, plain, 2)) };
  const pictures = [
    ...materials.map((one) => ({ name: one.materialId, fileId: one.fileId })),
    ...(person.faceFileId === undefined ? [] : [{ name: 'face', fileId: person.faceFileId }]),
    ...(agreement === undefined ? [] : [{ name: 'agreement', fileId: agreement.pdfFileId }]),
  ];
  for (const { name, fileId } of pictures) {
    if (!(await world.files.exists(fileId))) continue;
    const { content, contentType } = await world.files.read(fileId);
    // photos and clips are packed already
    files[`${name}.${EXTENSIONS[contentType] ?? 'bin'}`] = [content, { level: 0 }];
  }
  return zipSync(files);
}

/** Amounts are text: JSON has no whole numbers of that size. */
const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
