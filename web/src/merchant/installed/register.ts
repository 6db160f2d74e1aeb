/** Registers the worker once the page has nothing better to do. Where there is none (an old browser, plain http), the app works without. */
import { afterFirst } from '../../kit/later.tsx';

export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return;
  afterFirst(
    () => void navigator.serviceWorker.register('/merchant/sw.js', { scope: '/merchant/' }).catch(() => undefined),
  );
}
