import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameBeginning, nameKeys } from './name-keys.ts';

const finds = (name: string, typed: string): boolean =>
  nameKeys(name).some((key) => key.startsWith(nameBeginning(typed)));

describe('a merchant is found', () => {
  it.each(['晓梅', '烤冷面', '冷', 'xiaomei', 'kaoleng', 'xmk', 'klm', 'XiaoMei', ' 晓 梅 ', '晓梅·烤'])(
    'by %s',
    (typed) => {
      expect(finds('晓梅烤冷面', typed)).toBe(true);
    },
  );
  it.each(['梅晓', 'meixiao', 'xk', '面馆'])('not by %s', (typed) => expect(finds('晓梅烤冷面', typed)).toBe(false));
  it('by what is no Chinese in it, in any case and width', () => {
    expect(finds('7-Eleven 文三路店', '７-eleven')).toBe(true);
    expect(finds('7-Eleven 文三路店', 'wensan')).toBe(true);
  });
  it('by every beginning of every end of its name', () => {
    assert(
      property(
        array(constantFrom('晓', '梅', '烤', '冷', '面', '馆', '杭', '州', 'a', '1'), { minLength: 1, maxLength: 12 }),
        nat(),
        nat(),
        (name, from, size) => {
          const start = from % name.length;
          const typed = name.slice(start, start + 1 + (size % (name.length - start)));
          expect(finds(name.join(''), typed.join(''))).toBe(true);
        },
      ),
    );
  });
});
