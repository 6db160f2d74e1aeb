import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { enterWithPasskey } from './security/enter-with-passkey.ts';
import { problemIn, wasCancelled } from './security/passkey-panel.tsx';
import { words } from './words.ts';

type SignedIn = Answer<'POST /api/console/sessions'>;
type Method = NonNullable<SignedIn['methods']>[number];

/** After the password: a code of the app, a passkey, or one of the codes on paper. */
export function SecondStep(props: { asked: SignedIn; onEnter: (staff: SignedIn) => void; onBack: () => void }) {
  const { asked, onEnter, onBack } = props;
  const t = useWords(words);
  const text = useProblemText();
  const methods = asked.methods ?? [];
  const [method, setMethod] = useState<Method>(methods[0] ?? 'totp');
  const ticket = asked.ticket ?? '';
  const withCode = useMutation({
    mutationFn: (code: string) =>
      client.call('POST /api/console/sessions/second-factor', {
        body: { ticket, kind: method === 'recovery' ? 'recovery' : 'totp', code },
      }),
    onSuccess: onEnter,
  });
  const withPasskey = useMutation({ mutationFn: () => enterWithPasskey(ticket), onSuccess: onEnter });
  const refused = method === 'passkey' ? problemIn(withPasskey.error) : withCode.error;
  const choose = (next: Method): void => {
    setMethod(next);
    withCode.reset();
    withPasskey.reset();
  };
  return (
    <>
      {methods.length > 1 && (
        <Segmented
          block
          className="gap"
          aria-label={t('secondStep')}
          value={method}
          onChange={choose}
          options={methods.map((one) => ({ value: one, label: t(one) }))}
        />
      )}
      {method === 'passkey' ? (
        <>
          <p className="dim">{t('passkeyLead')}</p>
          {wasCancelled(withPasskey.error) && (
            <Alert type="warning" showIcon title={t('passkeyCancelled')} className="gap" />
          )}
          {refused !== null && <Alert type="error" showIcon title={text(refused)} className="gap" />}
          <Button
            block
            type="primary"
            size="large"
            loading={withPasskey.isPending}
            onClick={() => withPasskey.mutate()}
          >
            {t('enterWithPasskey')}
          </Button>
        </>
      ) : (
        <Form<{ code: string }>
          key={method}
          layout="vertical"
          requiredMark={false}
          onFinish={({ code }) => withCode.mutate(code)}
        >
          <Form.Item
            name="code"
            label={t(method === 'totp' ? 'totpCode' : 'recoveryCode')}
            rules={[{ required: true }]}
            extra={t(method === 'totp' ? 'totpHint' : 'recoveryHint')}
          >
            <Input
              autoFocus
              autoComplete="one-time-code"
              maxLength={20}
              {...(method === 'totp' ? { inputMode: 'numeric' as const } : {})}
            />
          </Form.Item>
          {refused !== null && <Alert type="error" showIcon title={text(refused)} className="gap" />}
          <Button block type="primary" size="large" htmlType="submit" loading={withCode.isPending}>
            {t('enter')}
          </Button>
        </Form>
      )}
      <Button block type="text" className="below" onClick={onBack}>
        {t('backToPassword')}
      </Button>
    </>
  );
}
