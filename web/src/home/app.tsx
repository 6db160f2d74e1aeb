import { useCallback, useEffect, useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useLanguage, useWords } from '../kit/language.ts';
import { Qr } from '../kit/qr.tsx';
import { dateTime } from '../kit/time.ts';
import { Living } from './living.tsx';
import { words } from './words.ts';

type Status = Answer<'GET /api/public/status'>;
type Info = Answer<'GET /api/demo/info'>;
type Loaded = { readonly status: Status; readonly info: Info | undefined } | 'loading' | 'failed';

function useStatus(): { loaded: Loaded; reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded>('loading');
  const reload = useCallback(() => {
    void (async () => {
      try {
        const status = await client.call('GET /api/public/status');
        setLoaded({ status, info: status.demo ? await client.call('GET /api/demo/info') : undefined });
      } catch {
        setLoaded((before) => (typeof before === 'string' ? 'failed' : before));
      }
    })();
  }, []);
  useEffect(() => {
    reload();
    const timer = setInterval(reload, 10_000);
    return () => clearInterval(timer);
  }, [reload]);
  return { loaded, reload };
}

export function Home() {
  const t = useWords(words);
  const { loaded, reload } = useStatus();
  return (
    <main className="home">
      <header className="home-head">
        <div className="mark" aria-hidden="true">
          开
        </div>
        <div className="home-name">
          <h1>{t('title')}</h1>
          <p>{t('slogan')}</p>
        </div>
        <LanguageSwitch className="ghost" />
      </header>
      {loaded === 'loading' && (
        <p className="note" role="status">
          {t('loading')}
        </p>
      )}
      {loaded === 'failed' && (
        <div className="note bad" role="alert">
          <span>{t('failed')}</span>
          <button type="button" className="solid" onClick={reload}>
            {t('retry')}
          </button>
        </div>
      )}
      {typeof loaded !== 'string' && <Ready status={loaded.status} info={loaded.info} />}
    </main>
  );
}

function Ready({ status, info }: { status: Status; info: Info | undefined }) {
  const t = useWords(words);
  return (
    <>
      {status.demo && <p className="note demo">{t('demoMode')}</p>}
      <p className="what">{t('what')}</p>
      <dl className="facts">
        <div>
          <dt>{t('version')}</dt>
          <dd>{status.version}</dd>
        </div>
        <div>
          <dt>{t('businessTime')}</dt>
          <dd>{dateTime(status.now)}</dd>
        </div>
        <div>
          <dt>{t('businessDate')}</dt>
          <dd>{status.businessDate}</dd>
        </div>
      </dl>
      {status.demo ? (
        <Living signIns={info?.signIns ?? []}>
          <Doors demo />
        </Living>
      ) : (
        <Doors demo={false} />
      )}
      {info !== undefined && <Demo info={info} />}
    </>
  );
}

function Doors({ demo }: { demo: boolean }) {
  const t = useWords(words);
  const doors = [
    { href: '/public/prepare', title: t('prepare'), hint: t('prepareHint') },
    { href: '/public/find', title: t('public'), hint: t('publicHint') },
    { href: '/counter/', title: t('counter'), hint: t('counterHint') },
    { href: '/agent/', title: t('agent'), hint: t('agentHint') },
    { href: '/console/', title: t('console'), hint: t('consoleHint') },
    ...(demo
      ? [
          { href: '/terminal/', title: t('terminal'), hint: t('terminalHint') },
          { href: '/world/', title: t('world'), hint: t('worldHint') },
          { href: '/world/?tab=samples', title: t('samples'), hint: t('samplesHint') },
          { href: '/world/?tab=clock', title: t('clock'), hint: t('clockHint') },
          { href: '/docs', title: t('docs'), hint: t('docsHint') },
        ]
      : []),
  ];
  return (
    <div className="doors">
      <PhoneDoor />
      <nav className="door-grid" aria-label={t('title')}>
        {doors.map((door) => (
          <a key={door.href} className="door" href={door.href}>
            <strong>{door.title}</strong>
            <span>{door.hint}</span>
          </a>
        ))}
      </nav>
    </div>
  );
}

/** On a desktop the phone app opens in a window of a phone's size, in a frame on this page, or on a real phone by QR. */
function PhoneDoor() {
  const t = useWords(words);
  const language = useLanguage();
  const [framed, setFramed] = useState(false);
  const address = `${location.origin}/merchant/?lang=${language}`;
  const openWindow = (): void => {
    window.open(address, 'kaitong-merchant', 'popup,width=390,height=844');
  };
  return (
    <section className="door phone-door" aria-labelledby="phone-door">
      <div className="phone-text">
        <strong id="phone-door">{t('merchant')}</strong>
        <span>{t('merchantHint')}</span>
        <div className="row">
          <a className="solid" href="/merchant/">
            {t('openPage')}
          </a>
          <button type="button" className="ghost wide-only" onClick={openWindow}>
            {t('openWindow')}
          </button>
          <button type="button" className="ghost wide-only" aria-expanded={framed} onClick={() => setFramed(!framed)}>
            {framed ? t('hideFrame') : t('frame')}
          </button>
        </div>
      </div>
      <figure className="wide-only qr">
        <Qr text={address} size={112} label={t('scan')} />
        <figcaption>{t('scan')}</figcaption>
      </figure>
      {framed && (
        <div className="phone-frame wide-only">
          <iframe title={t('merchant')} src="/merchant/" allow="camera" />
        </div>
      )}
    </section>
  );
}

function Demo({ info }: { info: Info }) {
  const t = useWords(words);
  const language = useLanguage();
  const named = (code: string): string => (code in words ? t(code as keyof typeof words) : code);
  return (
    <>
      <section>
        <h2>{t('signIns')}</h2>
        <div className="cards">
          {info.signIns.map((one) => (
            <div key={one.login} className="small-card">
              <span className="dim">{named(one.role)}</span>
              <code>{one.login}</code>
              <code>{one.password}</code>
            </div>
          ))}
        </div>
      </section>
      <section>
        <h2>{t('people')}</h2>
        <div className="cards">
          {info.people.map((one) => (
            <div key={one.key} className="small-card">
              <strong>{one.name}</strong>
              <code>{one.phone}</code>
              <span className="dim">{language === 'en' ? one.about.en : one.about.zh}</span>
            </div>
          ))}
        </div>
      </section>
      <section>
        <h2>{t('simulators')}</h2>
        <ul className="lights">
          {info.simulators.map((one) => (
            <li key={one.name}>
              <i className={one.alive ? 'on' : 'off'} aria-hidden="true" />
              {named(one.name)} <span className="dim">{one.alive ? t('up') : t('down')}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
