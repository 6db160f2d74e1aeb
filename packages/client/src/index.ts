/** The typed client of Kaitong's HTTP interface, for the web apps and the story tests. No schema is loaded at run time: types only. */
import type { z } from 'zod';
import type { Contract, RouteKey } from './contract/index.ts';

type Part<K extends RouteKey, Name extends 'params' | 'query' | 'body'> = Contract[K] extends {
  readonly [N in Name]: infer S extends z.ZodType;
}
  ? { [N in Name]: z.input<S> }
  : object;
export type CallInput<K extends RouteKey> = Part<K, 'params'> &
  Part<K, 'query'> &
  Part<K, 'body'> &
  (Contract[K] extends { form: z.ZodType } ? { form: FormData } : object);
/** What a caller has to give: a query of which nothing is needed may be left out. */
type Given<K extends RouteKey, I = CallInput<K>> = {
  readonly [N in keyof I as object extends I[N] ? never : N]: I[N];
} & { readonly [N in keyof I as object extends I[N] ? N : never]?: I[N] };
export type Answer<K extends RouteKey> = z.output<Contract[K]['answer']>;

/** RFC 9457 problem; `code` is stable and dotted, `facts` help to say what to do next. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Thrown for every answer that is not 2xx; `problem.code` is `network.unreachable` when nothing came back at all. */
export class CallProblem extends Error {
  override readonly name = 'CallProblem';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.title}`);
    this.problem = problem;
  }
}

export interface Client {
  call<K extends RouteKey>(
    key: K,
    ...input: object extends Given<K> ? [input?: Given<K>] : [input: Given<K>]
  ): Promise<Answer<K>>;
  /** The address of a route, for images and event streams. */
  href(key: RouteKey, params?: Readonly<Record<string, string>>): string;
}

export interface ClientOptions {
  readonly baseUrl: string;
  /** Cookie jar for callers without a browser. */
  readonly cookies?: Map<string, string>;
  /** Sent with a call; asked each time, so that a page may change them. */
  readonly headers?: (key: RouteKey) => Readonly<Record<string, string>>;
}

function pathOf(key: string, params: Readonly<Record<string, string>>): string {
  const path = key.slice(key.indexOf(' ') + 1);
  return path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
}

interface LooseInput {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly form?: FormData;
}

export function createClient(options: ClientOptions): Client {
  const href: Client['href'] = (key, params = {}) => options.baseUrl + pathOf(key, params);
  const call = async (key: RouteKey, input: LooseInput = {}): Promise<unknown> => {
    const method = key.slice(0, key.indexOf(' '));
    const query = input.query === undefined ? '' : `?${new URLSearchParams(input.query).toString()}`;
    const headers = new Headers(options.headers?.(key));
    if (input.body !== undefined) headers.set('content-type', 'application/json');
    if (options.cookies !== undefined) {
      headers.set('origin', options.baseUrl);
      headers.set('cookie', [...options.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const body = input.form ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
    const response = await fetch(href(key, input.params) + query, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw new CallProblem({ type: 'about:blank', title: String(error), status: 0, code: 'network.unreachable' });
    });
    keepCookies(options.cookies, response);
    const json: unknown = await response.json().catch(() => undefined);
    if (!response.ok)
      throw new CallProblem(
        (json as Problem | undefined) ?? {
          type: 'about:blank',
          title: response.statusText,
          status: response.status,
          code: 'http.unexpected',
        },
      );
    return json;
  };
  return { call: call as Client['call'], href };
}

function keepCookies(jar: Map<string, string> | undefined, response: Response): void {
  if (jar === undefined) return;
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    if (value === '') jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), value);
  }
}
