import { useState } from 'react';
import { client, type CallInput } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { dateTime } from '../kit/time.ts';
import { isProof, noProof, PhoneCode } from './phone-code.tsx';
import { useSend } from './use-send.ts';
import { words } from './words.ts';

type Body = CallInput<'POST /api/public/complaints'>['body'];
const REASONS = ['amount_wrong', 'charged_twice', 'not_received', 'not_mine', 'other'] as const;
const WORDS_MIN = 2;

/** A complaint about one sale, with a phone that is proved by a code. */
export function ComplaintForm({ of }: { of: Body['of'] }) {
  const t = useWords(words);
  const [reason, setReason] = useState<Body['reason']>();
  const [said, setSaid] = useState('');
  const [proof, setProof] = useState(noProof);
  const filing = useSend(() =>
    client.call('POST /api/public/complaints', { body: { of, reason: reason ?? 'other', words: said, ...proof } }),
  );
  if (filing.done !== undefined)
    return (
      <section className="card" role="status">
        <h2>{t('filed')}</h2>
        <p>{t('filedHint', { date: dateTime(filing.done.dueAt) })}</p>
        <a className="button" href={`/r/complaints/${encodeURIComponent(filing.done.token)}`}>
          {t('follow')}
        </a>
      </section>
    );
  const ready = reason !== undefined && said.trim().length >= WORDS_MIN && isProof(proof);
  return (
    <form
      className="card no-print"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void filing.go();
      }}
    >
      <h2>{t('complainTitle')}</h2>
      <p className="note">{t('complainHint')}</p>
      <fieldset>
        <legend>{t('reason')}</legend>
        {REASONS.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            {t(`reason_${one}`)}
          </label>
        ))}
      </fieldset>
      {reason === 'not_mine' && <p role="status">{t('not_mine_hint')}</p>}
      <label>
        {t('words')}
        <textarea rows={4} maxLength={500} value={said} onChange={(event) => setSaid(event.target.value)} />
      </label>
      <PhoneCode proof={proof} onChange={setProof} />
      {filing.refusal !== undefined && (
        <p role="alert" className="refused">
          {filing.refusal}
        </p>
      )}
      <button type="submit" className="main" disabled={!ready || filing.busy}>
        {t('submit')}
      </button>
    </form>
  );
}
