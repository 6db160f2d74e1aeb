import { expect, it } from 'vitest';
import { profiles, type ProfileName } from '@kaitong/iso8583';
import { layoutAsked, SIGN_IN_CODES } from './key-layout.ts';

const asked = (profile: ProfileName) => [...SIGN_IN_CODES].map((code) => layoutAsked(profile, code));

it('a sign-in is answered in the layout that 60.3 asks for, in the form of the terminal’s profile', () => {
  expect(asked('cup-double')).toEqual(['001', '003', '004', undefined]);
  expect(asked('cup-early-check')).toEqual([undefined, '003-early-check', '004-early-check', undefined]);
  expect(asked('private-tlv')).toEqual([undefined, 'tlv', 'tlv', undefined]);
});

it('SM4 keys are for the SM4 profile only, and that profile takes no others', () => {
  const withSm4 = (Object.keys(profiles) as ProfileName[]).filter((one) => layoutAsked(one, '005') !== undefined);
  expect(withSm4).toEqual(['sm4']);
  expect(asked('sm4')).toEqual([undefined, undefined, undefined, '005']);
});
