import { describe, expect, it } from 'vitest';
import { readSettings, SettingsProblem } from './settings.ts';

const whole: Record<string, string> = {
  KAITONG_MODE: 'production',
  KAITONG_DATA: '/var/lib/kaitong',
  KAITONG_PORT: '8080',
  DATABASE_URL: 'postgres://kaitong:x@db:5432/kaitong',
  KAITONG_KEY_FILE: '/etc/kaitong/keys.json',
  KAITONG_SMS: '127.0.0.1:2775',
  KAITONG_SMS_SYSTEM_ID: 'kaitong',
  KAITONG_SMS_PASSWORD: 'secret',
  KAITONG_CARD_NETWORK: 'network:9000',
  KAITONG_CARD_NETWORK_MAK: '00'.repeat(16),
  KAITONG_CARD_NETWORK_ZPK: '11'.repeat(16),
  KAITONG_CLEARING_INBOX: '/var/lib/kaitong/inbox',
  KAITONG_BANK_URL: 'http://bank:1',
  KAITONG_BANK_SECRET: 'x'.repeat(16),
  KAITONG_COURIER_URL: 'http://courier:1',
  KAITONG_COURIER_SECRET: 'x'.repeat(16),
  KAITONG_REGISTRY_URL: 'http://registry:1',
  KAITONG_REGISTRY_SECRET: 'x'.repeat(16),
  KAITONG_VENDOR_KEY: 'ab'.repeat(16),
};
const problemOf = (change: Record<string, string | undefined>): string => {
  try {
    readSettings({ ...whole, ...change });
  } catch (error) {
    if (error instanceof SettingsProblem) return error.message;
    throw error;
  }
  return '';
};

describe('settings', () => {
  it('that are whole are read, numbers as numbers, with defaults for the rest', () => {
    expect(readSettings(whole)).toMatchObject({
      KAITONG_PORT: 8080,
      KAITONG_HOST: '127.0.0.1',
      DATABASE_POOL: 8,
      KAITONG_ACQUIRER_CODE: '898',
      KAITONG_HTTPS: '0',
    });
  });
  it('that are missing are named, all of them at once', () => {
    const { DATABASE_URL: _url, KAITONG_SMS: _sms, ...rest } = whole;
    expect(() => readSettings(rest)).toThrow(/DATABASE_URL: is missing\n {2}KAITONG_SMS: is missing/);
  });
  it.each([
    ['DATABASE_URL', 'mysql://x', 'postgres://user:password@host:port/database'],
    ['KAITONG_CARD_NETWORK', 'network', 'host:port'],
    ['KAITONG_CARD_NETWORK', 'a:1;b:2', 'up to eight'],
    ['KAITONG_VENDOR_KEY', 'abc', '16 bytes in hex'],
    ['KAITONG_ACQUIRER_CODE', '89', 'three digits'],
    ['KAITONG_PORT', '70000', '65535'],
    ['KAITONG_MODE', 'test', 'demo'],
    ['KAITONG_BANK_SECRET', 'short', '16'],
  ])('%s = %s is refused with its name and what it wants', (name, value, words) => {
    const said = problemOf({ [name]: value });
    expect(said).toContain(`  ${name}: `);
    expect(said).toContain(words);
  });
  it('TLS of the terminal line is whole or not there', () => {
    const tls = { KAITONG_GATEWAY_TLS_PORT: '8583', KAITONG_GATEWAY_TLS_CERT: '/c.pem' };
    expect(problemOf(tls)).toContain('  KAITONG_GATEWAY_TLS_KEY: wanted with');
    expect(problemOf({ KAITONG_GATEWAY_HTTPS_PORT: '8584' })).toContain('  KAITONG_GATEWAY_TLS_PORT: wanted with');
    expect(problemOf({ ...tls, KAITONG_GATEWAY_TLS_KEY: '/k.pem' })).toBe('');
  });
  it('a secret that does not fit is not repeated in the error', () =>
    expect(problemOf({ KAITONG_VENDOR_KEY: 'deadbeefdeadbeef' })).not.toContain('deadbeef'));
});
