/** Business time is Shanghai's, wherever the reader sits. */
import type { Language } from './language.ts';

const part = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...options });
const full = part({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function parts(at: string | number): Record<string, string> {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return {};
  return Object.fromEntries(full.formatToParts(time).map((one) => [one.type, one.value]));
}

/** `2026/11/22 20:31:05` */
export function dateTime(at: string | number): string {
  const p = parts(at);
  return p['year'] === undefined
    ? String(at)
    : `${p['year']}/${p['month']}/${p['day']} ${p['hour']}:${p['minute']}:${p['second']}`;
}

/** `11-22 20:31` */
export function shortTime(at: string | number): string {
  const p = parts(at);
  return p['year'] === undefined ? String(at) : `${p['month']}-${p['day']} ${p['hour']}:${p['minute']}`;
}

export function clockTime(at: string | number): string {
  const p = parts(at);
  return p['year'] === undefined ? String(at) : `${p['hour']}:${p['minute']}:${p['second']}`;
}

/** A civil date (`2026-11-24`) for a sentence: `11月24日（周二）` / `Tue 24 Nov`. */
export function civilDate(date: string, language: Language): string {
  const time = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(time.getTime())) return date;
  const show = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }).format(time);
  if (language === 'en') return show({ weekday: 'short', day: 'numeric', month: 'short' });
  return `${show({ month: 'numeric', day: 'numeric' }).replace('/', '月')}日（${show({ weekday: 'short' })}）`;
}
