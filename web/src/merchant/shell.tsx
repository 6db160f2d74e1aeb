import { useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { isReachable, onReachable, setReachable } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { toneOf, useStateText } from '../kit/states.ts';
import { words } from './words.ts';

export function Page({
  title,
  onBack,
  right,
  children,
  foot,
}: {
  title: string;
  onBack?: () => void;
  right?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const t = useWords(words);
  useEffect(() => {
    document.title = `${title} · ${t('app')}`;
  }, [title, t]);
  return (
    <div className="page">
      <header className="bar">
        <div className="bar-side">
          {onBack !== undefined && (
            <button type="button" className="bar-back" onClick={onBack}>
              <span className="hidden-label">{t('back')}</span>
            </button>
          )}
        </div>
        <h1 className="bar-title">{title}</h1>
        <div className="bar-side end">{right}</div>
      </header>
      <main className="page-body">{children}</main>
      {foot !== undefined && <div className="page-foot">{foot}</div>}
    </div>
  );
}

export function Loading() {
  const t = useWords(words);
  return (
    <div role="status" aria-label={t('loading')} className="card">
      <Skeleton.Title animated />
      <Skeleton.Paragraph lineCount={4} animated />
    </div>
  );
}

/** A part of the page did not come; loading the page again asks for it anew. */
export function NotFetched() {
  const t = useWords(words);
  return (
    <div role="alert" className="refused">
      <p>{t('notFetched')}</p>
      <Button size="small" color="primary" fill="outline" onClick={() => location.reload()}>
        {t('retry')}
      </Button>
    </div>
  );
}

export function Refused({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords(words);
  const text = useProblemText();
  return (
    <div role="alert" className="refused">
      <p>{text(error)}</p>
      {retry !== undefined && (
        <Button size="small" color="primary" fill="outline" onClick={retry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <div className="empty-mark" aria-hidden="true" />
      <strong>{title}</strong>
      {hint !== undefined && <p>{hint}</p>}
      {children}
    </div>
  );
}

export function StateTag({ state }: { state: string }) {
  const text = useStateText();
  return <span className={`tag ${toneOf(state)}`}>{text(state)}</span>;
}

/** Loading, refused or ready: the three faces of everything that comes from the server. */
export function Loaded<T>({
  of,
  children,
}: {
  of: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null && of.error !== undefined) return <Refused error={of.error} retry={() => void of.refetch()} />;
  return <Loading />;
}

export function OfflineBanner() {
  const t = useWords(words);
  const queries = useQueryClient();
  const reachable = useSyncExternalStore(onReachable, isReachable);
  useEffect(() => {
    const lost = (): void => setReachable(false);
    const back = (): void => {
      setReachable(true);
      void queries.refetchQueries({ type: 'active' });
    };
    window.addEventListener('offline', lost);
    window.addEventListener('online', back);
    return () => {
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', back);
    };
  }, [queries]);
  useEffect(() => {
    if (reachable) return undefined;
    const timer = setInterval(() => void queries.refetchQueries({ type: 'active' }), 8_000);
    return () => clearInterval(timer);
  }, [reachable, queries]);
  if (reachable) return null;
  return (
    <div role="alert" className="offline">
      <span>{t('offline')}</span>
      <button type="button" onClick={() => void queries.refetchQueries({ type: 'active' })}>
        {t('retry')}
      </button>
    </div>
  );
}
