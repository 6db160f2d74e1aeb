import { Fragment } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { yuan, yuanShort } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { useHome, useSales } from '../queries.ts';
import { Loaded, Page, StateTag } from '../shell.tsx';
import { SaleList } from './sales.tsx';
import { useRole } from '../people/role.ts';
import { Voice } from './voice-switch.tsx';
import { words } from './words.ts';

type Home = Answer<'GET /api/merchant/home'>;

export function HomePage() {
  const t = useWords(words);
  const home = useHome();
  const owner = useRole() === 'owner';
  return (
    <Page title={home.data?.name ?? t('home')} right={<LanguageSwitch className="text-button" />}>
      <Loaded of={home}>
        {(data) => (
          <>
            {data.unread > 0 && (
              <Link href="/notices" className="notice-bar">
                {t('unread', { n: data.unread })}
                <i aria-hidden="true">→</i>
              </Link>
            )}
            {owner && <Leaving state={data.state} />}
            <Restricted home={data} />
            <Today home={data} />
            <Todos home={data} />
            <Balances home={data} />
            {owner && data.deposit !== undefined && <Deposit deposit={data.deposit} />}
            <Recent />
            <Voice />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Today({ home }: { home: Home }) {
  const t = useWords(words);
  const language = useLanguage();
  const { today } = home;
  return (
    <section className="today">
      <span>{t('today')}</span>
      <strong data-testid="today-gross">{yuan(today.grossFen)}</strong>
      <div className="today-line">
        <span>{t('count', { n: today.count })}</span>
        <span>
          {t('fee')} {yuan(today.feeFen)}
        </span>
        <span>
          {t('net')} {yuan(today.netFen)}
        </span>
        {today.refundCount > 0 && <span>{t('refunds', { n: today.refundCount, amount: yuan(today.refundFen) })}</span>}
      </div>
      <p>
        {t('payOn', { date: civilDate(today.payDate, language) })}
        {today.payDateEstimated && t('estimated')}
      </p>
    </section>
  );
}

const TODO_HREF = {
  activate_device: '/devices',
  await_delivery: '/devices',
  do_test_sale: '/devices',
  fix_account: '/account',
  answer_delay: '/delays',
  answer_dispute: '/disputes',
  answer_proof: '/flags',
  renew_sim: '/sims',
  renew_document: '/documents',
  fix_change: '/changes',
} as const;

/** What a manager cannot do is not asked of them. */
const OWNERS_ONLY: readonly string[] = ['/account', '/documents', '/changes'];

/** A merchant on its way out, or gone, reads so first. */
function Leaving({ state }: { state: string }) {
  const t = useWords(words);
  if (state !== 'closing' && state !== 'closed') return null;
  return (
    <section className="todos" aria-label={t(`leaving_${state}`)}>
      <Link href="/leave" className="todo">
        <span>{t(`leaving_${state}`)}</span>
        <i aria-hidden="true">→</i>
      </Link>
    </section>
  );
}

/** Why the devices take no money, and what lifts it. */
function Restricted({ home }: { home: Home }) {
  const t = useWords(words);
  if (home.restrictions.length === 0) return null;
  const has = (reason: Home['restrictions'][number]['reason']): boolean =>
    home.restrictions.some((one) => one.reason === reason);
  return (
    <section className="card" role="alert">
      <strong>{t('restricted')}</strong>
      <p className="small">{t('restrictedHint')}</p>
      {home.restrictions.map(({ reason, note }) => (
        <p key={reason} className="warned">
          {t(`restricted_${reason}`, { note })}
        </p>
      ))}
      {has('deposit_unpaid') && (
        <Link href="/deposit" className="row-link">
          <span>{t('payDeposit')}</span>
          <i aria-hidden="true">→</i>
        </Link>
      )}
      {(has('id_expired') || has('licence_expired')) && (
        <Link href="/documents" className="row-link">
          <span>{t('renewDocument')}</span>
          <i aria-hidden="true">→</i>
        </Link>
      )}
      {has('people') && <a href="tel:4000000000">{t('callUs')}</a>}
    </section>
  );
}

function Todos({ home }: { home: Home }) {
  const t = useWords(words);
  const owner = useRole() === 'owner';
  const todos = home.todos.filter((todo) => owner || !OWNERS_ONLY.includes(TODO_HREF[todo]));
  if (todos.length === 0) return null;
  return (
    <section className="todos" aria-label={t('todo')}>
      {todos.map((todo) => (
        <Link key={todo} href={TODO_HREF[todo]} className="todo">
          <span>{t(todo)}</span>
          <i aria-hidden="true">→</i>
        </Link>
      ))}
    </section>
  );
}

function Balances({ home }: { home: Home }) {
  const t = useWords(words);
  const owner = useRole() === 'owner';
  const { balances, account } = home;
  return (
    <section className="card" aria-label={t('balances')}>
      <dl className="three">
        <div>
          <dt>{t('pending')}</dt>
          <dd>{yuan(balances.pendingFen)}</dd>
        </div>
        <div>
          <dt>{t('available')}</dt>
          <dd>{yuan(balances.availableFen)}</dd>
        </div>
        <div>
          <dt>{t('paying')}</dt>
          <dd>{yuan(balances.payoutFen)}</dd>
        </div>
      </dl>
      {home.delayedFen !== '0' && (
        <p className="small">
          <Link href="/delays">
            {t('delayed')} ¥{yuan(home.delayedFen)}
          </Link>
        </p>
      )}
      {owner && (
        <p className="small">
          <Link href="/t0">{t('t0Link')}</Link>
        </p>
      )}
      <p className="small">
        <Link href="/month">{t('monthLink')}</Link>
      </p>
      <p className="small">
        <Link href="/disputes">{t('disputesLink')}</Link>
      </p>
      {account !== undefined && (
        <p className="small">
          {owner ? (
            <Link href="/account">
              {t('account')}：{account.bankName} {account.masked}
            </Link>
          ) : (
            `${t('account')}：${account.bankName} ${account.masked}`
          )}{' '}
          <StateTag state={account.state} />
        </p>
      )}
      {account?.blockedReason !== undefined && (
        <p role="alert" className="field-error">
          {t('accountBlocked', { reason: account.blockedReason })}
        </p>
      )}
    </section>
  );
}

function Deposit({ deposit }: { deposit: NonNullable<Home['deposit']> }) {
  const t = useWords(words);
  return (
    <section className="card">
      <header className="split">
        <strong>
          {t('deposit')} ¥{yuanShort(deposit.amountFen)}
        </strong>
        <StateTag state={deposit.state} />
      </header>
      <p className="small">
        {deposit.capturedAt !== undefined && deposit.paidBy === 'transfer'
          ? t('depositPaidIn', { at: shortTime(deposit.capturedAt) })
          : deposit.frozenAt === undefined
            ? t('depositQuoted')
            : t('depositFrozen', { at: shortTime(deposit.frozenAt), card: deposit.card ?? '' })}
        <br />
        {t('depositTarget', { days: deposit.targetDays, target: yuanShort(deposit.targetFen) })}
      </p>
      <p className="small">
        <Link href="/deposit">{t('depositProgress')}</Link>
      </p>
      {deposit.transfer !== undefined && <Transfer amountFen={deposit.amountFen} to={deposit.transfer} />}
    </section>
  );
}

/** The other way to pay it, for those whose company pays: the remark is what names the terminal. */
function Transfer({ amountFen, to }: { amountFen: string; to: NonNullable<NonNullable<Home['deposit']>['transfer']> }) {
  const t = useWords(words);
  return (
    <details className="small">
      <summary>{t('transferInstead')}</summary>
      <dl className="pairs">
        {(
          [
            ['transferHolder', to.holder],
            ['transferNumber', to.number],
            ['transferBank', to.bank],
            ['transferAmount', `¥${yuan(amountFen)}`],
            ['transferRemark', to.remark],
          ] as const
        ).map(([key, value]) => (
          <Fragment key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <p>{t('transferHint')}</p>
    </details>
  );
}

function Recent() {
  const t = useWords(words);
  const sales = useSales();
  if (sales.data === undefined || sales.data.rows.length === 0) return null;
  return (
    <section className="card">
      <header className="split">
        <strong>{t('recent')}</strong>
        <Link href="/sales">{t('all')}</Link>
      </header>
      <SaleList rows={sales.data.rows.slice(0, 4)} />
    </section>
  );
}
