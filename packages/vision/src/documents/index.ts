import type { TextRow } from '../ocr/rows.ts';
import type { DocumentKind } from '../types.ts';
import { readAccountLetter } from './account-letter.ts';
import { readAccountPermit } from './account-permit.ts';
import { readAuthLetter } from './auth-letter.ts';
import { readBankCard } from './bank-card.ts';
import { readBusinessLicence } from './business-licence.ts';
import type { Fields } from './fields.ts';
import { readIdBack } from './id-back.ts';
import { readIdFront } from './id-front.ts';
import { readLease } from './lease.ts';

export type { Fields };

interface Reader {
  readonly read: (rows: readonly TextRow[]) => Fields;
  /** Without these the reading is tried again, and in the end counts as incomplete. */
  readonly required: readonly string[];
  /** Words that only this kind prints; two of them, or the first field valid, tell the kind. */
  readonly words: readonly RegExp[];
  /** What a paper calls itself; counts twice. */
  readonly title?: RegExp;
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
  business_licence: {
    read: readBusinessLicence,
    required: ['uscc', 'name', 'type', 'legalPerson', 'establishedOn', 'validTo', 'address', 'scope'],
    title: /营业执照/,
    words: [/统一社会信用代码/, /经营范围/, /成立日期|注册日期/, /登记机关/, /注册资本|组成形式/],
  },
  account_permit: {
    read: readAccountPermit,
    required: ['permitNo', 'accountName', 'accountNumber', 'bankName', 'legalPerson'],
    title: /开户许可|存款账户信息/,
    words: [/核准号|账户编号/, /开户银行/, /账号|账户号码/, /准予|账户名称/],
  },
  account_letter: {
    read: readAccountLetter,
    required: ['accountNumber', 'accountName', 'bankName'],
    title: /账户核实函/,
    words: [/联行号/, /开户银行/, /核实/, /收单机构/],
  },
  lease: {
    read: readLease,
    required: ['party', 'documentType', 'address', 'startsOn', 'endsOn'],
    title: /租赁合同|租赁协议|不动产权/,
    words: [/出租方|出租人|甲方|共有情况/, /承租|乙方|权利人/, /租金|坐落/, /租赁期限|登记日期/],
  },
  auth_letter: {
    read: readAuthLetter,
    required: ['handler', 'handlerIdNumber', 'company', 'legalPerson', 'date'],
    title: /授权委托|委托书/,
    words: [/受托人|被委托人|被授权人/, /委托单位|委托人|授权单位/, /兹委托|兹授权|特授权/, /身份证号/],
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
    const named = reader.title !== undefined && rows.some((row) => reader.title!.test(row.text)) ? 2 : 0;
    const score = words + main + named;
    if (score >= 2 && (best === undefined || score > best.score)) best = { kind, score };
  }
  return best?.kind;
}
