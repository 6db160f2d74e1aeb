import { useWords } from '../../../kit/language.ts';
import { words } from '../../words.ts';
import type { Desk } from '../filing-data.ts';
import { materialOf, PartSection, read, text } from './part-section.tsx';

export function PremisesSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const { premises } = desk.application.draft;
  const paper = materialOf(desk, 'lease');
  return (
    <PartSection
      desk={desk}
      id="premises"
      title="premises"
      item="premises"
      kinds={['lease']}
      initial={{
        proof: premises?.proof ?? (read(paper, 'documentType') === 'property' ? 'property' : 'lease'),
        party: premises?.party ?? read(paper, 'party'),
        validTo: premises?.validTo ?? read(paper, 'endsOn'),
      }}
      fields={[
        {
          name: 'proof',
          label: 'proof',
          choices: [
            { value: 'lease', label: t('proof_lease') },
            { value: 'property', label: t('proof_property') },
          ],
        },
        { name: 'party', label: 'party' },
        { name: 'validTo', label: 'validTo', hint: 'validToHint' },
      ]}
      make={(values) => ({
        premises: {
          materialId: paper?.materialId ?? premises?.materialId ?? '',
          proof: values['proof'] as 'lease',
          party: text(values, 'party'),
          validTo: text(values, 'validTo'),
        },
      })}
    />
  );
}
