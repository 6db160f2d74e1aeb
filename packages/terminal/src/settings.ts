/** What a terminal goes by: what somebody set at the device, else what the host sent (0800/360 and 394), else the factory's values. */
import { domestic, organisationOf } from './chip-data.ts';
import type { MenuName } from './menus.ts';
import type { PresentedCard } from './ports.ts';
import type { Stored } from './stored.ts';
import type { WordKey } from './words.ts';

/** Set with the administrator's password; digits, as they are typed. */
export interface Overrides {
  /** Destination NII, the middle four digits of the TPDU. */
  readonly nii?: string;
  /** Twelve digits and a port without dots: 127000000001 and 8583 are two entries. */
  readonly hostIp?: string;
  readonly hostPort?: string;
  readonly timeoutSeconds?: string;
  readonly reversalTries?: string;
  readonly copies?: string;
  readonly batchRows?: string;
}

export type OverrideName = keyof Overrides;

interface Rule {
  readonly word: WordKey;
  readonly digits: number;
  readonly min: number;
  readonly max: number;
  /** Where it is opened from. */
  readonly menu: MenuName;
}

/** What can be set, and between which values; nothing typed means the host's value again. */
export const settingRules: Readonly<Record<OverrideName, Rule>> = {
  nii: { word: 'paramNii', digits: 4, min: 1, max: 9999, menu: 'comm_params' },
  hostIp: { word: 'paramHostIp', digits: 12, min: 1_000_000_000, max: 255_255_255_255, menu: 'comm_params' },
  hostPort: { word: 'paramHostPort', digits: 5, min: 1, max: 65_535, menu: 'comm_params' },
  timeoutSeconds: { word: 'paramTimeout', digits: 3, min: 10, max: 120, menu: 'comm_params' },
  reversalTries: { word: 'paramReversals', digits: 1, min: 1, max: 9, menu: 'trade_params' },
  copies: { word: 'paramCopies', digits: 1, min: 1, max: 3, menu: 'trade_params' },
  batchRows: { word: 'paramBatchRows', digits: 3, min: 10, max: 500, menu: 'trade_params' },
};

/** Tags of 0800/360 (ours). */
const parameterTag = { timeoutSeconds: '11', reversalTries: '12', batchRows: '13', merchantName: '22' } as const;
/** Tags of 0800/394. */
const contactlessTag = { noPinFen: 'FF8058', noPin: 'FF8054', noSignFen: 'FF8059', noSign: 'FF805A' } as const;

const factory = { nii: '0003', timeoutSeconds: '60', reversalTries: '3', copies: '2', batchRows: '500' } as const;
/** Contactless up to 1,000 yuan needs neither PIN nor signature, until the host says otherwise. */
const freeFenMax = 100_000n;

/** What the number is now, and whether somebody set it here. */
export function settingOf(stored: Stored, name: OverrideName): string {
  const { overrides, parameters } = stored;
  const sent = name in parameterTag ? parameters[parameterTag[name as keyof typeof parameterTag]] : undefined;
  return overrides[name] ?? sent ?? (factory as Readonly<Record<string, string>>)[name] ?? '';
}

export const numberOf = (stored: Stored, name: OverrideName): number => Number(settingOf(stored, name));

/** The merchant's name as the host last sent it. */
export const sentName = (parameters: Stored['parameters']): string | undefined => parameters[parameterTag.merchantName];

function limit(stored: Stored, flag: string, value: string): bigint {
  const { contactless } = stored;
  if (contactless[flag] === undefined) return freeFenMax;
  return contactless[flag] === '1' && /^\d{1,12}$/.test(contactless[value] ?? '')
    ? BigInt(contactless[value] ?? '0')
    : 0n;
}

/** A tap up to this needs no PIN; 0: each needs one. */
export const noPinFenMax = (stored: Stored): bigint => limit(stored, contactlessTag.noPin, contactlessTag.noPinFen);
/** A tap up to this needs no signature. */
export const noSignFenMax = (stored: Stored): bigint => limit(stored, contactlessTag.noSign, contactlessTag.noSignFen);

/**
 * Whether a tap of this card may go without a PIN at all: domestic cards, and others of the host's additions; never one of its black list,
 * on whatever other list it stands.
 */
export function mayGoFree({ noPinAdditions, noPinBlack }: Stored, card: PresentedCard): boolean {
  const among = (prefixes: readonly string[]) => prefixes.some((prefix) => card.pan.startsWith(prefix));
  return !among(noPinBlack) && (organisationOf(card) === domestic || among(noPinAdditions));
}

/** The host's address as typed at the device, `ip:port`; undefined: the one from the factory. */
export function hostAddress({ overrides: { hostIp, hostPort } }: Stored): string | undefined {
  if (hostIp === undefined || hostPort === undefined) return undefined;
  const parts = hostIp.match(/\d{3}/g) ?? [];
  return `${parts.map(Number).join('.')}:${Number(hostPort)}`;
}
