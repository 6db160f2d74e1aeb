import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { Complain } from './slip.tsx';
import { useSend } from './use-send.ts';
import { isWord, words } from './words.ts';

const FIELDS = ['terminalNo', 'rrn', 'date', 'amount'] as const;
type Field = (typeof FIELDS)[number];
const FORMS: Readonly<Record<Field, RegExp>> = {
  terminalNo: /^[0-9A-Za-z]{8}$/,
  rrn: /^\d{12}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  amount: /^\d{1,9}(\.\d{1,2})?$/,
};

/** Yuan as people type them, as whole fen. */
function fenOf(amount: string): string {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(2, '0')).toString();
}

/** Somebody holds a paper slip and asks whether it is genuine. */
export function CheckPage() {
  const t = useWords(words);
  const [typed, setTyped] = useState<Readonly<Record<Field, string>>>({
    terminalNo: '',
    rrn: '',
    date: '',
    amount: '',
  });
  const ready = FIELDS.every((field) => FORMS[field].test(typed[field]));
  const slip = ready
    ? { terminalNo: typed.terminalNo, rrn: typed.rrn, date: typed.date, amountFen: fenOf(typed.amount) }
    : undefined;
  const checking = useSend(async () => {
    if (slip === undefined) throw new Error('the form is not complete');
    return { slip, ...(await client.call('POST /api/public/receipts/checks', { body: slip })) };
  });
  return (
    <main>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void checking.go();
        }}
      >
        <p className="note">{t('checkHint')}</p>
        {FIELDS.map((field) => (
          <label key={field}>
            {t(`f_${field}`)}
            <input
              type={field === 'date' ? 'date' : 'text'}
              inputMode={field === 'amount' ? 'decimal' : field === 'rrn' ? 'numeric' : 'text'}
              autoComplete="off"
              value={typed[field]}
              onChange={(event) => setTyped({ ...typed, [field]: event.target.value.trim() })}
            />
          </label>
        ))}
        {checking.refusal !== undefined && (
          <p role="alert" className="refused">
            {checking.refusal}
          </p>
        )}
        <button type="submit" className="main" disabled={!ready || checking.busy}>
          {t('check')}
        </button>
      </form>
      {checking.done !== undefined && <Result of={checking.done} />}
      {checking.done?.genuine === true && <Complain of={checking.done.slip} />}
    </main>
  );
}

function Result({ of }: { of: Answer<'POST /api/public/receipts/checks'> }) {
  const t = useWords(words);
  if (!of.genuine)
    return (
      <p className="verdict state-voided" role="status">
        <strong>{t('checkNo')}</strong>
        <span>{t('checkNoHint')}</span>
      </p>
    );
  const [kind, state] = [`kind_${of.kind ?? ''}`, `state_${of.state ?? ''}`];
  return (
    <p className={`verdict state-${of.state ?? ''}`} role="status">
      <strong>{t('checkYes')}</strong>
      <span>
        {of.merchantName} · {isWord(kind) ? t(kind) : of.kind} · {isWord(state) ? t(state) : of.state}
      </span>
    </p>
  );
}
