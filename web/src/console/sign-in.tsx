import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { enterWithPasskey } from './security/enter-with-passkey.ts';
import { passkeysWork, problemIn, wasCancelled } from './security/passkey-panel.tsx';
import { SecondStep } from './second-step.tsx';
import { keepStaff } from './session.ts';
import { SetUp } from './set-up.tsx';
import { words } from './words.ts';

interface Given {
  readonly login: string;
  readonly password: string;
}
type SignedIn = Answer<'POST /api/console/sessions'>;

/** Roles that sign in at the counter or in the agents’ app. */
const ELSEWHERE = ['teller', 'supervisor', 'agent_rep'];
/** What follows `#setup=` in the link that an administrator hands over; behind the hash, so that no server logs it. */
const setupToken = (): string | undefined => /^#setup=([\w-]{20,60})$/.exec(location.hash)?.[1];

export function SignInPage() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [asked, setAsked] = useState<SignedIn>();
  const [token, setToken] = useState(setupToken);
  const [login, setLogin] = useState('');
  const enter = (staff: SignedIn): void => {
    if (staff.ticket !== undefined) return setAsked(staff);
    keepStaff(staff);
    void queries.resetQueries();
  };
  const ready = (of: string): void => {
    history.replaceState(null, '', location.pathname);
    setLogin(of);
    setToken(undefined);
  };
  const title = token === undefined ? (asked === undefined ? t('signIn') : t('secondStep')) : t('setUp');
  return (
    <main className="centred">
      <Card className="sign-in" title={<h1>{title}</h1>} extra={<LanguageSwitch className="plain-button" />}>
        {token !== undefined && <SetUp token={token} onDone={ready} />}
        {token === undefined && asked === undefined && <FirstStep login={login} onEnter={enter} />}
        {token === undefined && asked !== undefined && (
          <SecondStep asked={asked} onEnter={enter} onBack={() => setAsked(undefined)} />
        )}
      </Card>
    </main>
  );
}

function FirstStep({ login, onEnter }: { login: string; onEnter: (staff: SignedIn) => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const [form] = Form.useForm<Given>();
  const enter = useMutation({
    mutationFn: (given: Given) => client.call('POST /api/console/sessions', { body: given }),
    onSuccess: onEnter,
  });
  const passkey = useMutation({ mutationFn: () => enterWithPasskey(), onSuccess: onEnter });
  const refused = enter.error ?? problemIn(passkey.error);
  return (
    <>
      {login !== '' && <Alert type="success" showIcon title={t('setUpDone')} className="gap" />}
      <Form<Given>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ login }}
        onFinish={(given) => enter.mutate(given)}
      >
        <Form.Item name="login" label={t('login')} rules={[{ required: true }]}>
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {refused !== null && <Alert type="error" showIcon title={text(refused)} className="gap" />}
        {wasCancelled(passkey.error) && <Alert type="warning" showIcon title={t('passkeyCancelled')} className="gap" />}
        <Button block type="primary" size="large" htmlType="submit" loading={enter.isPending}>
          {t('enter')}
        </Button>
        {passkeysWork() && (
          <Button block className="below" loading={passkey.isPending} onClick={() => passkey.mutate()}>
            {t('enterWithPasskey')}
          </Button>
        )}
      </Form>
      <DemoSignIns onPick={(one) => form.setFieldsValue(one)} />
    </>
  );
}

function DemoSignIns({ onPick }: { onPick: (one: Given) => void }) {
  const t = useWords(words);
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status') });
  const info = useQuery({
    queryKey: ['info'],
    queryFn: () => client.call('GET /api/demo/info'),
    enabled: status.data?.demo === true,
  });
  if (info.data === undefined) return null;
  return (
    <div className="demo-sign-ins">
      <p>{t('demoSignIns')}</p>
      {info.data.signIns
        .filter((one) => !ELSEWHERE.includes(one.role))
        .map(({ login, password, role }) => (
          <Button key={login} size="small" onClick={() => onPick({ login, password })}>
            {role in words ? t(role as keyof typeof words) : role}
          </Button>
        ))}
    </div>
  );
}
