import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sheetBytes, type Cell } from './sheet.ts';
import { xlsxOf } from './xlsx.ts';

async function* each(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  for (const row of rows) yield await Promise.resolve(row);
}
async function whole(pieces: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
const sheet = (rows: readonly (readonly Cell[])[]) => ({ title: '对账单/1', head: ['科目', '金额'], rows: each(rows) });
const filesOf = (bytes: Buffer): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));

describe('a sheet', () => {
  it('as CSV keeps amounts as numbers and disarms texts that would be formulas', async () => {
    const bytes = await whole(
      sheetBytes(
        'csv',
        sheet([
          ['=1+1', -12_345n],
          ['a,b', 5n],
        ]),
      ),
    );
    expect(bytes.toString()).toBe('\uFEFF科目,金额\r\n\'=1+1,-123.45\r\n"a,b",0.05\r\n');
  });

  it('as XLSX has its parts, its texts escaped and its amounts as numbers', async () => {
    const files = filesOf(await whole(sheetBytes('xlsx', sheet([['<a> & \u0001b', -12_345n]]))));
    expect(Object.keys(files).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    expect(files['xl/worksheets/sheet1.xml']).toContain(
      '<row><c t="inlineStr"><is><t xml:space="preserve">&lt;a&gt; &amp; b</t></is></c><c s="1"><v>-123.45</v></c></row>',
    );
    expect(files['xl/workbook.xml']).toContain('name="对账单 1"');
  });

  it('of more rows than a sheet holds goes on in the next, with its head', async () => {
    const rows = Array.from({ length: 7 }, (_, i) => [`row ${i}`, BigInt(i)] as const);
    const files = filesOf(await whole(xlsxOf(sheet(rows), 3)));
    const counts = [1, 2, 3].map((n) => files[`xl/worksheets/sheet${n}.xml`]?.match(/<row>/g)?.length);
    expect(counts).toEqual([4, 4, 2]);
    expect(files['xl/workbook.xml']?.match(/<sheet /g)).toHaveLength(3);
  });

  it('of many rows is sent in pieces while it is made', async () => {
    let [asked, first] = [0, 0];
    async function* many(): AsyncGenerator<readonly Cell[]> {
      for (; asked < 20_000; asked += 1) yield await Promise.resolve([`row ${asked} ${(asked * 7919) % 10_007}`, 1n]);
    }
    for await (const piece of sheetBytes('xlsx', { title: 'x', head: ['a', 'b'], rows: many() }))
      if (first === 0 && piece.length > 1_000) first = asked;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(10_000);
  });
});
