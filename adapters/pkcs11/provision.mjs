/**
 * `node adapters/pkcs11/provision.mjs [--new-generation]`: sets up the token that KAITONG_PKCS11_MODULE, _SLOT and _PIN_FILE name. Makes
 * local master keys inside it, and takes the vendor's key, the ZPK and the ZMK from KAITONG_VENDOR_KEY, KAITONG_CARD_NETWORK_ZPK and _ZMK where they
 * are set and the token has none: take them out of the environment afterwards.
 */
import { readFileSync } from 'node:fs';
import { provision } from './token.mjs';

const env = process.env;
const pin =
  env.KAITONG_PKCS11_PIN ?? (env.KAITONG_PKCS11_PIN_FILE && readFileSync(env.KAITONG_PKCS11_PIN_FILE, 'utf8').trim());
if (!env.KAITONG_PKCS11_MODULE || !env.KAITONG_PKCS11_SLOT || !pin) {
  process.stderr.write('KAITONG_PKCS11_MODULE, KAITONG_PKCS11_SLOT and KAITONG_PKCS11_PIN_FILE (or _PIN) are needed\n');
  process.exit(2);
}
const bytes = (hex) => (hex === undefined ? undefined : Buffer.from(hex, 'hex'));
provision(
  { module: env.KAITONG_PKCS11_MODULE, slot: env.KAITONG_PKCS11_SLOT, pin },
  {
    vendorKey: bytes(env.KAITONG_VENDOR_KEY),
    zoneKey: bytes(env.KAITONG_CARD_NETWORK_ZPK),
    zoneMasterKey: bytes(env.KAITONG_CARD_NETWORK_ZMK),
    newGeneration: process.argv.includes('--new-generation'),
  },
);
process.stdout.write('the token is ready\n');
