import { array, assert, constantFrom, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStockFile, STOCK_ROWS_MAX } from './parse-stock-file.ts';
import { compareSerials } from './stock-machines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const HEADER = 'serial_no,model,wrapped_key\r\n';

describe('a vendor’s stock file', () => {
  it('is read with a byte-order mark and without, its columns in any order, each line with its number', () => {
    const plain = `${HEADER}KTE261100001,esign_pos,abc\r\n\r\nKTS261100002,smart_pos,"d,ef"\r\n`;
    const lines = [
      { line: 2, serialNo: 'KTE261100001', model: 'esign_pos', wrappedKey: 'abc', profile: 'cup-double' },
      { line: 4, serialNo: 'KTS261100002', model: 'smart_pos', wrappedKey: 'd,ef', profile: 'cup-double' },
    ];
    expect(parseStockFile(bytes(plain))).toEqual({ readable: true, lines, faults: [] });
    expect(parseStockFile(bytes(`\uFEFF${plain}`))).toEqual({ readable: true, lines, faults: [] });
    expect(parseStockFile(bytes('Model,Wrapped_Key,Serial_No\nesign_pos,abc,kte261100001\n'))).toMatchObject({
      lines: [{ serialNo: 'KTE261100001', model: 'esign_pos' }],
    });
  });

  it('may name the data SIM of a device, 19 or 20 digits, once in a file', () => {
    const card = '89860418648876068704';
    const file = `serial_no,model,wrapped_key,profile,iccid\nKTE261100001,esign_pos,a,,${card}\nKTE261100002,esign_pos,a,,\nKTE261100003,esign_pos,a,,12\nKTE261100004,esign_pos,a,,${card}\n`;
    expect(parseStockFile(bytes(file))).toMatchObject({
      lines: [{ iccid: card }, { serialNo: 'KTE261100002' }],
      faults: [
        { line: 4, reason: 'iccid_invalid' },
        { line: 5, reason: 'duplicate_in_file' },
      ],
    });
  });

  it('may say in a fourth column which ciphers a device was made for', () => {
    const head = 'serial_no,model,profile,wrapped_key\n';
    const file = `${head}KTE261100001,esign_pos,SM4,a\nKTE261100002,esign_pos,,a\nKTE261100003,esign_pos,rot13,a\nKTE261100004,esign_pos,a\n`;
    expect(parseStockFile(bytes(file))).toMatchObject({
      lines: [{ profile: 'sm4', wrappedKey: 'a' }, { profile: 'cup-double' }],
      faults: [
        { line: 4, reason: 'profile_unknown' },
        { line: 5, reason: 'columns_wrong' },
      ],
    });
    expect(parseStockFile(bytes('serial_no,model,colour,wrapped_key\nKTE261100001,esign_pos,red,a\n'))).toMatchObject({
      reason: 'header',
    });
  });

  it('in GB18030 is read too: a serial number in Chinese is a fault of its line, not of the file', () => {
    const chinese = Uint8Array.from([0xd0, 0xf2, 0xba, 0xc5]); // 序号
    const file = new Uint8Array([...bytes(HEADER), ...chinese, ...bytes(',esign_pos,abc\r\n')]);
    expect(parseStockFile(file)).toEqual({
      readable: true,
      lines: [],
      faults: [{ line: 2, serialNo: '序号', reason: 'serial_invalid' }],
    });
  });

  it('names the line and the reason of each bad line, and reads on', () => {
    const file = `${HEADER}short,esign_pos,a\nKTE261100001,toaster,a\nKTE261100002,esign_pos,a\nKTE261100002,esign_pos,a\nKTE261100003,esign_pos\n`;
    expect(parseStockFile(bytes(file))).toMatchObject({
      lines: [{ line: 4 }],
      faults: [
        { line: 2, reason: 'serial_invalid' },
        { line: 3, reason: 'model_unknown' },
        { line: 5, reason: 'duplicate_in_file' },
        { line: 6, reason: 'columns_wrong' },
      ],
    });
  });

  it('without its header, empty, with an open quote or with too many lines is not taken at all', () => {
    expect(parseStockFile(bytes('KTE261100001,esign_pos,abc\n'))).toMatchObject({ readable: false, reason: 'header' });
    expect(parseStockFile(bytes(HEADER))).toMatchObject({ readable: false, reason: 'empty' });
    expect(parseStockFile(bytes(`${HEADER}"KTE261100001,esign_pos,abc\n`))).toMatchObject({ reason: 'quotes' });
    const many = HEADER + 'KTE261100001,esign_pos,abc\n'.repeat(STOCK_ROWS_MAX + 1);
    expect(parseStockFile(bytes(many))).toMatchObject({ readable: false, reason: 'too_many_rows' });
  });

  it('of any bytes whatever is answered, never thrown at', () => {
    assert(property(uint8Array({ maxLength: 200 }), (some) => void parseStockFile(some)));
    const tail = uint8Array({ maxLength: 80 });
    assert(property(tail, (some) => void parseStockFile(new Uint8Array([...bytes(HEADER), ...some]))));
  });
});

describe('serial numbers that were seen', () => {
  const serials = array(constantFrom<string[]>('A', 'B', 'C', 'D', 'E'));
  it('are each present, missing or unexpected, and nothing else is', () =>
    assert(
      property(tuple(serials, serials), ([expected, seen]) => {
        const { present, missing, unexpected } = compareSerials(expected, seen);
        const all = [...present, ...missing, ...unexpected];
        expect(new Set(all)).toEqual(new Set([...expected, ...seen]));
        expect(all).toHaveLength(new Set(all).size);
        expect(missing.some((one) => seen.includes(one))).toBe(false);
        expect(unexpected.some((one) => expected.includes(one))).toBe(false);
      }),
    ));
});
