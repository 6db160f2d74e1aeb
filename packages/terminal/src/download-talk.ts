/**
 * What a terminal fetches from its host: keys of card organisations, applications, contactless parameters, parameters. Each list is
 * gathered beside the one in use and takes its place only when it is whole; what has come is stored, so a power cut costs no more
 * than the entry that was under way.
 */
import {
  bytesField,
  decodeBinPage,
  decodeListPage,
  decodeTaggedTexts,
  encodeBerTlv,
  encodeBinRequest,
  encodeField60,
  encodeListRequest,
  readCapk,
  textField,
  type BerTlv,
  type FieldValue,
} from '@kaitong/iso8583';
import { done, failureOf, hostText, type Ending } from './ending.ts';
import type { HostLink, Memory } from './host-link.ts';
import { sentName } from './settings.ts';
import type { DownloadName, Loading, Stored } from './stored.ts';
import { signInAgainCodes } from './words.ts';

/** In the order in which they are fetched, with their management codes. */
const codes = {
  parameters: { entry: '360', end: '361' },
  capks: { list: '372', entry: '370', end: '371' },
  applications: { list: '382', entry: '380', end: '381' },
  contactless: { entry: '394', end: '395' },
  noPinAdditions: { entry: '396', end: '397' },
  noPinBlack: { entry: '398', end: '399' },
} as const satisfies Record<DownloadName, { list?: string; entry: string; end: string }>;

/** Twenty entries a page: more keys than all organisations of the world have. */
const pagesMax = 10;

/** An index has three digits, a page fifteen prefixes. */
const prefixPagesMax = 67;

/** The host does not offer this. */
const notDoneCode = '40';

export type OnProgress = (progress: { readonly what: DownloadName; readonly at: number; readonly of: number }) => void;

type Answer = Ending<Uint8Array>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const isOutOfOrder = { kind: 'bad_answer' } as const;

export class DownloadTalk {
  readonly #memory: Memory;
  readonly #link: HostLink;
  readonly #onProgress: OnProgress;

  constructor(given: { readonly memory: Memory; readonly link: HostLink; readonly onProgress: OnProgress }) {
    this.#memory = given.memory;
    this.#link = given.link;
    this.#onProgress = given.onProgress;
  }

  /** Whether something is to be fetched. */
  due(): boolean {
    return this.#memory.get().wanted.length > 0;
  }

  /** Fetches what is wanted; what failed stays wanted. */
  async run(): Promise<Ending> {
    for (const what of Object.keys(codes) as DownloadName[]) {
      if (!this.#memory.get().wanted.includes(what)) continue;
      const fetched = await this.#fetch(what);
      if (fetched.kind === 'declined' && fetched.code === notDoneCode) this.#forget(what);
      else if (fetched.kind !== 'done') return fetched;
    }
    return done;
  }

  #fetch(what: DownloadName): Promise<Ending> {
    if (what === 'capks' || what === 'applications') return this.#fetchList(what);
    return what === 'noPinAdditions' || what === 'noPinBlack' ? this.#fetchPrefixes(what) : this.#fetchTexts(what);
  }

