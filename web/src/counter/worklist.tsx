import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Empty, Form, Input, Space, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate, Link } from 'react-router';
import { client, workOnFiling } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useApplicationStateText } from '../kit/states.ts';
import { shortTime } from '../kit/time.ts';
import { ScanDialog } from './camera/scan-dialog.tsx';
import { formCodeIn } from './form-code.ts';
import { FilingTag, Loaded, Refused, type FilingRow } from './parts.tsx';
import { TakeIn } from './take-in.tsx';
import { words } from './words.ts';

const POLL_MS = 5_000;

/** Columns that the worklist and the daily list share. */
export function useFilingColumns(): TableColumnsType<FilingRow> {
  const t = useWords(words);
  const state = useApplicationStateText();
  return [
    { title: t('openedAt'), dataIndex: 'openedAt', render: shortTime },
    {
      title: t('merchant'),
      key: 'merchant',
      render: (_value, row) => (
        <>
          <strong>{row.tradeName === '' ? '—' : row.tradeName}</strong> <span className="dim">{row.name}</span>
        </>
      ),
    },
    { title: t('phone'), dataIndex: 'phone' },
    { title: t('state'), dataIndex: 'state', render: (one: FilingRow['state']) => <FilingTag state={one} /> },
    {
      title: t('applicationState'),
      dataIndex: 'applicationState',
      render: (one: string) => (one === '' ? '—' : state(one)),
    },
    { title: t('openedBy'), dataIndex: 'openedBy' },
    { title: t('note'), dataIndex: 'note', ellipsis: true },
  ];
}

export function WorklistPage() {
  const t = useWords(words);
  workOnFiling(undefined);
  const filings = useQuery({
    queryKey: ['filings'],
    queryFn: () => client.call('GET /api/counter/filings'),
    refetchInterval: POLL_MS,
  });
  const columns = useFilingColumns();
  return (
    <>
      <NewFiling />
      <TakeIn />
      <h1 className="page-title">{t('worklist')}</h1>
      <Loaded of={filings}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty description={t('none')} />
          ) : (
            <Table<FilingRow>
              rowKey="filingId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 15, hideOnSinglePage: true }}
              columns={[
                ...columns,
                {
                  title: '',
                  key: 'go',
                  render: (_value, row) => (
                    <Link to={`/filings/${row.filingId}`}>{row.mayConfirm ? t('review') : t('continue')}</Link>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

function NewFiling() {
  const t = useWords(words);
  const go = useNavigate();
  const queries = useQueryClient();
  const onSuccess = async ({ filingId }: { filingId: string }): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['filings'] });
    void go(`/filings/${filingId}`);
  };
  const byPhone = useMutation({
    mutationFn: ({ phone }: { phone: string }) => client.call('POST /api/counter/filings', { body: { phone } }),
    onSuccess,
  });
  return (
    <Card title={t('newFiling')} className="gap">
      <div className="two">
        <Form layout="vertical" requiredMark={false} onFinish={(given: { phone: string }) => byPhone.mutate(given)}>
          <Form.Item
            name="phone"
            label={t('byPhone')}
            extra={t('byPhoneHint')}
            rules={[{ required: true, pattern: /^1[3-9]\d{9}$/ }]}
          >
            <Input inputMode="numeric" maxLength={11} autoComplete="off" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={byPhone.isPending}>
            {t('open')}
          </Button>
          <Refused error={byPhone.error} />
        </Form>
        <ByForm onOpened={onSuccess} />
      </div>
    </Card>
  );
}

/** The code of a printed form: typed, put in by a hand scanner that ends with Enter, or read by the camera. */
function ByForm({ onOpened }: { onOpened: (opened: { filingId: string }) => Promise<void> }) {
  const t = useWords(words);
  const [form] = Form.useForm<{ code: string }>();
  const [scanning, setScanning] = useState(false);
  const byForm = useMutation({
    mutationFn: (code: string) => client.call('POST /api/counter/form-codes', { body: { code } }),
    onSuccess: onOpened,
  });
  const found = (code: string): void => {
    setScanning(false);
    form.setFieldsValue({ code });
    byForm.mutate(code);
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ code }) => found(formCodeIn(code) ?? code)}>
      <Form.Item
        name="code"
        label={t('byForm')}
        extra={t('byFormHint')}
        validateTrigger="onSubmit"
        rules={[
          {
            validator: (_rule, value: string | undefined) =>
              formCodeIn(value ?? '') === undefined ? Promise.reject(new Error(t('byFormBad'))) : Promise.resolve(),
          },
        ]}
      >
        <Input maxLength={200} autoComplete="off" className="mono" />
      </Form.Item>
      <Space wrap>
        <Button htmlType="submit" loading={byForm.isPending}>
          {t('loadForm')}
        </Button>
        <Button onClick={() => setScanning(true)}>{t('scanForm')}</Button>
      </Space>
      <Refused error={byForm.error} />
      {scanning && <ScanDialog meaning={formCodeIn} onFound={found} onClose={() => setScanning(false)} />}
    </Form>
  );
}
