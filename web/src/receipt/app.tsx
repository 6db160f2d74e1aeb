import { useEffect, useState } from 'react';
import { useLanguage, useWords } from '../kit/language.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { CheckPage } from './check.tsx';
import { FindPage } from './find.tsx';
import { FollowPage } from './follow.tsx';
import { ReceiptPage } from './slip.tsx';
import { words } from './words.ts';

/** `/r/<token>`, `/r/check`, `/r/complaints`, `/r/complaints/<token>`. */
function pageOf(path: string) {
  const [, , first = '', second = ''] = path.split('/').map(decodeURIComponent);
  if (first === '' || first === 'check') return { title: 'checkTitle', page: <CheckPage /> } as const;
  if (first !== 'complaints') return { title: 'title', page: <ReceiptPage token={first} /> } as const;
  return second === ''
    ? ({ title: 'findTitle', page: <FindPage /> } as const)
    : ({ title: 'followTitle', page: <FollowPage token={second} /> } as const);
}

export function App() {
  const t = useWords(words);
  const language = useLanguage();
  const [{ title, page }] = useState(() => pageOf(window.location.pathname));
  useEffect(() => {
    document.title = t(title);
  }, [t, title, language]);
  return (
    <div className="sheet">
      <header>
        <h1>{t(title)}</h1>
        <LanguageSwitch className="other-language" />
      </header>
      {page}
      <nav className="no-print" aria-label={t('checkTitle')}>
        <a href="/r/check">{t('toCheck')}</a>
        <a href="/r/complaints">{t('toFind')}</a>
      </nav>
    </div>
  );
}