  #forget(what: DownloadName): void {
    this.#memory.put({ wanted: this.#memory.get().wanted.filter((one) => one !== what), loading: undefined });
  }

  async #ask(mti: '0800' | '0820', code: string, field62?: Uint8Array): Promise<Answer> {
    const { terminalNo = '', merchantNo = '', batchNo } = this.#memory.get();
    const fields = new Map<number, FieldValue>([
      [11, this.#memory.nextStan()],
      [41, terminalNo],
      [42, merchantNo],
      [60, encodeField60({ messageType: '00', batchNo, managementCode: code })],
    ]);
    if (field62 !== undefined) fields.set(62, field62);
    const answer = await this.#link.plain({ mti, fields });
    if (answer.kind !== 'answer') return failureOf(answer);
    const { message } = answer;
    if (textField(message, 11) !== fields.get(11)) return isOutOfOrder;
    const result = textField(message, 39) ?? '';
    if (signInAgainCodes.has(result)) this.#memory.put({ signInNeeded: true });
    if (result !== '00') return { kind: 'declined', code: result, text: hostText(message) };
    return { kind: 'done', value: bytesField(message, 62) ?? new Uint8Array() };
  }

  /** Says the end, and what was gathered takes its place in the same write. */
  async #end(what: DownloadName, change: Partial<Stored>): Promise<Ending> {
    const wanted = this.#memory.get().wanted.filter((one) => one !== what);
    this.#memory.put({ ...change, loading: undefined, wanted });
    const told = await this.#ask('0800', codes[what].end);
    // The lists are in use already: a host that did not hear the end has nothing to do for it.
    return told.kind === 'done' || told.kind === 'declined' ? done : told;
  }

  async #fetchTexts(what: 'parameters' | 'contactless'): Promise<Ending> {
    this.#onProgress({ what, at: 1, of: 1 });
    const answer = await this.#ask('0800', codes[what].entry);
    if (answer.kind !== 'done') return answer;
    const read = decodeTaggedTexts(answer.value, what === 'parameters' ? 2 : 6);
    if (!read.ok) return isOutOfOrder;
    const texts = Object.fromEntries(read.value.map(({ tag, value }) => [tag, value]));
    const name = what === 'parameters' ? sentName(texts) : undefined;
    return this.#end(what, { [what]: texts, ...(name === undefined ? {} : { merchantName: name }) });
  }

  async #fetchList(what: 'capks' | 'applications'): Promise<Ending> {
    const before = this.#memory.get().loading;
    if (before?.what !== what) {
      const names = await this.#names(what);
      if (names.kind !== 'done') return names;
      this.#memory.put({ loading: { what, names: names.value, got: {} } });
    }
    const { names } = this.#memory.get().loading as Loading;
    for (const [i, name] of names.entries()) {
      if (this.#loading().got[name] !== undefined) continue;
      this.#onProgress({ what, at: i + 1, of: names.length });
      const fetched = await this.#fetchEntry(what, name);
      if (fetched.kind !== 'done') return fetched;
    }
    const { got } = this.#loading();
    const whole = Object.fromEntries(Object.entries(got).filter(([, objects]) => Object.keys(objects).length > 0));
    return this.#end(what, { [what]: whole });
  }

  /** Page by page; how many there are only the last one says. */
  async #fetchPrefixes(what: 'noPinAdditions' | 'noPinBlack'): Promise<Ending> {
    if (this.#memory.get().loading?.what !== what) this.#memory.put({ loading: { what, names: [], got: {}, next: 0 } });
    for (let page = 1; page <= prefixPagesMax; page += 1) {
      const { names, next = 0 } = this.#loading();
      this.#onProgress({ what, at: page, of: page });
      const answer = await this.#ask('0800', codes[what].entry, encodeBinRequest(next));
      if (answer.kind !== 'done') return answer;
      const read = decodeBinPage(answer.value);
      if (!read.ok) return isOutOfOrder;
      const all = [...names, ...read.value.prefixes.filter((prefix) => prefix !== '')];
      if (read.value.flag !== '2') return this.#end(what, { [what]: all });
      if (read.value.next <= next) return isOutOfOrder;
      this.#memory.put({ loading: { what, names: all, got: {}, next: read.value.next } });
    }
    return isOutOfOrder;
  }

  #loading(): Loading {
    return this.#memory.get().loading as Loading;
  }

  /** The names of a list, page by page: hex of the objects that ask for the entry. */
  async #names(what: 'capks' | 'applications'): Promise<Ending<string[]>> {
    const tags: readonly string[] = what === 'capks' ? ['9F06', '9F22'] : ['9F06'];
    const objects: BerTlv[] = [];
    const perEntry = what === 'capks' ? 3 : 1; // a key is listed with its expiry
    for (let page = 0; page < pagesMax; page += 1) {
      const answer = await this.#ask('0820', codes[what].list, encodeListRequest(objects.length / perEntry));
      if (answer.kind !== 'done') return answer;
      const read = decodeListPage(answer.value);
      if (!read.ok || read.value.objects.length % perEntry !== 0) return isOutOfOrder;
      objects.push(...read.value.objects);
      if (read.value.flag !== '2') break;
    }
    const entries = Array.from({ length: objects.length / perEntry }, (_, i) =>
      objects.slice(i * perEntry, (i + 1) * perEntry).filter(({ tag }) => tags.includes(tag)),
    );
    return { kind: 'done', value: entries.map((entry) => hex(encodeBerTlv(entry))) };
  }

  /** One entry. What the host does not know any more, or whose check value is wrong, is kept as empty: it is not asked for again. */
  async #fetchEntry(what: 'capks' | 'applications', name: string): Promise<Ending> {
    const answer = await this.#ask('0800', codes[what].entry, bytesOf(name));
    if (answer.kind !== 'done') return answer;
    const read = decodeListPage(answer.value);
    if (!read.ok) return isOutOfOrder;
    const { objects } = read.value;
    const key = what === 'capks' ? readCapk(objects) : undefined;
    const entry: Readonly<Record<string, string>> =
      what === 'capks' ? { ...key } : Object.fromEntries(objects.map(({ tag, value }) => [tag, hex(value)]));
    const loading = this.#loading();
    this.#memory.put({ loading: { ...loading, got: { ...loading.got, [name]: entry } } });
    return done;
  }
}

/** Whether the device holds a key of the card's organisation that has not run out; `today` is YYYYMMDD. */
export function holdsKey(stored: Stored, aid: string, today: string): boolean {
  return Object.values(stored.capks).some((key) => aid.startsWith(key['rid'] ?? '-') && (key['expiry'] ?? '') >= today);
}

/** Whether the device runs this application: by whole name, or by its beginning where the list says so (DF01 00). */
export function runsApplication(stored: Stored, aid: string): boolean {
  const known = Object.values(stored.applications);
  if (known.length === 0) return true; // nothing has been downloaded yet: what the factory put in serves
  return known.some((one) => {
    const listed = one['9F06'] ?? '-';
    return one['DF01'] === '01' ? aid === listed : aid.startsWith(listed);
  });
}
