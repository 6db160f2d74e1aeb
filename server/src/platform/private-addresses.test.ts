import { expect, it } from 'vitest';
import { isPrivateAddress } from './private-addresses.ts';

it.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0', '::1', '[::1]', '::'])(
  '%s is ours, not the internet’s',
  (address) => expect(isPrivateAddress(address)).toBe(true),
);
it.each(['::ffff:127.0.0.1', '::ffff:10.0.0.1', '[::ffff:7f00:1]', 'fd00::1', 'fe80::1', '64:ff9b::7f00:1'])(
  '%s is ours in other clothes',
  (address) => expect(isPrivateAddress(address)).toBe(true),
);
it.each(['203.0.113.7', '8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', 'example.com'])(
  '%s may be called',
  (address) => expect(isPrivateAddress(address)).toBe(false),
);
