import { useWords } from '../../../kit/language.ts';
import { yuanShort } from '../../../kit/money.ts';
import { words } from '../../words.ts';
import { useSavePart, type Desk } from '../filing-data.ts';
import { SectionForm, type FieldRow } from '../section-form.tsx';
import { isDone } from './part-section.tsx';

export function PlanSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const save = useSavePart(desk);
  const { draft } = desk.application;
  const chooses = draft.kind === 'sole_proprietor';
  const devices = desk.offer.devices.map((one) => ({
    value: one.model,
    label: t(one.model, { deposit: yuanShort(one.depositFen) }),
  }));
  const fields: FieldRow[] = [
    ...(chooses
      ? [
          {
            name: 'accountKind',
            label: 'accountKind' as const,
            choices: (['personal', 'corporate'] as const).map((value) => ({ value, label: t(value) })),
          },
        ]
      : []),
    { name: 'deviceModel', label: 'deviceModel', choices: devices },
    {
      name: 'settlement',
      label: 'settlement',
      choices: (['t1', 't0'] as const).map((value) => ({ value, label: t(value) })),
    },
    { name: 'depositConfirmed', label: 'depositConfirmed', as: 'tick' },
  ];
  return (
    <SectionForm
      id="plan"
      title="plan"
      done={isDone(desk, 'device') && isDone(desk, 'settlement')}
      readOnly={desk.readOnly}
      saving={save}
      initial={{
        accountKind: draft.accountKind ?? 'personal',
        deviceModel: draft.deviceModel,
        settlement: draft.settlement ?? 't1',
        depositConfirmed: draft.depositConfirmed ?? false,
      }}
      fields={fields}
      onSave={(values) =>
        save.mutateAsync({
          ...(chooses ? { accountKind: values['accountKind'] as 'personal' } : {}),
          deviceModel: values['deviceModel'] as 'esign_pos',
          settlement: values['settlement'] as 't1',
          planId: 'standard',
          depositConfirmed: values['depositConfirmed'] === true,
        })
      }
    />
  );
}
