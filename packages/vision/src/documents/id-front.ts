import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findSpan, isoDate, type Fields, type Span } from './fields.ts';
import { birthInside, isAddress, isDate, isEthnicity, isIdNumber, isName, normaliseName } from './rules.ts';

/** Fields of the portrait side. Absent when not seen; `valid` when the field's own rule holds. */
export function readIdFront(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const number = findSpan(rows, /(\d{17}[\dXx×])/);
  const idNumber = number?.text.replace(/[x×]/, 'X') ?? '';
  if (number !== undefined) fields['idNumber'] = fieldFrom([number], idNumber, isIdNumber(idNumber));
  const name = findSpan(rows, /(?:姓名|^姓|^名)(.+)$/);
  if (name !== undefined) {
    const value = normaliseName(name.text);
    fields['name'] = fieldFrom([name], value, isName(value));
  }
  const sex = findSpan(rows, /(?:性别|^别)([男女])/);
  if (sex !== undefined) fields['sex'] = fieldFrom([sex], sex.text, sexAgrees(sex.text, idNumber));
  const ethnicity = findSpan(rows, /民?族(\p{Script=Han}{1,5})$/u);
  if (ethnicity !== undefined)
    fields['ethnicity'] = fieldFrom([ethnicity], ethnicity.text, isEthnicity(ethnicity.text));
  const birth = findSpan(rows, /(\d{4}年\d{1,2}月\d{1,2})日?/);
  if (birth !== undefined) {
    const [year, month, day] = birth.text.split(/[年月]/) as [string, string, string];
    const value = isoDate(year, month, day);
    fields['birth'] = fieldFrom([birth], value, isDate(value) && (idNumber === '' || birthInside(idNumber) === value));
  }
  const address = addressSpans(rows);
  if (address.length > 0) {
    const value = address.map((span) => span.row.text.slice(span.start, span.end)).join('');
    fields['address'] = fieldFrom(address, value, isAddress(value));
  }
  return fields;
}

/** The last place but one of the number is odd for men. */
function sexAgrees(sex: string, idNumber: string): boolean {
  return idNumber === '' || (Number(idNumber[16]) % 2 === 1) === (sex === '男');
}

/** The address runs over up to four rows, from its label down to the row of the number. */
function addressSpans(rows: readonly TextRow[]): Span[] {
  const first = findSpan(rows, /住址(.+)$/) ?? findSpan(rows, /^[住址](.{4,})$/);
  if (first === undefined) return [];
  const spans: Span[] = [first];
  const start = rows.indexOf(first.row);
  const height = first.row.bottom - first.row.top;
  let bottom = first.row.bottom;
  for (const row of rows.slice(start + 1, start + 4)) {
    // Continuation lines stand close below and begin under the value, right of the labels.
    const isNext = row.top < bottom + height * 1.2 && row.left > first.row.left + height;
    if (!isNext || /公民|身份|号码|\d{15}/.test(row.text)) break;
    spans.push({ row, start: 0, end: row.text.length });
    bottom = row.bottom;
  }
  return spans;
}
