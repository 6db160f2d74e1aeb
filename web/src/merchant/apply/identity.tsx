import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import type { Material, Me } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { words } from './words.ts';

export function IdentityStep({ me, onBack, onDone }: { me: Me; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const [retaken, setRetaken] = useState(false);
  const front = me.materials.find((one) => one.kind === 'id_front');
  const back = me.materials.find((one) => one.kind === 'id_back');
  const confirmed = me.identityState !== 'none' && !retaken;
  const again = (): void => setRetaken(true);
  return (
    <Page
      title={t('identity')}
      onBack={onBack}
      foot={
        confirmed ? (
          <Button block color="primary" size="large" onClick={onDone}>
            {c('next')}
          </Button>
        ) : undefined
      }
    >
      <p className="lead">{t('idHint')}</p>
      <HandOffOffer step="identity" />
      <Capture kind="id_front" label={t('idFront')} onDone={again} />
      <Capture kind="id_back" label={t('idBack')} onDone={again} />
      {confirmed && (
        <section className="card" aria-label={t('idConfirmed')}>
          <strong>{t('idConfirmed')}</strong>
          <dl className="pairs">
            <dt>{t('name')}</dt>
            <dd>{me.name}</dd>
            <dt>{t('idNumber')}</dt>
            <dd>{me.idNumber}</dd>
            <dt>{t('validTo')}</dt>
            <dd>{me.idValidTo}</dd>
          </dl>
        </section>
      )}
      {!confirmed && front !== undefined && back !== undefined && (
        <IdForm key={front.materialId + back.materialId} front={front} back={back} onDone={onDone} />
      )}
    </Page>
  );
}

const CONFIDENT = 0.9;

function IdForm({ front, back, onDone }: { front: Material; back: Material; onDone: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [name, setName] = useState(front.fields['name']?.value ?? '');
  const [idNumber, setIdNumber] = useState(front.fields['idNumber']?.value ?? '');
  const [validTo, setValidTo] = useState(back.fields['validTo']?.value ?? '');
  const confirm = useMutation({
    mutationFn: () => client.call('POST /api/applicant/identity', { body: { name, idNumber, validTo } }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onDone();
    },
  });
  const unsure = (field: Material['fields'][string] | undefined): boolean =>
    field === undefined || !field.valid || field.confidence < CONFIDENT;
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <h2>{t('idForm')}</h2>
      <p className="small">{t('idFormHint')}</p>
      <Field
        label={t('name')}
        value={name}
        onChange={setName}
        unsure={unsure(front.fields['name'])}
        autoComplete="name"
      />
      <Field
        label={t('idNumber')}
        value={idNumber}
        onChange={(value) => setIdNumber(value.toUpperCase())}
        unsure={unsure(front.fields['idNumber'])}
        maxLength={18}
      />
      <Field
        label={t('validTo')}
        value={validTo}
        onChange={setValidTo}
        unsure={unsure(back.fields['validTo'])}
        placeholder="2035-08-10"
      />
      <Checkbox checked={validTo === '长期'} onChange={(checked) => setValidTo(checked ? '长期' : '')}>
        {t('longTerm')}
      </Checkbox>
      {confirm.error !== null && <Refused error={confirm.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={confirm.isPending}
        disabled={name === '' || idNumber === '' || validTo === ''}
      >
        {t('confirmId')}
      </Button>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly unsure?: boolean;
  readonly error?: string;
  readonly placeholder?: string;
  readonly inputMode?: 'numeric' | 'tel' | 'text';
  readonly maxLength?: number;
  readonly autoComplete?: string;
  readonly onBlur?: () => void;
}

export function Field({ label, value, onChange, unsure = false, error, ...input }: FieldProps) {
  const t = useWords(words);
  return (
    <label className={unsure ? 'field unsure' : 'field'}>
      <span>
        {label} {unsure && <em>{t('check')}</em>}
      </span>
      <input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        aria-invalid={error !== undefined}
        {...input}
      />
      {error !== undefined && (
        <span role="alert" className="field-error">
          {error}
        </span>
      )}
    </label>
  );
}
