import { useWords } from '../kit/language.ts';
import { words } from './words.ts';

/** The three ways there are, the one hotline, and what is never ours. On every public page. */
export function Official() {
  const t = useWords(words);
  return (
    <>
      <section className="card official">
        <h2>{t('waysTitle')}</h2>
        <ol>
          <li>
            <a href="/merchant/">{t('way1')}</a>
          </li>
          <li>{t('way2')}</li>
          <li>{t('way3')}</li>
        </ol>
        <a href="tel:4000000000">{t('hotline')}</a>
      </section>
      <section className="warned" role="note">
        <strong>{t('warnTitle')}</strong>
        <ul>
          <li>{t('warn1')}</li>
          <li>{t('warn2')}</li>
          <li>{t('warn3')}</li>
        </ul>
      </section>
    </>
  );
}
