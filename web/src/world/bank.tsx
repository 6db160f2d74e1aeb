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
