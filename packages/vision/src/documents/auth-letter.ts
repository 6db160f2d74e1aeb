import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findSpan, isoDate, type Fields, type Span } from './fields.ts';
import { isBusinessName, isDate, isIdNumber, isName, normaliseBusinessName, normaliseName } from './rules.ts';

/** Fields of a letter of authorisation: company, legalPerson, handler, handlerIdNumber, date (YYYY-MM-DD). */
export function readAuthLetter(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const company = findSpan(
    rows,
    /(?:委托单位|委托方|委托人|授权单位|授权方|授权人|单位名称|公司名称)(?:名称)?[(（]?(?:公司)?[)）]?[:：](.{4,60})$/,
  );
  if (company !== undefined) {
    const value = normaliseBusinessName(company.text);
    fields['company'] = fieldFrom([company], value, isBusinessName(value));
  }
  const person = findSpan(rows, /法定代表人[^:：]{0,10}[:：]([\p{Script=Han}·•.]{2,25})/u);
  if (person !== undefined) {
    const value = normaliseName(person.text);
    fields['legalPerson'] = fieldFrom([person], value, isName(value));
  }
  const handler = handlerIn(rows);
  if (handler !== undefined) {
    const value = normaliseName(handler.text);
    fields['handler'] = fieldFrom([handler], value, isName(value));
  }
  // A letter may print the legal person's number too, and always before the handler's.
  const below = handler === undefined ? rows : rows.slice(rows.indexOf(handler.row));
  const number = findSpan(below, /(?:身份证|证件|号码)[^\d]{0,10}(\d{17}[\dXx×])(?!\d)/);
  if (number !== undefined) {
    const value = number.text.replace(/[x×]/, 'X');
    fields['handlerIdNumber'] = fieldFrom([number], value, isIdNumber(value));
  }
  const date = dateIn(rows);
  if (date !== undefined) fields['date'] = date;
  return fields;
}

function handlerIn(rows: readonly TextRow[]): (Span & { readonly text: string }) | undefined {
  const role = '(?:受托人|被委托人|委托代理人|被授权人|代理人|经办人)(?:姓名)?';
  const name = '([\\p{Script=Han}·•.]{2,25}?)';
  const end = '(?=性别|身份证|证件|职务|同志|先生|女士|[(（,，;；。]|$)';
  return (
    findSpan(rows, new RegExp(`${role}[:：]${name}${end}`)) ??
    findSpan(rows, new RegExp(`兹?(?:委托|授权)${name}${end}`))
  );
}

/** The day beside the signature: the last whole date of the letter. */
function dateIn(rows: readonly TextRow[]): Fields[string] | undefined {
  for (const row of [...rows].reverse()) {
    const found = findSpan([row], /(\d{4}年\d{1,2}月\d{1,2})日?/);
    if (found === undefined) continue;
    const [year, month, day] = found.text.split(/[年月]/) as [string, string, string];
    const value = isoDate(year, month, day);
    return fieldFrom([found], value, isDate(value));
  }
  return undefined;
}
