/**
 * A whole server whose keys lie in a token: the process is told zeros for the vendor's key and the ZPK, so that whatever opens was opened
 * in there.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoSecrets } from '../../server/src/entry/demo.ts';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { provision } from './token.mjs';

const SLOT = 'kaitong-system';
const NOT_A_KEY = '0'.repeat(32);
const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this by "npm run test:hsm"`);
  return value;
};
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

let system: OwnSystem;
let walker: Walker;
let serialNo = '';
let code = '';

const sale = (amountFen: number, pin?: string): ReturnType<Walker['runTerminal']> =>
  walker.runTerminal(serialNo, {
    script: 'sale',
    amountFen,
    personKey: 'wang',
    kind: 'debit',
    ...(pin === undefined ? {} : { pin }),
  });

beforeAll(async () => {
  system = await OwnSystem.create({
    KAITONG_KEY_VAULT: 'pkcs11',
    KAITONG_PKCS11_SLOT: SLOT,
    KAITONG_VENDOR_KEY: NOT_A_KEY,
    KAITONG_CARD_NETWORK_ZPK: NOT_A_KEY,
  });
  const secrets = await demoSecrets(join(system.dataDir, 'keys', 'keys.json'));
  provision(
    { module: setting('KAITONG_PKCS11_MODULE'), slot: SLOT, pin: setting('KAITONG_PKCS11_PIN') },
    { vendorKey: bytes(secrets.vendorKey), zoneKey: bytes(secrets.zpk), zoneMasterKey: bytes(secrets.zmk) },
  );
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  ({ serialNo, code } = await walker.receiveDevice());
}, 180_000);
afterAll(() => system.remove());

describe('a server on a token', () => {
  it('activates a device: its device key opens in there, and its terminal master key is made in there', async () => {
    expect(await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' })).toMatchObject({
      ok: true,
    });
  });

  it('signs the device in and takes its sales without a PIN', async () => {
    expect(await sale(100, '')).toMatchObject({ ok: true, lastRow: { withPin: false, amountFen: '100' } });
    expect(await sale(8_800, '')).toMatchObject({ ok: true, lastRow: { withPin: false, amountFen: '8800' } });
  });

  it('carries a PIN from under the terminal’s key to under the network’s: the issuer knows the right one from a wrong one', async () => {
    expect(await sale(6_600)).toMatchObject({ ok: true, lastRow: { withPin: true, amountFen: '6600' } });
    expect(await sale(5_500, '999999')).toMatchObject({
      ok: false,
      said: expect.arrayContaining([expect.stringMatching(/密码/)]),
    });
  });

  it('goes on after a restart with the keys that it had, and says of none that it does not open', async () => {
    await system.stop();
    await system.start();
    walker = new Walker(system.url, 'lin');
    await walker.ready();
    expect(await sale(7_700, '')).toMatchObject({ ok: true, lastRow: { withPin: false, amountFen: '7700' } });
    expect(await sale(4_400)).toMatchObject({ ok: true, lastRow: { withPin: true, amountFen: '4400' } });
  });

  it('does not start with a token that is not there, and says so', async () => {
    await system.stop();
    const elsewhere = new OwnSystem(system.dataDir, { ...system.env, KAITONG_PKCS11_SLOT: 'nowhere' });
    await expect(elsewhere.start()).rejects.toThrow(/no token with the label or in the slot nowhere/);
  });
});
