import { Button, Input, Table } from 'antd';
import { isIdNumber } from '../../kit/id-number.ts';
import { useWords } from '../../kit/language.ts';
import { words, type Word } from '../words.ts';
import { isName, NOBODY, OWNERS_MAX, shareHolds, sumOf, type OwnerRow } from './owner-rows.ts';

interface Props {
  readonly value?: readonly OwnerRow[];
  readonly onChange?: (rows: readonly OwnerRow[]) => void;
  readonly readOnly: boolean;
}

/** Beneficial owners line by line, with what their shares make together. */
export function OwnersTable({ value: rows = [], onChange, readOnly }: Props) {
  const t = useWords(words);
  const set = (at: number, part: Partial<OwnerRow>): void =>
    onChange?.(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const cell = (
    at: number,
    key: keyof OwnerRow,
    rule: { readonly label: Word; readonly wrong: boolean; readonly width: number; readonly tidy?: RegExp },
  ) => (
    <Input
      aria-label={t('ownerCell', { n: at + 1, what: t(rule.label) })}
      autoComplete="off"
      maxLength={rule.width}
      value={rows[at]?.[key] ?? ''}
      {...(rule.wrong ? { status: 'error' as const } : {})}
      onChange={({ target }) =>
        set(at, { [key]: rule.tidy === undefined ? target.value : target.value.toUpperCase().replace(rule.tidy, '') })
      }
    />
  );
  const sum = sumOf(rows);
  return (
    <Table<OwnerRow & { key: number }>
      size="small"
      pagination={false}
      dataSource={rows.map((row, key) => ({ ...row, key }))}
      locale={{ emptyText: <span className="dim">{t('noOwners')}</span> }}
      columns={[
        {
          title: t('name'),
          key: 'name',
          render: (_value, row) =>
            cell(row.key, 'name', { label: 'name', wrong: row.name !== '' && !isName(row.name), width: 80 }),
        },
        {
          title: t('idNumber'),
          key: 'idNumber',
          width: 230,
          render: (_value, row) =>
            cell(row.key, 'idNumber', {
              label: 'idNumber',
              wrong: row.idNumber.length === 18 && !isIdNumber(row.idNumber),
              width: 18,
              tidy: /[^\dX]/g,
            }),
        },
        {
          title: t('share'),
          key: 'share',
          width: 110,
          render: (_value, row) =>
            cell(row.key, 'share', {
              label: 'share',
              wrong: row.share !== '' && !shareHolds(row),
              width: 6,
              tidy: /[^\d.]/g,
            }),
        },
        ...(readOnly
          ? []
          : [
              {
                title: '',
                key: 'remove',
                width: 76,
                render: (_value: unknown, row: { key: number }) => (
                  <Button
                    type="text"
                    danger
                    aria-label={t('removeOwnerNo', { n: row.key + 1 })}
                    onClick={() => onChange?.(rows.filter((_one, i) => i !== row.key))}
                  >
                    {t('removeOwner')}
                  </Button>
                ),
              },
            ]),
      ]}
      footer={() => (
        <div className="row">
          <span role="status" className={sum > 100 ? 'open-mark' : ''}>
            {t('shareSum', { sum })}
          </span>
          {!readOnly && rows.length < OWNERS_MAX && (
            <Button size="small" onClick={() => onChange?.([...rows, NOBODY])}>
              {t('addOwner')}
            </Button>
          )}
        </div>
      )}
    />
  );
}
