import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Input, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Nothing } from '../loaded.tsx';
import { PasswordAsk } from './password-ask.tsx';
import { words } from './words.ts';

type Passkey = Answer<'GET /api/console/my/security'>['passkeys'][number];
type Made = NonNullable<CallInput<'POST /api/console/my/passkeys'>['body']>['response'];

/** Authenticators answer to names of hosts only, and to safe connections. */
export const passkeysWork = (): boolean => browserSupportsWebAuthn() && !/^[\d.]+$|:/.test(location.hostname);

export function PasskeyPanel(props: {
  passkeys: readonly Passkey[];
  onCodes: (codes: readonly string[] | undefined) => void;
}) {
  const { passkeys, onCodes } = props;
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const [removing, setRemoving] = useState<Passkey>();
  const add = useMutation({
    mutationFn: async (password: string) => {
      const { options } = await client.call('POST /api/console/my/passkeys/options', { body: { password } });
      const response = (await startRegistration({ optionsJSON: options })) as unknown as Made;
      return client.call('POST /api/console/my/passkeys', { body: { name: name.trim() || t('passkeys'), response } });
    },
    onSuccess: ({ recoveryCodes }) => {
      setAdding(false);
      setName('');
      void message.success(t('added'));
      onCodes(recoveryCodes);
    },
  });
  const remove = useMutation({
    mutationFn: (of: { passkeyId: string; password: string }) =>
      client.call('POST /api/console/my/passkeys/:passkeyId/removal', {
        params: { passkeyId: of.passkeyId },
        body: { password: of.password },
      }),
    onSuccess: () => {
      setRemoving(undefined);
      void message.success(t('removed'));
      return queries.invalidateQueries();
    },
  });
  return (
    <Card
      title={t('passkeys')}
      className="security-card"
      extra={
        <Button type="primary" disabled={!passkeysWork()} onClick={() => setAdding(true)}>
          {t('addPasskey')}
        </Button>
      }
    >
      {!passkeysWork() && <Alert className="gap" type="info" showIcon title={t('unsupported')} />}
      {passkeys.length === 0 ? <Nothing what={t('noPasskeys')} /> : <List rows={passkeys} onRemove={setRemoving} />}
      {adding && (
        <PasswordAsk
          title={t('addPasskey')}
          ok={t('next')}
          of={{ isPending: add.isPending, error: problemIn(add.error) }}
          onPassword={(password) => add.mutate(password)}
          onClose={() => setAdding(false)}
        >
          <label className="ask-field">
            {t('passkeyName')}
            <Input
              maxLength={40}
              value={name}
              placeholder={t('passkeyHint')}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          {wasCancelled(add.error) && <Alert type="warning" showIcon title={t('cancelled')} />}
        </PasswordAsk>
      )}
      {removing !== undefined && (
        <PasswordAsk
          title={t('removePasskey', { name: removing.name })}
          ok={t('remove')}
          danger
          of={remove}
          onPassword={(password) => remove.mutate({ passkeyId: removing.passkeyId, password })}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Card>
  );
}

/** What the browser says when somebody turns away or nothing is there: no refusal of ours. */
export const wasCancelled = (error: Error | null): boolean =>
  error !== null && ['NotAllowedError', 'AbortError', 'InvalidStateError', 'WebAuthnError'].includes(error.name);
export const problemIn = (error: Error | null): Error | null => (wasCancelled(error) ? null : error);

function List({ rows, onRemove }: { rows: readonly Passkey[]; onRemove: (one: Passkey) => void }) {
  const t = useWords(words);
  return (
    <Table<Passkey>
      rowKey="passkeyId"
      size="small"
      pagination={false}
      dataSource={rows}
      columns={[
        { title: t('passkeyName'), dataIndex: 'name' },
        { title: t('madeAt'), dataIndex: 'madeAt', render: dateTime },
        {
          title: t('usedAt'),
          dataIndex: 'usedAt',
          render: (at?: string) => (at === undefined ? t('never') : dateTime(at)),
        },
        {
          title: t('act'),
          key: 'act',
          render: (_value, row) => (
            <Button size="small" danger onClick={() => onRemove(row)}>
              {t('remove')}
            </Button>
          ),
        },
      ]}
    />
  );
}
