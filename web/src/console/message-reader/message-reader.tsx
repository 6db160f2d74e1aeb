import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Input, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { Heading } from '../loaded.tsx';
import { words } from './words.ts';

type Reading = Answer<'POST /api/console/messages/reading'>;

/** What `npm run decode` prints, for people without a shell. */
export function MessageReaderPage() {
  const t = useWords(words);
  const text = useProblemText();
  const [hex, setHex] = useState('');
  const read = useMutation({
    mutationFn: () => client.call('POST /api/console/messages/reading', { body: { hex } }),
  });
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <form
        className="reader-form"
        onSubmit={(event) => {
          event.preventDefault();
          read.mutate();
        }}
      >
        <Input.TextArea
          aria-label={t('hex')}
          className="hex"
          autoSize={{ minRows: 4, maxRows: 12 }}
          maxLength={20_000}
          value={hex}
          spellCheck={false}
          onChange={(event) => setHex(event.target.value)}
        />
        <Button type="primary" htmlType="submit" disabled={hex.trim() === ''} loading={read.isPending}>
          {t('read')}
        </Button>
      </form>
      {read.error !== null && <Alert type="error" showIcon title={text(read.error)} />}
      {read.data !== undefined && <Read reading={read.data} />}
    </>
  );
}

function Read({ reading }: { reading: Reading }) {
  const t = useWords(words);
  const language = useLanguage();
  const { length, tpdu, header } = reading;
  const heads = [
    ['MTI', reading.mti],
    [t('leg'), reading.dialect],
    ...(length === undefined ? [] : [['LEN', String(length)]]),
    ...(tpdu === undefined ? [] : [['TPDU', tpdu]]),
    ...(header === undefined ? [] : [['HEAD', header]]),
  ] as const;
  return (
    <div className="reading">
      {reading.faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('faults', { count: reading.faults.length })}
          description={reading.faults.map((fault) => (
            <div key={`${fault.field} ${fault.offset} ${fault.expected}`}>{t('fault', { ...fault })}</div>
          ))}
        />
      )}
      <Descriptions
        size="small"
        items={heads.map(([label, value]) => ({ key: label, label, children: <code>{value}</code> }))}
      />
      <Table<Reading['fields'][number]>
        rowKey="number"
        size="small"
        dataSource={reading.fields}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('field'), dataIndex: 'number', align: 'right' },
          { title: t('name'), key: 'name', render: (_value: unknown, row) => (language === 'en' ? row.en : row.zh) },
          {
            title: t('value'),
            key: 'value',
            render: (_value: unknown, row) => (
              <>
                <code>{row.value}</code>
                {row.parts.map((part) => (
                  <div key={part.label} className="dim">
                    {part.label}: <code>{part.value}</code>
                  </div>
                ))}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
