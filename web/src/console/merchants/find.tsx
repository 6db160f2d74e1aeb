import { AutoComplete, Input, type InputRef } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/search'>['rows'][number];

const addressOf = (row: Row): string =>
  row.kind === 'merchant' ? `/merchants/${row.merchantNo}` : `/stock?serial=${encodeURIComponent(row.serialNo)}`;

/** The search of the whole console: what is typed is looked for everywhere, and leads to the merchant. Ctrl+K goes to it. */
export function Find() {
  const t = useWords(words);
  const state = useStateText();
  const go = useNavigate();
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['search', text],
    queryFn: () => client.call('GET /api/console/search', { query: { text } }),
    enabled: text !== '',
    staleTime: 10_000,
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  const rows = text === '' ? [] : (found.data?.rows ?? []);
  const options = rows.map((row) => ({
    value: addressOf(row),
    label:
      row.kind === 'merchant' ? (
        <span className="found">
          <b>{row.name}</b>
          <small>
            {row.merchantNo} · {t(`by_${row.by}`)} · {state(row.state)}
          </small>
        </span>
      ) : (
        <span className="found">
          <b>{row.serialNo}</b>
          <small>
            {t('by_device')} · {state(row.state)}
          </small>
        </span>
      ),
  }));
  return (
    <AutoComplete
      className="find-all"
      popupMatchSelectWidth={280}
      filterOption={false}
      options={options}
      value={typed}
      notFoundContent={text === '' || found.isFetching ? null : t('foundNone')}
      onChange={(next: string) => setTyped(next.startsWith('/') ? '' : next)}
      onSelect={(address: string) => {
        setTyped('');
        void go(address);
      }}
    >
      <Input ref={box} allowClear maxLength={40} placeholder={t('find')} aria-label={t('findLabel')} />
    </AutoComplete>
  );
}
