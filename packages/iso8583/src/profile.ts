import { terminalDialect, terminalDialectSm4, terminalDialectWholeTrack, type Dialect } from './dialect.ts';
import type { KeyLayout } from './key-layouts.ts';
import type { MacStrategy } from './mac.ts';

/** iso-0: 8 bytes under (triple) DES. sm4: 16 bytes under SM4. */
export type PinStrategy = 'iso-0' | 'sm4';
export const pinBlockBytes: Readonly<Record<PinStrategy, number>> = { 'iso-0': 8, sm4: 16 };
/** clear; eight-bytes: those that end one byte before the end; whole: length and digits as one buffer. */
export type TrackStrategy = 'clear' | 'eight-bytes' | 'whole';

/** How one kind of terminal speaks: a new kind is a new row. */
export interface Profile {
  readonly dialect: Dialect;
  readonly mac: MacStrategy;
  readonly pin: PinStrategy;
  readonly track: TrackStrategy;
  readonly keyLayout: KeyLayout;
  /** False: the field has no published bytes for some of it; agree on vectors with the other end first. */
  readonly confirmed: boolean;
}

export const profiles = {
  'cup-single': {
    dialect: terminalDialect,
    mac: 'cup-ecb',
    pin: 'iso-0',
    track: 'clear',
    keyLayout: '001',
    confirmed: true,
  },
  'cup-double': {
    dialect: terminalDialect,
    mac: 'cup-ecb',
    pin: 'iso-0',
    track: 'clear',
    keyLayout: '003',
    confirmed: true,
  },
  'cup-track': {
    dialect: terminalDialect,
    mac: 'cup-ecb',
    pin: 'iso-0',
    track: 'eight-bytes',
    keyLayout: '004',
    confirmed: true,
  },
  'cup-early-check': {
    dialect: terminalDialect,
    mac: 'cup-ecb',
    pin: 'iso-0',
    track: 'clear',
    keyLayout: '003-early-check',
    confirmed: true,
  },
  'private-tlv': {
    dialect: terminalDialectWholeTrack,
    mac: 'fold-x919',
    pin: 'iso-0',
    track: 'whole',
    keyLayout: 'tlv',
    confirmed: false,
  },
  sm4: {
    dialect: terminalDialectSm4,
    mac: 'sm4-cbc',
    pin: 'sm4',
    track: 'clear',
    keyLayout: '005',
    confirmed: false,
  },
} as const satisfies Readonly<Record<string, Profile>>;
export type ProfileName = keyof typeof profiles;
