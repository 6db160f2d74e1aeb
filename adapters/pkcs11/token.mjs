/**
 * The key vault's token over PKCS#11 (`server/src/outbound/key-vault/token.ts` says what each call promises). Plain JavaScript, loaded by
 * the built server only where `KAITONG_KEY_VAULT=pkcs11`; its binding is compiled at installation.
 *
 * Objects of the token, by label: `kaitong-lmk-<generation>-<use>` (AES-256, wraps and unwraps, never leaves), `kaitong-vendor-key`
 * (AES-128, unwraps), `kaitong-zpk` (triple DES, encrypts), `kaitong-zmk` (triple DES, decrypts; only
 * where the network sends keys). Everything else is an object of this session and gone with it.
 *
 * Calls are synchronous: 0.1 ms each with SoftHSM. A module that answers over a network in milliseconds wants a gateway process for
 * each few hundred transactions a second.
 */
import pkcs11js from 'pkcs11js';

const p = pkcs11js;
const USES = ['device', 'tmk', 'pik', 'mak', 'tdk'];
const LMK_LABEL = /^kaitong-lmk-(\d+)-([a-z]+)$/;
const VENDOR_LABEL = 'kaitong-vendor-key';
const ZONE_LABEL = 'kaitong-zpk';
const ZONE_MASTER_LABEL = 'kaitong-zmk';
/** What tokens say of a wrapped key that is not one of theirs; SoftHSM 2.6 calls it a general error. */
const DOES_NOT_OPEN = new Set([
  'CKR_WRAPPED_KEY_INVALID',
  'CKR_WRAPPED_KEY_LEN_RANGE',
  'CKR_UNWRAPPING_KEY_SIZE_RANGE',
  'CKR_ENCRYPTED_DATA_INVALID',
  'CKR_ENCRYPTED_DATA_LEN_RANGE',
  'CKR_GENERAL_ERROR',
]);
const ECB = { mechanism: p.CKM_DES3_ECB };
const AES_WRAP = { mechanism: p.CKM_AES_KEY_WRAP };

const secret = (type, extra) => [
  { type: p.CKA_CLASS, value: p.CKO_SECRET_KEY },
  { type: p.CKA_KEY_TYPE, value: type },
  ...extra,
];
const flags = (names, value) => names.map((name) => ({ type: p[name], value }));
const typeOf = { des: p.CKK_DES2, aes: p.CKK_AES };
const uses = {
  des: ['CKA_ENCRYPT', 'CKA_DECRYPT'],
  aes: ['CKA_SIGN'],
};

/** A key of this session: sensitive always, and wrapped again only where it must be. */
const working = (kind, { movable }) =>
  secret(typeOf[kind], [
    { type: p.CKA_TOKEN, value: false },
    ...flags(['CKA_SENSITIVE', ...uses[kind]], true),
    { type: p.CKA_EXTRACTABLE, value: movable },
  ]);

/** DES of 8 bytes as the triple DES that does the same. */
const asDouble = (key) => (key.length === 8 ? Buffer.concat([key, key]) : Buffer.from(key));

function openSession({ module, slot, pin }) {
  const library = new p.PKCS11();
  library.load(module);
  library.C_Initialize();
  try {
    const slots = library.C_GetSlotList(true);
    const found = slots.find((one) => library.C_GetTokenInfo(one).label.trim() === slot) ?? slots[Number(slot)];
    if (found === undefined) throw new Error(`no token with the label or in the slot ${slot}`);
    const session = library.C_OpenSession(found, p.CKF_SERIAL_SESSION | p.CKF_RW_SESSION);
    library.C_Login(session, p.CKU_USER, pin);
    return { library, session };
  } catch (error) {
    library.C_Finalize();
    library.close();
    throw error;
  }
}

function find(library, session, template) {
  const found = [];
  library.C_FindObjectsInit(session, template);
  try {
    for (
      let one = library.C_FindObjects(session);
      one !== undefined && one !== null;
      one = library.C_FindObjects(session)
    )
      found.push(one);
  } finally {
    library.C_FindObjectsFinal(session);
  }
  return found;
}

const labelOf = (library, session, handle) =>
  String(library.C_GetAttributeValue(session, handle, [{ type: p.CKA_LABEL }])[0].value);

/** Objects of the token by label. */
function shelf(library, session) {
  const secrets = [
    { type: p.CKA_CLASS, value: p.CKO_SECRET_KEY },
    { type: p.CKA_TOKEN, value: true },
  ];
  return new Map(find(library, session, secrets).map((handle) => [labelOf(library, session, handle), handle]));
}

/** @returns {Map<string, Map<string, object>>} local master keys by generation and use */
function masterKeys(objects) {
  const generations = new Map();
  for (const [label, handle] of objects) {
    const [, generation, use] = LMK_LABEL.exec(label) ?? [];
    if (generation === undefined || !USES.includes(use)) continue;
    if (!generations.has(generation)) generations.set(generation, new Map());
    generations.get(generation).set(use, handle);
  }
  return generations;
}

/**
 * Makes what is missing: with `newGeneration` another set of local master keys, `vendorKey`, `zoneKey` and `zoneMasterKey` (16 bytes each) where
 * they are given and the token has none. For the officer who sets a token up, and for tests.
 */
