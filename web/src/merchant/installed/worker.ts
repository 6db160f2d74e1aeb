/**
 * The merchant app's service worker: the app opens on no line and on a slow one. It keeps the page, what the page needs first, and every named file once
 * it has been fetched (their names carry a hash of their content). What people and money are about (`/api`) never passes through here.
 */
interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetches extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(name: 'install' | 'activate', hear: (event: Waits) => void): void;
  addEventListener(name: 'fetch', hear: (event: Fetches) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const worker = self as unknown as Worker;

const CACHE = 'kaitong-merchant-1';
const PAGE = '/merchant/';
/** A line that has not answered by then is as good as none: the kept page is shown, and says so itself. */
const PATIENCE_MS = 4_000;
const ASSET = /\/assets\/[\w.-]+\.(?:js|css|woff2)/g;

/** Keeps a page with everything it names, and drops named files that no page names any more. */
async function keep(answer: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  const text = await answer.clone().text();
  const before = await (await cache.match(PAGE))?.text();
  if (text === before) return;
  const named = [...new Set(text.match(ASSET))];
  await cache.addAll(named);
  await cache.put(PAGE, answer);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== PAGE && !named.includes(pathname)) await cache.delete(request);
  }
}

async function pageOf(event: Fetches): Promise<Response> {
  const kept = caches.match(PAGE);
  const fresh = fetch(event.request).then((answer) => {
    if (answer.ok) event.waitUntil(keep(answer.clone()).catch(() => undefined));
    return answer;
  });
  const late = new Promise<Response | undefined>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  try {
    return (await Promise.race([fresh, late])) ?? (await fresh);
  } catch (error) {
    const page = await kept;
    if (page === undefined) throw error;
    return page;
  }
}

async function assetOf(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

worker.addEventListener('install', (event) => {
  event.waitUntil(fetch(PAGE, { cache: 'no-cache' }).then(keep));
  void worker.skipWaiting();
});
worker.addEventListener('activate', (event) => {
  const others = caches
    .keys()
    .then((names) => Promise.all(names.filter((one) => one !== CACHE).map((one) => caches.delete(one))));
  event.waitUntil(others.then(() => worker.clients.claim()));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname.startsWith(PAGE)) event.respondWith(pageOf(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(assetOf(request));
});
