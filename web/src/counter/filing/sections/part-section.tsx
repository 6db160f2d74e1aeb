import { DocumentSlot } from '../document-slot.tsx';
import { useSavePart, type Desk, type Draft, type Material } from '../filing-data.ts';
import { SectionForm, type FieldRow } from '../section-form.tsx';

export type Values = Record<string, unknown>;
export const text = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

export const materialOf = (desk: Desk, kind: Material['kind']): Material | undefined =>
  desk.me.materials.find((one) => one.kind === kind);
export const read = (material: Material | undefined, name: string): string | undefined => material?.fields[name]?.value;

/** The item's line is on the checklist and not open. */
export const isDone = (desk: Desk, item: string): boolean =>
  desk.application.requirements.some(
    (one) => one.item === item && one.status !== 'missing' && one.status !== 'fix_needed',
  );

/** One part of the draft with its fields; `make` turns what was typed into that part. */
interface PartProps {
  readonly desk: Desk;
  readonly id: string;
  readonly title: 'licence' | 'card' | 'account' | 'premises' | 'business' | 'acting' | 'owners';
  readonly item: string;
  readonly kinds: readonly Material['kind'][];
  readonly initial: Values;
  readonly fields: readonly FieldRow[];
  readonly make: (values: Values) => Draft;
}

export function PartSection({ desk, id, title, item, kinds, initial, fields, make }: PartProps) {
  const save = useSavePart(desk);
  return (
    <SectionForm
      id={id}
      title={title}
      done={isDone(desk, item)}
      readOnly={desk.readOnly}
      saving={save}
      onSave={(values) => save.mutateAsync(make(values))}
      initial={initial}
      fields={fields}
      {...(kinds.length === 0
        ? {}
        : { children: kinds.map((kind) => <DocumentSlot key={kind} desk={desk} kind={kind} />) })}
    />
  );
}
