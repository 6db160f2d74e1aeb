import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import { useMe, type Draft, type Material, type MaterialKind, type Me } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { isName, upper } from './paper-step.tsx';
import { useArrival } from './use-arrival.ts';
import { words } from './words.ts';

type Acting = NonNullable<Draft['acting']>;
const isIdNumber = (text: string): boolean => /^\d{17}[\dX]$/.test(text);
const KINDS = ['legal_id_front', 'legal_id_back', 'auth_letter'] as const;

function materialsOf(me: Me | undefined): Readonly<Record<(typeof KINDS)[number], Material | undefined>> {
  const of = (kind: MaterialKind): Material | undefined => me?.materials.find((one) => one.kind === kind);
  return { legal_id_front: of('legal_id_front'), legal_id_back: of('legal_id_back'), auth_letter: of('auth_letter') };
}

/** Whether the person who applies is the legal person, or acts for them with a letter. */
export function AuthorisationStep({ me, onBack, onDone }: { me: Me; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const photos = materialsOf(useMe().data ?? me);
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const before = draft.acting?.as === 'handler' ? draft.acting : undefined;
  const same = draft.licence?.legalPerson === me.name;
  const [as, setAs] = useState<Acting['as']>(draft.acting?.as ?? (same ? 'legal_person' : 'handler'));
  const [name, setName] = useState(before?.legalPersonName ?? draft.licence?.legalPerson ?? '');
  const [number, setNumber] = useState(before?.legalPersonIdNumber ?? '');
  const { legal_id_front: front, legal_id_back: back, auth_letter: letter } = photos;
  const acting: Acting | undefined =
    as === 'legal_person'
      ? { as }
      : front !== undefined && back !== undefined && letter !== undefined && isName(name) && isIdNumber(number)
        ? {
            as,
            legalPersonName: name.trim(),
            legalPersonIdNumber: number,
            frontMaterialId: front.materialId,
            backMaterialId: back.materialId,
            letterMaterialId: letter.materialId,
          }
        : undefined;
  useArrival(front, (material) => {
    setName(material.fields['name']?.value ?? name);
    setNumber(material.fields['idNumber']?.value ?? number);
  });
  return (
    <Page
      title={t('authorisation')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={acting === undefined}
          loading={leaving}
          onClick={() => {
            if (acting !== undefined) leave(save({ acting }));
          }}
        >
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t('authorisationLead', { name: draft.licence?.legalPerson ?? '' })}</p>
      <div role="radiogroup" aria-label={t('authorisation')} className="kinds">
        {(['legal_person', 'handler'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={one === as}
            className={one === as ? 'card chosen' : 'card'}
            onClick={() => setAs(one)}
          >
            <strong>{t(`as_${one}`)}</strong>
            <span>{t(`as_${one}Hint`)}</span>
          </button>
        ))}
      </div>
      {as === 'handler' && (
        <>
          <HandOffOffer step="authorisation" />
          <Capture kind="legal_id_front" label={t('legalIdFront')} />
          <Capture kind="legal_id_back" label={t('legalIdBack')} />
          <Capture kind="auth_letter" label={t('authLetter')} />
          <section className="card form">
            <Field label={t('legalPerson')} value={name} onChange={setName} />
            <Field
              label={t('idNumber')}
              value={number}
              onChange={(value) => setNumber(upper(value))}
              maxLength={18}
              {...(number !== '' && !isIdNumber(number) ? { error: t('idNumberBad') } : {})}
            />
          </section>
        </>
      )}
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}
