import { profiles, type KeyLayout, type ProfileName } from '@kaitong/iso8583';

/** What a terminal may ask for in 60.3, by the form of the keys that its profile has. */
const BY_DOUBLE_LENGTH: Readonly<Record<string, KeyLayout>> = { '001': '001', '003': '003', '004': '004' };
const LAYOUTS: Readonly<Record<KeyLayout, Readonly<Record<string, KeyLayout>>>> = {
  '001': BY_DOUBLE_LENGTH,
  '003': BY_DOUBLE_LENGTH,
  '004': BY_DOUBLE_LENGTH,
  '003-early-check': { '003': '003-early-check', '004': '004-early-check' },
  '004-early-check': { '003': '003-early-check', '004': '004-early-check' },
  '005': { '005': '005' },
  tlv: { '003': 'tlv', '004': 'tlv' },
};

/** Codes of 60.3 that are a sign-in. */
export const SIGN_IN_CODES: ReadonlySet<string> = new Set(['001', '003', '004', '005']);

/** The layout in which a sign-in is answered; undefined where a terminal of that profile has no use for what it asks. */
export function layoutAsked(profile: ProfileName, code: string): KeyLayout | undefined {
  return LAYOUTS[profiles[profile].keyLayout][code];
}
