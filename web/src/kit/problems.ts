/** What a refusal means for the reader, and the next step. A code of the contract without a text does not compile. */
import type { Contract, RouteKey } from '@kaitong/client/contract';
import { useCallback } from 'react';
import { problemOf, type Problem } from './client.ts';
import { say, useLanguage, type Language, type Pair } from './language.ts';
import { yuan } from './money.ts';
import { applicationsProblems } from './problem-words/applications.ts';
import { booksProblems } from './problem-words/books.ts';
import { changesProblems } from './problem-words/changes.ts';
import { channelsProblems } from './problem-words/channels.ts';
import { depositsProblems } from './problem-words/deposits.ts';
import { generalProblems } from './problem-words/general.ts';
import { identityProblems } from './problem-words/identity.ts';
import { merchantsProblems } from './problem-words/merchants.ts';
import { partnerProblems } from './problem-words/partner.ts';
import { reviewProblems } from './problem-words/review.ts';
import { riskProblems } from './problem-words/risk.ts';
import { settlementProblems } from './problem-words/settlement.ts';
import { terminalsProblems } from './problem-words/terminals.ts';
import { reasonTitle } from './reasons.ts';

type Declared = {
  [K in RouteKey]: Contract[K] extends { readonly refusals: readonly (infer C extends string)[] } ? C : never;
}[RouteKey];
type General =
  | 'http.bad_request'
  | 'http.not_found'
  | 'http.unsupported'
  | 'http.too_large'
  | 'http.origin'
  | 'http.rate_limit'
  | 'http.fault'
  | 'http.unexpected'
  | 'merchants.closed'
  | 'network.unreachable'
  | 'identity.sign_in_needed'
  | 'identity.not_allowed'
  | 'demo.only'
  | 'http.idempotency_needed'
  | 'partner.key_invalid'
  | 'partner.scope_missing'
  | 'partner.ip_not_allowed'
  | 'page.fault';
export type KnownCode = Declared | General;

export const problemWords = {
  ...identityProblems,
  ...changesProblems,
  ...channelsProblems,
  ...reviewProblems,
  ...terminalsProblems,
  ...settlementProblems,
  ...booksProblems,
  ...depositsProblems,
  ...riskProblems,
  ...merchantsProblems,
  ...applicationsProblems,
  ...partnerProblems,
  ...generalProblems,
} as const satisfies Record<KnownCode, Pair>;

const items: Readonly<Record<string, Pair>> = {
  identity_card: ['身份证', 'identity card'],
  face: ['人脸', 'face'],
  device: ['机具与押金', 'device and deposit'],
  settlement: ['结算方式', 'settlement'],
  bank_card: ['银行卡', 'bank card'],
  scene: ['经营场景', 'scene proof'],
  interview: ['视频面签', 'video interview'],
  business: ['经营信息', 'business'],
  third_party_consent: ['第三方核验授权', 'third-party check consent'],
};

/** Parts of a price, with the figure in percent or yuan: a rate travels as millionths, a cap as fen. */
const parts: Readonly<Record<string, Pair>> = {
  creditPpm: ['信用卡费率', 'the credit rate'],
  debitPpm: ['借记卡费率', 'the debit rate'],
  debitCapFen: ['借记卡封顶', 'the debit cap'],
  qrPpm: ['扫码费率', 'the code rate'],
  t0Ppm: ['T+0 加收', 'the T+0 surcharge'],
  sharePpm: ['分润比例', 'the share'],
};
const figure = (part: string, value: unknown): string =>
  part.endsWith('Ppm')
    ? `${(Number(value) / 10_000).toFixed(4).replace(/(\.\d\d)0+$/, '$1')}%`
    : `¥${yuan(String(value))}`;

/** Facts as people read them: coded reasons, items and parts become words. */
function readable(problem: Pick<Problem, 'facts'>, language: Language): Record<string, unknown> {
  const facts: Record<string, unknown> = { ...problem.facts };
  const join = (list: unknown, word: (code: string) => string): unknown =>
    Array.isArray(list) ? list.map((one) => word(String(one))).join(language === 'en' ? ', ' : '、') : list;
  const part = String(facts['part']);
  if (parts[part] !== undefined) {
    facts['part'] = say(parts[part], language);
    for (const name of ['floor', 'most']) if (facts[name] !== undefined) facts[name] = figure(part, facts[name]);
  }
  if (facts['reasons'] !== undefined) facts['reasons'] = join(facts['reasons'], (code) => reasonTitle(code, language));
  if (facts['originals'] !== undefined)
    facts['originals'] = join(facts['originals'], (code) =>
      items[code] === undefined ? code : say(items[code], language),
    );
  if (facts['items'] !== undefined)
    facts['items'] = join(facts['items'], (code) => (items[code] === undefined ? code : say(items[code], language)));
  return facts;
}

export function problemText(error: unknown, language: Language): string {
  return refusalText(problemOf(error), language);
}

/** The same for a refusal that an answer foretells. */
export function refusalText(problem: Pick<Problem, 'code' | 'facts'>, language: Language): string {
  const pair = (problemWords as Readonly<Record<string, Pair>>)[problem.code] ?? problemWords['http.unexpected'];
  return say(pair, language, readable(problem, language)).replace(/\{\w+\}/g, '…');
}

export function useProblemText(): (error: unknown) => string {
  const language = useLanguage();
  return useCallback((error: unknown) => problemText(error, language), [language]);
}
