import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useTradeName } from '../../kit/catalogue.ts';
import { client, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Capture } from '../apply/capture.tsx';
import { Field } from '../apply/identity.tsx';
import { PickerSheet, PickField, TradeList } from '../apply/pickers.tsx';
import { useChanges, useMe, type Material, type MaterialKind } from '../queries.ts';
import { Loaded, Refused } from '../shell.tsx';
import type { Change } from './change.tsx';
import { words } from './words.ts';

type Kind = Change['kind'];
type FieldKey = 'name' | 'idNumber' | 'validTo' | 'licenceName' | 'uscc' | 'legalPerson' | 'licenceValidTo';

const PHOTOS = {
  id_card: ['new_id_front', 'new_id_back'],
  licence: ['new_licence'],
  profile: ['new_scene'],
  legal_person: ['new_licence', 'new_id_front', 'new_id_back'],
} as const satisfies Record<Kind, readonly MaterialKind[]>;
const LABELS = {
  new_id_front: 'idFront',
  new_id_back: 'idBack',
  new_licence: 'licencePhoto',
  new_scene: 'scenePhoto',
} as const;
const LEADS = {
  id_card: 'leadIdCard',
  licence: 'leadLicence',
  profile: 'leadProfile',
  legal_person: 'leadLegalPerson',
} as const;

interface FieldOf {
  readonly key: FieldKey;
  readonly photo: MaterialKind;
  /** Name of what the reader found. */
  readonly read: string;
  readonly canBeOpen?: true;
}
const CARD: readonly FieldOf[] = [
  { key: 'name', photo: 'new_id_front', read: 'name' },
  { key: 'idNumber', photo: 'new_id_front', read: 'idNumber' },
  { key: 'validTo', photo: 'new_id_back', read: 'validTo', canBeOpen: true },
];
const LICENCE: readonly FieldOf[] = [
  { key: 'licenceName', photo: 'new_licence', read: 'name' },
  { key: 'uscc', photo: 'new_licence', read: 'uscc' },
  { key: 'legalPerson', photo: 'new_licence', read: 'legalPerson' },
  { key: 'licenceValidTo', photo: 'new_licence', read: 'validTo', canBeOpen: true },
];
const FIELDS = {
  id_card: CARD,
  licence: LICENCE,
  profile: [],
  legal_person: [...LICENCE, ...CARD],
} as const satisfies Record<Kind, readonly FieldOf[]>;

const CONFIDENT = 0.9;
const NO_END = '长期';

/** The photos of a request, and what was read of them to be confirmed. */
export function PrepareChange({ change }: { change: Change }) {
  const t = useWords(words);
  const me = useMe();
  return (
    <Loaded of={me}>
      {({ materials }) => {
        const kinds: readonly MaterialKind[] = PHOTOS[change.kind];
        const photos = kinds.map((kind) => materials.find((one) => one.kind === kind));
        const ready = photos.every((one) => one !== undefined);
        const key = photos.map((one) => one?.materialId ?? '').join(' ');
        return (
          <>
            <p className="lead">{t(LEADS[change.kind])}</p>
            {PHOTOS[change.kind].map((kind) => (
              <Capture key={kind} kind={kind} label={t(LABELS[kind])} />
            ))}
            {change.kind === 'profile' ? (
              <ProfileForm change={change} ready={ready} />
            ) : (
              ready && <PaperForm key={key} change={change} photos={photos.filter((one) => one !== undefined)} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

type Body = CallInput<'POST /api/merchant/changes/:changeId/submission'>['body'];

function useSubmit(changeId: string) {
  const t = useWords(words);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) =>
      client.call('POST /api/merchant/changes/:changeId/submission', { params: { changeId }, body }),
    onSuccess: () => void Toast.show({ icon: 'success', content: t('handedIn') }),
    onSettled: () => queries.invalidateQueries(),
  });
}

function bodyOf(kind: Kind, values: Readonly<Record<FieldKey, string>>): Body {
  const card = { name: values.name, idNumber: values.idNumber, validTo: values.validTo };
  const licence = {
    name: values.licenceName,
    uscc: values.uscc,
    legalPerson: values.legalPerson,
    validTo: values.licenceValidTo,
  };
  if (kind === 'id_card') return { card };
  return kind === 'licence' ? { licence } : { card, licence };
}

const EMPTY: Readonly<Record<FieldKey, string>> = {
  name: '',
  idNumber: '',
  validTo: '',
  licenceName: '',
  uscc: '',
  legalPerson: '',
  licenceValidTo: '',
};

function PaperForm({ change, photos }: { change: Change; photos: readonly Material[] }) {
  const t = useWords(words);
  const fields: readonly FieldOf[] = FIELDS[change.kind];
  const readOf = (field: FieldOf) => photos.find((one) => one.kind === field.photo)?.fields[field.read];
  const [values, setValues] = useState({
    ...EMPTY,
    ...Object.fromEntries(fields.map((field) => [field.key, readOf(field)?.value ?? ''])),
  });
  const set = (key: FieldKey, value: string): void => setValues((before) => ({ ...before, [key]: value }));
  const submit = useSubmit(change.changeId);
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        submit.mutate(bodyOf(change.kind, values));
      }}
    >
      <h2>{t('check')}</h2>
      {fields.map((field) => {
        const read = readOf(field);
        const unsure = read === undefined || !read.valid || read.confidence < CONFIDENT;
        return (
          <div key={field.key}>
            <Field
              label={t(field.key)}
              value={values[field.key]}
              unsure={unsure && values[field.key] !== NO_END}
              onChange={(value) =>
                set(field.key, field.key === 'idNumber' || field.key === 'uscc' ? value.toUpperCase() : value)
              }
            />
            {field.canBeOpen === true && (
              <Checkbox checked={values[field.key] === NO_END} onChange={(open) => set(field.key, open ? NO_END : '')}>
                {t('longTerm')}
              </Checkbox>
            )}
          </div>
        );
      })}
      {submit.error !== null && <Refused error={submit.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={submit.isPending}
        disabled={fields.some((field) => values[field.key].trim() === '')}
      >
        {t('submit')}
      </Button>
    </form>
  );
}

function ProfileForm({ change, ready }: { change: Change; ready: boolean }) {
  const changes = useChanges();
  return (
    <Loaded of={changes}>{({ profile }) => <ProfileFields change={change} ready={ready} profile={profile} />}</Loaded>
  );
}

function ProfileFields(props: {
  change: Change;
  ready: boolean;
  profile: { readonly tradeName: string; readonly mcc: string };
}) {
  const { change, ready } = props;
  const t = useWords(words);
  const tradeName = useTradeName();
  const [profile, setProfile] = useState(props.profile);
  const [picking, setPicking] = useState(false);
  const submit = useSubmit(change.changeId);
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        submit.mutate({ profile });
      }}
    >
      <Field
        label={t('tradeName')}
        value={profile.tradeName}
        maxLength={40}
        onChange={(value) => setProfile((before) => ({ ...before, tradeName: value }))}
      />
      <PickField label={t('mcc')} hint={t('mccPick')} value={tradeName(profile.mcc)} onOpen={() => setPicking(true)} />
      <PickerSheet open={picking} title={t('mccPick')} onClose={() => setPicking(false)}>
        <TradeList
          chosen={profile.mcc}
          onPick={(mcc) => {
            setProfile((before) => ({ ...before, mcc }));
            setPicking(false);
          }}
        />
      </PickerSheet>
      {submit.error !== null && <Refused error={submit.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={submit.isPending}
        disabled={!ready || profile.tradeName.trim().length < 2}
      >
        {t('submit')}
      </Button>
    </form>
  );
}
