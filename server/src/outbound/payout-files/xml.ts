/**
 * XML of a bank as a tree with places. Strict: what is not well formed is refused with its line. No document type, so no entities but the
 * five of XML itself; bounded in size, depth and number of elements.
 */
import sax from 'sax';
import type { FileFault } from '../../modules/settlement/index.ts';

/** Five thousand orders with everything a bank may say of each are some 10 MB. */
const BYTES_MAX = 32 * 1024 * 1024;
const DEPTH_MAX = 24;
const ELEMENTS_MAX = 1_000_000;

export interface Element {
  readonly name: string;
  readonly line: number;
  readonly children: Element[];
  text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A fault that ends the reading of what it is in: an element, or the file. */
export class Unreadable extends Error {
  readonly fault: FileFault;
  constructor(place: string, reason: string) {
    super(`${place}: ${reason}`);
    this.fault = { place, reason };
  }
}

/** UTF-8, or what the declaration says: GB18030 and what it contains. @throws Unreadable */
export function textOf(bytes: Uint8Array, declared: string | undefined): string {
  if (bytes.length > BYTES_MAX) throw new Unreadable('file', `more than ${BYTES_MAX} bytes`);
  const name = (declared ?? 'utf-8').toLowerCase();
  const encoding = { 'utf-8': 'utf-8', utf8: 'utf-8', gb18030: 'gb18030', gbk: 'gb18030', gb2312: 'gb18030' }[name];
  if (encoding === undefined) throw new Unreadable('file', `encoding ${name} is not read here`);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('file', `is not ${name}`);
  }
}

const declaredEncoding = (bytes: Uint8Array): string | undefined =>
  /^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([A-Za-z0-9-]{1,20})["']/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  )?.[1];

/** The root element. @throws Unreadable */
export function readXml(bytes: Uint8Array): Element {
  // the typings do not know strictEntities: without it the names of HTML are entities too
  const options: sax.SAXOptions & { strictEntities: boolean } = { trim: false, position: true, strictEntities: true };
  const parser = sax.parser(true, options);
  const open: Element[] = [];
  let root: Element | undefined;
  let elements = 0;
  const fail = (reason: string): never => {
    throw new Unreadable(`line ${parser.line + 1}`, reason);
  };
  const onopentag = (tag: sax.Tag | sax.QualifiedTag): void => {
    elements += 1;
    if (elements > ELEMENTS_MAX) fail(`more than ${ELEMENTS_MAX} elements`);
    if (open.length >= DEPTH_MAX) fail(`deeper than ${DEPTH_MAX}`);
    const element: Element = {
      name: tag.name.slice(tag.name.indexOf(':') + 1),
      line: parser.line + 1,
      children: [],
      text: '',
      attributes: tag.attributes as Record<string, string>,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  };
  const add = (text: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.text += text;
  };
  Object.assign(parser, {
    onerror: (error: Error) => fail((error.message.split('\n')[0] ?? 'not well formed').slice(0, 120)),
    ondoctype: () => fail('a document type is not taken'),
    onopentag,
    ontext: add,
    oncdata: add,
    onclosetag: () => void open.pop(),
  });
  parser.write(textOf(bytes, declaredEncoding(bytes))).close();
  return root ?? fail('no element');
}

/** The first element on a path of names, e.g. `Refs/EndToEndId`. */
export function find(element: Element, path: string): Element | undefined {
  let here: Element | undefined = element;
  for (const name of path.split('/')) here = here?.children.find((child) => child.name === name);
  return here;
}

export const all = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);

/** The text of what must be there. @throws Unreadable */
export function textAt(element: Element, path: string, most = 140): string {
  const text = find(element, path)?.text.trim();
  if (text === undefined || text === '') throw new Unreadable(`line ${element.line}`, `${element.name} has no ${path}`);
  if (text.length > most) throw new Unreadable(`line ${element.line}`, `${path} is longer than ${most}`);
  return text;
}

/** Fen of `123.45`, never a fraction of one. @throws Unreadable */
export function fenOf(text: string, place: string): bigint {
  const match = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (match === null) throw new Unreadable(place, `${text.slice(0, 24)} is no amount in yuan`);
  return BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

/** The amount in an element with its currency, which must be CNY. @throws Unreadable */
export function amountAt(element: Element, path: string): bigint {
  const amount = find(element, path);
  const currency = amount?.attributes['Ccy'];
  if (amount !== undefined && currency !== 'CNY')
    throw new Unreadable(`line ${amount.line}`, `currency ${currency ?? 'is missing'}: only CNY is taken`);
  return fenOf(textAt(element, path, 20), `line ${element.line}`);
}

const NEVER_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as XML may hold it: no control characters and no half of a pair, at most so many characters. */
export const xmlText = (text: string, most: number): string =>
  Array.from(clean(text))
    .slice(0, most)
    .join('')
    .replaceAll(/[&<>"]/g, (mark) => MARKS[mark] ?? mark);

/** What both dialects may hold of a name: one line, no control characters. */
export const clean = (text: string): string => text.replaceAll(NEVER_IN_XML, '').replaceAll(/\s+/gu, ' ').trim();
