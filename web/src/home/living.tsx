/** The demo as a place: how far its past is written, who lives there, and the tour. */
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './living-words.ts';
import { Tour } from './tour.tsx';

export type LivingAnswer = Answer<'GET /api/demo/living'>;
export type SignIns = Answer<'GET /api/demo/info'>['signIns'];

const LOOK_MS = 2_000;

function useLiving(): { living: LivingAnswer | undefined; look: () => void } {
  const [living, setLiving] = useState<LivingAnswer>();
  const look = useCallback(() => {
    // while nothing answers, what was seen last stands
    void client.call('GET /api/demo/living').then(setLiving, () => undefined);
  }, []);
  useEffect(() => {
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [look]);
  return { living, look };
}

/** Signs in without a code and goes on to a page of the merchant app. */
export async function openAs(phone: string, path = ''): Promise<void> {
  await client.call('POST /api/demo/sign-in', { body: { phone } });
  location.assign(`/merchant/${path}`);
}

/** The tour stands before the doors of the house, the neighbours behind them. */
export function Living({ signIns, children }: { signIns: SignIns; children: ReactNode }) {
  const t = useWords(words);
  const { living, look } = useLiving();
  if (living === undefined) return children;
  return (
    <>
      {living.state === 'seeding' && (
        <div className="note seeding" role="status">
          <span>{t('seeding', { n: String(living.percent) })}</span>
          <progress max={100} value={living.percent} aria-label={t('seeding', { n: String(living.percent) })} />
        </div>
      )}
      {living.state === 'failed' && (
        <p className="note bad" role="alert">
          {t('seedFailed')}
        </p>
      )}
      <Tour tour={living.tour} signIns={signIns} look={look} />
      {children}
      {living.merchants.length > 0 && <Neighbourhood merchants={living.merchants} />}
    </>
  );
}

const FIRST_SHOWN = 12;

function Neighbourhood({ merchants }: { merchants: LivingAnswer['merchants'] }) {
  const t = useWords(words);
  const text = useProblemText();
  const [all, setAll] = useState(false);
  const [failed, setFailed] = useState<string>();
  const noted = [...merchants].sort((a, b) => Number(b.situation !== undefined) - Number(a.situation !== undefined));
  const shown = all ? noted : noted.slice(0, FIRST_SHOWN);
  const open = (phone: string): void => {
    openAs(phone).catch((error: unknown) => setFailed(text(error)));
  };
  return (
    <section>
      <h2>{t('merchants')}</h2>
      <p className="dim">{t('merchantsHint')}</p>
      {failed !== undefined && (
        <p className="note bad" role="alert">
          {t('failed', { why: failed })}
        </p>
      )}
      <div className="cards">
        {shown.map((one) => (
          <button
            key={one.merchantId}
            type="button"
            className="small-card shop"
            title={t('openAs', { name: one.name })}
            onClick={() => open(one.phone)}
          >
            <strong>{one.name}</strong>
            <span className="dim">
              {one.person} · {one.phone}
            </span>
            {one.situation !== undefined && (
              <span className="badge">{t(one.situation === 'deposit' ? 'depositDay' : one.situation)}</span>
            )}
          </button>
        ))}
      </div>
      {merchants.length > FIRST_SHOWN && (
        <button type="button" className="ghost more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fewer') : t('more', { n: String(merchants.length) })}
        </button>
      )}
    </section>
  );
}
