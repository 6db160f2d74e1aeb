/** The papers of a merchant: what is photographed, and what the form asks of each. */
import type { Draft } from '../queries.ts';
import { AccountLetter } from './account-letter.tsx';
import { AccountProof } from './account-proof.tsx';
import { useDraft } from './draft-keeper.tsx';
import { digits, isName, isValidity, PaperStep, upper, type Paper, type PaperField } from './paper-step.tsx';

interface Step {
  readonly onBack: () => void;
  readonly onDone: () => void;
}

const validTo: PaperField = {
  name: 'validTo',
  label: 'validTo',
  readAs: 'validTo',
  holds: isValidity,
  wrong: 'dateBad',
  canBeOpen: true,
  placeholder: '2035-08-10',
};

/** 18 places without I, O, S, V, Z; the check character is verified by the server. */
const isCreditCode = (text: string): boolean => /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text);

function licencePaper(kind: Draft['kind']): Paper {
  const company = kind === 'company';
  return {
    title: 'licence',
    lead: company ? 'licenceLeadCompany' : 'licenceLead',
    kind: 'business_licence',
    photo: company ? 'licenceStamped' : 'licencePhoto',
    fields: [
      { name: 'name', label: 'licenceName', readAs: 'name', holds: isName, wrong: 'nameBad' },
      { name: 'uscc', label: 'uscc', readAs: 'uscc', holds: isCreditCode, wrong: 'usccBad', tidy: upper },
      {
        name: 'legalPerson',
        label: company ? 'legalPerson' : 'operatorName',
        readAs: 'legalPerson',
        holds: isName,
        wrong: 'nameBad',
      },
      validTo,
    ],
    from: ({ licence }) =>
      licence === undefined
        ? undefined
        : {
            materialId: licence.materialId,
            values: {
              name: licence.name,
              uscc: licence.uscc,
              legalPerson: licence.legalPerson,
              validTo: licence.validTo,
            },
          },
    into: (materialId, values, photo) => {
      const address = photo?.fields['address']?.value;
      return {
        licence: {
          materialId: materialId ?? '',
          name: (values['name'] ?? '').trim(),
          uscc: values['uscc'] ?? '',
          legalPerson: (values['legalPerson'] ?? '').trim(),
          validTo: values['validTo'] ?? '',
          ...(address === undefined ? {} : { address: address.slice(0, 160) }),
        },
      };
    },
  };
}

export function LicenceStep({ kind, ...step }: Step & { kind: Draft['kind'] }) {
  return <PaperStep paper={licencePaper(kind)} {...step} />;
}

const premisesPaper: Paper = {
  title: 'premises',
  lead: 'premisesLead',
  kind: 'lease',
  photo: 'premisesPhoto',
  fields: [
    { name: 'party', label: 'lessee', readAs: 'party', holds: isName, wrong: 'nameBad' },
    { ...validTo, label: 'leaseEnds', readAs: 'endsOn' },
  ],
  from: ({ premises }) =>
    premises === undefined
      ? undefined
      : { materialId: premises.materialId, values: { party: premises.party, validTo: premises.validTo } },
  into: (materialId, values, photo) => ({
    premises: {
      materialId: materialId ?? '',
      proof: photo?.fields['documentType']?.value === 'property' ? 'property' : 'lease',
      party: (values['party'] ?? '').trim(),
      validTo: values['validTo'] ?? '',
    },
  }),
};

export const PremisesStep = (step: Step) => <PaperStep paper={premisesPaper} {...step} />;

function accountPaper(kind: Draft['kind']): Paper {
  return {
    title: 'account',
    lead: kind === 'company' ? 'accountLead' : 'accountLeadSole',
    kind: 'account_permit',
    photo: 'permitPhoto',
    photoOptional: kind !== 'company',
    fields: [
      { name: 'accountName', label: 'accountName', readAs: 'accountName', holds: isName, wrong: 'nameBad' },
      {
        name: 'accountNumber',
        label: 'accountNumber',
        readAs: 'accountNumber',
        holds: (text) => /^\d{8,32}$/.test(text),
        wrong: 'accountBad',
        tidy: digits,
        inputMode: 'numeric',
      },
      { name: 'bankName', label: 'bankName', readAs: 'bankName', holds: isName, wrong: 'nameBad' },
      {
        name: 'branchCode',
        label: 'branchCode',
        holds: (text) => /^\d{12}$/.test(text),
        wrong: 'branchBad',
        tidy: digits,
        placeholder: '105331000123',
        inputMode: 'numeric',
        picksBranch: true,
      },
    ],
    from: ({ corporateAccount: account }) =>
      account === undefined
        ? undefined
        : {
            materialId: account.materialId,
            values: {
              accountName: account.accountName,
              accountNumber: account.accountNumber,
              bankName: account.bankName,
              branchCode: account.branchCode,
            },
          },
    into: (materialId, values) => ({
      corporateAccount: {
        ...(materialId === undefined ? {} : { materialId }),
        accountName: (values['accountName'] ?? '').trim(),
        accountNumber: values['accountNumber'] ?? '',
        bankName: (values['bankName'] ?? '').trim(),
        branchCode: values['branchCode'] ?? '',
      },
    }),
  };
}

/** The letter speaks of one account: with another number it is left behind. */
const keepingLetter =
  (paper: Paper, { accountNumber, letterMaterialId }: NonNullable<Draft['corporateAccount']>): Paper['into'] =>
  (...given) => {
    const draft = paper.into(...given);
    const { corporateAccount: next } = draft;
    if (next?.accountNumber !== accountNumber || letterMaterialId === undefined) return draft;
    return { ...draft, corporateAccount: { ...next, letterMaterialId } };
  };

export function AccountStep({ kind, ...step }: Step & { kind: Draft['kind'] }) {
  const { draft } = useDraft();
  const { corporateAccount: account } = draft;
  if (account === undefined) return <PaperStep paper={accountPaper(kind)} {...step} />;
  const paper = accountPaper(kind);
  const after = (
    <>
      <AccountProof />
      <AccountLetter />
    </>
  );
  return <PaperStep paper={{ ...paper, after, into: keepingLetter(paper, account) }} {...step} />;
}
