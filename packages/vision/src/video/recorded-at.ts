/** No phone filmed before this; earlier times are a calendar's zero or a clock that was never set. */
const UNIX_SECONDS_MIN = 946_684_800; // 2000-01-01
const UNIX_SECONDS_MAX = 4_102_444_800; // 2100-01-01

/** UTC instant as ISO text to the second; undefined outside the years 2000 to 2099. */
export function isoOfUnixSeconds(seconds: number): string | undefined {
  if (!Number.isInteger(seconds) || seconds < UNIX_SECONDS_MIN || seconds >= UNIX_SECONDS_MAX) return undefined;
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  // Civil date from days, years counted from March so that the leap day is the last (Hinnant, "chrono-compatible algorithms").
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = [Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(':');
  return `${year}-${two(month)}-${two(day)}T${time}Z`;
}
