import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import type { Draft } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { digits, isName, upper } from './paper-step.tsx';
import { words } from './words.ts';

type Owner = NonNullable<Draft['owners']>[number];
interface Row {
  readonly name: string;
  readonly idNumber: string;
  readonly share: string;
}

const OWNERS_MAX = 4; // each holds 25 % or more
const isIdNumber = (text: string): boolean => /^\d{17}[\dX]$/.test(text);
const shareOf = (row: Row): number => Number(row.share === '' ? 0 : row.share);
const holds = (row: Row): boolean =>
  isName(row.name) && isIdNumber(row.idNumber) && shareOf(row) >= 1 && shareOf(row) <= 100;
const toOwner = (row: Row): Owner => ({ name: row.name.trim(), idNumber: row.idNumber, sharePercent: shareOf(row) });

/** Beneficial owners: people with a quarter of the company or more. Nobody with so much: the legal person stands for it. */
export function OwnersStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const [rows, setRows] = useState<readonly Row[]>(
    (draft.owners ?? []).map((one) => ({ ...one, share: String(one.sharePercent) })),
  );
  const total = rows.reduce((sum, row) => sum + shareOf(row), 0);
  const ready = rows.every(holds) && total <= 100;
  const set = (at: number, part: Partial<Row>): void =>
    setRows((before) => before.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return (
    <Page
      title={t('owners')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!ready}
          loading={leaving}
          onClick={() => leave(save({ owners: rows.map(toOwner) }))}
        >
          {rows.length === 0 ? t('noOwners') : c('next')}
        </Button>
      }
    >
      <p className="lead">{t('ownersLead')}</p>
      {rows.map((row, at) => (
        // rows have no name of their own until they are filled in
        // eslint-disable-next-line react/no-array-index-key
        <section key={at} className="card form" aria-label={t('ownerNo', { n: at + 1 })}>
          <h2>{t('ownerNo', { n: at + 1 })}</h2>
          <Field label={t('name')} value={row.name} onChange={(name) => set(at, { name })} />
          <Field
            label={t('idNumber')}
            value={row.idNumber}
            maxLength={18}
            onChange={(value) => set(at, { idNumber: upper(value) })}
            {...(row.idNumber !== '' && !isIdNumber(row.idNumber) ? { error: t('idNumberBad') } : {})}
          />
          <Field
            label={t('share')}
            value={row.share}
            inputMode="numeric"
            maxLength={3}
            onChange={(value) => set(at, { share: digits(value) })}
          />
          <Button size="small" fill="none" onClick={() => setRows((before) => before.filter((_one, i) => i !== at))}>
            {t('removeOwner')}
          </Button>
        </section>
      ))}
      {total > 100 && (
        <p role="alert" className="refused">
          {t('shareBad', { total })}
        </p>
      )}
      {rows.length < OWNERS_MAX && (
        <Button block onClick={() => setRows((before) => [...before, { name: '', idNumber: '', share: '' }])}>
          {t('addOwner')}
        </Button>
      )}
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}
