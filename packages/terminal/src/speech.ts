/** Which ciphers a device speaks to its host: those that the host has bound it to, which it learns at its sign-in. */
import { encryptPinBlock, encryptPinBlockSm4, profiles, type Profile } from '@kaitong/iso8583';
import type { Stored } from './stored.ts';

/** What this software can speak; the first is what it tries before it knows better. */
export const SPEECHES = ['cup-double', 'sm4'] as const;
export type Speech = (typeof SPEECHES)[number];

interface Spoken {
  readonly profile: Profile;
  /** 60.3 of the sign-in, and the layout of its answer. */
  readonly signIn: '003' | '005';
  /** 53, second digit. */
  readonly algorithm: '6' | '3';
  readonly pinBlock: (key: Uint8Array, pin: string, pan: string) => Uint8Array;
}

const SPOKEN: Readonly<Record<Speech, Spoken>> = {
  'cup-double': { profile: profiles['cup-double'], signIn: '003', algorithm: '6', pinBlock: encryptPinBlock },
  sm4: { profile: profiles.sm4, signIn: '005', algorithm: '3', pinBlock: encryptPinBlockSm4 },
};

export const spokenBy = (stored: Stored): Spoken => SPOKEN[stored.speech ?? SPEECHES[0]];
export const signInOf = (speech: Speech): Spoken['signIn'] => SPOKEN[speech].signIn;

/** Field 53: PIN with the card number or none, the algorithm, tracks in clear. */
export const securityControl = (stored: Stored, withPin: boolean): string =>
  `${withPin ? '2' : '0'}${spokenBy(stored).algorithm}`.padEnd(16, '0');
