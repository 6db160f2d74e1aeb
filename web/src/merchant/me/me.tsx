import { Button, Dialog, Switch } from 'antd-mobile';
import { Link, useLocation } from 'wouter';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { TypeSwitch } from '../../kit/type-switch.tsx';
import { CONSENT_KINDS, useConsent } from '../apply/consents.tsx';
import { consentWords } from '../apply/words.ts';
import { MyShops } from '../people/shops.tsx';
import type { Shop } from '../people/shop.ts';
import { FilingLink } from '../filing/filing-link.tsx';
import { useDemo, type ConsentKind, type Me } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { useSignOut } from '../sign-in/sign-out.ts';
import { words as common } from '../words.ts';
import { effectWords, words } from './words.ts';

/** What each sees here of the merchant. */
const PAGES = {
  owner: ['notices', 'documents', 'changes', 'tickets', 'prices', 'limits', 'flags', 'people', 'leave'],
  manager: ['notices', 'tickets', 'limits', 'flags'],
  cashier: ['tickets'],
} as const;

export function MePage({ me, shop }: { me: Me; shop: Shop | undefined }) {
  const t = useWords(words);
  const c = useWords(common);
  const demo = useDemo();
  const [, go] = useLocation();
  const role = shop?.role ?? 'owner';
  const isMerchant = shop !== undefined || me.merchantId !== undefined;
  const pages = isMerchant ? PAGES[role] : [];
  const leave = useSignOut();
  return (
    <Page title={t('title')} {...(isMerchant ? {} : { onBack: () => go('/') })}>
      <dl className="card pairs">
        <dt>{t('phone')}</dt>
        <dd>{me.phone}</dd>
        {me.name !== undefined && (
          <>
            <dt>{t('name')}</dt>
            <dd>{me.name}</dd>
            <dt>{t('idNumber')}</dt>
            <dd>{me.idNumber}</dd>
          </>
        )}
      </dl>
      <section className="card">
        {[...(shop === undefined ? (['progress'] as const) : []), ...pages, 'data' as const, 'security' as const].map(
          (page) => (
            <Link key={page} href={`/${page}`} className="row-link">
              <span>{t(page)}</span>
              <i aria-hidden="true">→</i>
            </Link>
          ),
        )}
      </section>
      <MyShops me={me} shop={shop} />
      {shop === undefined && <FilingLink />}
      {shop === undefined && <Consents me={me} />}
      <section className="card split">
        <span>{t('language')}</span>
        <LanguageSwitch className="text-button" />
      </section>
      <section className="card split">
        <span>{t('typeSize')}</span>
        <TypeSwitch className="text-button" />
      </section>
      <section className="card split">
        <span>{t('help')}</span>
        <a href="tel:4000000000">{c('hotline')}</a>
      </section>
      {demo && <p className="small centre">{c('demoNote')}</p>}
      {leave.error !== null && <Refused error={leave.error} />}
      <Button block color="danger" fill="outline" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('signOut')}
      </Button>
    </Page>
  );
}

function Consents({ me }: { me: Me }) {
  const t = useWords(words);
  const c = useWords(common);
  const language = useLanguage();
  const consent = useConsent();
  const set = async (kind: ConsentKind, given: boolean): Promise<void> => {
    const effect = me.consentEffects[kind];
    const follows = say(effectWords[effect ?? 'nothing'], language);
    const content = `${t('withdraw', { title: say(consentWords[kind].title, language) })} ${follows}`;
    if (!given && !(await Dialog.confirm({ content, confirmText: c('confirm'), cancelText: c('cancel') }))) return;
    consent.mutate({ kind, given, ...(given ? {} : { effect }) });
  };
  return (
    <section className="card">
      <strong>{t('consents')}</strong>
      <p className="small">{t('consentsHint')}</p>
      <ul className="rows">
        {CONSENT_KINDS.map((kind) => (
          <li key={kind}>
            <details className="consent-row">
              <summary>{say(consentWords[kind].title, language)}</summary>
              <p className="small">{say(consentWords[kind].text, language)}</p>
            </details>
            <Switch
              checked={me.consents.includes(kind)}
              aria-label={say(consentWords[kind].title, language)}
              onChange={(given) => void set(kind, given)}
            />
          </li>
        ))}
      </ul>
      {consent.error !== null && <Refused error={consent.error} />}
    </section>
  );
}
