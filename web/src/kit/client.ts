/** The one client of all pages, and whether the server can be reached at present. */
import { CallProblem, createClient, type Answer, type CallInput, type Client, type Problem } from '@kaitong/client';
import type { RouteKey } from '@kaitong/client/contract';

export { CallProblem };
export type { Answer, CallInput, Problem, RouteKey };

let filing: string | undefined;
/** From now on this page works on that filing of a bank or an agent; undefined: for whoever is signed in. */
export const workOnFiling = (filingId: string | undefined): void => void (filing = filingId);
/** Remembers which filing is worked on now. What it gives says later whether that is still so. */
export function holdFiling(): () => boolean {
  const held = filing;
  return () => filing === held;
}
let look: string | undefined;
/** From now on this page sees as a merchant: whatever it asks names the look, and the server refuses what is not reading. */
export const seeInLook = (lookId: string | undefined): void => void (look = lookId);
export const isLooking = (): boolean => look !== undefined;
/** What names the filing, or the look at a merchant, to the server. */
export const filingHeaders = (): Readonly<Record<string, string>> => {
  if (look !== undefined) return { 'x-kaitong-look': look };
  return filing === undefined ? {} : { 'x-kaitong-filing': filing };
};

let shop: string | undefined;
/** From now on what this page asks of a merchant is asked of that shop, as somebody who works there; undefined: of one's own. */
export const workAtShop = (memberId: string | undefined): void => void (shop = memberId);
/** Live events are the only thing outside the merchant's routes that a shop is named to. */
const ofShop = (key: string): boolean => key.includes(' /api/merchant/') || key === 'GET /api/applicant/events';

/** Leaving a look is what staff do as themselves. */
const ofConsole = (key: string): boolean => key.includes(' /api/console/');

const headersOf = (key: RouteKey): Readonly<Record<string, string>> => ({
  ...(ofConsole(key) ? {} : filingHeaders()),
  ...(shop === undefined || look !== undefined || !ofShop(key) ? {} : { 'x-kaitong-shop': shop }),
});

/** The same for what takes no headers: pictures, downloads, live events. */
function namedInAddress(key: string): readonly [name: string, value: string | undefined] {
  if (look !== undefined) return ['look', look];
  return filing === undefined ? ['shop', ofShop(key) ? shop : undefined] : ['filing', filing];
}

const plain = createClient({ baseUrl: '', headers: headersOf });
const listeners = new Set<() => void>();
let reachable = true;

export function setReachable(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  for (const listener of listeners) listener();
}

export const isReachable = (): boolean => reachable;
export const onReachable = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

async function noted<T>(answer: Promise<T>): Promise<T> {
  try {
    const value = await answer;
    setReachable(true);
    return value;
  } catch (error) {
    setReachable(!(error instanceof CallProblem && error.problem.code === 'network.unreachable'));
    throw error;
  }
}

export const client: Client = {
  call: ((key: RouteKey, input?: never) =>
    noted((plain.call as (key: RouteKey, input?: unknown) => Promise<unknown>)(key, input))) as Client['call'],
  href: (key, params) => {
    const [name, value] = namedInAddress(key);
    return plain.href(key, params) + (value === undefined ? '' : `?${name}=${encodeURIComponent(value)}`);
  },
};

/** An address with more to its query; the shop or filing that it names already stays. */
export const withQuery = (address: string, query: Readonly<Record<string, string>>): string =>
  `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;

export const problemOf = (error: unknown): Problem =>
  error instanceof CallProblem
    ? error.problem
    : { type: 'about:blank', title: String(error), status: 0, code: 'page.fault' };

export const isSignedOut = (error: unknown): boolean =>
  error instanceof CallProblem && error.problem.code === 'identity.sign_in_needed';
