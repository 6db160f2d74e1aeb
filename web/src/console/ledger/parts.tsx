import { ledgerAccount, ledgerEvent } from '@kaitong/client/contract';
import { Link } from 'react-router';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { words } from './words.ts';

export interface Posting {
  readonly account: string;
  readonly amountFen: string;
}

export const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;
export const side = (fen: string, wanted: 'debit' | 'credit'): string =>
  fen.startsWith('-') === (wanted === 'credit') ? yuan(fen.replace('-', '')) : '';

export function useAccountName(): (account: string) => string {
  const language = useLanguage();
  return (account) => say(ledgerAccount(account), language);
}

export function useEventName(): (event: string) => string {
  const language = useLanguage();
  return (event) => say(ledgerEvent(event), language);
}

/** An address within the console; what is undefined or empty is left out. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return `${path}?${new URLSearchParams(given).toString()}`;
}

/** An account by its code and its name; leads to its statement. */
export function AccountLink({ account, query = {} }: { account: string; query?: Readonly<Record<string, string>> }) {
  const name = useAccountName();
  return (
    <Link to={addressOf('/statement', { account, ...query })} className="account-link">
      <code>{account}</code> <span className="dim">{name(account)}</span>
    </Link>
  );
}

/** What a journal refers to: leads to the payouts, or to all journals of its transaction. */
export function Reference(props: {
  reference: string;
  transactionId?: string | undefined;
  merchantNo?: string | undefined;
}) {
  const { reference, transactionId, merchantNo } = props;
  const shown = <code>{reference}</code>;
  if (transactionId !== undefined)
    return (
      <Link className="underlined" to={addressOf('/journals', { transactionId, merchantNo })}>
        {shown}
      </Link>
    );
  if (/^(pay|bat)_/.test(reference))
    return (
      <Link className="underlined" to="/settlement">
        {shown}
      </Link>
    );
  return shown;
}

export function Postings({ rows, linked = true }: { rows: readonly Posting[]; linked?: boolean }) {
  const t = useWords(words);
  const name = useAccountName();
  return (
    <div className="scroll-x">
      <table className="postings">
        <thead>
          <tr>
            <th>{t('account')}</th>
            <th>{t('debit')}</th>
            <th>{t('credit')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={`${row.account} ${i}`}>
              <td>
                {linked ? (
                  <AccountLink account={row.account} />
                ) : (
                  <>
                    <code>{row.account}</code> <span className="dim">{name(row.account)}</span>
                  </>
                )}
              </td>
              <td>{side(row.amountFen, 'debit')}</td>
              <td>{side(row.amountFen, 'credit')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `123.45` → fen; undefined where it is no amount. */
export function fenOf(text: string): string | undefined {
  const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''));
  if (found === null) return undefined;
  return BigInt(`${found[1] ?? ''}${(found[2] ?? '').padEnd(2, '0')}`).toString();
}

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
/** `YYYY-MM-DD` in Shanghai, `back` days ago. The demo clock may run ahead of the browser: only where nothing better is known. */
export const dayBack = (from: string, back: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10);
export const shanghaiDay = (at: string | number): string => DAY.format(new Date(at));
