import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Input, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Qr } from '../../kit/qr.tsx';
import { Ask } from '../ask.tsx';
import { PasswordAsk } from './password-ask.tsx';
import { words } from './words.ts';

type Begun = Answer<'POST /api/console/my/totp'>;
const CODE_LENGTH = 6;

/** The authenticator app: set up with a code, removed with the password. */
export function AppPanel({ on, onCodes }: { on: boolean; onCodes: (codes: readonly string[] | undefined) => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<'add' | 'remove'>();
  const [begun, setBegun] = useState<Begun>();
  const begin = useMutation({
    mutationFn: (password: string) => client.call('POST /api/console/my/totp', { body: { password } }),
    onSuccess: (answer) => {
      setAsking(undefined);
      setBegun(answer);
    },
  });
  const remove = useMutation({
    mutationFn: (password: string) => client.call('POST /api/console/my/totp/removal', { body: { password } }),
    onSuccess: () => {
      setAsking(undefined);
      void message.success(t('removed'));
      return queries.invalidateQueries();
    },
  });
  return (
    <Card
      title={t('app')}
      extra={<Tag color={on ? 'green' : 'default'}>{t(on ? 'appOn' : 'appOff')}</Tag>}
      className="security-card"
    >
      {on ? (
        <Button danger onClick={() => setAsking('remove')}>
          {t('removeApp')}
        </Button>
      ) : (
        <Button type="primary" onClick={() => setAsking('add')}>
          {t('addApp')}
        </Button>
      )}
      {asking === 'add' && (
        <PasswordAsk
          title={t('addApp')}
          ok={t('next')}
          of={begin}
          onPassword={(password) => begin.mutate(password)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'remove' && (
        <PasswordAsk
          title={t('removeApp')}
          ok={t('remove')}
          danger
          of={remove}
          onPassword={(password) => remove.mutate(password)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {begun !== undefined && (
        <Scan
          begun={begun}
          onClose={() => setBegun(undefined)}
          onDone={(codes) => {
            setBegun(undefined);
            onCodes(codes);
          }}
        />
      )}
    </Card>
  );
}

function Scan(props: { begun: Begun; onClose: () => void; onDone: (codes: readonly string[] | undefined) => void }) {
  const { begun, onClose, onDone } = props;
  const t = useWords(words);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => client.call('POST /api/console/my/totp/confirmation', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  return (
    <Ask
      title={t('addApp')}
      ok={t('confirm')}
      ready={code.length === CODE_LENGTH}
      of={confirm}
      onOk={() => confirm.mutate()}
      onClose={onClose}
    >
      <p>{t('scan')}</p>
      <div className="scan">
        <Qr text={begun.uri} size={196} label={t('qr')} />
      </div>
      <div className="ask-field">
        <span>{t('secret')}</span>
        <code className="digest totp-secret">{begun.secret}</code>
      </div>
      <label className="ask-field">
        {t('code')}
        <Input
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={CODE_LENGTH}
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
        />
      </label>
    </Ask>
  );
}
