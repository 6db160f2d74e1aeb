import { useSyncExternalStore } from 'react';

/** From here on a page is a desktop's. */
const WIDE = '(min-width: 900px)';

function follow(listener: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

export const useWide = (): boolean => useSyncExternalStore(follow, () => window.matchMedia(WIDE).matches);
