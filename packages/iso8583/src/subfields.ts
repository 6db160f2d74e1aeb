/** What fields 60 and 61 are made of. */
import { readError, readOk, type Read } from './read.ts';

/** Field 60: type 2 | batch 6 | management code 3 | and, on financial messages, four condition digits more. */
export interface Field60 {
  /** 60.1, e.g. 22 sale, 10 pre-authorisation, 00 management. */
  readonly messageType: string;
  readonly batchNo: string;
  /** 60.3, e.g. 003 sign-in with double-length keys. */
  readonly managementCode: string;
  /** 60.4: 0 unknown, 2 stripe, 5 contact, 6 contactless and all. */
  readonly readCapability?: string;
  /** 60.5: 0 none, 1 last chip read ok, 2 fallback. */
  readonly icCondition?: string;
  /** 60.6 and 60.7, 1 and 3 digits. */
  readonly partialApproval?: string;
  readonly accountType?: string;
}

/** 11 digits for management messages; further parts only in order, so a later one needs the ones before it. */
export function encodeField60(parts: Field60): string {
  const tail = [parts.readCapability, parts.icCondition, parts.partialApproval, parts.accountType];
  const known = tail.slice(0, tail.findIndex((part) => part === undefined) < 0 ? tail.length : tail.indexOf(undefined));
  return parts.messageType + parts.batchNo + parts.managementCode + known.join('');
}

/** Decodes by length: 11 digits at least, 19 at most; digits after 60.7 are passed over. */
export function decodeField60(digits: string): Read<Field60> {
  if (!/^\d{11,19}$/.test(digits)) return readError(60, 0, '11 to 19 digits');
  return readOk({
    messageType: digits.slice(0, 2),
    batchNo: digits.slice(2, 8),
    managementCode: digits.slice(8, 11),
    ...(digits.length > 11 ? { readCapability: digits.slice(11, 12) } : {}),
    ...(digits.length > 12 ? { icCondition: digits.slice(12, 13) } : {}),
    ...(digits.length > 13 ? { partialApproval: digits.slice(13, 14) } : {}),
    ...(digits.length > 16 ? { accountType: digits.slice(14, 17) } : {}),
  });
}

/** Field 61: what the original transaction was. */
export interface Field61 {
  readonly batchNo: string;
  readonly stan: string;
  /** MMDD */
  readonly date?: string;
  readonly authMode?: string;
  readonly authInstitution?: string;
}

export function encodeField61(parts: Field61): string {
  const tail = [parts.date, parts.authMode, parts.authInstitution];
  const end = tail.indexOf(undefined);
  return parts.batchNo + parts.stan + tail.slice(0, end < 0 ? tail.length : end).join('');
}

export function decodeField61(digits: string): Read<Field61> {
  if (!/^\d{12,29}$/.test(digits)) return readError(61, 0, '12 to 29 digits');
  return readOk({
    batchNo: digits.slice(0, 6),
    stan: digits.slice(6, 12),
    ...(digits.length >= 16 ? { date: digits.slice(12, 16) } : {}),
    ...(digits.length >= 18 ? { authMode: digits.slice(16, 18) } : {}),
    ...(digits.length > 18 ? { authInstitution: digits.slice(18) } : {}),
  });
}
