import { useQuery } from '@tanstack/react-query';
import { Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { say } from '../../kit/say.ts';
import { yuan } from '../../kit/money.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { Proposals } from './proposals.tsx';
import { ProposeParameter } from './propose.tsx';
import { titleOf, unitOf } from './titles.ts';
import { words } from './words.ts';

export type Listed = Answer<'GET /api/console/parameters'>;
export type Parameter = Listed['parameters'][number];
type Value = NonNullable<Parameter['value']>;

/** Fen are shown as yuan beside the number that is stored. */
export const shownValue = (value: Value | undefined, unit: string): string =>
  value === undefined ? '—' : unit === 'fen' ? `${value} (¥${yuan(String(value))})` : String(value);

/** What a parameter is called where people look for it, or its name. */
export function useTitle(): (name: string) => string {
  const language = useLanguage();
  return (name) => {
    const pair = titleOf(name);
    return pair === undefined ? name : say(pair, language);
  };
}

/** What people look for most stands first. */
const FIRST = ['device.', 'settlement.', 'deposit.', 'sale.', 't0.'];
const placeOf = (name: string): number => {
  const place = FIRST.findIndex((one) => name.startsWith(one));
  return place === -1 ? FIRST.length : place;
};

export function ParametersPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const title = useTitle();
  const [params, setParams] = useSearchParams();
  const [changing, change] = useState<Parameter>();
  const listed = useQuery({ queryKey: ['parameters'], queryFn: () => client.call('GET /api/console/parameters') });
  const wanted = (params.get('q') ?? '').trim().toLowerCase();
  const fits = (one: Parameter): boolean =>
    `${one.name} ${title(one.name)} ${one.versions[0]?.source ?? ''}`.toLowerCase().includes(wanted);
  return (
    <>
      <Heading title={t('title')}>
        <Input
          allowClear
          className="find"
          placeholder={t('find')}
          aria-label={t('find')}
          value={params.get('q') ?? ''}
          onChange={({ target }) => setParams(target.value === '' ? {} : { q: target.value }, { replace: true })}
        />
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {(found) => (
          <>
            <Proposals changes={found.changes} acts={may(staff, 'policy.change')} />
            <Parameters
              rows={found.parameters.filter(fits).toSorted((a, b) => placeOf(a.name) - placeOf(b.name))}
              today={found.today}
              {...(may(staff, 'policy.change') ? { onChange: change } : {})}
            />
            {changing !== undefined && (
              <ProposeParameter parameter={changing} today={found.today} onClose={() => change(undefined)} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Parameters(props: { rows: readonly Parameter[]; today: string; onChange?: (parameter: Parameter) => void }) {
  const { rows, today, onChange } = props;
  const t = useWords(words);
  const language = useLanguage();
  const title = useTitle();
  if (rows.length === 0) return <Nothing what={t('none')} />;
  return (
    <Table<Parameter>
      rowKey="name"
      size="middle"
      dataSource={[...rows]}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      expandable={{
        rowExpandable: (row) => row.versions.length > 1,
        expandedRowRender: (row) => <History parameter={row} />,
      }}
      columns={[
        {
          title: t('name'),
          render: (_value, row) => (
            <>
              {title(row.name) !== row.name && (
                <>
                  {title(row.name)}
                  <br />
                </>
              )}
              <code className="dim">{row.name}</code>
            </>
          ),
        },
        {
          title: t('value'),
          render: (_value, row) => (
            <>
              <b className="figures">{row.value === undefined ? t('notYet') : shownValue(row.value, row.unit)}</b>
              {row.versions
                .filter((one) => one.effectiveFrom > today)
                .map((one) => (
                  <Tag key={one.effectiveFrom} color="blue" className="below">
                    {t('coming', { day: one.effectiveFrom, value: shownValue(one.value, row.unit) })}
                  </Tag>
                ))}
            </>
          ),
        },
        { title: t('unit'), width: '20%', render: (_value, row) => say(unitOf(row.name, row.unit), language) },
        { title: t('source'), width: '24%', render: (_value, row) => row.versions[0]?.source },
        {
          title: '',
          key: 'change',
          render: (_value, row) =>
            onChange === undefined ? null : (
              <Button size="small" onClick={() => onChange(row)}>
                {t('change')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function History({ parameter }: { parameter: Parameter }) {
  return (
    <ul>
      {parameter.versions.map((one) => (
        <li key={one.effectiveFrom}>
          {one.effectiveFrom} · <b>{shownValue(one.value, parameter.unit)}</b> · {one.source}
        </li>
      ))}
    </ul>
  );
}
