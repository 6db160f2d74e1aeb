import type { Desk } from '../filing-data.ts';
import { BranchField } from '../pickers.tsx';
import { materialOf, PartSection, read, text } from './part-section.tsx';

export function AccountSection({ desk }: { desk: Desk }) {
  const { corporateAccount } = desk.application.draft;
  const permit = materialOf(desk, 'account_permit');
  return (
    <PartSection
      desk={desk}
      id="account"
      title="account"
      item="account_permit"
      kinds={['account_permit']}
      initial={{
        accountName: corporateAccount?.accountName ?? read(permit, 'accountName'),
        accountNumber: corporateAccount?.accountNumber ?? read(permit, 'accountNumber'),
        bankName: corporateAccount?.bankName ?? read(permit, 'bankName'),
        branchCode: corporateAccount?.branchCode,
      }}
      fields={[
        { name: 'accountName', label: 'accountName' },
        { name: 'accountNumber', label: 'accountNumber' },
        { name: 'bankName', label: 'bankName', wide: true },
        {
          name: 'branchCode',
          label: 'branchCode',
          wide: true,
          input: <BranchField />,
          check: (value) => (typeof value === 'string' && /^\d{12}$/.test(value) ? undefined : 'branchCodeBad'),
        },
      ]}
      make={(values) => ({
        corporateAccount: {
          ...(permit === undefined ? {} : { materialId: permit.materialId }),
          accountName: text(values, 'accountName'),
          accountNumber: text(values, 'accountNumber').replace(/\s/g, ''),
          bankName: text(values, 'bankName'),
          branchCode: text(values, 'branchCode'),
        },
      })}
    />
  );
}
