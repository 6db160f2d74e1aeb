import { describe, expect, it } from 'vitest';
import { compareNames, maskName, normaliseName } from './person-name.ts';

describe('names', () => {
  it('S06: the middle dot of a document and the bullet of a bank are one name', () => {
    expect(compareNames('买买提·阿不都拉', '买买提•阿不都拉')).toBe('exact');
    for (const dot of ['‧', '⋅', '・', '･', '●', '.', '。', '．'])
      expect(compareNames('买买提·阿不都拉', `买买提${dot}阿不都拉`)).toBe('exact');
  });
  it('the character 一 is never taken for a dot', () => expect(compareNames('丁一·买', '丁··买')).toBe('mismatch'));
  it('blanks, zero-width marks and full-width letters do not make another person', () => {
    expect(compareNames('林 小 满', '林\u200B小满')).toBe('exact');
    expect(compareNames('ＬＩＮ', 'lin')).toBe('exact');
  });
  it('S07: a traditional form is a variant, for a person to judge: neither the same nor another', () => {
    expect(compareNames('吳小满', '吴小满')).toBe('variant');
    expect(compareNames('吳国华', '吴國華')).toBe('variant');
  });
  it('a missing dot is a variant too', () => expect(compareNames('买买提阿不都拉', '买买提·阿不都拉')).toBe('variant'));
  it('another character is another person', () => expect(compareNames('林小满', '林小滿文')).toBe('mismatch'));
  it('a normalised name stays as it is when it is normalised again', () => {
    for (const name of ['买买提•阿不都拉', ' 吳 ', '𠅤㛃', 'Ｌin．x'])
      expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
  });
  it('is masked by whole characters, rare ones too', () => {
    expect(maskName('林小满')).toBe('林**');
    expect(maskName('𠅤小')).toBe('𠅤*');
    expect(maskName('买买提·阿不都拉')).toBe('买**');
  });
});
