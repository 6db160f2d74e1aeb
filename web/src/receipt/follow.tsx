import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { Asked, useAsked } from './loaded.tsx';
import { useSend } from './use-send.ts';
import { isWord, words } from './words.ts';

type Seen = Answer<'GET /api/public/complaints/:token'>;
const WORDS_MIN = 2;

/** How far a complaint is, for whoever holds its address. */
export function FollowPage({ token }: { token: string }) {
  const asked = useAsked(() => client.call('GET /api/public/complaints/:token', { params: { token } }), token);
  return (
    <main aria-busy={asked.state === undefined}>
      <Asked of={asked}>
        {(seen) => (
          <>
            <Stand of={seen} />
            {seen.reopenUntil !== undefined && <Reopen token={token} until={seen.reopenUntil} onDone={asked.again} />}
          </>
        )}
      </Asked>
    </main>
  );
}

function Stand({ of }: { of: Seen }) {
  const t = useWords(words);
  const state = `c_${of.state}`;
  const ended = of.state === 'resolved' || of.state === 'closed';
  const rows = [
    ['number', of.ticketTail],
    ['merchantName', of.merchantName],
    ['f_amount', `RMB ${yuan(of.amountFen)}`],
    ['at', dateTime(of.soldAt)],
    ['reason', t(`reason_${of.reason}`)],
    ['opened', dateTime(of.openedAt)],
    ...(ended ? [] : ([['due', dateTime(of.dueAt)]] as const)),
  ] as const;
  return (
    <article className="card">
      <p className="state">{isWord(state) ? t(state) : of.state}</p>
      {of.overdue && <p role="status">{t('overdue')}</p>}
      {of.answer !== undefined && (
        <section className="answer">
          <h2>{t('answer')}</h2>
          <p>{of.answer}</p>
        </section>
      )}
      <dl>
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="note">{t('youSaid')}</p>
      <p>{of.words}</p>
      {of.state === 'closed' && <p className="note">{t('closedHint')}</p>}
    </article>
  );
}

function Reopen({ token, until, onDone }: { token: string; until: string; onDone: () => void }) {
  const t = useWords(words);
  const [said, setSaid] = useState('');
  const sending = useSend(async () => {
    await client.call('POST /api/public/complaints/:token/reopen', { params: { token }, body: { words: said } });
    onDone();
  });
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        void sending.go();
      }}
    >
      <p className="note">{t('reopenHint', { date: dateTime(until) })}</p>
      <label>
        {t('reopenWords')}
        <textarea rows={3} maxLength={500} value={said} onChange={(event) => setSaid(event.target.value)} />
      </label>
      {sending.refusal !== undefined && (
        <p role="alert" className="refused">
          {sending.refusal}
        </p>
      )}
      <button type="submit" disabled={said.trim().length < WORDS_MIN || sending.busy}>
        {t('reopen')}
      </button>
    </form>
  );
}
