import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Input, Modal, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Key = Answer<'GET /api/console/api-keys'>['rows'][number];
type Made = Answer<'POST /api/console/api-keys'>;
type Scope = NonNullable<CallInput<'POST /api/console/api-keys'>['body']>['scopes'][number];

const SCOPES = ['applications.read', 'applications.write', 'webhooks'] as const satisfies readonly Scope[];
const KEYS_KEY = ['api-keys'];
const PARTNER_LENGTH_MIN = 2;

export function KeysTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const [revoking, setRevoking] = useState<Key>();
  const keys = useQuery({ queryKey: KEYS_KEY, queryFn: () => client.call('GET /api/console/api-keys') });
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('keysLead')}</p>
        {acts && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t('newKey')}
          </Button>
        )}
      </div>
      <Loaded of={keys}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noKeys')} />
          ) : (
            <KeyTable rows={rows} acts={acts} onRevoke={setRevoking} />
          )
        }
      </Loaded>
      {making && (
        <NewKey
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made !== undefined && <ShownOnce made={made} onKept={() => setMade(undefined)} />}
      {revoking !== undefined && <Revoke apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function KeyTable({ rows, acts, onRevoke }: { rows: readonly Key[]; acts: boolean; onRevoke: (key: Key) => void }) {
  const t = useWords(words);
  return (
    <Table<Key>
      rowKey="keyId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('partner'),
          key: 'partner',
          render: (_value, row) => (
            <>
              <strong>{row.partner}</strong>
              <div className="dim">{row.keyId}</div>
            </>
          ),
        },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: Key['state']) => <Tag color={state === 'active' ? 'green' : 'default'}>{t(state)}</Tag>,
        },
        {
          title: t('scopes'),
          dataIndex: 'scopes',
          render: (scopes: readonly string[]) => scopes.map((one) => <div key={one}>{scopeIn(one, t)}</div>),
        },
        {
          title: t('ipList'),
          dataIndex: 'ipList',
          render: (list: readonly string[]) =>
            list.length === 0 ? (
              <Tag color="orange">{t('anyAddress')}</Tag>
            ) : (
              list.map((one) => (
                <div key={one}>
                  <code>{one}</code>
                </div>
              ))
            ),
        },
        {
          title: t('lastUsed'),
          dataIndex: 'lastUsedAt',
          render: (at?: string) => (at === undefined ? <span className="dim">{t('neverUsed')}</span> : dateTime(at)),
        },
        { title: t('createdAt'), dataIndex: 'createdAt', render: dateTime },
        ...(acts
          ? [
              {
                title: t('next'),
                key: 'act',
                render: (_value: unknown, row: Key) =>
                  row.state === 'active' && (
                    <Button size="small" danger onClick={() => onRevoke(row)}>
                      {t('revoke')}
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

const scopeIn = (scope: string, t: (key: keyof typeof words) => string): string => {
  const known = SCOPES.find((one) => one === scope);
  return known === undefined ? scope : t(`scope_${known}`);
};

function NewKey({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [partner, setPartner] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([...SCOPES]);
  const [addresses, setAddresses] = useState('');
  const ipList = addresses.split(/[\s,，;；]+/).filter((one) => one !== '');
  const make = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/api-keys', { body: { partner: partner.trim(), scopes: [...scopes], ipList } }),
    onSuccess: (made) => {
      onMade(made);
      return queries.invalidateQueries({ queryKey: KEYS_KEY });
    },
  });
  return (
    <Ask
      title={t('newKey')}
      ok={t('make')}
      ready={partner.trim().length >= PARTNER_LENGTH_MIN && scopes.length > 0}
      of={make}
      onOk={() => make.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('partner')}
        <Input
          value={partner}
          maxLength={40}
          placeholder={t('partnerHint')}
          onChange={(event) => setPartner(event.target.value)}
        />
      </label>
      <div className="ask-field" role="group" aria-label={t('scopes')}>
        <span>{t('scopes')}</span>
        <Checkbox.Group<Scope>
          className="stacked"
          value={[...scopes]}
          options={SCOPES.map((value) => ({ value, label: t(`scope_${value}`) }))}
          onChange={setScopes}
        />
      </div>
      <label className="ask-field">
        {t('ipList')}
        <Input.TextArea
          rows={3}
          className="serial-box"
          spellCheck={false}
          value={addresses}
          placeholder={'203.0.113.8\n198.51.100.0/24'}
          onChange={(event) => setAddresses(event.target.value)}
        />
        <span className="dim">{t('ipHint')}</span>
      </label>
    </Ask>
  );
}

/** The only time that it can be seen; the window goes when somebody says that it is kept. */
function ShownOnce({ made, onKept }: { made: Made; onKept: () => void }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const [kept, setKept] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(made.token);
      void message.success(t('copied'));
    } catch {
      // a page that was not opened over https has no clipboard: the text can still be marked
      void message.warning(t('copyByHand'));
    }
  };
  return (
    <Modal
      open
      title={t('tokenTitle')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" disabled={!kept} onClick={onKept}>
          {t('done')}
        </Button>
      }
    >
      <div className="ask">
        <Alert type="warning" showIcon title={t('tokenOnce')} />
        <Input.TextArea
          readOnly
          autoSize
          className="serial-box"
          aria-label={t('token')}
          value={made.token}
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={() => void copy()}>{t('copy')}</Button>
        <p className="dim">{t('tokenUse')}</p>
        <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>
          {t('tokenKept')}
        </Checkbox>
      </div>
    </Modal>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const revoke = useMutation({
    mutationFn: () => client.call('POST /api/console/api-keys/:keyId/revocation', { params: { keyId: apiKey.keyId } }),
    onSuccess: () => {
      void message.success(t('revokedNow'));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS_KEY }),
  });
  return (
    <Ask
      title={t('revokeTitle', { partner: apiKey.partner })}
      ok={t('revoke')}
      danger
      of={revoke}
      onOk={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{t('revokeFollows', { keyId: apiKey.keyId })}</p>
    </Ask>
  );
}
