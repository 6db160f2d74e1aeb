import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import type { ChangeContent, ChangeKind, NewCard, NewLicence, StandingFacts } from './change-content.ts';
import { decideDoubts, decideHandedIn, type DoubtFacts, type ReadFields } from './decide-change.ts';
import { decideVerdict, type VerdictFacts } from './decide-verdict.ts';

const ID = '11010519491231002X';
const OTHER_ID = '440524188001010014';
const USCC = '914403001922038216';
const standing: StandingFacts = {
  card: { name: '买买提·阿不都拉', idNumber: ID, validTo: '2027-02-28' },
  licence: { name: '杭州晓禾餐饮管理有限公司', uscc: USCC, legalPerson: '许晓禾', validTo: '2027-06-30' },
  profile: { tradeName: '晓禾小馆', mcc: '5812' },
};
const card: NewCard = {
  name: '买买提•阿不都拉',
  idNumber: ID,
  validTo: '2047-02-28',
  frontMaterialId: 'mat_1',
  backMaterialId: 'mat_2',
};
const licence: NewLicence = {
  name: '杭州晓禾餐饮管理有限公司',
  uscc: USCC,
  legalPerson: '许晓禾',
  validTo: '长期',
  materialId: 'mat_3',
};
const profile = { tradeName: '晓禾小馆', mcc: '5812', sceneMaterialId: 'mat_4' };

const handedIn = (kind: ChangeKind, content: ChangeContent, changed: Partial<StandingFacts> = {}) => {
  const outcome = decideHandedIn({
    kind,
    content,
    standing: { ...standing, ...changed },
    today: civilDate('2027-03-01'),
    ageMin: 18,
    knownTrade: true,
  });
  return outcome.refused ? outcome.refusal.code : 'fine';
};

describe('a new identity card', () => {
  const of = (changed: Partial<NewCard>) => handedIn('id_card', { card: { ...card, ...changed } });

  it('is taken with a later end, or with none at all', () => {
    expect([of({}), of({ validTo: '长期' })]).toEqual(['fine', 'fine']);
  });

  it('that has expired, ends no later than the one that stands, or is no card at all is refused while its holder is there', () => {
    expect([of({ validTo: '2027-02-28' }), of({ validTo: '2027-03-01' }), of({ validTo: '2027-02-29' })]).toEqual([
      'servicing.change_expired',
      'fine',
      'servicing.change_valid_to',
    ]);
    expect(of({ idNumber: '110105194912310021' })).toBe('servicing.change_id_number');
    expect(handedIn('id_card', {})).toBe('servicing.change_incomplete');
    const later = { card: { name: '林小满', idNumber: ID, validTo: '2048-01-01' } };
    expect(handedIn('id_card', { card }, later)).toBe('servicing.change_not_later');
    expect(handedIn('id_card', { card }, { card: { ...later.card, validTo: '长期' } })).toBe(
      'servicing.change_not_later',
    );
  });
});

describe('a new licence', () => {
  const of = (changed: Partial<NewLicence>) => handedIn('licence', { licence: { ...licence, ...changed } });

  it('of the same company that names the same people is a renewal', () => expect(of({})).toBe('fine'));

  it('with another name or another legal person is a change of its own, and of another company none', () => {
    expect(of({ legalPerson: '王五' })).toBe('servicing.change_is_legal_person');
    expect(of({ name: '杭州别家有限公司' })).toBe('servicing.change_is_legal_person');
    expect(of({ uscc: '91350100M000100Y43' })).toBe('servicing.change_other_company');
    expect(of({ uscc: '914403001922038217' })).toBe('servicing.change_credit_code');
  });

  it('is nothing for a merchant without one', () => {
    expect(handedIn('licence', { licence }, { licence: undefined })).toBe('servicing.change_no_licence');
  });
});

describe('another legal person', () => {
  const next = { ...licence, legalPerson: '王小五' };
  it('stands on the new licence and on the card', () => {
    const person = { ...card, name: '王小五', idNumber: ID };
    expect(handedIn('legal_person', { licence: next, card: person })).toBe('fine');
    expect(handedIn('legal_person', { licence: next, card })).toBe('servicing.change_person_differs');
    expect(handedIn('legal_person', { licence: next })).toBe('servicing.change_incomplete');
    expect(handedIn('legal_person', { licence, card: { ...person, name: '许晓禾' } })).toBe('servicing.change_same');
  });
});

describe('a profile', () => {
  it('that changes nothing is refused, and so is a trade that nobody knows', () => {
    expect(handedIn('profile', { profile })).toBe('servicing.change_same');
    expect(handedIn('profile', { profile: { ...profile, mcc: '5814' } })).toBe('fine');
    const unknown = decideHandedIn({
      kind: 'profile',
      content: { profile: { ...profile, mcc: '0001' } },
      standing,
      today: civilDate('2027-03-01'),
      ageMin: 18,
      knownTrade: false,
    });
    expect(unknown.refused && unknown.refusal.code).toBe('servicing.change_mcc');
  });
});

