import { Secret, TOTP } from 'otpauth';

/** What an authenticator app with this secret (base32) shows at an instant, in milliseconds since 1970. */
export const codeOf = (secret: string, at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
