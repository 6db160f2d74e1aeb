/** The papers of the drawn businesses, and what may be wrong with them: which, for whom, and what the gate must say. */
import type { Canvas } from '@napi-rs/canvas';
import { businesses, personOf, type Business } from '@kaitong/simulators/src/population/index.ts';
import { drawAccountLetter, letterSeal } from './account-letter.ts';
import { drawAccountPermit, permitIssuer } from './account-permit.ts';
import { drawAuthLetter } from './auth-letter.ts';
import { drawBusinessLicence } from './business-licence.ts';
import { drawLease, drawPropertyCertificate, PROPERTY_FACTS } from './lease.ts';
import { photocopied, type Fault } from './photograph.ts';
import { press, type SealToPress } from './seal.ts';

export interface PaperSample {
  readonly slug: string;
  readonly kind: 'business_licence' | 'account_permit' | 'lease' | 'auth_letter' | 'account_letter';
  readonly zh: string;
  readonly en: string;
  readonly expect: 'good' | 'img_blurry' | 'img_dark' | 'img_copy';
  readonly fault: Fault;
  readonly draw: () => Canvas;
  readonly printed: Printed;
}

/** What stands on a paper: the fields a reader should find, and the names on its red seals. */
export interface Printed {
  readonly fields: Readonly<Record<string, string>>;
  readonly seals: readonly string[];
}

/** A company of nobody in the population: for papers that bear the wrong seal. */
const ANOTHER_COMPANY = '杭州别枝文化传播有限公司';

const plain = { expect: 'good', fault: 'none' } as const;

export const PAPERS: readonly { readonly business: Business; readonly samples: readonly PaperSample[] }[] =
  businesses.map((business) => ({
    business,
    samples: business.kind === 'company' ? companyPapers(business) : shopPapers(business),
  }));

function ownerOf(business: Business): string {
  return personOf(business.legalPersonKey).name;
}

function licenceFields(business: Business): Printed['fields'] {
  const { uscc, name, type, establishedOn, validTo, address, scope } = business;
  return { uscc, name, type, legalPerson: ownerOf(business), establishedOn, validTo, address, scope };
}

function leaseFields({ lease }: Business): Printed['fields'] {
  const { lessee: party, lessor, address, startsOn, endsOn } = lease;
  return { documentType: 'lease', party, lessor, address, startsOn, endsOn };
}

function permitFields(business: Business): Printed['fields'] {
  const { permitNo = '', accountNumber = '', bankName = '' } = business.account ?? {};
  return { permitNo, accountName: business.name, accountNumber, bankName, legalPerson: ownerOf(business) };
}

function letterFields(business: Business): Printed['fields'] {
  const { name: handler, idNumber: handlerIdNumber } = personOf(business.handlerKey ?? '');
  const date = business.authorisedOn ?? '';
  return { company: business.name, legalPerson: ownerOf(business), handler, handlerIdNumber, date };
}

function shopPapers(business: Business): PaperSample[] {
  const fields = licenceFields(business);
  const licence = {
    ...plain,
    kind: 'business_licence',
    draw: () => drawBusinessLicence(business),
    printed: { fields, seals: [business.authority] },
  } as const;
  return [
    { ...licence, slug: 'business-licence', zh: '营业执照', en: 'business licence' },
    {
      ...licence,
      slug: 'business-licence-copy',
      zh: '营业执照（复印件，个体户须拍原件）',
      en: 'business licence, a copy where the original is due',
      expect: 'img_copy',
      draw: () => photocopied(drawBusinessLicence(business)),
      printed: { fields, seals: [] },
    },
    {
      ...licence,
      slug: 'business-licence-blurry',
      zh: '营业执照（模糊）',
      en: 'business licence, blurry',
      expect: 'img_blurry',
      fault: 'blurry',
    },
    {
      ...plain,
      slug: 'lease',
      kind: 'lease',
      zh: '租赁合同',
      en: 'lease',
      draw: () => drawLease(business),
      printed: { fields: leaseFields(business), seals: [] },
    },
    {
      ...plain,
      slug: 'property-certificate',
      kind: 'lease',
      zh: '不动产权证书',
      en: 'property certificate',
      draw: () => drawPropertyCertificate(business),
      printed: {
        fields: {
          documentType: 'property',
          party: ownerOf(business),
          address: business.address,
          startsOn: PROPERTY_FACTS.registeredOn,
          endsOn: '长期',
        },
        seals: [PROPERTY_FACTS.authority],
      },
    },
  ];
}

