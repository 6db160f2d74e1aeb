import { useState } from 'react';
import type { CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useDevices } from '../queries.ts';
import { words } from './words.ts';

type Query = NonNullable<CallInput<'GET /api/merchant/transactions'>['query']>;
const CHOICES = {
  kind: ['sale', 'code', 'refund', 'void', 'pre_auth', 'deposit'],
  state: ['approved', 'voided', 'declined', 'reversed', 'open'],
  card: ['debit', 'credit', 'qr', 'foreign'],
} as const;
const NAMES = ['text', 'from', 'through', 'kind', 'state', 'card', 'terminalNo', 'minFen', 'maxFen'] as const;
export type FilterName = (typeof NAMES)[number];

const FORMS: Readonly<Record<FilterName, RegExp>> = {
  text: /^.{1,20}$/,
  from: /^\d{4}-\d\d-\d\d$/,
  through: /^\d{4}-\d\d-\d\d$/,
  kind: new RegExp(`^(${CHOICES.kind.join('|')})$`),
  state: new RegExp(`^(${CHOICES.state.join('|')})$`),
  card: new RegExp(`^(${CHOICES.card.join('|')})$`),
  terminalNo: /^\w{1,8}$/,
  minFen: /^\d{1,15}$/,
  maxFen: /^\d{1,15}$/,
};

/** What of an address is a filter; anything else is left out, so that an old link still opens. */
export function readFilter(asked: URLSearchParams): Query {
  const read = NAMES.flatMap((name) => {
    const value = asked.get(name);
    return value === null || !FORMS[name].test(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(read);
}

const yuanOf = (fen: string | undefined): string => (fen === undefined ? '' : String(Number(fen) / 100));
const fenOf = (yuan: string): string => (/^\d{1,9}$/.test(yuan) ? `${yuan}00` : '');

/** Everything but the words that are searched; closed until somebody wants it, or it stands in the address. */
export function SaleFilter({ query, onChoose }: { query: Query; onChoose: (name: FilterName, value: string) => void }) {
  const t = useWords(words);
  const devices = useDevices();
  const count = NAMES.filter((name) => name !== 'text' && query[name] !== undefined).length;
  const [open, setOpen] = useState(count > 0);
  const terminals = (devices.data?.rows ?? []).map((one) => one.terminalNo);
  return (
    <section className="card sale-filter">
      <button type="button" className="disclose" aria-expanded={open} onClick={() => setOpen(!open)}>
        {count === 0 ? t('filter') : t('filterOn', { n: count })}
      </button>
      {open && (
        <div className="sale-filter-fields">
          {(['from', 'through'] as const).map((name) => (
            <label key={name}>
              {t(`f_${name}`)}
              <input type="date" value={query[name] ?? ''} onChange={(event) => onChoose(name, event.target.value)} />
            </label>
          ))}
          {(['kind', 'state', 'card'] as const).map((name) => (
            <label key={name}>
              {t(`f_${name}`)}
              <select value={query[name] ?? ''} onChange={(event) => onChoose(name, event.target.value)}>
                <option value="">{t('f_all')}</option>
                {CHOICES[name].map((one) => (
                  <option key={one} value={one}>
                    {t(`f_${name}_${one}` as keyof typeof words)}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <label>
            {t('f_terminalNo')}
            <select value={query.terminalNo ?? ''} onChange={(event) => onChoose('terminalNo', event.target.value)}>
              <option value="">{t('f_all')}</option>
              {terminals.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
          {(['minFen', 'maxFen'] as const).map((name) => (
            <label key={name}>
              {t(`f_${name}`)}
              <input
                inputMode="numeric"
                value={yuanOf(query[name])}
                onChange={(event) => onChoose(name, fenOf(event.target.value))}
              />
            </label>
          ))}
        </div>
      )}
    </section>
  );
}
