/** What is shown first has the line to itself for so long. */
const AFTER_MS = 3_000;

/** Registers the worker once the page has nothing better to do. Where there is none (an old browser, plain http), the app works without. */
import { whenIdle } from '../../kit/later.tsx';

export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return;
  const register = (): void =>
    void navigator.serviceWorker.register('/merchant/sw.js', { scope: '/merchant/' }).catch(() => undefined);
  setTimeout(() => whenIdle(register), AFTER_MS);
}
