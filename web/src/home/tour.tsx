/** The tour: steps with their pages, ticked by what has really happened. */
import { useState, type ReactNode } from 'react';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { openAs, type LivingAnswer, type SignIns } from './living.tsx';
import { words } from './living-words.ts';

type TourState = LivingAnswer['tour'];
type Step = TourState['steps'][number]['step'];

interface TourProps {
  readonly tour: TourState;
  readonly signIns: SignIns;
  /** Asks anew how far it is. */
  readonly look: () => void;
}

export function Tour({ tour, signIns, look }: TourProps) {
  const t = useWords(words);
  const text = useProblemText();
  const [failed, setFailed] = useState<string>();
  const { name, phone } = tour.person;
  const done = tour.steps.filter((one) => one.done).length;
  const next = tour.steps.find((one) => !one.done)?.step;
  const go = (work: Promise<void>): void => {
    work.catch((error: unknown) => setFailed(text(error)));
  };
  const asStaff = async (who: string, page: string): Promise<void> => {
    const found = signIns.find((one) => one.login === who);
    if (found !== undefined) {
      const { login, password } = found;
      await client.call('POST /api/console/sessions', { body: { login, password } });
    }
    location.assign(`/console/${page}`);
  };
  const ways: Readonly<Record<Step, ReactNode>> = {
    apply: <Way onClick={() => go(openAs(phone))}>{t('applyGo', { name })}</Way>,
    review: <Way onClick={() => go(asStaff('reviewer', 'review'))}>{t('reviewGo')}</Way>,
    activate: (
      <>
        <Way href="/terminal/">{t('activateGo')}</Way>
        <Way href="/world/?tab=sms">{t('codeGo')}</Way>
      </>
    ),
    sale: <Way href="/terminal/">{t('activateGo')}</Way>,
    money: (
      <>
        <Way href="/world/?tab=clock">{t('clockGo')}</Way>
        <Way onClick={() => go(openAs(phone, 'settlements'))}>{t('moneyGo')}</Way>
      </>
    ),
    deposit: (
      <>
        <Way onClick={() => go(asStaff('operator', 'parameters?q=deposit_fen'))}>{t('depositGo')}</Way>
        <DepositStep look={look} done={tour.steps.some((one) => one.step === 'deposit' && one.done)} />
      </>
    ),
  };
  return (
    <section className="tour" aria-labelledby="tour">
      <h2 id="tour">{t('tour')}</h2>
      <p className="dim">
        {t('tourHint', { name, phone })}{' '}
        <strong>{t('tourDone', { n: String(done), of: String(tour.steps.length) })}</strong>
      </p>
      {failed !== undefined && (
        <p className="note bad" role="alert">
          {t('failed', { why: failed })}
        </p>
      )}
      {next === undefined && <p className="note">{t('tourAll')}</p>}
      <ol>
        {tour.steps.map((one, i) => (
          <li key={one.step} className={one.done ? 'done' : one.step === next ? 'next' : ''}>
            <span className="tick" role="img" aria-label={t(one.done ? 'done' : 'toDo')}>
              {one.done ? '✓' : i + 1}
            </span>
            <div>
              <strong>{t(one.step)}</strong>
              <span className="dim">{t(`${one.step}Hint`, { name })}</span>
              <span className="ways">{ways[one.step]}</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Way({ href, onClick, children }: { href?: string; onClick?: () => void; children: ReactNode }) {
  if (href !== undefined)
    return (
      <a className="ghost" href={href}>
        {children}
      </a>
    );
  return (
    <button type="button" className="ghost" onClick={onClick}>
      {children}
    </button>
  );
}

function DepositStep({ look, done }: { look: () => void; done: boolean }) {
  const t = useWords(words);
  const [yuan, setYuan] = useState('');
  const [wrong, setWrong] = useState(false);
  const check = async (): Promise<void> => {
    const { right } = await client.call('POST /api/demo/tour/deposit', { body: { yuan } });
    setWrong(!right);
    look();
  };
  if (done) return null;
  return (
    <form
      className="answer"
      onSubmit={(event) => {
        event.preventDefault();
        check().catch(() => setWrong(true));
      }}
    >
      <input
        inputMode="decimal"
        aria-label={t('depositAnswer')}
        placeholder={t('depositAnswer')}
        maxLength={12}
        value={yuan}
        onChange={(event) => setYuan(event.target.value)}
      />
      <button type="submit" className="ghost" disabled={yuan.trim() === ''}>
        {t('check')}
      </button>
      {wrong && <span role="alert">{t('wrong')}</span>}
    </form>
  );
}
