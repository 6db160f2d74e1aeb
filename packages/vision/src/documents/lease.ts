import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findAcross, findSpan, isoDate, type Fields, type Span } from './fields.ts';
import { readForm } from './form.ts';
import { isAddress, isBusinessName, isDate, isName, normaliseBusinessName, normaliseName } from './rules.ts';

const PROPERTY = /不动产权|房屋所有权|房产证|国有土地使用/;

/**
 * Fields of a contract of lease or of an owner's certificate: documentType (lease, property), party (lessee or owner),
 * lessor (leases), address, startsOn, endsOn (长期 for property).
 */
export function readLease(rows: readonly TextRow[]): Fields {
  const title =
    findSpan(rows, /((?:房屋|商铺|店铺|场地)?租赁(?:合同|协议))/) ?? findSpan(rows, /(不动产权证|不动产权)/);
  const isProperty = rows.some((row) => PROPERTY.test(row.text)) && !rows.some((row) => /承租|租赁合同/.test(row.text));
  const fields: Fields = isProperty ? readProperty(rows) : readContract(rows);
  if (title !== undefined || Object.keys(fields).length > 0) {
    const type = isProperty ? 'property' : 'lease';
    fields['documentType'] = fieldFrom(title === undefined ? [] : [title], type, title !== undefined);
  }
  return fields;
}

function readContract(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const lessee = partyIn(rows, '承租', '乙方');
  if (lessee !== undefined) fields['party'] = lessee;
  const lessor = partyIn(rows, '出租', '甲方');
  if (lessor !== undefined) fields['lessor'] = lessor;
  const address = addressIn(rows);
  if (address !== undefined) fields['address'] = address;
  const day = '(\\d{4})年(\\d{1,2})月(\\d{1,2})日?';
  const term = findAcross(rows, new RegExp(`(?:期限|租期|自|从)[^\\d]{0,12}${day}[^\\d]{0,8}${day}`));
  if (term === undefined) return fields;
  const [from, to] = [term.slice(0, 3), term.slice(3)];
  const [startsOn, endsOn] = [dateOf(from), dateOf(to)];
  const spans = (parts: typeof term): Span[] => parts.flatMap((part) => part.spans);
  fields['startsOn'] = fieldFrom(spans(from), startsOn, isDate(startsOn));
  fields['endsOn'] = fieldFrom(spans(to), endsOn, isDate(endsOn) && endsOn > startsOn);
  return fields;
}

function dateOf(parts: readonly { readonly text: string }[]): string {
  const [year, month, day] = parts;
  return isoDate(year?.text ?? '', month?.text ?? '', day?.text ?? '');
}

/** 承租方（乙方）：…, 乙方(承租人)：…, 承租人：… The first that names a person or a business. */
function partyIn(rows: readonly TextRow[], role: string, side: string): Fields[string] | undefined {
  const label = `(?:${role}[方人](?:[（(]?${side}[）)]?)?|${side}(?:[（(]?${role}[方人][）)]?)?)`;
  const end = '(?=身份证|证件|统一社会|法定代表|联系|地址|电话|[(（,，;；]|$)';
  for (const row of rows) {
    const found = findSpan([row], new RegExp(`${label}[:：]?([^:：]{2,40}?)${end}`));
    if (found === undefined) continue;
    const business = normaliseBusinessName(found.text);
    const name = normaliseName(found.text.replace(/[:：,，]/g, ''));
    // Longer names of people are sentences that go on after the word for the party.
    if (isName(name) && name.length <= 4) return fieldFrom([found], name, true);
    if (isBusinessName(business) && /公司|店|馆|厂|部|行|社|中心|商户|企业|局|院/.test(business.slice(-4)))
      return fieldFrom([found], business, true);
    if (isName(name) && name.includes('\u00B7')) return fieldFrom([found], name, true);
  }
  return undefined;
}

/** Where an address goes on: up to a full stop, over the row's end unless the next row opens an item of its own. */
function addressIn(rows: readonly TextRow[]): Fields[string] | undefined {
  const start = rows.findIndex((row) => /(?:坐落|座落|地址|位于|位置)(?:于|为|在)?[:：]?.{4,}/.test(row.text));
  const first = rows[start];
  const span = first && findSpan([first], /(?:坐落|座落|地址|位于|位置)(?:于|为|在)?[:：]?([^。；;]{4,})/);
  if (span === undefined) return undefined;
  const spans: Span[] = [span];
  let text = span.text;
  const next = rows[start + 1];
  const endsHere = /[室号层铺楼]$/.test(text) || span.end < span.row.text.length;
  if (!endsHere && next !== undefined && !/^(?:[一二三四五六七八九十\d]+[、.．]|第|[甲乙]方)/.test(next.text)) {
    const rest = findSpan([next], /^([^。；;，,]{1,40})/);
    if (rest !== undefined) {
      spans.push(rest);
      text += rest.text;
    }
  }
  const value = normaliseBusinessName(text);
  return fieldFrom(spans, value, isAddress(value));
}

const PROPERTY_LABELS = {
  party: /(?:房屋所有)?权利?人/,
  shared: /共有情况/,
  address: /坐落|座落|房屋坐落/,
  unit: /不动产单元号/,
  right: /权利(?:类型|性质)/,
  use: /用途/,
  area: /面积/,
  registered: /登记日期|登记时间/,
} as const;

function readProperty(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const form = readForm(rows, PROPERTY_LABELS);
  const owner = form.get('party');
  if (owner !== undefined) {
    const value = normaliseBusinessName(owner.text.replace(/[,，、].*$/, ''));
    fields['party'] = fieldFrom(owner.spans, value, isName(value) || isBusinessName(value));
  }
  const address = form.get('address');
  if (address !== undefined) {
    const value = normaliseBusinessName(address.text);
    fields['address'] = fieldFrom(address.spans, value, isAddress(value));
  }
  const registered = findAcross(rows, /登记(?:日期|时间)?[:：]?[^\d]{0,4}(\d{4})年(\d{1,2})月(\d{1,2})日/);
  if (registered !== undefined) {
    const value = dateOf(registered);
    fields['startsOn'] = fieldFrom(
      registered.flatMap((part) => part.spans),
      value,
      isDate(value),
    );
  }
  // Ownership ends with a transfer, not with a day on this page.
  fields['endsOn'] = { value: '长期', confidence: 1, box: [0, 0, 0, 0], valid: true };
  return fields;
}
