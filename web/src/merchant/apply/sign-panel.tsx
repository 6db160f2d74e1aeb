import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { client, problemOf } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { usePad } from '../../kit/use-pad.ts';
import { useDemo, type Me } from '../queries.ts';
import { Refused } from '../shell.tsx';
import { sheetWords } from './sheet-words.ts';

export interface Signing {
  readonly signature: string;
  readonly code: string;
}

/** A drawn signature and the code on the phone; `onChange` is told when both are there, and undefined while they are not. */
export function SignPanel({ me, onChange }: { me: Me; onChange: (signing: Signing | undefined) => void }) {
  const t = useWords(sheetWords);
  const demo = useDemo();
  const pad = usePad({ color: '#101820', minWidth: 0.8, maxWidth: 2.6 });
  const [code, setCode] = useState('');
  const [left, setLeft] = useState(0);
  const [sent, setSent] = useState(false);
  const [error, setError] = useState<unknown>();
  const { isEmpty } = pad;
  useEffect(() => {
    onChange(isEmpty || code.length !== 6 ? undefined : { signature: pad.image(), code });
    // the pad's image is read when one of these changes
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isEmpty, code]);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  const send = async (): Promise<void> => {
    setError(undefined);
    try {
      const { resendAfterS } = await client.call('POST /api/applicant/application/signing-code');
      setSent(true);
      setLeft(resendAfterS);
    } catch (caught) {
      const { code: refusal, facts } = problemOf(caught);
      if (refusal === 'identity.code_too_soon' && typeof facts?.['seconds'] === 'number') setLeft(facts['seconds']);
      setError(caught);
    }
  };
  return (
    <section className="card form" aria-label={t('signTitle')}>
      <h2>{t('signTitle')}</h2>
      <div className="sign-box">
        <canvas ref={pad.canvasRef} aria-label={t('signHere')} role="img" />
        {isEmpty && <span aria-hidden="true">{t('signHere')}</span>}
      </div>
      <Button size="small" fill="none" disabled={isEmpty} onClick={() => pad.clear()}>
        {t('signClear')}
      </Button>
      <div className="field">
        <label htmlFor="signing-code">{t('code')}</label>
        <div className="with-button">
          <input
            id="signing-code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            placeholder={t('codeHint')}
            value={code}
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          />
          <Button size="small" color="primary" fill="outline" disabled={left > 0} onClick={() => void send()}>
            {left > 0 ? t('wait', { seconds: left }) : t('send')}
          </Button>
        </div>
      </div>
      {sent && (
        <div className="fate" role="status">
          <p>{t('sent', { phone: me.phone })}</p>
          {demo && (
            <a href={`/world/?tab=sms&to=${me.phone}`} target="kaitong-world">
              {t('inbox')}
            </a>
          )}
        </div>
      )}
      {error !== undefined && <Refused error={error} />}
    </section>
  );
}
