import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import { useMe, type Material } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { useArrival } from './use-arrival.ts';
import { words } from './words.ts';

const PHONE = /^1[3-9]\d{9}$/;

/** ISO/IEC 7812 check digit. */
export function luhnHolds(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = digits
    .split('')
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

const grouped = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ');

export function CardStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const me = useMe();
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const photo = me.data?.materials.find((one) => one.kind === 'bank_card');
  const [number, setNumber] = useState(draft.card?.number ?? photo?.fields['cardNumber']?.value ?? '');
  const [phone, setPhone] = useState(draft.card?.reservedPhone ?? me.data?.phone ?? '');
  const holds = luhnHolds(number) && PHONE.test(phone) && photo !== undefined;
  const keep = (material: Material | undefined, digits: string): Promise<boolean> =>
    save({
      card: {
        number: digits,
        reservedPhone: phone,
        ...(material === undefined ? {} : { materialId: material.materialId }),
      },
    });
  const read = (material: Material): void => {
    const digits = material.fields['cardNumber']?.value ?? number;
    setNumber(digits);
    if (luhnHolds(digits) && PHONE.test(phone)) void keep(material, digits);
  };
  useArrival(photo, (material) => setNumber((before) => material.fields['cardNumber']?.value ?? before));
  const saveNow = (): void => {
    if (holds) void keep(photo, number);
  };
  const field = photo?.fields['cardNumber'];
  return (
    <Page
      title={t('card')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!holds}
          loading={leaving}
          onClick={() => leave(keep(photo, number))}
        >
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t('cardIntro')}</p>
      <HandOffOffer step="card" />
      <Capture kind="bank_card" label={t('cardPhoto')} onDone={read} />
      <div className="card form">
        <Field
          label={t('cardNumber')}
          value={grouped(number)}
          onChange={(value) => setNumber(value.replace(/\D/g, '').slice(0, 19))}
          onBlur={saveNow}
          inputMode="numeric"
          unsure={photo !== undefined && (field?.valid !== true || field.value !== number)}
          {...(number.length >= 13 && !luhnHolds(number) ? { error: t('cardNumberBad') } : {})}
        />
        <Field
          label={t('reservedPhone')}
          value={phone}
          onChange={(value) => setPhone(value.replace(/\D/g, '').slice(0, 11))}
          onBlur={saveNow}
          inputMode="tel"
          placeholder={t('reservedHint')}
          {...(phone.length > 0 && !PHONE.test(phone) ? { error: t('phoneBad') } : {})}
        />
      </div>
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}
