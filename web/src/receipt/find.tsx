import { useState } from 'react';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { isProof, noProof, PhoneCode } from './phone-code.tsx';
import { useSend } from './use-send.ts';
import { isWord, words } from './words.ts';

/** Whoever has lost the address of a complaint finds it with the phone. */
export function FindPage() {
  const t = useWords(words);
  const [proof, setProof] = useState(noProof);
  const looking = useSend(() => client.call('POST /api/public/complaints/looks', { body: proof }));
  return (
    <main>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (isProof(proof)) void looking.go();
        }}
      >
        <p className="note">{t('findHint')}</p>
        <PhoneCode proof={proof} onChange={setProof} />
        {looking.refusal !== undefined && (
          <p role="alert" className="refused">
            {looking.refusal}
          </p>
        )}
        <button type="submit" className="main" disabled={!isProof(proof) || looking.busy}>
          {t('find')}
        </button>
      </form>
      {looking.done !== undefined && (
        <section className="card" role="status">
          {looking.done.rows.length === 0 && <p>{t('findNone')}</p>}
          <ul className="found">
            {looking.done.rows.map((row) => {
              const state = `c_${row.state}`;
              return (
                <li key={row.token}>
                  <a href={`/r/complaints/${encodeURIComponent(row.token)}`}>
                    {row.merchantName} · RMB {yuan(row.amountFen)}
                  </a>
                  <span>
                    {dateTime(row.openedAt)} · {isWord(state) ? t(state) : row.state}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </main>
  );
}
