/** What a browser says of itself, in as few words as its owner recognises it by. Never used to decide who may do what. */

/** In this order: an app that shows pages inside itself also names the browser that it is made of. */
const APPS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, 'WeChat'],
  [/AlipayClient/i, 'Alipay'],
  [/UnionPay/i, 'UnionPay'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/UCBrowser/i, 'UC'],
  [/MQQBrowser|QQBrowser/i, 'QQ'],
  [/HuaweiBrowser/i, 'Huawei'],
  [/MiuiBrowser/i, 'Mi'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];
const UNKNOWN = '?';

/** `iPhone · WeChat`; what says nothing that is known is `?`. Versions are left out: an update is no new device. */
export function deviceWords(userAgent: string): string {
  const find = (list: readonly (readonly [RegExp, string])[]): string | undefined =>
    list.find(([pattern]) => pattern.test(userAgent))?.[1];
  const words = [find(MACHINES), find(APPS)].filter((word) => word !== undefined);
  return words.length === 0 ? UNKNOWN : words.join(' · ');
}

/** An address without its last part (IPv4) or without all but its network (IPv6): where about, not which line. */
export function maskAddress(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) return plain.replace(/\.\d+$/, '.*');
  if (!plain.includes(':')) return '';
  return `${plain
    .split(':')
    .slice(0, 3)
    .filter((part) => part !== '')
    .join(':')}:*`;
}
