import { Button, Popup, SearchBar } from 'antd-mobile';
import { useEffect, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useOffer, type Draft, type Offer } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { Field } from './identity.tsx';
import { words } from './words.ts';

type Business = NonNullable<Draft['business']>;
type Choice = Offer['mccs'][number];

const AUTOSAVE_MS = 900;
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
  const offer = useOffer();
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const [business, setBusiness] = useState<Business>(
    draft.business ?? { tradeName: '', mcc: '', region: '', address: '' },
  );
  const [picking, setPicking] = useState<'mcc' | 'region'>();
  useAutosave(business, draft.business, (next) => void save({ business: next }));
  const set = (part: Partial<Business>): void => setBusiness((before) => ({ ...before, ...part }));
  const language = useLanguage();
  const nameOf = (choices: readonly Choice[] | undefined, code: string): string => {
    const found = choices?.find((one) => one.code === code);
    return found === undefined ? code : language === 'en' ? found.en : found.zh;
  };
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
      <div className="card form">
        <Field
          label={t('tradeName')}
          value={business.tradeName}
          onChange={(tradeName) => set({ tradeName })}
          placeholder={t('tradeNameHint')}
          maxLength={40}
        />
        <PickField
          label={t('mcc')}
          hint={t('mccPick')}
          value={nameOf(offer.data?.mccs, business.mcc)}
          onOpen={() => setPicking('mcc')}
        />
        <PickField
          label={t('region')}
          hint={t('regionPick')}
          value={nameOf(offer.data?.regions, business.region)}
          onOpen={() => setPicking('region')}
        />
        <Field
          label={t('address')}
          value={business.address}
          onChange={(address) => set({ address })}
          placeholder={t('addressHint')}
          maxLength={120}
        />
      </div>
      {error !== undefined && <Refused error={error} />}
      <Popup
        visible={picking !== undefined}
        onMaskClick={() => setPicking(undefined)}
        onClose={() => setPicking(undefined)}
        position="bottom"
        showCloseButton
        destroyOnClose
        bodyClassName="sheet tall"
      >
        <h2>{picking === 'mcc' ? t('mccPick') : t('regionPick')}</h2>
        <Loaded of={offer}>
          {({ mccs, regions }) => (
            <Choices
              choices={picking === 'mcc' ? mccs : regions}
              chosen={picking === 'mcc' ? business.mcc : business.region}
              onPick={(code) => {
                set(picking === 'mcc' ? { mcc: code } : { region: code });
                setPicking(undefined);
              }}
            />
          )}
        </Loaded>
      </Popup>
    </Page>
  );
}

function PickField({ label, hint, value, onOpen }: { label: string; hint: string; value: string; onOpen: () => void }) {
  return (
    <div className="field">
      <span>{label}</span>
      <button
        type="button"
        className={value === '' ? 'pick-field empty-pick' : 'pick-field'}
        aria-label={`${label} ${value === '' ? hint : value}`}
        onClick={onOpen}
      >
        {value === '' ? hint : value}
      </button>
    </div>
  );
}

function Choices({
  choices,
  chosen,
  onPick,
}: {
  choices: readonly Choice[];
  chosen: string;
  onPick: (code: string) => void;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = choices.filter((one) => `${one.code} ${one.zh} ${one.en}`.toLowerCase().includes(wanted));
  return (
    <>
      <SearchBar placeholder={t('search')} value={query} onChange={setQuery} aria-label={t('search')} />
      <div className="choices scroll">
        {found.map((one) => (
          <button key={one.code} type="button" aria-pressed={one.code === chosen} onClick={() => onPick(one.code)}>
            <strong>{language === 'en' ? one.en : one.zh}</strong>
            <span>{one.code}</span>
          </button>
        ))}
        {found.length === 0 && <p>{t('noMatch')}</p>}
      </div>
    </>
  );
}
