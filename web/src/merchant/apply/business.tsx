import { Button, Checkbox } from 'antd-mobile';
import { useEffect, useRef, useState } from 'react';
import { usePlaceName, useTrades } from '../../kit/catalogue.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import type { Draft } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { digits } from './paper-step.tsx';
import { PickerSheet, PickField, PlaceList, TradeList } from './pickers.tsx';
import { words } from './words.ts';

type Business = NonNullable<Draft['business']>;
type Pin = NonNullable<Business['pin']>;

const AUTOSAVE_MS = 900;
const YUAN_DIGITS = 8;
const holds = (business: Business): boolean =>
  business.tradeName.trim().length >= 2 &&
  business.tradeName.length <= 40 &&
  business.mcc !== '' &&
  business.region !== '' &&
  business.address.trim().length >= 4 &&
  business.address.length <= 120;

/** Saves a moment after the last change, as soon as every field holds. */
function useAutosave(business: Business, saved: Business | undefined, save: (business: Business) => void): void {
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  const text = JSON.stringify(business);
  useEffect(() => {
    if (!holds(business) || text === JSON.stringify(saved)) return undefined;
    const timer = setTimeout(() => latest.current(business), AUTOSAVE_MS);
    return () => clearTimeout(timer);
    // the text stands for the business
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
}

export function BusinessStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const [business, setBusiness] = useState<Business>(
    draft.business ?? { tradeName: '', mcc: '', region: '', address: '' },
  );
  useAutosave(business, draft.business, (next) => void save({ business: next }));
  return (
    <Page
      title={t('business')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!holds(business)}
          loading={leaving}
          onClick={() => leave(save({ business }))}
        >
          {c('next')}
        </Button>
      }
    >
      <BusinessForm business={business} onChange={setBusiness} />
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}

interface FormProps {
  readonly business: Business;
  readonly onChange: (business: Business) => void;
}

function BusinessForm({ business, onChange }: FormProps) {
  const t = useWords(words);
  const language = useLanguage();
  const trades = useTrades().data?.rows;
  const placeName = usePlaceName(business.region);
  const [picking, setPicking] = useState<'mcc' | 'region'>();
  const set = (part: Partial<Business>): void => onChange({ ...business, ...part });
  const trade = trades?.find((one) => one.code === business.mcc);
  const tradeName = trade === undefined ? business.mcc : language === 'en' ? trade.en : trade.zh;
  return (
    <>
      <div className="card form">
        <Field
          label={t('tradeName')}
          value={business.tradeName}
          onChange={(value) => set({ tradeName: value })}
          placeholder={t('tradeNameHint')}
          maxLength={40}
        />
        <PickField label={t('mcc')} hint={t('mccPick')} value={tradeName} onOpen={() => setPicking('mcc')} />
        <PickField label={t('region')} hint={t('regionPick')} value={placeName} onOpen={() => setPicking('region')} />
        <Field
          label={t('address')}
          value={business.address}
          onChange={(address) => set({ address })}
          placeholder={t('addressHint')}
          maxLength={120}
        />
        <Checkbox
          checked={business.fixedPlace === false}
          onChange={(loose) => {
            const { fixedPlace: _, ...rest } = business;
            onChange(loose ? { ...rest, fixedPlace: false } : rest);
          }}
        >
          {t('noFixedPlace')}
        </Checkbox>
        {business.fixedPlace === false && <p className="small">{t('noFixedPlaceHint')}</p>}
      </div>
      <MoreFacts business={business} onChange={onChange} />
      <PickerSheet open={picking === 'mcc'} title={t('mccPick')} onClose={() => setPicking(undefined)}>
        <TradeList
          chosen={business.mcc}
          onPick={(mcc) => {
            set({ mcc });
            setPicking(undefined);
          }}
        />
      </PickerSheet>
      <PickerSheet open={picking === 'region'} title={t('regionPick')} onClose={() => setPicking(undefined)}>
        <PlaceList
          onPick={(region) => {
            set({ region });
            setPicking(undefined);
          }}
        />
      </PickerSheet>
    </>
  );
}

/** Nothing here is needed to go on: hours, expected volume (which tells whether the deposit's target is in reach), the place on the map. */
function MoreFacts({ business, onChange }: FormProps) {
  const t = useWords(words);
  const { hours, monthlyYuan } = business;
  const change = (part: { hours?: string; monthlyYuan?: number }): void => {
    const next = { ...business, ...part };
    if (next.hours === '') delete next.hours;
    onChange(next);
  };
  const setVolume = (text: string): void => {
    const plain = digits(text).slice(0, YUAN_DIGITS);
    if (plain === '') {
      const { monthlyYuan: _, ...rest } = business;
      onChange(rest);
    } else change({ monthlyYuan: Number(plain) });
  };
  return (
    <details className="card form">
      <summary>{t('moreFacts')}</summary>
      <Field
        label={t('hours')}
        value={hours ?? ''}
        placeholder="17:00-24:00"
        maxLength={40}
        onChange={(value) => change({ hours: value })}
      />
      <Field
        label={t('monthly')}
        value={monthlyYuan === undefined ? '' : String(monthlyYuan)}
        inputMode="numeric"
        onChange={setVolume}
      />
      <PinFields pin={business.pin} onChange={(pin) => onChange({ ...business, pin })} />
    </details>
  );
}

const COORDINATE = /^\d{1,3}(\.\d{1,6})?$/;

/** Coordinates without a map: from the phone, or typed. */
function PinFields({ pin, onChange }: { pin: Pin | undefined; onChange: (pin: Pin) => void }) {
  const t = useWords(words);
  const [text, setText] = useState(
    pin === undefined
      ? { latitude: '', longitude: '' }
      : { latitude: String(pin.latitude), longitude: String(pin.longitude) },
  );
  const [state, setState] = useState<'rest' | 'asking' | 'refused'>('rest');
  const ask = (): void => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const latitude = Number(coords.latitude.toFixed(6));
        const longitude = Number(coords.longitude.toFixed(6));
        setText({ latitude: String(latitude), longitude: String(longitude) });
        setState('rest');
        onChange({ latitude, longitude, source: 'device' });
      },
      () => setState('refused'),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const type = (part: Partial<typeof text>): void => {
    const next = { ...text, ...part };
    setText(next);
    const [latitude, longitude] = [Number(next.latitude), Number(next.longitude)];
    const inChina = latitude >= 3 && latitude <= 54 && longitude >= 73 && longitude <= 136;
    if (COORDINATE.test(next.latitude) && COORDINATE.test(next.longitude) && inChina)
      onChange({ latitude, longitude, source: 'hand' });
  };
  return (
    <>
      <div className="two-fields">
        <Field label={t('latitude')} value={text.latitude} onChange={(latitude) => type({ latitude })} />
        <Field label={t('longitude')} value={text.longitude} onChange={(longitude) => type({ longitude })} />
      </div>
      <Button size="small" loading={state === 'asking'} onClick={ask}>
        {t('usePosition')}
      </Button>
      {state === 'refused' && (
        <p role="alert" className="small">
          {t('noPosition')}
        </p>
      )}
    </>
  );
}
