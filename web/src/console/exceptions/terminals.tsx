import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing, StateTag } from '../loaded.tsx';
import type { Terminal } from './exceptions-data.ts';
import { words } from './words.ts';

interface TerminalsTabProps {
  readonly of: {
    readonly data: { readonly rows: readonly Terminal[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly acts: boolean;
  readonly onReport: (terminalNo: string) => void;
}

export function TerminalsTab({ of, acts, onReport }: TerminalsTabProps) {
  const t = useWords(words);
  const [asked, setAsked] = useSearchParams();
  const wanted = (asked.get('q') ?? '').trim().toLowerCase();
  const [again, setAgain] = useState<Terminal>();
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('terminalsLead')}</p>
        <Input
          type="search"
          allowClear
          className="find"
          defaultValue={asked.get('q') ?? ''}
          placeholder={t('find')}
          aria-label={t('find')}
          onChange={({ target: { value } }) => setAsked(value === '' ? {} : { q: value }, { replace: true })}
        />
      </div>
      <Loaded of={of}>
        {({ rows }) => {
          const found = rows.filter((one) =>
            [one.terminalNo, one.serialNo, one.merchantNo, one.merchantName].some((text) =>
              text.toLowerCase().includes(wanted),
            ),
          );
          if (found.length === 0) return <Nothing what={t(rows.length === 0 ? 'noTerminals' : 'noneFits')} />;
          return <TerminalTable rows={found} acts={acts} onReport={onReport} onAgain={setAgain} />;
        }}
      </Loaded>
      {again !== undefined && <RegisterAgain terminal={again} onClose={() => setAgain(undefined)} />}
    </>
  );
}

function TerminalTable({
  rows,
  acts,
  onReport,
  onAgain,
}: {
  rows: readonly Terminal[];
  acts: boolean;
  onReport: (terminalNo: string) => void;
  onAgain: (terminal: Terminal) => void;
}) {
  const t = useWords(words);
  const model = useStateText();
  return (
    <Table<Terminal>
      rowKey="terminalNo"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('terminalNo'), dataIndex: 'terminalNo' },
        {
          title: t('merchant'),
          key: 'merchant',
          render: (_value, row) => (
            <>
              {row.merchantName}
              <div className="dim">{row.merchantNo}</div>
            </>
          ),
        },
        {
          title: t('device'),
          key: 'device',
          render: (_value, row) => (
            <>
              <code>{row.serialNo}</code>
              <div className="dim">{model(row.model)}</div>
            </>
          ),
        },
        { title: t('state'), dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
        { title: t('registration'), key: 'registration', render: (_value, row) => <Registration of={row} /> },
        ...(acts
          ? [
              {
                title: t('next'),
                key: 'act',
                render: (_value: unknown, row: Terminal) => (
                  <Space>
                    {row.state !== 'closed' && row.state !== 'unbound' && (
                      <Button size="small" onClick={() => onAgain(row)}>
                        {t('again')}
                      </Button>
                    )}
                    {row.state === 'pending_activation' && (
                      <Button size="small" onClick={() => onReport(row.terminalNo)}>
                        {t('reportFor')}
                      </Button>
                    )}
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

const TONES = { refused: 'red', pending: 'orange', registered: 'green', superseded: 'default' } as const;

function Registration({ of: { registration } }: { of: Terminal }) {
  const t = useWords(words);
  if (registration === undefined) return <span className="dim">{t('notKept')}</span>;
  const { state, version, tries, reason, networkReference, askedAt } = registration;
  const key = `reason_${reason ?? ''}`;
  return (
    <>
      <Tag color={TONES[state]}>{t(`registration_${state}`)}</Tag>
      {state === 'refused' && reason !== undefined && (
        <strong className="bad-text">{key in words ? t(key as keyof typeof words) : reason}</strong>
      )}
      <div className="dim">
        {t('version', { version })}
        {networkReference !== undefined && ` · ${networkReference}`}
        {state === 'pending' && ` · ${t('tries', { tries })}`}
        {askedAt !== undefined && ` · ${dateTime(askedAt)}`}
      </div>
    </>
  );
}

function RegisterAgain({ terminal, onClose }: { terminal: Terminal; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const again = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/terminals/:terminalNo/registration', {
        params: { terminalNo: terminal.terminalNo },
      }),
    onSuccess: () => {
      void message.success(t('askedAgain'));
      onClose();
      return queries.invalidateQueries({ queryKey: ['terminals'] });
    },
  });
  return (
    <Ask
      title={`${t('again')} · ${terminal.terminalNo}`}
      ok={t('again')}
      of={again}
      onOk={() => again.mutate()}
      onClose={onClose}
    >
      <p>{t('againFollows', { merchant: terminal.merchantName, serial: terminal.serialNo })}</p>
      {terminal.registration?.state === 'refused' && <p>{t('againRefused')}</p>}
    </Ask>
  );
}
