import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { Page, Refused } from '../merchant/shell.tsx';
import { words } from './words.ts';

export function SignInPage() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const info = useQuery({ queryKey: ['info'], queryFn: () => client.call('GET /api/demo/info'), retry: false });
  const demo = info.data?.signIns.find((one) => one.role === 'agent_rep');
  const enter = useMutation({
    mutationFn: () => client.call('POST /api/agent/sessions', { body: { login, password } }),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <Page title={t('signIn')} right={<LanguageSwitch className="text-button" />}>
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <label className="field">
          <span>{t('login')}</span>
          <input value={login} autoComplete="username" onChange={(event) => setLogin(event.target.value)} />
        </label>
        <label className="field">
          <span>{t('password')}</span>
          <input
            type="password"
            value={password}
            autoComplete="current-password"
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {enter.error !== null && <Refused error={enter.error} />}
        <Button
          block
          color="primary"
          size="large"
          type="submit"
          loading={enter.isPending}
          disabled={login === '' || password === ''}
        >
          {t('enter')}
        </Button>
        {demo !== undefined && (
          <Button
            block
            fill="none"
            onClick={() => {
              setLogin(demo.login);
              setPassword(demo.password);
            }}
          >
            {t('demoSignIn')}
          </Button>
        )}
      </form>
    </Page>
  );
}
