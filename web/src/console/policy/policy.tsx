import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, DatePicker, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { PolicyEditor } from './editor.tsx';
import { policyWords } from './words.ts';

type Listed = Answer<'GET /api/console/review-policies'>;
type Version = Listed['rows'][number];

export function PolicyPage({ staff }: { staff: Staff }) {
  const t = useWords(policyWords);
  const policies = useQuery({
    queryKey: ['review-policies'],
    queryFn: () => client.call('GET /api/console/review-policies'),
  });
  const [base, setBase] = useState<Version>();
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim">{t('lead')}</p>
      <Loaded of={policies}>
        {(listed) => (
          <>
            <Versions listed={listed} acts={may(staff, 'operate.act')} onEdit={setBase} />
            {base !== undefined && (
              <PolicyEditor
                key={base.version}
                base={base.policy}
                checks={listed.checks}
                acts={may(staff, 'operate.act')}
                onSaved={() => setBase(undefined)}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Versions({ listed, acts, onEdit }: { listed: Listed; acts: boolean; onEdit: (version: Version) => void }) {
  const t = useWords(policyWords);
  return (
    <Table<Version>
      rowKey="version"
      size="middle"
      dataSource={listed.rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      columns={[
        {
          title: t('versions'),
          dataIndex: 'version',
          render: (version: number) => (
            <Space>
              <strong>{version}</strong>
              {version === listed.current && <Tag color="green">{t('inForce')}</Tag>}
            </Space>
          ),
        },
        { title: t('note'), dataIndex: 'note' },
        {
          title: '',
          key: 'who',
          render: (_value, row) => (
            <span className="dim">
              {t('madeBy', { by: row.madeBy })} · {dateTime(row.madeAt)}
              {row.switchedOnBy !== undefined && ` · ${t('switchedBy', { by: row.switchedOnBy })}`}
            </span>
          ),
        },
        {
          title: t('switchFrom'),
          key: 'from',
          render: (_value, row) =>
            row.effectiveFrom === undefined ? (
              <SwitchOn version={row.version} acts={acts} />
            ) : (
              t('from', { day: row.effectiveFrom })
            ),
        },
        {
          title: '',
          key: 'edit',
          render: (_value, row) => (
            <Button size="small" onClick={() => onEdit(row)}>
              {t('edit')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function SwitchOn({ version, acts }: { version: number; acts: boolean }) {
  const t = useWords(policyWords);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [from, setFrom] = useState('');
  const turn = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/review-policies/:version/switch-on', {
        params: { version: String(version) },
        body: { from },
      }),
    onSuccess: () => {
      void message.success(t('switched'));
      return queries.invalidateQueries({ queryKey: ['review-policies'] });
    },
  });
  if (!acts) return <Tag>{t('draft')}</Tag>;
  return (
    <Space orientation="vertical">
      <Space>
        <DatePicker
          aria-label={t('switchFrom')}
          placeholder={t('switchFrom')}
          onChange={(_value, day) => setFrom(typeof day === 'string' ? day : '')}
        />
        <Button type="primary" disabled={from === ''} loading={turn.isPending} onClick={() => turn.mutate()}>
          {t('switchOn')}
        </Button>
      </Space>
      {turn.error !== null && <Alert type="warning" showIcon title={text(turn.error)} />}
    </Space>
  );
}
