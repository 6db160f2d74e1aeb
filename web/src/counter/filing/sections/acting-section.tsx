import { useWords } from '../../../kit/language.ts';
import { words } from '../../words.ts';
import type { Desk, Material } from '../filing-data.ts';
import { materialOf, PartSection, read, text } from './part-section.tsx';

export function ActingSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const { acting } = desk.application.draft;
  const handler = acting?.as === 'handler' ? acting : undefined;
  const id = (kind: Material['kind'], kept: string | undefined): string =>
    materialOf(desk, kind)?.materialId ?? kept ?? '';
  const card = materialOf(desk, 'legal_id_front');
  return (
    <PartSection
      desk={desk}
      id="authorisation"
      title="acting"
      item="authorisation"
      kinds={['auth_letter', 'legal_id_front', 'legal_id_back']}
      initial={{
        as: acting?.as ?? 'legal_person',
        legalPersonName: handler?.legalPersonName ?? read(card, 'name'),
        legalPersonIdNumber: handler?.legalPersonIdNumber ?? read(card, 'idNumber'),
      }}
      fields={[
        {
          name: 'as',
          label: 'as',
          choices: [
            { value: 'legal_person', label: t('as_legal_person') },
            { value: 'handler', label: t('as_handler') },
          ],
        },
        { name: 'legalPersonName', label: 'legalPersonName', needed: false },
        { name: 'legalPersonIdNumber', label: 'legalPersonIdNumber', needed: false },
      ]}
      make={(values) => ({
        acting:
          values['as'] === 'handler'
            ? {
                as: 'handler',
                legalPersonName: text(values, 'legalPersonName'),
                legalPersonIdNumber: text(values, 'legalPersonIdNumber'),
                frontMaterialId: id('legal_id_front', handler?.frontMaterialId),
                backMaterialId: id('legal_id_back', handler?.backMaterialId),
                letterMaterialId: id('auth_letter', handler?.letterMaterialId),
              }
            : { as: 'legal_person' },
      })}
    />
  );
}
