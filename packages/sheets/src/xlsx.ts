/** Office Open XML (ECMA-376), as little of it as a table needs: texts, amounts with two places, a head that stays in sight. */
import { Zip, ZipDeflate, strToU8 } from 'fflate';
import { amountText } from './amount.ts';
import type { Cell, Sheet } from './sheet.ts';

/** Excel reads 1,048,576 rows of a sheet; what is more goes on in the next one. */
const ROWS_MAX = 1_000_000;
const CHUNK_CHARACTERS = 65_536;
const NAME_MAX = 28;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

// eslint-disable-next-line no-control-regex -- characters that XML 1.0 does not have at all
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const escape = (text: string): string =>
  text.replace(NOT_XML, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>';

const cellText = (cell: Cell, style: string): string =>
  typeof cell === 'bigint'
    ? `<c s="1"><v>${amountText(cell)}</v></c>`
    : `<c t="inlineStr"${style}><is><t xml:space="preserve">${escape(cell)}</t></is></c>`;
const rowText = (cells: readonly Cell[], style = ''): string =>
  `<row>${cells.map((cell) => cellText(cell, style)).join('')}</row>`;

const sheetBegin = (head: readonly string[]): string =>
  `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
  `<cols><col min="1" max="${head.length}" width="20" customWidth="1"/></cols><sheetData>${rowText(head, ' s="2"')}`;
const SHEET_END = '</sheetData></worksheet>';

/** The parts that name the sheets; they are known when the last of them is written. */
function partsOf(title: string, sheets: number): [path: string, text: string][] {
  const all = Array.from({ length: sheets }, (_, i) => i + 1);
  const name = escape(title.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, NAME_MAX)).replaceAll('"', '&quot;');
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${all.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${all.map((n) => `<sheet name="${name}${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.map((n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}` +
        `<Relationship Id="rId0" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}

/** The file in pieces, as they are made. `rowsMax` is for tests. */
export async function* xlsxOf({ title, head, rows }: Sheet, rowsMax = ROWS_MAX): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    made.push(chunk);
  });
  const part = (path: string): ZipDeflate => {
    const file = new ZipDeflate(path, { level: 6 });
    zip.add(file);
    return file;
  };
  const nextSheet = (n: number): ZipDeflate => part(`xl/worksheets/sheet${n}.xml`);
  let [sheets, count, text] = [1, 0, sheetBegin(head)];
  let file = nextSheet(sheets);
  for await (const row of rows) {
    if (count === rowsMax) {
      file.push(strToU8(text + SHEET_END), true);
      [sheets, count, text] = [sheets + 1, 0, sheetBegin(head)];
      file = nextSheet(sheets);
    }
    count += 1;
    text += rowText(row);
    if (text.length < CHUNK_CHARACTERS) continue;
    file.push(strToU8(text));
    text = '';
    yield* made.splice(0);
  }
  file.push(strToU8(text + SHEET_END), true);
  for (const [path, content] of partsOf(title, sheets)) part(path).push(strToU8(content), true);
  zip.end();
  yield* made.splice(0);
}
