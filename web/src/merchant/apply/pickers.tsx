/** Sheets to choose from: trades by name or pinyin, places level by level, branches of banks by words. */
import { Popup, SearchBar } from 'antd-mobile';
import { useState, type ReactNode } from 'react';
import { tradeText, useBranches, usePlaces, useTrades, type Branch } from '../../kit/catalogue.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { Loaded } from '../shell.tsx';
import { words } from './words.ts';

export function PickField({
  label,
  hint,
  value,
  onOpen,
}: {
  label: string;
  hint: string;
  value: string;
  onOpen: () => void;
}) {
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

export function PickerSheet({
  open,
  title,
  onClose,
  children,
}: {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Popup
      visible={open}
      onMaskClick={onClose}
      onClose={onClose}
      position="bottom"
      showCloseButton
      destroyOnClose
      bodyClassName="sheet tall"
    >
      <h2>{title}</h2>
      {children}
    </Popup>
  );
}

interface Line {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly chosen?: boolean;
}

function Lines({ lines, onPick }: { lines: readonly Line[]; onPick: (key: string) => void }) {
  const t = useWords(words);
  return (
    <div className="choices scroll">
      {lines.map((one) => (
        <button key={one.key} type="button" aria-pressed={one.chosen === true} onClick={() => onPick(one.key)}>
          <strong>{one.title}</strong>
          <span>{one.detail}</span>
        </button>
      ))}
      {lines.length === 0 && <p>{t('noMatch')}</p>}
    </div>
  );
}

/** Chinese words, English words, pinyin, first letters or the code: whatever is typed. */
export function TradeList({ chosen, onPick }: { chosen: string; onPick: (code: string) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const trades = useTrades();
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  return (
    <>
      <SearchBar placeholder={t('searchTrade')} value={query} onChange={setQuery} aria-label={t('searchTrade')} />
      <Loaded of={trades}>
        {({ rows }) => (
          <Lines
            lines={rows
              .filter((one) => tradeText(one).includes(wanted))
              .map((one) => ({
                key: one.code,
                title: language === 'en' ? one.en : one.zh,
                detail: one.code,
                chosen: one.code === chosen,
              }))}
            onPick={onPick}
          />
        )}
      </Loaded>
    </>
  );
}

interface Chosen {
  readonly code: string;
  readonly name: string;
}

/** Province, city, county, one level after the other; the way back is the row of what was chosen. */
export function PlaceList({ onPick }: { onPick: (code: string, name: string) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const [path, setPath] = useState<readonly Chosen[]>([]);
  const places = usePlaces(path.at(-1)?.code, true);
  const choose = (place: Chosen): void => {
    const next = [...path, place];
    if (next.length === 3) onPick(place.code, next.map((one) => one.name).join(' '));
    else setPath(next);
  };
  return (
    <>
      <nav className="crumbs" aria-label={t('regionPick')}>
        {path.map((one, level) => (
          <button key={one.code} type="button" onClick={() => setPath(path.slice(0, level))}>
            {one.name} ✕
          </button>
        ))}
      </nav>
      <Loaded of={places}>
        {({ rows }) => (
          <Lines
            lines={rows.map((one) => ({
              key: one.code,
              title: language === 'en' ? one.en : one.zh,
              detail: language === 'en' ? one.zh : '',
            }))}
            onPick={(code) => {
              const found = rows.find((one) => one.code === code);
              if (found !== undefined) choose({ code, name: language === 'en' ? found.en : found.zh });
            }}
          />
        )}
      </Loaded>
    </>
  );
}

export function BranchList({ start, onPick }: { start: string; onPick: (branch: Branch) => void }) {
  const t = useWords(words);
  const [query, setQuery] = useState(start);
  const branches = useBranches(query);
  return (
    <>
      <SearchBar placeholder={t('searchBranch')} value={query} onChange={setQuery} aria-label={t('searchBranch')} />
      <Loaded of={branches}>
        {({ rows }) => (
          <Lines
            lines={rows.map((one) => ({ key: one.branchCode, title: one.branchName, detail: one.branchCode }))}
            onPick={(code) => {
              const found = rows.find((one) => one.branchCode === code);
              if (found !== undefined) onPick(found);
            }}
          />
        )}
      </Loaded>
    </>
  );
}
