import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { PasswordAsk } from './password-ask.tsx';
import { words } from './words.ts';

const PASSWORD_LENGTH_MIN = 12;

/** One's own password: the one before is asked for with the new one. */
export function PasswordPanel() {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const close = (): void => {
    setAsking(false);
    setFresh('');
    setAgain('');
  };
  const change = useMutation({
    mutationFn: (password: string) =>
      client.call('POST /api/console/my/password', { body: { password, newPassword: fresh } }),
    onSuccess: ({ ended }) => {
      close();
      void message.success(t('passwordChanged', { count: ended }));
      return queries.invalidateQueries({ queryKey: ['security'] });
    },
  });
  const differs = again !== '' && again !== fresh;
  return (
    <Card title={t('ownPassword')} className="security-card">
      <Button onClick={() => setAsking(true)}>{t('changePassword')}</Button>
      {asking && (
        <PasswordAsk
          title={t('changePassword')}
          ok={t('changePassword')}
          ready={fresh.length >= PASSWORD_LENGTH_MIN && fresh === again}
          of={change}
          onPassword={(password) => change.mutate(password)}
          onClose={close}
        >
          <p>{t('changeFollows')}</p>
          <label className="ask-field">
            {t('newPassword')}
            <Input.Password
              autoComplete="new-password"
              maxLength={200}
              value={fresh}
              onChange={({ target }) => setFresh(target.value)}
            />
          </label>
          <label className="ask-field">
            {t('newPasswordAgain')}
            <Input.Password
              autoComplete="new-password"
              maxLength={200}
              status={differs ? 'error' : ''}
              value={again}
              onChange={({ target }) => setAgain(target.value)}
            />
          </label>
          {differs && <p role="alert">{t('differs')}</p>}
        </PasswordAsk>
      )}
    </Card>
  );
}
