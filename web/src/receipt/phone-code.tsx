import { useEffect, useState } from 'react';
import { client } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { problemText } from '../kit/problems.ts';
import { words } from './words.ts';

export interface Proof {
  readonly phone: string;
  readonly code: string;
}
export const noProof: Proof = { phone: '', code: '' };
export const isProof = ({ phone, code }: Proof): boolean => /^1[3-9]\d{9}$/.test(phone) && /^\d{6}$/.test(code);

/** A number and the code that went to it. */
export function PhoneCode({ proof, onChange }: { proof: Proof; onChange: (next: Proof) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const [wait, setWait] = useState(0);
  const [said, setSaid] = useState<{ readonly error?: unknown }>();
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), 1_000);
    return () => clearTimeout(timer);
  }, [wait]);
  const send = async (): Promise<void> => {
    setSaid(undefined);
    try {
      const { resendAfterS } = await client.call('POST /api/public/complaints/codes', { body: { phone: proof.phone } });
      setWait(resendAfterS);
      setSaid({});
    } catch (error) {
      setSaid({ error });
    }
  };
  return (
    <>
      <label>
        {t('phone')}
        <input
          type="tel"
          inputMode="numeric"
          autoComplete="tel-national"
          maxLength={11}
          value={proof.phone}
          onChange={(event) => onChange({ ...proof, phone: event.target.value.replace(/\D/g, '') })}
        />
      </label>
      <div className="beside">
        <label>
          {t('code')}
          <input
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={proof.code}
            onChange={(event) => onChange({ ...proof, code: event.target.value.replace(/\D/g, '') })}
          />
        </label>
        <button type="button" disabled={wait > 0 || proof.phone.length !== 11} onClick={() => void send()}>
          {wait > 0 ? t('again', { s: wait }) : t('sendCode')}
        </button>
      </div>
      {said !== undefined && (
        <p role="status" className={said.error === undefined ? 'note' : 'refused'}>
          {said.error === undefined ? t('codeSent') : problemText(said.error, language)}
        </p>
      )}
    </>
  );
}
