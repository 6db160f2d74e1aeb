/** `kaitong keys …`: the keys of personal data, and the local master key of the software vault. */
import { dirname } from 'node:path';
import { defineCommand } from 'citty';
import { keyCheckValue } from '@kaitong/iso8583';
import { isoText } from '../kernel/instant.ts';
import { keysToRewrap, rewrapKeys, type KeyVault } from '../modules/terminals/index.ts';
import { createSoftwareVault } from '../outbound/key-vault/index.ts';
import { dropOwnLmk, readKeyFile, rotateKeyFile } from '../platform/crypto.ts';
import { chance, wallClock } from '../platform/env.ts';
import { componentText, LMK_BYTES, lmkCheckValue } from '../platform/lmk.ts';
import {
  lmkFilePath,
  readLmkFile,
  readLmks,
  withActive,
  withLmk,
  withoutLmk,
  writeLmkFile,
  type LmkRing,
} from '../platform/lmk-file.ts';
import { openDatabase, type Database } from '../platform/postgres/database.ts';
import { SettingsProblem } from '../platform/settings.ts';
import { dataArgument, keyFileOf, orExplain, say, withDatabase } from './cli.ts';
import { openDesk } from './desk.ts';
import { openTokenVault, type TokenSettings } from './open-vault.ts';
import { conductCeremony } from './key-ceremony.ts';

const lmkFileOf = (data: string): string => lmkFilePath(keyFileOf(data), process.env['KAITONG_LMK_FILE']);

const ringOf = (data: string): Promise<LmkRing> =>
  readLmks({
    keyFile: keyFileOf(data),
    lmkFile: process.env['KAITONG_LMK_FILE'],
    lmk: process.env['KAITONG_LMK'],
    oldLmks: process.env['KAITONG_LMK_OLD'],
  });

function refuseEnvironment(): void {
  if (process.env['KAITONG_LMK'] !== undefined)
    throw new SettingsProblem('KAITONG_LMK is set and goes before every file: change it where it is set');
}

const init = defineCommand({
  meta: { name: 'init', description: 'Make the key file' },
  args: dataArgument,
  run: ({ args }) =>
    orExplain(async () => {
      const file = keyFileOf(args.data);
      say(`key file ${file}, active ${(await readKeyFile(file, 'create')).active}; keep a copy in a safe`);
    }),
});

const rotate = defineCommand({
  meta: { name: 'rotate', description: 'Add a new active key for personal data' },
  args: dataArgument,
  run: ({ args }) =>
    orExplain(async () => say(`active key is now ${await rotateKeyFile(keyFileOf(args.data))}; restart the processes`)),
});

const component = defineCommand({
  meta: { name: 'component', description: 'Make one component of a local master key beforehand; it is kept nowhere' },
  run: () => {
    const made = chance.bytes(LMK_BYTES);
    say(`Component    ${componentText(made)}\nCheck value  ${lmkCheckValue(made)}`);
  },
});

const custodianArgument = {
  custodians: { type: 'string', default: '2', description: 'How many people hold a component: 2 or 3' },
} as const;

/** Holds the ceremony and adds what it makes to the file. */
async function addByCeremony(data: string, custodians: string, standing: 'active' | 'beside'): Promise<void> {
  refuseEnvironment();
  const path = lmkFileOf(data);
  const desk = openDesk();
  try {
    const made = await conductCeremony(desk, { custodians: Number(custodians), chance });
    const file = withLmk(await readLmkFile(path), { ...made, madeAt: isoText(wallClock.now()) }, standing);
    await writeLmkFile(path, file);
    desk.say(`Local master key ${made.checkValue}, of ${made.custodians.join(' and ')}, is in ${path}.`);
    desk.say(`Active is ${file.active}. Restart the processes.`);
  } finally {
    desk.close();
  }
}

const ceremony = defineCommand({
  meta: { name: 'ceremony', description: 'Custodians make the first local master key together' },
  args: { ...dataArgument, ...custodianArgument },
  run: ({ args }) =>
    orExplain(async () => {
      const path = lmkFileOf(args.data);
      if ((await readLmkFile(path)) !== undefined)
        throw new SettingsProblem(`there is a local master key in ${path} already: "kaitong keys rotate-lmk" adds one`);
      await readKeyFile(keyFileOf(args.data), 'must-exist').catch((error: unknown) => {
        throw new SettingsProblem((error as Error).message);
      });
      await addByCeremony(args.data, args.custodians, 'active');
    }),
});

/** Check value of a key of the network's leg, as its other end reads it out. */
function networkKey(name: string): string {
  const hex = process.env[name];
  return hex === undefined || !/^[0-9a-f]{32}$/i.test(hex)
    ? 'not set here'
    : Buffer.from(keyCheckValue(Buffer.from(hex, 'hex')))
        .toString('hex')
        .toUpperCase();
}

