const MOBILE = /^1[3-9]\d{9}$/;

/** A mobile number of mainland China, as people type it: 11 digits. */
export const isPhone = (text: string): boolean => MOBILE.test(text);
