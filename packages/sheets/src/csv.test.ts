import { expect, it } from 'vitest';
import { csvOf } from './csv.ts';

it('quotes what needs it, keeps Chinese readable in spreadsheets, and lets no cell become a formula', () =>
  expect(csvOf([['商户', 'a,b', 'say "hi"', '=1+1', '@x', '-5']])).toBe(
    '\uFEFF商户,"a,b","say ""hi""",\'=1+1,\'@x,\'-5\r\n',
  ));
