import { describe, expect, it } from 'vitest';
import type { ScreenView } from '@kaitong/terminal';
import { actOf, drawDevice } from './shell-screen.ts';

const view: ScreenView = {
  screen: 'enter_code',
  title: '终端激活',
  lines: ['请输入12位激活码'],
  tone: 'plain',
  softkeys: [],
  icons: [],
  input: { kind: 'code', shown: '1234 ____ ____', length: 12 },
  cardWanted: false,
  codeWanted: false,
  signatureWanted: false,
  status: {
    powered: true,
    network: '4g',
    time: '20:31',
    merchantName: '',
    reversalPending: false,
    failedReversals: 0,
    signaturesWaiting: 0,
    advicesWaiting: 0,
    lineDown: false,
  },
  activation: { names: ['connected'], stepNo: 1, steps: 6 },
  terminalNo: '',
  merchantNo: '',
  language: 'zh',
};
const width = (line: string) =>
  Array.from(line).reduce((sum, one) => sum + ((one.codePointAt(0) as number) >= 0x2e80 ? 2 : 1), 0);

describe('a device in a shell', () => {
  it('has a frame that is straight whatever stands in it', () => {
    const lines = drawDevice({ ...view, lines: ['很长的一行'.repeat(9)] }, undefined, '').split('\n');
    const frame = lines.filter((line) => /^[┌│├└]/.test(line));
    expect(new Set(frame.map(width))).toEqual(new Set([38]));
  });
  it('shows what is typed, and the time at the end of the status', () => {
    const drawn = drawDevice(view, undefined, '');
    expect(drawn).toContain('[ 1234 ____ ____ ]');
    expect(drawn.split('\n')[1]).toMatch(/20:31│$/);
  });
  it('shows a slip, and nothing on one whose paper lay the wrong way round', () => {
    const strips = [{ no: 1, lines: ['POS签购单'], blank: false }];
    expect(drawDevice(view, { side: 'right', strips }, '')).toContain('POS签购单');
    const blank = strips.map((strip) => ({ ...strip, blank: true }));
    expect(drawDevice(view, { side: 'wrong', strips: blank }, '')).not.toContain('POS签购单');
  });
  it('gives the address of the e-receipt in letters, because a shell draws no code', () => {
    const receipt = { lines: [], copy: 'merchant', rrn: '1', url: 'https://pay.example/r/x' } as const;
    expect(drawDevice({ ...view, receipt }, undefined, '')).toContain('https://pay.example/r/x');
  });
  it('takes digits, words of the device and the keys of a card', () => {
    expect([actOf('7'), actOf('\r'), actOf('\u001b[A'), actOf('t'), actOf('x')]).toEqual([
      { kind: 'key', key: '7' },
      { kind: 'key', key: 'confirm' },
      { kind: 'key', key: 'up' },
      { kind: 'card', entry: 'tap' },
      undefined,
    ]);
  });
});
