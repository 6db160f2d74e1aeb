/** At which shop this phone works now: one's own merchant, or one where somebody serves. Kept on the phone, asked of the server each time. */
import { useSyncExternalStore } from 'react';
import { workAtShop } from '../../kit/client.ts';
import type { Me } from '../queries.ts';

const KEPT = 'kaitong.shop';
const listeners = new Set<() => void>();
export type Shop = Me['shops'][number];
export type Role = 'owner' | Shop['role'];

let chosen: string | undefined = (() => {
  try {
    return localStorage.getItem(KEPT) ?? undefined;
  } catch {
    return undefined; // a phone that keeps nothing begins at its own merchant
  }
})();

/** `own`: one's own merchant or application. */
export function chooseShop(memberId: string | undefined): void {
  chosen = memberId ?? 'own';
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // kept as long as the page is open
  }
  for (const listener of listeners) listener();
}

export function forgetShop(): void {
  chosen = undefined;
  workAtShop(undefined);
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // nothing was kept
  }
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * The shop that a person works at now; undefined: their own. Whoever has nothing of their own works where they serve. The client names it
 * to the server from here on, so this is asked before anything of a merchant is.
 */
export function useShop(me: Me): Shop | undefined {
  const wanted = useSyncExternalStore(subscribe, () => chosen);
  const serving = me.shops.filter((one) => one.state === 'active');
  const named = serving.find((one) => one.memberId === wanted);
  const hasOwn = me.merchantId !== undefined || me.applicationState !== undefined || wanted === 'own';
  const shop = named ?? (hasOwn ? undefined : serving[0]);
  workAtShop(shop?.memberId);
  return shop;
}