function companyPapers(business: Business): PaperSample[] {
  const seals = [business.name];
  const lease = { draw: () => drawLease(business), printed: { fields: leaseFields(business), seals } };
  const letter = { ...plain, kind: 'auth_letter' } as const;
  const fields = letterFields(business);
  return [
    ...companyLicences(business),
    ...permits(business),
    ...accountLetters(business),
    { ...plain, slug: 'lease', kind: 'lease', zh: '租赁合同', en: 'lease', ...lease },
    {
      ...letter,
      slug: 'auth-letter',
      zh: '授权委托书',
      en: 'letter of authorisation',
      draw: () => drawAuthLetter(business),
      printed: { fields, seals },
    },
    {
      ...letter,
      slug: 'auth-letter-unstamped',
      zh: '授权委托书（未盖章）',
      en: 'letter of authorisation without the seal',
      draw: () => drawAuthLetter(business, { seal: 'none' }),
      printed: { fields, seals: [] },
    },
  ];
}

function accountLetters(business: Business): PaperSample[] {
  const { accountNumber = '', bankName = '', branchCode = '' } = business.account ?? {};
  const fields = { accountName: business.name, accountNumber, bankName, branchCode };
  const letter = { ...plain, kind: 'account_letter' } as const;
  return [
    {
      ...letter,
      slug: 'account-letter',
      zh: '账户核实函',
      en: 'letter of the account’s bank',
      draw: () => drawAccountLetter(business, { sealed: true }),
      printed: { fields, seals: [letterSeal(business)] },
    },
    {
      ...letter,
      slug: 'account-letter-unstamped',
      zh: '账户核实函（未盖章）',
      en: 'letter of the account’s bank without its seal',
      draw: () => drawAccountLetter(business, { sealed: false }),
      printed: { fields, seals: [] },
    },
  ];
}

function companyLicences(business: Business): PaperSample[] {
  const fields = licenceFields(business);
  const licence = { ...plain, kind: 'business_licence' } as const;
  const stamped = (sheet: Canvas, pressed: SealToPress, degrees: number): Canvas => {
    press(sheet.getContext('2d'), pressed, { x: 650, y: 695, radius: 142, degrees });
    return sheet;
  };
  const copy = () => photocopied(drawBusinessLicence(business));
  return [
    {
      ...licence,
      slug: 'business-licence',
      zh: '营业执照（原件，加盖公章）',
      en: 'business licence, the original with the company seal',
      draw: () => stamped(drawBusinessLicence(business), { name: business.name }, 9),
      printed: { fields, seals: [business.authority, business.name] },
    },
    {
      ...licence,
      slug: 'business-licence-stamped',
      zh: '营业执照（复印件加盖公章）',
      en: 'business licence, a copy with the company seal',
      draw: () => stamped(copy(), { name: business.name }, -7),
      printed: { fields, seals: [business.name] },
    },
    {
      ...licence,
      slug: 'business-licence-unstamped',
      zh: '营业执照（复印件，未盖章）',
      en: 'business licence, a copy without the seal',
      draw: copy,
      printed: { fields, seals: [] },
    },
    {
      ...licence,
      slug: 'business-licence-other-seal',
      zh: '营业执照（复印件，盖了别家公章）',
      en: 'business licence, a copy with another company’s seal',
      draw: () => stamped(copy(), { name: ANOTHER_COMPANY }, -7),
      printed: { fields, seals: [ANOTHER_COMPANY] },
    },
  ];
}

function permits(business: Business): PaperSample[] {
  const permit = { ...plain, kind: 'account_permit' } as const;
  const fields = permitFields(business);
  return [
    {
      ...permit,
      slug: 'account-permit',
      zh: '开户许可证',
      en: 'account permit',
      draw: () => drawAccountPermit(business),
      printed: { fields, seals: [permitIssuer(business, 'permit')] },
    },
    {
      ...permit,
      slug: 'account-information',
      zh: '基本存款账户信息',
      en: 'basic account, the bank’s printout',
      draw: () => drawAccountPermit(business, 'printout'),
      printed: { fields, seals: [permitIssuer(business, 'printout')] },
    },
  ];
}
