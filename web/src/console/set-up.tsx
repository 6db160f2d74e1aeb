import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './words.ts';

const PASSWORD_LENGTH_MIN = 12;

/** Whoever was invited, or given a new link, sets a password. */
export function SetUp({ token, onDone }: { token: string; onDone: (login: string) => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const setUp = useMutation({
    mutationFn: (password: string) => client.call('POST /api/console/setup', { body: { token, password } }),
    onSuccess: ({ login }) => onDone(login),
  });
  return (
    <Form<{ password: string; again: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ password }) => setUp.mutate(password)}
    >
      <p className="dim">{t('setUpLead')}</p>
      <Form.Item
        name="password"
        label={t('newPassword')}
        rules={[{ required: true, min: PASSWORD_LENGTH_MIN, message: t('passwordShort') }]}
      >
        <Input.Password autoComplete="new-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('passwordAgain')}
        dependencies={['password']}
        rules={[
          { required: true, message: t('passwordDiffers') },
          ({ getFieldValue }) => ({
            validator: (_rule, value) =>
              value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('passwordDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {setUp.error !== null && <Alert type="error" showIcon title={text(setUp.error)} className="gap" />}
      <Button block type="primary" size="large" htmlType="submit" loading={setUp.isPending}>
        {t('setPassword')}
      </Button>
    </Form>
  );
}
