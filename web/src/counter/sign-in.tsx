import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input } from 'antd';
import { client } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words, type Word } from './words.ts';

interface Given {
  readonly login: string;
  readonly password: string;
}
const ROLES = ['teller', 'supervisor'];

export function SignInPage() {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Given>();
  const info = useQuery({
    queryKey: ['info'],
    queryFn: () => client.call('GET /api/demo/info'),
    retry: false,
  });
  const enter = useMutation({
    mutationFn: (given: Given) => client.call('POST /api/counter/sessions', { body: given }),
    onSuccess: () => queries.resetQueries(),
  });
  const shown = info.data?.signIns.filter((one) => ROLES.includes(one.role)) ?? [];
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
        {shown.length > 0 && (
          <div className="demo-sign-ins">
            <p>{t('demoSignIns')}</p>
            {shown.map((one) => (
              <Button
                key={one.login}
                size="small"
                onClick={() => form.setFieldsValue({ login: one.login, password: one.password })}
              >
                {t(one.role as Word)}
              </Button>
            ))}
          </div>
        )}
      </Card>
    </main>
  );
}
