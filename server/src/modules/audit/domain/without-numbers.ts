/** Eleven digits and more, also in groups, are a phone, a card, an account or an identity number: of those the last two stay. Days are shorter. */
const LONG_NUMBER = /\d(?:[ -]?\d){10,}[Xx]?/g;
const REASON_CHARACTERS = 200;

/** A reason as it may be kept for ever: numbers of persons are masked, and it is cut to 200 characters. */
export const withoutNumbers = (reason: string): string =>
  reason.replace(LONG_NUMBER, (number) => `***${number.slice(-2)}`).slice(0, REASON_CHARACTERS);
