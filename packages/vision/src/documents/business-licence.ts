import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findSpan, isoDate, type Fields } from './fields.ts';
import { readForm } from './form.ts';
import {
  isAddress,
  isBusinessName,
  isCreditCode,
  isDate,
  isName,
  normaliseBusinessName,
  normaliseName,
} from './rules.ts';

const LABELS = {
  uscc: /统一社会信用代码/,
  name: /名称|字号名称/,
  type: /(?:主体|公司)?类型/,
  legalPerson: /法定代表人|经营者(?:姓名)?|负责人|投资人|执行事务合伙人/,
  establishedOn: /成立日期|注册日期/,
  term: /营业期限|合伙期限|经营期限/,
  address: /(?:主要)?经营场所|营业场所|住所/,
  scope: /经营范围(?:及方式)?/,
  // These only end the values before them.
  capital: /注册资本|出资额/,
  form: /组成形式/,
  authority: /登记机关/,
  notice: /国家企业信用|市场主体应当|企业信用信息/,
  copy: /[（(]?副本|样张/,
} as const;

/** Types as registers name them; details in brackets follow. */
const TYPE =
  /^(?:个体工商户|个体户|有限责任公司|一人有限责任公司|股份有限公司|有限公司|个人独资企业|(?:普通|有限|特殊普通)合伙|全民所有制|集体所有制|股份合作制|农民专业合作社|外商投资|港澳台|分公司|其他)/;

/** Fields of a licence: uscc, name, type, legalPerson, establishedOn, validTo (YYYY-MM-DD or 长期), address, scope. */
export function readBusinessLicence(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const code = findCode(rows);
  if (code !== undefined) fields['uscc'] = fieldFrom([code.span], code.value, isCreditCode(code.value));
  const form = readForm(rows, LABELS);
  const take = (name: string, tidy: (text: string) => string, rule: (value: string) => boolean): void => {
    const found = form.get(name);
    if (found === undefined) return;
    const value = tidy(found.text);
    fields[name] = fieldFrom(found.spans, value, rule(value));
  };
  take('name', normaliseBusinessName, isBusinessName);
  take('type', normaliseBusinessName, (value) => TYPE.test(value) && typeAgrees(value, code?.value ?? ''));
  take('legalPerson', normaliseName, isName);
  take('establishedOn', (text) => datesIn(text)[0] ?? text, isDate);
  take('address', normaliseBusinessName, isAddress);
  take(
    'scope',
    (text) => text,
    (value) => (value.match(/\p{Script=Han}/gu) ?? []).length >= 4,
  );
  const validTo = termOf(rows, form.get('term'), fields['establishedOn']?.value);
  if (validTo !== undefined) fields['validTo'] = validTo;
  return fields;
}

/** Letters that the code never uses, for the figures they look like. */
const LOOKALIKES: Readonly<Record<string, string>> = { I: '1', O: '0', Z: '2', S: '5' };

function findCode(
  rows: readonly TextRow[],
): { value: string; span: { row: TextRow; start: number; end: number } } | undefined {
  const candidates = rows.flatMap((row) =>
    [...row.text.matchAll(/(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])/g)].map((match) => ({
      value: match[0].toUpperCase().replace(/[IOZS]/g, (letter) => LOOKALIKES[letter] ?? letter),
      span: { row, start: match.index, end: match.index + 18 },
    })),
  );
  return candidates.find(({ value }) => isCreditCode(value)) ?? candidates[0];
}

/** 92 is the register's own mark of a business of one owner. A code that does not hold says nothing. */
function typeAgrees(type: string, code: string): boolean {
  return !isCreditCode(code) || code.startsWith('92') === type.startsWith('个体');
}

function datesIn(text: string): string[] {
  return [...text.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日?/g)].map(([, year, month, day]) =>
    isoDate(year ?? '', month ?? '', day ?? ''),
  );
}

/** The term's end. A licence that was read and states no term has none: since 2022 most are printed without. */
function termOf(
  rows: readonly TextRow[],
  term: { text: string; spans: Parameters<typeof fieldFrom>[0] } | undefined,
  establishedOn: string | undefined,
): Fields[string] | undefined {
  const isEnd = (value: string) => isDate(value) && (establishedOn === undefined || value > establishedOn);
  if (term !== undefined) {
    if (/长期|永久|无固定/.test(term.text)) return fieldFrom(term.spans, '长期', true);
    const value = datesIn(term.text).at(-1);
    return value === undefined ? undefined : fieldFrom(term.spans, value, isEnd(value));
  }
  // A term whose label was not read still shows by its word "to"; taking it for none would make it endless.
  const end = findSpan(rows, /至(\d{4}年\d{1,2}月\d{1,2}日?)/);
  const value = end === undefined ? undefined : datesIn(end.text)[0];
  if (end !== undefined && value !== undefined) return fieldFrom([end], value, isEnd(value));
  const mentioned = rows.some((row) => /期限/.test(row.text));
  if (mentioned || establishedOn === undefined || !isDate(establishedOn)) return undefined;
  return { value: '长期', confidence: 1, box: [0, 0, 0, 0], valid: true };
}
