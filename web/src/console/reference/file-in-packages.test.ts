import { array, assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packagesOf, textOfFile } from './file-in-packages.ts';

describe('a file cut into packages', () => {
  it('says everything once, in order, each line under its own number', () =>
    assert(
      property(array(stringMatching(/^[a-z,0-9]{0,400}$/), { maxLength: 600 }), (lines) => {
        const packages = packagesOf(['header', ...lines].join('\r\n'));
        const told = packages.flatMap((one) =>
          one.text
            .split('\n')
            .slice(1, -1)
            .map((line, i) => [one.firstLine + i, line] as const),
        );
        const wanted = lines.map((line, i) => [i + 2, line] as const);
        expect(told.filter(([, line]) => line.trim() !== '')).toEqual(wanted.filter(([, line]) => line.trim() !== ''));
        expect(packages.every((one) => one.text.startsWith('header\n'))).toBe(true);
      }),
      { numRuns: 40 },
    ));

  it('is empty where there is a header alone', () => {
    expect(packagesOf('day,kind\n\n')).toEqual([]);
  });

  it('is read as UTF-8 or as GB18030', () => {
    expect(textOfFile(new TextEncoder().encode('招商银行'))).toBe('招商银行');
    expect(textOfFile(new Uint8Array([0xd5, 0xd0, 0xc9, 0xcc]))).toBe('招商');
    expect(textOfFile(new Uint8Array([0xff, 0xff]))).toBeUndefined();
  });
});