export function provision(options, { vendorKey, zoneKey, zoneMasterKey, newGeneration = false } = {}) {
  const { library, session } = openSession(options);
  try {
    const objects = shelf(library, session);
    const last = Math.max(0, ...[...masterKeys(objects).keys()].map(Number));
    const stays = [
      { type: p.CKA_TOKEN, value: true },
      { type: p.CKA_SENSITIVE, value: true },
      { type: p.CKA_EXTRACTABLE, value: false },
    ];
    if (last === 0 || newGeneration)
      for (const use of USES)
        library.C_GenerateKey(
          session,
          { mechanism: p.CKM_AES_KEY_GEN },
          secret(p.CKK_AES, [
            ...stays,
            { type: p.CKA_VALUE_LEN, value: 32 },
            { type: p.CKA_LABEL, value: `kaitong-lmk-${last + 1}-${use}` },
            ...flags(['CKA_WRAP', 'CKA_UNWRAP'], true),
            ...flags(['CKA_ENCRYPT', 'CKA_DECRYPT', 'CKA_SIGN'], false),
          ]),
        );
    const put = (label, type, value, may) => {
      if (value === undefined || objects.has(label)) return;
      const template = [
        ...stays,
        { type: p.CKA_LABEL, value: label },
        { type: p.CKA_VALUE, value: Buffer.from(value) },
      ];
      library.C_CreateObject(session, secret(type, [...template, ...flags(may, true)]));
    };
    put(VENDOR_LABEL, p.CKK_AES, vendorKey, ['CKA_UNWRAP']);
    put(ZONE_MASTER_LABEL, p.CKK_DES2, zoneMasterKey, ['CKA_DECRYPT']);
    put(ZONE_LABEL, p.CKK_DES2, zoneKey, ['CKA_ENCRYPT']);
  } finally {
    library.C_CloseSession(session);
    library.C_Finalize();
    library.close();
  }
}

const bytesOf = (result) => new Uint8Array(result);

/** What is done with an opened key. */
function cipherCalls(library, session) {
  return {
    encrypt(key, data) {
      library.C_EncryptInit(session, ECB, key);
      return bytesOf(library.C_Encrypt(session, Buffer.from(data), Buffer.alloc(data.length + 8)));
    },
    decrypt(key, data) {
      library.C_DecryptInit(session, ECB, key);
      return bytesOf(library.C_Decrypt(session, Buffer.from(data), Buffer.alloc(data.length + 8)));
    },
    cmac(key, data) {
      library.C_SignInit(session, { mechanism: p.CKM_AES_CMAC }, key);
      return bytesOf(library.C_Sign(session, Buffer.from(data), Buffer.alloc(16)));
    },
  };
}

/** The token's own keys. Throws where local master keys are missing. */
function keysOfToken(library, session) {
  const objects = shelf(library, session);
  const generations = masterKeys(objects);
  const active = String(Math.max(0, ...[...generations.keys()].map(Number)));
  if (active === '0')
    throw new Error('the token has no local master keys: run `node adapters/pkcs11/provision.mjs` first');
  const named = (label) => {
    const key = objects.get(label);
    if (key === undefined) throw new Error(`the token has no object ${label}`);
    return key;
  };
  const masterKey = (generation, use) => named(`kaitong-lmk-${generation}-${use}`);
  for (const use of USES) masterKey(active, use);
  return { active, generations, masterKey, named, has: (label) => objects.has(label) };
}

/** @returns {import('../../server/src/outbound/key-vault/token.ts').Token} */
export function openToken(options) {
  const { library, session } = openSession(options);
  const { active, generations, masterKey, named, has } = keysOfToken(library, session);
  const unwrapped = (kek, wrapped, template) => {
    try {
      return library.C_UnwrapKey(session, AES_WRAP, kek, Buffer.from(wrapped), template);
    } catch (error) {
      if (DOES_NOT_OPEN.has(String(error.message))) return undefined;
      throw error;
    }
  };
  const drop = (key) => library.C_DestroyObject(session, key);
  return {
    lmk: active,
    lmks: [...generations.keys()],
    random: (bytes) => bytesOf(library.C_GenerateRandom(session, Buffer.alloc(bytes))),
    generate: () =>
      library.C_GenerateKey(session, { mechanism: p.CKM_DES2_KEY_GEN }, working('des', { movable: true })),
    create(kind, key) {
      const value = asDouble(key);
      try {
        return library.C_CreateObject(session, [...working(kind, { movable: true }), { type: p.CKA_VALUE, value }]);
      } finally {
        value.fill(0);
      }
    },
    wrap: (use, key) => bytesOf(library.C_WrapKey(session, AES_WRAP, masterKey(active, use), key, Buffer.alloc(64))),
    unwrap: ({ lmk, use, wrapped }, standing) =>
      unwrapped(
        masterKey(lmk, use),
        wrapped,
        working(use === 'device' ? 'aes' : 'des', { movable: standing === 'movable' }),
      ),
    unwrapVendor: (wrapped) => unwrapped(named(VENDOR_LABEL), wrapped, working('aes', { movable: true })),
    wrapUnder(kek, key) {
      const value = Buffer.from(kek);
      const template = secret(p.CKK_AES, [
        { type: p.CKA_TOKEN, value: false },
        { type: p.CKA_VALUE, value },
        { type: p.CKA_WRAP, value: true },
      ]);
      const over = library.C_CreateObject(session, template);
      try {
        return bytesOf(library.C_WrapKey(session, AES_WRAP, over, key, Buffer.alloc(64)));
      } finally {
        drop(over);
        value.fill(0);
      }
    },
    ...cipherCalls(library, session),
    zoneKey: () => named(ZONE_LABEL),
    zoneMasterKey: () => (has(ZONE_MASTER_LABEL) ? named(ZONE_MASTER_LABEL) : undefined),
    drop,
    close() {
      library.C_CloseSession(session);
      library.C_Finalize();
      library.close();
    },
  };
}
