import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input } from 'antd';
import { client } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { keepStaff } from './session.ts';
import { words } from './words.ts';

interface Given {
  readonly login: string;
  readonly password: string;
}

/** Roles that sign in at the counter or in the agents’ app. */
const ELSEWHERE = ['teller', 'supervisor', 'agent_rep'];

export function SignInPage() {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Given>();
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status') });
  const info = useQuery({
    queryKey: ['info'],
    queryFn: () => client.call('GET /api/demo/info'),
    enabled: status.data?.demo === true,
  });
  const enter = useMutation({
    mutationFn: (given: Given) => client.call('POST /api/console/sessions', { body: given }),
    onSuccess: (staff) => {
      keepStaff(staff);
      return queries.resetQueries();
    },
  });
  return (
    <main className="centred">
      <Card className="sign-in" title={t('signIn')} extra={<LanguageSwitch className="plain-button" />}>
        <Form<Given> form={form} layout="vertical" requiredMark={false} onFinish={(given) => enter.mutate(given)}>
          <Form.Item name="login" label={t('login')} rules={[{ required: true }]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t('password')} rules={[{ required: true }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {enter.error !== null && <Alert type="error" showIcon title={text(enter.error)} className="gap" />}
          <Button block type="primary" size="large" htmlType="submit" loading={enter.isPending}>
            {t('enter')}
          </Button>
        </Form>
        {info.data !== undefined && (
          <div className="demo-sign-ins">
            <p>{t('demoSignIns')}</p>
            {info.data.signIns
              .filter((one) => !ELSEWHERE.includes(one.role))
              .map((one) => (
                <Button
                  key={one.login}
                  size="small"
                  onClick={() => form.setFieldsValue({ login: one.login, password: one.password })}
                >
                  {one.role in words ? t(one.role as keyof typeof words) : one.role}
                </Button>
              ))}
          </div>
        )}
      </Card>
    </main>
  );
}
