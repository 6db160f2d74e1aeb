import { describe, expect, it } from 'vitest';
import { must } from '../../../kernel/assert.ts';
import { draftSchema, emptyDraft, type Draft } from './draft.ts';
import {
  editableParts,
  requirementsOf,
  withKind,
  type Requirement,
  type RequirementFacts,
  type RequirementItem,
} from './requirements.ts';

const full: Draft = {
  kind: 'individual',
  deviceModel: 'esign_pos',
  depositConfirmed: true,
  settlement: 't1',
  planId: 'standard',
  card: { materialId: 'mat_1', number: '6225880212345678', reservedPhone: '13800138000' },
  scene: { materialId: 'mat_2' },
  business: { tradeName: '小满煎饼', mcc: '5814', region: '330100', address: '文三路 90 号夜市' },
};
const done: RequirementFacts = {
  draft: full,
  state: 'draft',
  channel: 'online',
  identityState: 'face_passed',
  faceRoute: 'live',
  interviewWithoutPlace: false,
  consents: ['privacy', 'third_party_check'],
  fixes: [],
};
const statusOf = (facts: RequirementFacts): Partial<Record<Requirement['item'], string>> =>
  Object.fromEntries(requirementsOf(facts).map((one) => [one.item, one.status]));

describe('the checklist', () => {
  it('of an empty draft misses everything', () => {
    const all = requirementsOf({ ...done, draft: emptyDraft, identityState: 'none', consents: [] });
    expect(all.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 'missing'));
    expect(new Set(all.map((one) => one.item)).size).toBe(8);
  });
  it('of a full draft misses nothing', () =>
    expect(new Set(Object.values(statusOf(done)))).toEqual(new Set(['submitted'])));
  it('asks a person with an accepted face for no face again, be it by the machine or for a person to compare', () => {
    expect(statusOf({ ...done, identityState: 'face_human' }).face).toBe('submitted');
    expect(statusOf({ ...done, identityState: 'id_confirmed' })).toMatchObject({
      identity_card: 'submitted',
      face: 'missing',
    });
  });
  it('counts a device only once its deposit rule is confirmed, and a card only with its photo', () => {
    expect(statusOf({ ...done, draft: { ...full, depositConfirmed: false } }).device).toBe('missing');
    expect(
      statusOf({ ...done, draft: { ...full, card: { number: '6225880212345678', reservedPhone: '13800138000' } } })
        .bank_card,
    ).toBe('missing');
  });
  it('wants both consents: privacy and the check at third parties', () => {
    expect(statusOf({ ...done, consents: ['privacy'] }).third_party_consent).toBe('missing');
    expect(statusOf({ ...done, consents: ['third_party_check'] }).third_party_consent).toBe('missing');
  });
  it('shows a fix that was asked for with its reason and deadline; what had passed is not asked again', () => {
    const facts: RequirementFacts = {
      ...done,
      state: 'needs_fix',
      fixes: [{ item: 'scene', reasons: ['scene_insufficient'], note: '请拍到招牌', answered: false }],
      fixDueAt: '2026-12-23T02:00:00.000Z',
    };
    expect(requirementsOf(facts).filter((one) => one.status !== 'passed')).toEqual([
      {
        item: 'scene',
        step: 'scene',
        status: 'fix_needed',
        actor: 'applicant',
        reasons: ['scene_insufficient'],
        note: '请拍到招牌',
        deadline: '2026-12-23T02:00:00.000Z',
      },
    ]);
    const answered = { ...facts, fixes: [{ item: 'scene', reasons: ['x'], note: '', answered: true }] };
    expect(statusOf(answered).scene).toBe('submitted');
    expect([...editableParts('needs_fix', facts.fixes)]).toEqual(['scene']);
  });
  it('says who acts next: the applicant online, the bank at a counter, the agent in a filing, we while we look', () => {
    const actorOf = (some: Partial<RequirementFacts>) =>
      requirementsOf({ ...done, draft: emptyDraft, ...some }).find((one) => one.item === 'scene')?.actor;
    expect([actorOf({}), actorOf({ channel: 'counter' }), actorOf({ channel: 'agent' })]).toEqual([
      'applicant',
      'bank',
      'agent',
    ]);
    expect(requirementsOf({ ...done, state: 'in_review' }).map((one) => [one.status, one.actor])).toEqual(
      Array.from({ length: 8 }, () => ['checking', 'us']),
    );
  });
});

const licence = {
  materialId: 'm',
  name: '杭州晓禾餐饮有限公司',
  uscc: '914403001922038216',
  legalPerson: '许晓禾',
  validTo: '长期',
};
const account = {
  materialId: 'p',
  accountName: licence.name,
  accountNumber: '33050161883500000123',
  bankName: '中国建设银行',
  branchCode: '105331000123',
};
const itemsOf = (draft: Draft): RequirementItem[] => requirementsOf({ ...done, draft }).map((one) => one.item);

