import { Button, Checkbox } from 'antd-mobile';
import { useState, type ReactNode } from 'react';
import type { Branch } from '../../kit/catalogue.ts';
import { useWords } from '../../kit/language.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import { useMe, type Draft, type Material, type MaterialKind } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { BranchList, PickerSheet } from './pickers.tsx';
import { useArrival } from './use-arrival.ts';
import { words } from './words.ts';

type Key = keyof typeof words;
export type Values = Readonly<Record<string, string>>;

export interface PaperField {
  readonly name: string;
  readonly label: Key;
  /** Name of the field in what OCR read; absent where the paper does not say it. */
  readonly readAs?: string;
  readonly holds: (value: string) => boolean;
  readonly wrong: Key;
  readonly tidy?: (value: string) => string;
  /** A date that may also be 长期, no end. */
  readonly canBeOpen?: boolean;
  readonly placeholder?: string;
  readonly inputMode?: 'numeric' | 'text';
  /** Offers the list of branches; a choice sets this field and `bankName`. */
  readonly picksBranch?: boolean;
}

export interface Paper {
  /** Also the name of its step. */
  readonly title: 'licence' | 'premises' | 'account';
  readonly lead: Key;
  readonly kind: MaterialKind;
  readonly photo: Key;
  readonly fields: readonly PaperField[];
  /** Photo and values as the draft has them; undefined where it has none. */
  readonly from: (draft: Draft) => { readonly materialId: string | undefined; readonly values: Values } | undefined;
  readonly into: (materialId: string | undefined, values: Values, photo: Material | undefined) => Draft;
  /** Whether it may be handed in without a photo. */
  readonly photoOptional?: boolean;
  readonly children?: ReactNode;
  /** Under the form. */
  readonly after?: ReactNode;
}

const CONFIDENT = 0.9;
export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
export const isValidity = (text: string): boolean => text === '长期' || isDate(text);
export const isName = (text: string): boolean => text.trim().length >= 2 && text.trim().length <= 80;
export const upper = (text: string): string => text.toUpperCase().replace(/\s/g, '');
export const digits = (text: string): string => text.replace(/\D/g, '');

const valuesRead = (paper: Paper, photo: Material | undefined, before: Values): Values =>
  Object.fromEntries(
    paper.fields.map(({ name, readAs, tidy }) => {
      const read = readAs === undefined ? undefined : photo?.fields[readAs]?.value;
      const value = read ?? before[name] ?? '';
      return [name, tidy === undefined ? value : tidy(value)];
    }),
  );

/** One paper: its photo, and the form that OCR has filled in for the applicant to check. */
export function PaperStep({ paper, onBack, onDone }: { paper: Paper; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const me = useMe();
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const kept = paper.from(draft);
  const current = me.data?.materials.find((one) => one.kind === paper.kind);
  const [values, setValues] = useState<Values>(() => kept?.values ?? valuesRead(paper, current, {}));
  const [tried, setTried] = useState(false);
  const photo = current ?? me.data?.materials.find((one) => one.materialId === kept?.materialId);
  useArrival(current, (material) => setValues((before) => valuesRead(paper, material, before)));
  const wrong = paper.fields.filter((field) => !field.holds(values[field.name] ?? ''));
  const ready = wrong.length === 0 && (photo !== undefined || paper.photoOptional === true);
  const set = (name: string, value: string): void => setValues((before) => ({ ...before, [name]: value }));
  const next = (): void => {
    setTried(true);
    if (ready) leave(save(paper.into(photo?.materialId, values, photo)));
  };
  return (
    <Page
      title={t(paper.title)}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={photo === undefined && paper.photoOptional !== true}
          loading={leaving}
          onClick={next}
        >
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t(paper.lead)}</p>
      <HandOffOffer step={paper.title} />
      {paper.children}
      <Capture kind={paper.kind} label={t(paper.photo)} />
      {(photo !== undefined || paper.photoOptional === true) && (
        <section className="card form" aria-label={t('idForm')}>
          <h2>{t('idForm')}</h2>
          <p className="small">{t('idFormHint')}</p>
          {paper.fields.map((field) => (
            <PaperInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              photo={photo}
              tried={tried}
              onChange={(value) => set(field.name, value)}
              onBranch={(branch) =>
                setValues((before) => ({ ...before, [field.name]: branch.branchCode, bankName: branch.branchName }))
              }
            />
          ))}
        </section>
      )}
      {paper.after}
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}

interface InputProps {
  readonly field: PaperField;
  readonly value: string;
  readonly photo: Material | undefined;
  readonly tried: boolean;
  readonly onChange: (value: string) => void;
  readonly onBranch: (branch: Branch) => void;
}

function PaperInput({ field, value, photo, tried, onChange, onBranch }: InputProps) {
  const t = useWords(words);
  const [picking, setPicking] = useState(false);
  const read = field.readAs === undefined ? undefined : photo?.fields[field.readAs];
  const unsure =
    field.readAs !== undefined && photo !== undefined && (read?.valid !== true || read.confidence < CONFIDENT);
  const bad = (tried || value !== '') && !field.holds(value);
  return (
    <>
      <Field
        label={t(field.label)}
        value={value}
        unsure={unsure}
        onChange={(text) => onChange(field.tidy === undefined ? text : field.tidy(text))}
        {...(bad ? { error: t(field.wrong) } : {})}
        {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
        {...(field.inputMode === undefined ? {} : { inputMode: field.inputMode })}
      />
      {field.picksBranch === true && (
        <>
          <Button size="small" fill="outline" color="primary" onClick={() => setPicking(true)}>
            {t('pickBranch')}
          </Button>
          <PickerSheet open={picking} title={t('pickBranch')} onClose={() => setPicking(false)}>
            <BranchList
              start={photo?.fields['bankName']?.value.replace(/股份有限公司|有限责任公司/, ' ') ?? ''}
              onPick={(branch) => {
                onBranch(branch);
                setPicking(false);
              }}
            />
          </PickerSheet>
        </>
      )}
      {field.canBeOpen === true && (
        <Checkbox checked={value === '长期'} onChange={(checked) => onChange(checked ? '长期' : '')}>
          {t('longTerm')}
        </Checkbox>
      )}
    </>
  );
}
