import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Popconfirm, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useCities, useCityName } from '../../kit/cities.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { CreateForm, typed } from './create-form.tsx';
import { words } from './words.ts';

type Agent = Answer<'GET /api/console/agents'>['rows'][number];

export const useCityChoices = (): { value: string; label: string }[] => {
  const language = useLanguage();
  return (useCities().data?.rows ?? []).map((one) => ({ value: one.code, label: language === 'en' ? one.en : one.zh }));
};

export function AgentsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [stopping, setStopping] = useState<Agent>();
  const acts = may(staff, 'operate.act');
  const cities = useCityChoices();
  const agents = useQuery({ queryKey: ['agents'], queryFn: () => client.call('GET /api/console/agents') });
  const choices = (agents.data?.rows ?? []).map((one) => ({ value: one.agentId, label: one.name }));
  return (
    <>
      <Heading title={t('agents')}>
        {acts && (
          <Space>
            <CreateForm
              title="newPerson"
              fields={[
                { name: 'agentId', label: 'agents', choices },
                { name: 'name', label: 'name' },
                { name: 'login', label: 'login' },
                { name: 'password', label: 'password', as: 'password' },
              ]}
              send={(values) =>
                client.call('POST /api/console/agent-people', {
                  body: {
                    agentId: typed(values, 'agentId'),
                    name: typed(values, 'name'),
                    login: typed(values, 'login'),
                    password: typed(values, 'password'),
                  },
                })
              }
            />
            <CreateForm
              title="newAgent"
              fields={[
                { name: 'name', label: 'name' },
                { name: 'phone', label: 'phone' },
                { name: 'address', label: 'address' },
                { name: 'cities', label: 'cities', choices: cities, as: 'many' },
                { name: 'validFrom', label: 'validFrom', as: 'date' },
                { name: 'validTo', label: 'validTo', as: 'date' },
              ]}
              send={(values) =>
                client.call('POST /api/console/agents', {
                  body: {
                    name: typed(values, 'name'),
                    phone: typed(values, 'phone'),
                    address: typed(values, 'address'),
                    cities: values['cities'] as string[],
                    validFrom: typed(values, 'validFrom'),
                    validTo: typed(values, 'validTo'),
                  },
                })
              }
            />
          </Space>
        )}
      </Heading>
      <Loaded of={agents}>
        {({ rows }) =>
          rows.length === 0 ? <Nothing /> : <AgentTable rows={rows} acts={acts} onSuspend={setStopping} />
        }
      </Loaded>
      {stopping !== undefined && (
        <SuspendDialog
          agent={stopping}
          others={choices.filter((one) => one.value !== stopping.agentId)}
          onClose={() => setStopping(undefined)}
        />
      )}
    </>
  );
}

function AgentTable({
  rows,
  acts,
  onSuspend,
}: {
  rows: readonly Agent[];
  acts: boolean;
  onSuspend: (agent: Agent) => void;
}) {
  const t = useWords(words);
  const queries = useQueryClient();
  const resume = useMutation({
    mutationFn: (agentId: string) => client.call('POST /api/console/agents/:agentId/resume', { params: { agentId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agents'] }),
  });
  return (
    <Table<Agent>
      rowKey="agentId"
      dataSource={rows}
      size="middle"
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        {
          title: t('name'),
          key: 'name',
          render: (_value, row) => (
            <>
              <strong>{row.name}</strong>
              <br />
              <span className="dim">{row.address}</span>
            </>
          ),
        },
        { title: t('phone'), dataIndex: 'phone' },
        {
          title: t('state'),
          key: 'state',
          render: (_value, row) => (
            <>
              <Tag color={row.state === 'active' ? 'green' : 'red'}>{t(row.state)}</Tag>
              <div className="dim">{row.stateReason}</div>
            </>
          ),
        },
        {
          title: t('certificates'),
          key: 'certificates',
          render: (_value, row) =>
            row.certificates.map((one) => <CertificateLine key={one.certificateId} certificate={one} acts={acts} />),
        },
        { title: t('openFilings'), dataIndex: 'openFilings', align: 'right' },
        {
          title: '',
          key: 'act',
          render: (_value, row) =>
            !acts ? null : row.state === 'active' ? (
              <Button danger size="small" onClick={() => onSuspend(row)}>
                {t('suspend')}
              </Button>
            ) : (
              <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(row.agentId)}>
                {t('resume')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function CertificateLine({ certificate, acts }: { certificate: Agent['certificates'][number]; acts: boolean }) {
  const t = useWords(words);
  const cityName = useCityName();
  const queries = useQueryClient();
  const { certificateId, number, status, cities, validTo } = certificate;
  const revoke = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/certificates/:certificateId/:event', {
        params: { certificateId, event: 'revoke' },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agents'] }),
  });
  return (
    <div>
      {number} <Tag color={status === 'valid' ? 'green' : 'orange'}>{t(status)}</Tag>
      {acts && status !== 'revoked' && (
        <Popconfirm title={t('revokeSure')} onConfirm={() => revoke.mutate()}>
          <Button size="small" type="link" danger>
            {t('revoke')}
          </Button>
        </Popconfirm>
      )}
      <div className="dim">
        {cities.map(cityName).join('、')} · {validTo}
      </div>
    </div>
  );
}

function SuspendDialog({
  agent,
  others,
  onClose,
}: {
  agent: Agent;
  others: { value: string; label: string }[];
  onClose: () => void;
}) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string; toAgentId?: string }>();
  const suspend = useMutation({
    mutationFn: ({ reason, toAgentId }: { reason: string; toAgentId?: string }) =>
      client.call('POST /api/console/agents/:agentId/suspend', {
        params: { agentId: agent.agentId },
        body: { reason, ...(toAgentId === undefined ? {} : { toAgentId }) },
      }),
    onSuccess: async ({ stopped }) => {
      void message.success(t('suspendedCount', { count: stopped }));
      onClose();
      await queries.invalidateQueries({ queryKey: ['agents'] });
    },
  });
  return (
    <Modal
      open
      title={t('suspendTitle', { name: agent.name })}
      okText={t('suspend')}
      okButtonProps={{ danger: true }}
      confirmLoading={suspend.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('suspendText')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => suspend.mutate(given)}>
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, min: 2, max: 200 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="toAgentId" label={t('successor')}>
          <Select allowClear options={others} />
        </Form.Item>
      </Form>
      {suspend.error !== null && <Alert type="error" showIcon title={text(suspend.error)} />}
    </Modal>
  );
}
