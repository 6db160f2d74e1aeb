import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useCountdown } from '../sign-in/countdown.ts';
import { Refused } from '../shell.tsx';
import { words } from './words.ts';

const CODE_DIGITS = 6;

/** A code to the own phone, and what it stands for: nothing of this is done with a press alone. */
export function CodeForm(props: {
  readonly hint: string;
  readonly label: string;
  readonly of: { readonly isPending: boolean; readonly error: unknown };
  readonly onCode: (code: string) => void;
}) {
  const { hint, label, of, onCode } = props;
  const t = useWords(words);
  const [code, setCode] = useState('');
  const { left, start } = useCountdown();
  const send = useMutation({
    mutationFn: () => client.call('POST /api/merchant/deregistration/code'),
    onSuccess: ({ resendAfterS }) => start(resendAfterS),
  });
  const error = of.error ?? send.error;
  return (
    <>
      <p className="small">{hint}</p>
      <Form layout="vertical">
        <Form.Item
          label={t('code')}
          extra={
            <Button size="small" disabled={left > 0} loading={send.isPending} onClick={() => send.mutate()}>
              {left > 0 ? t('resend', { s: left }) : t('getCode')}
            </Button>
          }
        >
          <Input
            aria-label={t('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(text) => setCode(text.replaceAll(/\D/g, '').slice(0, CODE_DIGITS))}
          />
        </Form.Item>
      </Form>
      {error !== null && <Refused error={error} />}
      <Button
        block
        color="danger"
        disabled={code.length !== CODE_DIGITS}
        loading={of.isPending}
        onClick={() => onCode(code)}
      >
        {label}
      </Button>
    </>
  );
}
