import { languageNow, say, type Pair } from '../../kit/language.ts';
import type { Draft } from '../queries.ts';
import { words } from './words.ts';

const w = (pair: Pair): string => say(pair, languageNow());

/** One part of a draft as lines to compare by eye. */
export function draftLines(draft: Draft, part: keyof Draft): string[] {
  if (part === 'card' && draft.card !== undefined)
    return [`${w(words.cardNumber)} ${draft.card.number}`, `${w(words.reservedPhone)} ${draft.card.reservedPhone}`];
  if (part === 'business' && draft.business !== undefined) {
    const { tradeName, mcc, region, address } = draft.business;
    return [tradeName, `${w(words.mcc)} ${mcc}`, `${w(words.region)} ${region}`, address];
  }
  if (part === 'scene' && draft.scene !== undefined) return [`${w(words.scene)} ${draft.scene.materialId.slice(-6)}`];
  const value = draft[part];
  return typeof value === 'string' || typeof value === 'boolean' ? [String(value)] : [];
}
