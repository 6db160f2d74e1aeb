import type { Desk } from '../filing-data.ts';
import { ownersFault, ownersOf, rowsOf, type OwnerRow } from '../owner-rows.ts';
import { OwnersTable } from '../owners-table.tsx';
import { PartSection } from './part-section.tsx';

const rowsIn = (value: unknown): readonly OwnerRow[] => (Array.isArray(value) ? (value as OwnerRow[]) : []);

export function OwnersSection({ desk }: { desk: Desk }) {
  return (
    <PartSection
      desk={desk}
      id="owners"
      title="owners"
      item="owners"
      kinds={[]}
      initial={{ rows: rowsOf(desk.application.draft.owners) }}
      fields={[
        {
          name: 'rows',
          label: 'ownersHint',
          needed: false,
          wide: true,
          marksItself: true,
          input: <OwnersTable readOnly={desk.readOnly} />,
          check: (value) => ownersFault(rowsIn(value)),
        },
      ]}
      make={(values) => ({ owners: ownersOf(rowsIn(values['rows'])) })}
    />
  );
}
