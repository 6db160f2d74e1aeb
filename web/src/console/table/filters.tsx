import { Button, Input, Select } from 'antd';
import { useState, type FormEvent } from 'react';
import { useWords } from '../../kit/language.ts';
import type { ListAddress, Query } from './use-list-address.ts';
import { words } from './words.ts';

export type Filter =
  | { readonly kind: 'text'; readonly key: string; readonly label: string; readonly width?: number }
  | {
      readonly kind: 'choice';
      readonly key: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      /** What is shown where nothing is chosen, if that is not everything. */
      readonly any?: string;
    }
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | { readonly kind: 'days' };

export const keysOf = (filters: readonly Filter[]): string[] =>
  filters.flatMap((one) => (one.kind === 'days' ? ['from', 'through'] : [one.key]));

/** One line of filters. Choices and days are asked for at once, texts with Enter or the button. */
export function Filters({ filters, address }: { filters: readonly Filter[]; address: ListAddress }) {
  const t = useWords(words);
  const [typed, setTyped] = useState<Query>({});
  const valueOf = (key: string): string => typed[key] ?? address.filter[key] ?? '';
  const ask = (changed: Query): void => {
    address.filterBy({ ...address.filter, ...typed, ...changed });
    setTyped({});
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask({});
  };
  return (
    <form className="list-filters" aria-label={t('filters')} onSubmit={submit}>
      {filters.map((one) =>
        one.kind === 'days' ? (
          <Days key="days" valueOf={valueOf} onChange={ask} />
        ) : one.kind === 'day' ? (
          <Input
            key={one.key}
            type="date"
            className="list-day"
            aria-label={one.label}
            title={one.label}
            value={valueOf(one.key)}
            onChange={(event) => ask({ [one.key]: event.target.value })}
          />
        ) : one.kind === 'choice' ? (
          <Select
            key={one.key}
            aria-label={one.label}
            className="list-choice"
            popupMatchSelectWidth={false}
            value={valueOf(one.key)}
            options={[{ value: '', label: one.any ?? t('any', { what: one.label }) }, ...one.options]}
            onChange={(value: string) => ask({ [one.key]: value })}
          />
        ) : (
          <Input
            key={one.key}
            allowClear
            style={{ width: one.width ?? 160 }}
            placeholder={one.label}
            aria-label={one.label}
            value={valueOf(one.key)}
            onChange={(event) => setTyped({ ...typed, [one.key]: event.target.value })}
          />
        ),
      )}
      <Button htmlType="submit" type="primary">
        {t('apply')}
      </Button>
      {(Object.keys(address.filter).length > 0 || Object.values(typed).some((one) => one !== '')) && (
        <Button
          type="text"
          onClick={() => {
            setTyped({});
            address.filterBy({});
          }}
        >
          {t('clear')}
        </Button>
      )}
    </form>
  );
}

function Days({ valueOf, onChange }: { valueOf: (key: string) => string; onChange: (changed: Query) => void }) {
  const t = useWords(words);
  const field = (key: 'from' | 'through') => (
    <Input
      type="date"
      className="list-day"
      aria-label={t(key)}
      title={t(key)}
      value={valueOf(key)}
      {...(key === 'from' ? { max: valueOf('through') } : { min: valueOf('from') })}
      onChange={(event) => onChange({ [key]: event.target.value })}
    />
  );
  return (
    <span className="list-days">
      {field('from')}
      <span aria-hidden="true">—</span>
      {field('through')}
    </span>
  );
}
