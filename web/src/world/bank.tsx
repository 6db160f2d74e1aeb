import { useState, type FormEvent } from 'react';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { useSimulator, useWorld } from './desk.ts';
import { Listed } from './listed.tsx';
import { SimulatorFrame } from './simulator-frame.tsx';
import { words } from './words.ts';

interface Arrival {
  readonly amountFen: string;
  readonly purpose: string;
  readonly reference: string;
  readonly at: number;
}

interface Account {
  readonly account: string;
  readonly holder: string;
  readonly bank: string;
  readonly arrivals: readonly Arrival[];
}

export function BankTab() {
  const t = useWords(words);
  const accounts = useWorld<Account[]>('bank', 'accounts');
  const state = useSimulator<{ reserveAccount: string; reserveFen: string }>('bank');
  return (
    <SimulatorFrame simulator="bank">
      {state.data !== undefined && (
        <p className="reserve">
          {t('reserve')} <span>{state.data.state.reserveAccount}</span>{' '}
          <strong>¥{yuan(state.data.state.reserveFen)}</strong>
        </p>
      )}
      {accounts.data !== undefined && <Transfer accounts={accounts.data} onSent={() => void accounts.refetch()} />}
      <Listed of={accounts} empty={t('noArrivals')}>
        {(rows) => (
          <div className="accounts">
            {rows.map((row) => (
              <section key={row.account} className="account">
                <header>
                  <strong>{row.holder}</strong>
                  <span>{row.bank}</span>
                  <code>{row.account}</code>
                </header>
                {row.arrivals.length === 0 && <p className="dim">{t('noArrivals')}</p>}
                {row.arrivals.map((arrival) => (
                  <div key={arrival.reference} className="arrival">
                    <b>+{yuan(arrival.amountFen)}</b>
                    <span>{arrival.purpose}</span>
                    <small>
                      {dateTime(arrival.at)} · {arrival.reference}
                    </small>
                  </div>
                ))}
              </section>
            ))}
          </div>
        )}
      </Listed>
    </SimulatorFrame>
  );
}

/** Somebody's own bank: a transfer to the acquirer, as for a deposit. */
function Transfer({ accounts, onSent }: { accounts: readonly Account[]; onSent: () => void }) {
  const t = useWords(words);
  const [fromAccount, setFromAccount] = useState(accounts.at(-1)?.account ?? '');
  const [amount, setAmount] = useState('299.00');
  const [remark, setRemark] = useState('KT');
  const [said, setSaid] = useState<string>();
  const fen = /^\d{1,9}(\.\d{1,2})?$/.test(amount) ? BigInt(Math.round(Number(amount) * 100)) : undefined;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = { fromAccount, amountFen: String(fen ?? 0n), remark };
    const answer = await client.call('POST /api/demo/world/bank/pay-ins', { body }).catch(() => undefined);
    setSaid(
      answer?.entryId === undefined ? (answer?.error ?? t('transferFailed')) : t('transferred', { id: answer.entryId }),
    );
    if (answer?.entryId !== undefined) onSent();
  };
  return (
    <form className="transfer" onSubmit={(event) => void send(event)}>
      <strong>{t('transferTitle')}</strong>
      <label>
        {t('transferFrom')}
        <select value={fromAccount} onChange={(event) => setFromAccount(event.target.value)}>
          {accounts.map((row) => (
            <option key={row.account} value={row.account}>
              {row.holder} · {row.bank} · {row.account.slice(-4)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('amount')}
        <input inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value.trim())} />
      </label>
      <label>
        {t('transferRemark')}
        <input value={remark} maxLength={60} onChange={(event) => setRemark(event.target.value)} />
      </label>
      <button type="submit" disabled={fen === undefined || fen === 0n}>
        {t('transferSend')}
      </button>
      {said !== undefined && <output>{said}</output>}
    </form>
  );
}
