import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded } from '../../merchant/shell.tsx';
import { words } from './words.ts';

type Quote = Answer<'GET /api/public/quote'>;
type CardKind = 'debit' | 'credit';

/** One sale, T+1 beside T+0, to the fen: the server computes both as it would for a real sale. */
export function Calculator({ amount, onAmount }: { amount: string; onAmount: (amount: string) => void }) {
  const t = useWords(words);
  const [cardKind, setCardKind] = useState<CardKind>('credit');
  const amountFen = amount === '' ? '0' : `${amount}00`;
  const quote = useQuery({
    queryKey: ['quote', amountFen, cardKind],
    queryFn: () => client.call('GET /api/public/quote', { query: { amountFen, cardKind } }),
    enabled: amountFen !== '0',
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card form compare" aria-label={t('calculator')}>
      <h2>{t('calculator')}</h2>
      <div className="two-fields">
        <label className="field">
          <span>{t('amount')}</span>
          <input
            inputMode="numeric"
            maxLength={7}
            value={amount}
            onChange={(event) => onAmount(event.target.value.replace(/\D/g, ''))}
          />
        </label>
        <label className="field">
          <span>{t('cardKind')}</span>
          <select value={cardKind} onChange={(event) => setCardKind(event.target.value as CardKind)}>
            <option value="credit">{t('credit')}</option>
            <option value="debit">{t('debit')}</option>
          </select>
        </label>
      </div>
      {amountFen !== '0' && <Loaded of={quote}>{(found) => <Sides quote={found} />}</Loaded>}
    </section>
  );
}

function Sides({ quote }: { quote: Quote }) {
  const t = useWords(words);
  const sides = [quote.t1, quote.t0];
  const rows: [string, (side: Quote['t1']) => string][] = [
    [t('fee'), (side) => `¥${yuan(side.feeFen)}`],
    [t('surcharge'), (side) => `¥${yuan(side.surchargeFen)}`],
    [t('net'), (side) => `¥${yuan(side.netFen)}`],
    [t('at'), (side) => `${dateTime(side.at).slice(5, 16)} ${side.estimated ? t('estimated') : ''}`],
  ];
  return (
    <table aria-live="polite">
      <thead>
        <tr>
          <th scope="col">{t('now')}</th>
          <th scope="col">T+1</th>
          <th scope="col">T+0</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, cell]) => (
          <tr key={name} className={name === t('net') ? 'net' : ''}>
            <th scope="row">{name}</th>
            {sides.map((side) => (
              <td key={side.settlement}>{cell(side)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
