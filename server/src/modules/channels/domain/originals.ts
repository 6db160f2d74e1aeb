/** Originals that a teller holds in hands, each with the kinds of photo it stands in the file with. */
export const ORIGINALS = {
  identity_card: ['id_front', 'id_back'],
  bank_card: ['bank_card'],
  licence: ['business_licence'],
  account_permit: ['account_permit', 'account_letter'],
  premises: ['lease'],
  authorisation: ['auth_letter', 'legal_id_front', 'legal_id_back'],
} as const satisfies Record<string, readonly string[]>;

export type OriginalItem = keyof typeof ORIGINALS;
export const isOriginal = (item: string): item is OriginalItem => item in ORIGINALS;

/** The merchant's material, newest of its kind first. */
export interface PhotoFacts {
  readonly materialId: string;
  readonly kind: string;
}

/**
 * The originals that a checklist asks for, with their photos. A legal person who comes in person brings no letter, so an item
 * whose line is there without any photo of its kinds is left out only where `optional` names it.
 */
export function originalsOf(
  items: readonly string[],
  photos: readonly PhotoFacts[],
  optional: readonly string[] = [],
): { item: OriginalItem; materials: string[] }[] {
  return items.filter(isOriginal).flatMap((item) => {
    const materials = ORIGINALS[item].flatMap((kind) => {
      const photo = photos.find((one) => one.kind === kind);
      return photo === undefined ? [] : [photo.materialId];
    });
    return materials.length === 0 && optional.includes(item) ? [] : [{ item, materials }];
  });
}