describe('the checklist by kind', () => {
  it('asks a sole proprietor for licence and premises in addition, a company also for permit, authority and owners', () => {
    const individual = itemsOf({ kind: 'individual' });
    const sole = itemsOf({ kind: 'sole_proprietor' });
    const company = itemsOf({ kind: 'company' });
    expect(sole.filter((item) => !individual.includes(item))).toEqual(['licence', 'premises']);
    expect(company.filter((item) => !sole.includes(item))).toEqual(['authorisation', 'owners', 'account_permit']);
    expect(sole.filter((item) => !company.includes(item))).toEqual(['bank_card']);
  });
  it('S12: a company cannot submit without the permit’s photo; a sole proprietor paid to a corporate account may', () => {
    const { materialId: _, ...unproved } = account;
    const permitOf = (kind: 'sole_proprietor' | 'company') =>
      statusOf({ ...done, draft: { ...full, kind, accountKind: 'corporate', corporateAccount: unproved } })
        .account_permit;
    expect([permitOf('company'), permitOf('sole_proprietor')]).toEqual(['missing', 'submitted']);
  });
  it('does not take an e-sign POS for a corporate account, which only the smart POS binds', () => {
    const deviceOf = (deviceModel: 'esign_pos' | 'smart_pos') =>
      statusOf({ ...done, draft: { ...full, kind: 'company', deviceModel } }).device;
    expect([deviceOf('esign_pos'), deviceOf('smart_pos')]).toEqual(['missing', 'submitted']);
  });
});

describe('a change of kind', () => {
  const company: Draft = {
    ...withKind(full, 'company'),
    deviceModel: 'smart_pos',
    depositConfirmed: true,
    licence,
    corporateAccount: account,
    premises: { materialId: 'r', proof: 'lease', party: licence.name, validTo: '2028-05-31' },
    acting: { as: 'legal_person' },
    owners: [],
  };
  it('from individual to company keeps scene and business, and unchooses the device that no longer fits', () => {
    const next = withKind(full, 'company');
    expect(next).toMatchObject({
      kind: 'company',
      accountKind: 'corporate',
      scene: full.scene,
      business: full.business,
    });
    expect([next.deviceModel, next.depositConfirmed, next.card]).toEqual([undefined, undefined, undefined]);
  });
  it('from company to sole proprietor keeps licence and premises, and drops what only companies show', () => {
    const next = withKind(company, 'sole_proprietor');
    expect(next).toMatchObject({ licence, premises: company.premises, deviceModel: 'smart_pos' });
    expect([next.acting, next.owners, next.accountKind]).toEqual([undefined, undefined, 'corporate']);
    expect(next.corporateAccount).toEqual(account);
  });
  it('to the same kind changes nothing', () => expect(withKind(company, 'company')).toEqual(company));
});

describe('a draft', () => {
  it('takes what is known of it and refuses what is not', () => {
    expect(draftSchema.safeParse(full).success).toBe(true);
    expect(draftSchema.safeParse({ ...full, role: 'admin' }).success).toBe(false);
    expect(draftSchema.safeParse({ card: { number: '62258802123456ab', reservedPhone: '13800138000' } }).success).toBe(
      false,
    );
    expect(draftSchema.safeParse({ card: { number: '6225880212345678', reservedPhone: '23800138000' } }).success).toBe(
      false,
    );
  });

  it('S17: whoever does not show their face to a machine is asked for an interview instead, and for nothing else', () => {
    const other = requirementsOf({ ...done, identityState: 'id_confirmed', faceRoute: 'interview' });
    expect(other.find((one) => one.item === 'face')).toBeUndefined();
    expect(other.filter((one) => one.status === 'missing').map((one) => one.item)).toEqual(['interview']);
    const answered = { ...done.draft, interview: { materialId: 'mat_1' } };
    const statusWith = (interviewMaterialId: string) =>
      statusOf({ ...done, draft: answered, faceRoute: 'interview', interviewMaterialId })['interview'];
    expect(statusWith('mat_1')).toBe('submitted');
    expect(statusWith('mat_2')).toBe('missing'); // a clip of something else answers nothing
  });

  it('S16: a strict pack asks an interview of who has no fixed place, beside the live check; the default pack does not', () => {
    const loose = { ...done.draft, business: { ...must(done.draft.business, 'business'), fixedPlace: false } };
    const items = (interviewWithoutPlace: boolean): string[] =>
      requirementsOf({ ...done, draft: loose, interviewWithoutPlace }).map((one) => one.item);
    expect(items(true)).toEqual(expect.arrayContaining(['face', 'interview']));
    expect(items(false)).not.toContain('interview');
    expect(requirementsOf({ ...done, interviewWithoutPlace: true }).map((one) => one.item)).not.toContain('interview');
  });
});
