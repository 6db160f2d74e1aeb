/**
 * Large type: what was chosen in the app, else what the phone or the browser is set to. Type alone grows, by the factor
 * `--type` of the style sheets; the layout keeps its width, so that nothing leaves a narrow screen.
 */
import { useSyncExternalStore } from 'react';

export type TypeSize = 'standard' | 'large';

const KEPT = 'kaitong.type';
const LARGE = 1.3;
/** Beyond this a screen of 360 px holds too few words on a line. */
const FACTOR_MAX = 1.4;
/** A browser set a little larger is somebody's taste, not a need. */
const NOTICED_FROM = 1.15;
const listeners = new Set<() => void>();

function widthOf(style: string): number {
  const probe = document.createElement('span');
  probe.setAttribute('style', `position:absolute;visibility:hidden;${style}`);
  document.documentElement.append(probe);
  const width = probe.getBoundingClientRect().width;
  probe.remove();
  return width;
}

/** The reader's own setting: the browser's text size, the scale of Android, the text style of iOS. */
function systemFactor(): number {
  const browser = widthOf('font-size:medium;width:1em') / 16;
  const android = widthOf('width:calc(100px * env(preferred-text-scale, 1))') / 100;
  const apple = CSS.supports('font', '-apple-system-body') ? widthOf('font:-apple-system-body;width:1em') / 17 : 1;
  return Math.max(browser, android, apple);
}

function factorNow(): number {
  const chosen = localStorage.getItem(KEPT);
  if (chosen === 'large') return LARGE;
  if (chosen === 'standard') return 1;
  const system = systemFactor();
  return system < NOTICED_FROM ? 1 : Math.min(system, FACTOR_MAX);
}

let factor = 1;

function apply(): void {
  factor = factorNow();
  document.documentElement.style.setProperty('--type', String(factor));
  for (const listener of listeners) listener();
}

/** Called once by the entry of a page, before anything is drawn. */
export function followTypeSize(): void {
  apply();
  // somebody who comes back from the phone's settings
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') apply();
  });
}

/** Chooses for this browser, whatever the system says. */
export function setTypeSize(size: TypeSize): void {
  localStorage.setItem(KEPT, size);
  apply();
}

export function useTypeSize(): TypeSize {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (factor > 1 ? 'large' : 'standard'),
  );
}
