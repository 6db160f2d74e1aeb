import { describe, expect, it } from 'vitest';
import type { FormFacts } from '../../../flows/application-form.ts';
import { formSections } from './form-lines.ts';
import { printForm } from './print-form.ts';

const facts: FormFacts = {
  applicationId: 'app_01K0000000000000000000000X',
  acquirer: '开通支付',
  outlet: '虚构商业银行 文三路支行',
  applicant: {
    name: '林小满',
    idNumber: '11010519491231002X',
    idValidTo: '长期',
    phone: '13800138000',
    identityState: 'face_witnessed',
  },
  draft: {
    kind: 'sole_proprietor',
    deviceModel: 'esign_pos',
    depositConfirmed: true,
    settlement: 't1',
    planId: 'standard',
    card: { number: '6225880212345678', reservedPhone: '13800138000' },
    business: { tradeName: '小满煎饼', mcc: '5814', region: '330100', address: '文三路 90 号东部软件园一号楼底商' },
  },
  mccName: '快餐、小吃摊',
  regionName: '杭州市',
  originals: [
    { item: 'identity_card', photographed: true },
    { item: 'licence', photographed: false },
  ],
  code: 'AB12CD34',
  url: 'http://localhost/merchant/?form=AB12CD34',
  printedAt: '2026-11-23 10:00:00',
};

describe('the printed form', () => {
  it('is a PDF with an embedded Chinese font, small enough to send', async () => {
    const bytes = Buffer.from(await printForm(facts));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.includes('NotoSansSC')).toBe(true);
    expect(bytes.includes('Helvetica')).toBe(false);
    expect(bytes.length).toBeLessThan(200_000);
  });
  it('asks each kind for its own sections', () => {
    const titles = (kind: 'individual' | 'sole_proprietor' | 'company') =>
      formSections({ ...facts, draft: { ...facts.draft, kind } }).map((one) => one.title);
    expect(titles('individual')).toEqual(['申请人', '结算账户（对私）', '经营信息', '机具与结算']);
    expect(titles('sole_proprietor')).toContain('营业执照与经营场所');
    expect(titles('company')).toEqual(
      expect.arrayContaining(['营业执照与经营场所', '经办与受益所有人', '结算账户（对公）']),
    );
  });
});
