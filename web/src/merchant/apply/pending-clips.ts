/**
 * What was photographed or filmed and has not arrived: kept in the phone's own store (IndexedDB), so that a closed tab costs nobody
 * their shot. It is personal data: of one applicant and kind there is one, it is erased when it is accepted or refused, when the
 * applicant signs out or takes the application back, and after a day in any case; nothing but this app on this phone can read it.
 */
import { clear, createStore, del, entries, get, set, type UseStore } from 'idb-keyval';
import type { MaterialKind } from '../queries.ts';

const LIFE_MS = 24 * 3600 * 1000;

export interface Pending {
  readonly kind: MaterialKind;
  readonly blob: Blob;
  readonly extra: Readonly<Record<string, string>>;
  readonly at: number;
}

let store: UseStore | undefined;
const place = (): UseStore => (store ??= createStore('kaitong-pending', 'uploads'));
const keyOf = (owner: string, kind: MaterialKind): string => `${owner} ${kind}`;

/** A phone that keeps nothing (private window, full disk) uploads all the same; it only cannot go on after a reload. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

export const keepPending = (owner: string, pending: Pending): Promise<void> =>
  orNothing(() => set(keyOf(owner, pending.kind), pending, place())).then(() => undefined);

export const dropPending = (owner: string, kind: MaterialKind): Promise<void> =>
  orNothing(() => del(keyOf(owner, kind), place())).then(() => undefined);

/** All of it, whoever's: at sign-out and when an application is taken back. */
export const dropAllPending = (): Promise<void> => orNothing(() => clear(place())).then(() => undefined);

/** What waits of this person and kind; anything older than a day is erased on the way, whoever's it is. */
export async function pendingOf(owner: string, kind: MaterialKind): Promise<Pending | undefined> {
  const oldest = Date.now() - LIFE_MS;
  return orNothing(async () => {
    for (const [key, one] of await entries<string, Pending>(place())) if (one.at < oldest) await del(key, place());
    return get<Pending>(keyOf(owner, kind), place());
  });
}