const sure = (value: string, confidence = 0.99, valid = true) => ({ value, confidence, valid });
const front: ReadFields = { name: sure('买买提·阿不都拉'), idNumber: sure(ID) };
const back: ReadFields = { validTo: sure('2047-02-28') };
const paper: ReadFields = { name: sure(licence.name), uscc: sure(USCC), legalPerson: sure('许晓禾') };
const doubts = (changed: Partial<DoubtFacts>) =>
  decideDoubts({
    kind: 'id_card',
    content: { card },
    standing,
    read: { front, back },
    warned: false,
    readMin: 0.9,
    ...changed,
  });

describe('who decides', () => {
  it('the machine, where the new card says what the old one said and was read with certainty', () => {
    expect(doubts({})).toEqual([]);
  });

  it('people, where number or name differ, or a name is written another way', () => {
    expect(doubts({ content: { card: { ...card, idNumber: OTHER_ID } } })).toEqual([
      'number_differs',
      'reading_differs',
    ]);
    expect(doubts({ standing: { ...standing, card: { ...card, name: '别人' } } })).toEqual(['name_differs']);
    const old = { name: '吳晓', idNumber: ID, validTo: '2027-02-28' };
    const now = {
      content: { card: { ...card, name: '吴晓' } },
      read: { front: { ...front, name: sure('吴晓') }, back },
    };
    expect(doubts({ ...now, standing: { ...standing, card: old } })).toEqual(['name_variant']);
  });

  it('people, where a field was read badly, differently, or not at all, or the photo is poor', () => {
    expect(doubts({ read: { front, back: { validTo: sure('2047-02-28', 0.89) } } })).toEqual(['reading_unsure']);
    expect(doubts({ read: { front, back: { validTo: sure('2037-02-28') } } })).toEqual(['reading_differs']);
    expect(doubts({ read: { front: { ...front, idNumber: undefined }, back } })).toEqual(['reading_unsure']);
    expect(doubts({ warned: true })).toEqual(['photo_poor']);
  });

  it('of a licence the register has the word; its silence is no yes', () => {
    const of = (register: DoubtFacts['register']) =>
      doubts({
        kind: 'licence',
        content: { licence },
        read: { licence: paper },
        ...(register === undefined ? {} : { register }),
      });
    const found = { kind: 'found', name: licence.name, legalPerson: '许晓禾', validTo: '长期', normal: true } as const;
    expect(of(found)).toEqual([]);
    expect(of({ ...found, normal: false })).toEqual(['register_differs']);
    expect(of({ ...found, legalPerson: '别人' })).toEqual(['register_differs']);
    expect(of({ ...found, validTo: '2030-01-01' })).toEqual(['register_differs']);
    expect([of({ kind: 'absent' }), of({ kind: 'unavailable' }), of(undefined)]).toEqual([
      ['register_differs'],
      ['register_silent'],
      ['register_silent'],
    ]);
  });

  it('people, where a licence without an end was read with one', () => {
    const register = {
      kind: 'found',
      name: licence.name,
      legalPerson: '许晓禾',
      validTo: '长期',
      normal: true,
    } as const;
    const read = { licence: { ...paper, validTo: sure('2030-01-01') } };
    expect(doubts({ kind: 'licence', content: { licence }, read, register })).toEqual(['reading_differs']);
  });

  it('always people, of a profile and of another legal person', () => {
    expect(doubts({ kind: 'profile', content: { profile }, read: {} })).toEqual(['always_people']);
  });
});

describe('what a person says', () => {
  const verdict = (changed: Partial<VerdictFacts>, said: Partial<VerdictFacts['verdict']> = {}) => {
    const outcome = decideVerdict({
      kind: 'profile',
      state: 'in_review',
      revisionNo: 2,
      doubts: ['always_people'],
      firstBy: undefined,
      ...changed,
      verdict: { decision: 'approve', revisionNo: 2, reasons: [], by: 'stf_1', ...said },
    });
    return outcome.refused ? outcome.refusal.code : outcome.value;
  };

  it('counts for the revision that was looked at, and only while it waits', () => {
    expect(verdict({})).toBe('approve');
    expect(verdict({}, { revisionNo: 1 })).toBe('servicing.change_stale');
    expect(verdict({ state: 'approved' })).toBe('servicing.change_not_waiting');
  });

  it('sends back or rejects with a reason', () => {
    expect(verdict({}, { decision: 'fix' })).toBe('servicing.change_reasons');
    expect(verdict({}, { decision: 'fix', reasons: ['img_blurry'] })).toBe('ask_fix');
    expect(verdict({ state: 'second_review', firstBy: 'stf_1' }, { decision: 'reject', reasons: ['doc_forged'] })).toBe(
      'reject',
    );
  });

  it('takes two people for another legal person and for another number', () => {
    expect(verdict({ kind: 'legal_person' })).toBe('approve_first');
    expect(verdict({ kind: 'id_card', doubts: ['number_differs'] })).toBe('approve_first');
    const second = { kind: 'legal_person', state: 'second_review', firstBy: 'stf_1' } as const;
    expect(verdict(second)).toBe('servicing.change_same_person');
    expect(verdict(second, { by: 'stf_2' })).toBe('approve');
  });
});
