import type { TextRow } from '../ocr/rows.ts';
import type { DocumentKind } from '../types.ts';
import { readBankCard } from './bank-card.ts';
import type { Fields } from './fields.ts';
import { readIdBack } from './id-back.ts';
import { readIdFront } from './id-front.ts';

export type { Fields };

interface Reader {
  readonly read: (rows: readonly TextRow[]) => Fields;
  /** Without these the reading is tried again, and in the end counts as incomplete. */
  readonly required: readonly string[];
  /** Words that only this kind prints; two of them, or the first field valid, tell the kind. */
  readonly words: readonly RegExp[];
}

const READERS: Readonly<Record<Exclude<DocumentKind, 'scene_photo'>, Reader>> = {
  id_front: {
    read: readIdFront,
    required: ['idNumber', 'name', 'birth', 'sex', 'ethnicity', 'address'],
    words: [/公民身份号|身份号码/, /姓名/, /性别/, /民族/, /出生/, /住址/],
  },
  id_back: {
    read: readIdBack,
    required: ['validTo', 'validFrom', 'issuer'],
    words: [/签发机关/, /有效期限/, /居民身份证/, /中华人民共和国/],
  },
  bank_card: {
    read: readBankCard,
    required: ['cardNumber'],
    words: [/银行|信用社/, /UnionPay|银联/i, /VALID|THRU/i, /借记卡|信用卡|储蓄卡/],
  },
};

/** Fields of one kind of document; a scene has none. */
export function readFields(kind: DocumentKind, rows: readonly TextRow[]): Fields {
  return kind === 'scene_photo' ? {} : READERS[kind].read(rows);
}

/** Required fields that are absent or break their rule. */
export function missingFields(kind: DocumentKind, fields: Fields): string[] {
  if (kind === 'scene_photo') return [];
  return READERS[kind].required.filter((name) => fields[name]?.valid !== true);
}

/** The kind that the text speaks for, or undefined when it speaks for none. */
export function kindOfText(rows: readonly TextRow[]): DocumentKind | undefined {
  let best: { kind: DocumentKind; score: number } | undefined;
  for (const [kind, reader] of Object.entries(READERS) as [DocumentKind, Reader][]) {
    const words = reader.words.filter((word) => rows.some((row) => word.test(row.text))).length;
    const main = reader.read(rows)[reader.required[0]!]?.valid === true ? 2 : 0;
    const score = words + main;
    if (score >= 2 && (best === undefined || score > best.score)) best = { kind, score };
  }
  return best?.kind;
}
