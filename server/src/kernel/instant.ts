/**
 * Time. An instant is milliseconds since the epoch; business time is a civil date in Asia/Shanghai (UTC+8 all year since 1991),
 * so the arithmetic is an offset. This is the one file that may build a Date.
 */
export type InstantMs = number & { readonly __unit: 'epoch-ms' };
/** `YYYY-MM-DD`, a day in Shanghai. */
export type CivilDate = string & { readonly __unit: 'civil-date' };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

export const instant = (ms: number): InstantMs => ms as InstantMs;
export const later = (at: InstantMs, ms: number): InstantMs => (at + ms) as InstantMs;
export const isoText = (at: InstantMs): string => new Date(at).toISOString();
export const parseIso = (text: string): InstantMs => Date.parse(text) as InstantMs;

/** @throws RangeError for a text that is no day of the calendar. */
export function civilDate(text: string): CivilDate {
  if (!isCivilDate(text)) throw new RangeError(`not a date: ${text}`);
  return text;
}

export function isCivilDate(text: string): text is CivilDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
}

/** The last second that was put into words: a host asks for the words of this second thousands of times before the next begins. */
let lastSecond = Number.NaN;
let lastWords = '';

/** `YYYY-MM-DDTHH:MM:SS` in Shanghai. */
function wordsInShanghai(at: InstantMs): string {
  const second = Math.floor(at / SECOND_MS);
  if (second !== lastSecond) {
    lastWords = new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19);
    lastSecond = second;
  }
  return lastWords;
}

export const dateInShanghai = (at: InstantMs): CivilDate => wordsInShanghai(at).slice(0, 10) as CivilDate;
export const timeInShanghai = (at: InstantMs): string => wordsInShanghai(at).slice(11);

/** The instant of `HH:MM[:SS]` on a Shanghai day. */
export function shanghaiInstant(date: CivilDate, time: string): InstantMs {
  return parseIso(`${date}T${time.length === 5 ? `${time}:00` : time}+08:00`);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as CivilDate;
}

/** Days from one civil date to another; negative where the second comes first. */
export const daysBetween = (from: CivilDate, to: CivilDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;

/** Calendar months later, the day clamped to the month's end: 2026-11-30 + 3 = 2027-02-28. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const lastDay = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(index / 12), index % 12, Math.min(day, lastDay)))
    .toISOString()
    .slice(0, 10) as CivilDate;
}

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (date: CivilDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();
/** Whole years between two days, as an age is counted. */
export function yearsBetween(from: CivilDate, to: CivilDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/** The business day that an instant belongs to when days end at the cut-off (23:00): 23:00:00.000 is already the next day. */
export function businessDate(at: InstantMs, cutOff: string): CivilDate {
  const date = dateInShanghai(at);
  const time = timeInShanghai(at); // both stand in places of equal width, so texts compare as the times do
  return time >= (cutOff.length === 5 ? `${cutOff}:00` : cutOff) ? addDays(date, 1) : date;
}
