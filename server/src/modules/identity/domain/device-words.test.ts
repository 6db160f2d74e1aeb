import { describe, expect, it } from 'vitest';
import { deviceWords, maskAddress } from './device-words.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('what a browser says of itself', () => {
  it.each([
    [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800) NetType/WIFI`, 'iPhone · WeChat'],
    [`${IPHONE} Version/18.0 Mobile/15E148 Safari/604.1`, 'iPhone · Safari'],
    ['Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36', 'Android · Chrome'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0',
      'Windows · Edge',
    ],
    ['node', '?'],
    ['', '?'],
  ])('%s is %s', (userAgent, words) => expect(deviceWords(userAgent)).toBe(words));

  it('is the same device after an update', () => {
    expect(deviceWords('Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/1')).toBe(
      deviceWords('Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/1'),
    );
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.*'],
    ['::ffff:203.0.113.77', '203.0.113.*'],
    ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3:*'],
    ['::1', '1:*'],
    ['', ''],
    ['not an address', ''],
  ])('%s is kept as %s', (address, masked) => expect(maskAddress(address)).toBe(masked));
});
