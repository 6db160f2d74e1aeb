import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import type { CompleteDraft, Revision } from '../../applications/index.ts';
import { decideReview } from './decide-review.ts';
import { nameMatrix } from './name-matrix.ts';
import type { CheckItem, CompanyAnswer, ReviewFacts } from './review-facts.ts';
import type { ReviewPolicy } from './review-policy.ts';

const NAME = '杭州晓禾餐饮管理有限公司';
const USCC = '914403001922038216'; // a well-known public code: only its check characters matter here

const draft: CompleteDraft = {
  kind: 'company',
  deviceModel: 'smart_pos',
  depositConfirmed: true,
  settlement: 't1',
  planId: 'standard',
  accountKind: 'corporate',
  licence: { materialId: 'l', name: NAME, uscc: USCC, legalPerson: '许晓禾', validTo: '长期' },
  corporateAccount: {
    materialId: 'p',
    accountName: NAME,
    accountNumber: '33050161883500000123',
    bankName: '中国建设银行',
    branchCode: '105331000123',
  },
  premises: { materialId: 'r', proof: 'lease', party: NAME, validTo: '2028-05-31' },
  acting: { as: 'legal_person' },
  owners: [],
  scene: { materialId: 's' },
  business: { tradeName: '晓禾小馆', mcc: '5812', region: '330100', address: '文三路 90 号' },
};
const person = { name: '许晓禾', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' };
const revision: Revision = {
  draft,
  person,
  face: { state: 'face_passed', similarity: 0.7, fileId: null },
  materials: { id_front: 'a', id_back: 'b', licence: 'l', permit: 'p', premises: 'r', scene: 's' },
  signedAt: '2026-11-23T02:00:00Z',
};
const found: CompanyAnswer = {
  kind: 'found',
  name: NAME,
  legalPerson: '许晓禾',
  type: '有限责任公司',
  status: 'normal',
  validTo: '长期',
  address: '',
};
const good: ReviewFacts = {
  today: civilDate('2026-11-23'),
  validityMonthsMin: 3,
  revision,
  read: {
    id_front: { name: '许晓禾', idNumber: '11010519491231002X' },
    licence: { name: NAME, uscc: USCC, legalPerson: '许晓禾' },
    permit: { accountName: NAME, accountNumber: '3305 0161 8835 0000 0123' },
    premises: { party: NAME, endsOn: '2028-05-31' },
  },
  seals: { licence: ['杭州市市场监督管理局', '杭州晓禾餐饮管理有艮公司'] },
  quality: {},
  scene: { lines: ['晓禾小馆'] },
  company: found,
  corporateAccount: { kind: 'match' },
};
const policy: ReviewPolicy = {
  checks: {},
  people: { companySmartPos: 2, t0: 2, override: 2, samplePercent: 0 },
  machine: { approves: true, asksFix: [] },
};
const check = (facts: Partial<ReviewFacts>, name: CheckItem['check']): CheckItem | undefined =>
  decideReview({ ...good, ...facts }, policy, false).items.find((one) => one.check === name);
const drafted = (some: Partial<CompleteDraft>): Partial<ReviewFacts> => ({
  revision: { ...revision, draft: { ...draft, ...some } },
});
const licensed = (some: Partial<NonNullable<CompleteDraft['licence']>>): Partial<ReviewFacts> =>
  drafted({ licence: { ...draft.licence, ...some } as NonNullable<CompleteDraft['licence']> });

describe('machine review of a company', () => {
  it('whose papers all agree has nothing but passes, and still two people look: policy for a company with a smart POS', () => {
    const decision = decideReview(good, policy, false);
    expect(decision.items.filter((one) => one.verdict !== 'pass')).toEqual([]);
    expect([decision.outcome, decision.people]).toEqual(['human', 2]);
    expect(decideReview(good, { ...policy, people: { ...policy.people, companySmartPos: 0 } }, false)).toMatchObject({
      outcome: 'approved',
      people: 0,
    });
  });

  it('S13: an expired licence, and one that the register has revoked, fail hard; an abnormal one fails', () => {
    expect(check(licensed({ validTo: '2026-11-22' }), 'licence_validity')).toMatchObject({
      verdict: 'fail',
      hard: true,
      reason: 'licence_expired',
    });
    expect(check(licensed({ validTo: '2026-11-23' }), 'licence_validity')?.verdict).toBe('pass');
    expect(check({ company: { ...found, status: 'revoked' } }, 'licence_registry')).toMatchObject({
      verdict: 'fail',
      hard: true,
      reason: 'licence_abnormal',
    });
    expect(check({ company: { ...found, status: 'abnormal' } }, 'licence_registry')).toMatchObject({
      verdict: 'fail',
      reason: 'licence_abnormal',
    });
  });

  it('takes a bank’s letter to a person where the register is silent, and says whether it agrees and who sealed it', () => {
    const account = draft.corporateAccount as NonNullable<CompleteDraft['corporateAccount']>;
    const bank = /^.*?银行/.exec(account.bankName)?.[0] ?? '';
    const read = { accountName: account.accountName, accountNumber: account.accountNumber };
    const shown = (seal: string, seen: Record<string, string> = read): Partial<ReviewFacts> => ({
      corporateAccount: { kind: 'unavailable', reason: 'closed' },
      revision: { ...revision, materials: { ...revision.materials, account_letter: 'l' } },
      read: { ...good.read, account_letter: seen },
      seals: { ...good.seals, account_letter: seal === '' ? [] : [seal] },
    });
    const line = (facts: Partial<ReviewFacts>) => check(facts, 'corporate_account');
    expect(line(shown(`${bank}杭州分行业务专用章`))).toMatchObject({ verdict: 'warn', evidence: { letter: 'agrees' } });
    expect(line(shown(account.accountName))).toMatchObject({ verdict: 'warn', reason: 'seal_missing' });
    expect(line(shown(`${bank}杭州分行`, { ...read, accountNumber: '1' }))).toMatchObject({
      verdict: 'skip',
      evidence: { letter: 'differs' },
    });
    expect(line({ ...shown(bank), corporateAccount: { kind: 'mismatch', wrong: ['name'] } })?.verdict).toBe('fail');
  });

  it('never takes a silent register for a no', () => {
    expect(check({ company: { kind: 'unavailable', reason: 'timeout' } }, 'licence_registry')?.verdict).toBe('skip');
    expect(check({ corporateAccount: { kind: 'unavailable', reason: 'timeout' } }, 'corporate_account')?.verdict).toBe(
      'skip',
    );
  });

  it('finds a credit code that does not add up', () =>
    expect(check(licensed({ uscc: '914403001922038217' }), 'licence_number')).toMatchObject({
      verdict: 'fail',
      hard: true,
    }));

  it('wants the legal person of the licence to be the applicant, or whom the handling person acts for', () => {
    expect(check(licensed({ legalPerson: '王建国' }), 'legal_person')).toMatchObject({
      verdict: 'fail',
      reason: 'licence_name_mismatch',
    });
    expect(check(licensed({ legalPerson: '許晓禾' }), 'legal_person')?.verdict).toBe('warn'); // traditional form: for a person (S07)
    const acting = {
      as: 'handler',
      legalPersonName: '王建国',
      legalPersonIdNumber: '11010519491231002X',
      frontMaterialId: 'f',
      backMaterialId: 'b',
      letterMaterialId: 't',
    } as const;
    const handled = drafted({ acting, licence: { ...draft.licence, legalPerson: '王建国' } as never });
    expect(check(handled, 'legal_person')?.verdict).toBe('pass');
    const letter = { company: NAME, handler: '许晓禾', legalPerson: '王建国' };
    const card = { name: '王建国', idNumber: '11010519491231002X' };
    const shown = {
      ...handled,
      read: { ...good.read, letter, legal_id_front: card },
      seals: { ...good.seals, letter: [NAME] },
    };
    expect(check(shown, 'auth_letter')?.verdict).toBe('pass');
    expect(check({ ...shown, seals: {} }, 'auth_letter')).toMatchObject({ reason: 'auth_letter_required' });
    expect(
      check({ ...shown, read: { ...shown.read, letter: { ...letter, handler: '林小满' } } }, 'auth_letter')?.verdict,
    ).toBe('warn');
  });

  it('finds the company’s own seal beside the authority’s, forgives one misread character, and misses it when it is not there', () => {
    expect(check({}, 'seal')?.verdict).toBe('pass');
    expect(check({ seals: { licence: ['杭州市市场监督管理局'] } }, 'seal')).toMatchObject({ reason: 'seal_mismatch' });
    expect(check({ seals: {} }, 'seal')).toMatchObject({ reason: 'seal_missing' });
    expect(check({ seals: { licence: ['杭州晓梅餐饮有限公司'] } }, 'seal')?.verdict).toBe('warn');
  });

  it('wants the account in the name of the licence, and the permit to say the same', () => {
    const account = { ...draft.corporateAccount, accountName: '杭州别家餐饮有限公司' } as never;
    expect(check(drafted({ corporateAccount: account }), 'account_holder')).toMatchObject({
      verdict: 'fail',
      reason: 'card_holder_mismatch',
    });
    expect(check({ read: { ...good.read, permit: {} } }, 'permit')?.verdict).toBe('warn');
    const bare = { ...revision, materials: { ...revision.materials } };
    delete (bare.materials as Record<string, string>)['permit'];
    expect(check({ revision: bare }, 'permit')).toMatchObject({ verdict: 'warn', reason: 'permit_missing' });
  });

  it('wants the lessee to be the company or its legal person, and the lease in force', () => {
    const premises = (some: object): Partial<ReviewFacts> =>
      drafted({ premises: { ...draft.premises, ...some } as never });
    expect(check(premises({ party: '许晓禾' }), 'lessee')?.verdict).toBe('pass');
    expect(check(premises({ party: '王建国' }), 'lessee')).toMatchObject({
      verdict: 'fail',
      reason: 'lease_name_mismatch',
    });
    expect(check(premises({ validTo: '2026-11-22' }), 'lease')).toMatchObject({
      verdict: 'fail',
      reason: 'lease_invalid',
    });
  });

  it('keeps names and numbers out of its evidence', () => {
    const text = JSON.stringify(decideReview(good, policy, false).items.map((one) => one.evidence));
    for (const personal of [NAME, USCC, '许晓禾', '33050161883500000123']) expect(text).not.toContain(personal);
  });
});

describe('the name-consistency matrix', () => {
  it('of good papers has no mismatch, and the seal’s misread character is marked', () => {
    const rows = nameMatrix(good);
    expect(rows.filter((one) => one.right !== 'seal' && one.comparison !== 'exact')).toEqual([]);
    const seal = rows.find((one) => one.right === 'seal');
    expect(seal?.rightRuns.filter((run) => !run.same)).toEqual([{ text: '艮', same: false }]);
  });
  it('marks what could not be read as unread, never as equal', () =>
    expect(nameMatrix({ ...good, read: {} }).find((one) => one.right === 'licence_read')?.comparison).toBe('unread'));
});
