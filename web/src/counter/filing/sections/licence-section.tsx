import type { Desk } from '../filing-data.ts';
import { materialOf, PartSection, read, text } from './part-section.tsx';

export function LicenceSection({ desk }: { desk: Desk }) {
  const { licence } = desk.application.draft;
  const paper = materialOf(desk, 'business_licence');
  return (
    <PartSection
      desk={desk}
      id="licence"
      title="licence"
      item="licence"
      kinds={['business_licence']}
      initial={{
        name: licence?.name ?? read(paper, 'name'),
        uscc: licence?.uscc ?? read(paper, 'uscc'),
        legalPerson: licence?.legalPerson ?? read(paper, 'legalPerson'),
        validTo: licence?.validTo ?? read(paper, 'validTo'),
        address: licence?.address ?? read(paper, 'address'),
      }}
      fields={[
        { name: 'name', label: 'licenceName' },
        { name: 'uscc', label: 'uscc' },
        { name: 'legalPerson', label: 'legalPerson' },
        { name: 'validTo', label: 'validTo', hint: 'validToHint' },
        { name: 'address', label: 'address', needed: false, wide: true },
      ]}
      make={(values) => ({
        licence: {
          materialId: paper?.materialId ?? licence?.materialId ?? '',
          name: text(values, 'name'),
          uscc: text(values, 'uscc').toUpperCase(),
          legalPerson: text(values, 'legalPerson'),
          validTo: text(values, 'validTo'),
          ...(text(values, 'address') === '' ? {} : { address: text(values, 'address') }),
        },
      })}
    />
  );
}