const check = defineCommand({
  meta: { name: 'check', description: 'Check values of the keys in use; no key is shown' },
  args: dataArgument,
  run: ({ args }) =>
    orExplain(async () => {
      const ring = await ringOf(args.data);
      say(`local master key       ${ring.active.id}`);
      for (const one of ring.older) say(`  older, still opens   ${one.id}`);
      say(`zone PIN key (ZPK)     ${networkKey('KAITONG_CARD_NETWORK_ZPK')}`);
      say(`network MAK            ${networkKey('KAITONG_CARD_NETWORK_MAK')}`);
      say(`files in ${dirname(lmkFileOf(args.data))}`);
    }),
});

const lmkArgument = { lmk: { type: 'string', required: true, description: 'Its check value' } } as const;

const rotateLmk = defineCommand({
  meta: { name: 'rotate-lmk', description: 'Custodians make another local master key beside the ones there are' },
  args: {
    ...dataArgument,
    ...custodianArgument,
    stage: {
      type: 'boolean',
      default: false,
      description: 'Leave the old one active until "keys activate-lmk": for processes that are restarted one by one',
    },
  },
  run: ({ args }) => orExplain(() => addByCeremony(args.data, args.custodians, args.stage ? 'beside' : 'active')),
});

const activateLmk = defineCommand({
  meta: { name: 'activate-lmk', description: 'From the next start on, wrap under this local master key' },
  args: { ...dataArgument, ...lmkArgument },
  run: ({ args }) =>
    orExplain(async () => {
      refuseEnvironment();
      const path = lmkFileOf(args.data);
      await writeLmkFile(path, withActive(await readLmkFile(path), args.lmk));
      say(`${args.lmk} is active; restart the processes`);
    }),
});

async function storedKeysVault(data: string): Promise<KeyVault> {
  if (process.env['KAITONG_KEY_VAULT'] === 'pkcs11') return openTokenVault(process.env as TokenSettings);
  const none = new Uint8Array();
  return createSoftwareVault({ lmks: await ringOf(data), vendorKey: none, zpk: none, chance });
}

/** Database and vault for work on stored keys. It moves keys, so it needs neither the vendor's nor the network's. */
const withStoredKeys = (data: string, work: (db: Database, vault: KeyVault) => Promise<void>): Promise<void> =>
  withDatabase(data, async (url) => {
    const vault = await storedKeysVault(data);
    const db = openDatabase({ url, poolMax: 2 });
    try {
      await work(db, vault);
    } finally {
      await db.close();
    }
  });

const rewrap = defineCommand({
  meta: {
    name: 'rewrap',
    description: 'Bring every stored key under the active local master key; goes on where it was',
  },
  args: dataArgument,
  run: ({ args }) =>
    orExplain(() =>
      withStoredKeys(args.data, async (db, vault) => {
        const total = await keysToRewrap(db, vault);
        const done = await rewrapKeys(db, vault, (count) => say(`${count} of ${total}`));
        const left = await keysToRewrap(db, vault);
        say(`${done.rewrapped} re-wrapped, ${left} left`);
        for (const where of done.unopened) say(`does not open: ${where}`);
        if (left > 0) process.exitCode = 1;
      }),
    ),
});

const retireLmk = defineCommand({
  meta: { name: 'retire-lmk', description: 'Forget an old local master key, once no stored key needs it' },
  args: { ...dataArgument, ...lmkArgument },
  run: ({ args }) =>
    orExplain(() =>
      withStoredKeys(args.data, async (db, vault) => {
        refuseEnvironment();
        const left = await keysToRewrap(db, vault);
        if (left > 0) throw new SettingsProblem(`${left} keys are not under the active one yet: "kaitong keys rewrap"`);
        const ring = await ringOf(args.data);
        if (ring.active.id === args.lmk) throw new SettingsProblem(`${args.lmk} is the active local master key`);
        if (!ring.older.some((one) => one.id === args.lmk))
          throw new SettingsProblem(`no local master key ${args.lmk}`);
        const path = lmkFileOf(args.data);
        const rest = withoutLmk(await readLmkFile(path), args.lmk);
        if (rest === undefined) await dropOwnLmk(keyFileOf(args.data));
        else await writeLmkFile(path, rest);
        say(`${args.lmk} is forgotten here; backups from before still need its components`);
      }),
    ),
});

export const keys = defineCommand({
  meta: { name: 'keys', description: 'Key file and local master key: make, check, rotate' },
  subCommands: {
    init,
    rotate,
    ceremony,
    component,
    check,
    'rotate-lmk': rotateLmk,
    'activate-lmk': activateLmk,
    rewrap,
    'retire-lmk': retireLmk,
  },
});
