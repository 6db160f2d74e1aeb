/** The population's cards as a reader sees them. */
import { maskPan } from '@kaitong/iso8583';
import type { PresentedCard } from '@kaitong/terminal';
import { cryptogramTags, demoCryptogram, issuerHolds } from '../card-network/chip.ts';
import { phoneCode } from '../card-network/issuers.ts';
import { issuedCards, people, testCards, type CardKind, type PopulationCard } from '../population/index.ts';

export type Entry = PresentedCard['entry'];

/** First six digits -> kind, as the terminal's BIN list has it. */
export function cardKinds(): ReadonlyMap<string, CardKind> {
  return new Map([...issuedCards].map(([pan, { card }]) => [pan.slice(0, 6), card.kind]));
}

/** Cards to choose from, those of the test cards last. PIN and what its issuer says on the phone stand beside each, because nobody here exists. */
export function cardChoices() {
  const own = people.flatMap((person) =>
    person.cards.map((card) => ({ id: `${person.key}:${card.kind}`, holder: person.name, card })),
  );
  const tests = testCards.map(({ key, holder, card, about }) => ({ id: `${TEST}:${key}`, holder, card, about }));
  return [...own, ...tests].map(({ card, ...choice }) => ({
    ...choice,
    kind: card.kind,
    bankName: card.bankName,
    maskedPan: maskPan(card.pan),
    pin: card.pin,
    phoneCode: phoneCode(card.pan),
  }));
}

/** Foreign cards of the tray are of one organisation. */
const visaAid = 'A0000000031010';

/** Instead of a person's key. */
const TEST = 'test';

/** A card by its number, by person and kind, or by the id of `cardChoices`. */
export function findCard(by: {
  pan?: string;
  personKey?: string;
  kind?: string;
  card?: string;
}): PopulationCard | undefined {
  if (by.pan !== undefined) return issuedCards.get(by.pan)?.card;
  const [personKey, kind] = by.card === undefined ? [by.personKey, by.kind ?? 'credit'] : by.card.split(':');
  if (personKey === TEST) return testCards.find(({ key }) => key === kind)?.card;
  return people.find((person) => person.key === personKey)?.cards.find((card) => card.kind === kind);
}

/** The card held to the reader. Service code 201: international, chip first, PIN where possible. */
export function present(card: PopulationCard, entry: Entry): PresentedCard {
  const chip = {
    sequence: '001',
    ...(card.organisation === undefined ? {} : { aid: visaAid }),
    cdol: cryptogramTags,
    sign: (data: Uint8Array) => demoCryptogram(card.pan, data),
    accepts: (cryptogram: Uint8Array, authentication: Uint8Array) => issuerHolds(card.pan, cryptogram, authentication),
  };
  return {
    entry,
    pan: card.pan,
    expiry: card.expiry,
    track2: `${card.pan}D${card.expiry}2010000012345`,
    ...(entry === 'swipe' ? {} : { chip }),
  };
}
