/**
 * The hardware vault: the port over a token. Local master keys, device keys and terminal master keys are clear inside the token only.
 *
 * Three things pass through this process, each in one function that overwrites it: a new working key (`carried`: PKCS#11 tokens wrap
 * under AES, and terminals want theirs under triple DES in ECB, which SoftHSM refuses to wrap under), a key that the network sends (`received`,
 * for the same reason) and a PIN block (`reencrypted`:
 * PKCS#11 has no mechanism that translates one).
 */
import {
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationStepReply,
  computeMacBy,
  decryptTrackBy,
  layWorkingKeys,
  openActivationRequest,
  openActivationStep,
  packWithMacBy,
  sameBytes,
  terminalDialect,
  verifyActivationAck,
  type CarriedKey,
  type DeviceKey,
  type KeyLayout,
} from '@kaitong/iso8583';
import { Bug } from '../../kernel/assert.ts';
import type { HeldKey, KeyUse, KeyVault } from '../../modules/terminals/index.ts';
import type { KeyHandle, Token } from './token.ts';

const VERSION = 'p11';
const USES: ReadonlySet<string> = new Set<KeyUse>(['device', 'tmk', 'pik', 'mak', 'tdk']);
const WITH_TRACK_KEY: ReadonlySet<KeyLayout> = new Set(['004', '004-early-check', 'tlv']);

const upperHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

interface Tools {
  readonly token: Token;
  /** Works with a stored key; it is dropped afterwards. @throws Bug where it does not open as one of that use. */
  readonly withKey: <T>(text: string, use: KeyUse, work: (key: KeyHandle) => T) => T;
  readonly held: (use: KeyUse, key: KeyHandle) => string;
  readonly checkValue: (key: KeyHandle) => Uint8Array;
}

/** `p11.<generation of the LMK>.<use>.<wrapped>`, base64url. The use is written for people; what holds is the key that opens it. */
function parse(text: string): { lmk: string; use: KeyUse; wrapped: Uint8Array } | undefined {
  const [version, lmk, use, body] = text.split('.');
  if (version !== VERSION || lmk === undefined || use === undefined || body === undefined || !USES.has(use))
    return undefined;
  return { lmk, use: use as KeyUse, wrapped: Buffer.from(body, 'base64url') };
}

function opened(token: Token, text: string, use: KeyUse, standing: 'movable' | 'fixed'): KeyHandle {
  const parts = parse(text);
  if (parts === undefined) throw new Bug('not a key of this token');
  if (parts.use !== use) throw new Bug(`a key of another use: ${parts.use} is no ${use}`);
  if (!token.lmks.includes(parts.lmk))
    throw new Bug(`a key under the local master key ${parts.lmk}, which this token does not hold`);
  const key = token.unwrap(parts, standing);
  if (key === undefined) throw new Bug(`not a ${use} of this token`);
  return key;
}

function toolsOf(token: Token): Tools {
  return {
    token,
    withKey(text, use, work) {
      const key = opened(token, text, use, 'fixed');
      try {
        return work(key);
      } finally {
        token.drop(key);
      }
    },
    held: (use, key) => `${VERSION}.${token.lmk}.${use}.${Buffer.from(token.wrap(use, key)).toString('base64url')}`,
    checkValue: (key) => token.encrypt(key, new Uint8Array(8)).subarray(0, 4),
  };
}

type Activation =
  | 'importDeviceKey'
  | 'openActivation'
  | 'approveActivation'
  | 'refuseActivation'
  | 'ackHolds'
  | 'ackReply'
  | 'openStep'
  | 'stepReply';

/** Under the device key: keys of one exchange are derived from it inside the token and used here. */
function activationOf({ token, withKey, held, checkValue }: Tools): Pick<KeyVault, Activation> {
  const withDevice = <T>(text: string, work: (key: DeviceKey) => T): T =>
    withKey(text, 'device', (key) => work((input) => token.cmac(key, input)));
  const withAny = <T>(text: string | undefined, work: (key: { deviceKey?: DeviceKey }) => T): T =>
    text === undefined ? work({}) : withDevice(text, (deviceKey) => work({ deviceKey }));
  return {
    async importDeviceKey(vendorWrapped) {
      const key = token.unwrapVendor(Buffer.from(vendorWrapped, 'base64url'));
      if (key === undefined) return undefined;
      try {
        return held('device', key);
      } finally {
        token.drop(key);
      }
    },
    openActivation: async (wrappedDeviceKey, request) =>
      withDevice(wrappedDeviceKey, (deviceKey) => {
        const read = openActivationRequest(request, deviceKey);
        return read.ok ? { ok: true, intent: read.value } : read;
      }),
    approveActivation: async (wrappedDeviceKey, input) =>
      withDevice(wrappedDeviceKey, (deviceKey) => {
        const key = token.generate();
        try {
          const check = checkValue(key);
          const tmk = { wrapUnder: (kek: Uint8Array) => token.wrapUnder(kek, key), checkValue: check };
          const message = buildActivationReply({ ...input, deviceKey, tmk, nonceH: token.random(16) });
          return { message, tmk: { wrapped: held('tmk', key), checkValue: upperHex(check) } };
        } finally {
          token.drop(key);
        }
      }),
    refuseActivation: async (wrappedDeviceKey, input) =>
      withAny(wrappedDeviceKey, (key) => buildActivationRefusal({ ...input, ...key, nonceH: token.random(16) })),
    ackHolds: async (wrappedDeviceKey, ack) => withDevice(wrappedDeviceKey, (key) => verifyActivationAck(ack, key)),
    ackReply: async (wrappedDeviceKey, input) =>
      withAny(wrappedDeviceKey, (key) => buildActivationAckReply({ ...input, ...key })),
    openStep: async (wrappedDeviceKey, request) =>
      withDevice(wrappedDeviceKey, (key) => openActivationStep(request, key)),
    stepReply: async (wrappedDeviceKey, input) =>
      withAny(wrappedDeviceKey, (key) => buildActivationStepReply({ ...input, ...key })),
  };
}

/** Odd parity, as DES keys have it by custom. */
function setParity(key: Uint8Array): void {
  for (const [i, byte] of key.entries()) {
    let ones = 0;
    for (let bit = 1; bit < 8; bit += 1) ones += (byte >> bit) & 1;
    key[i] = (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  }
}

/** A new working key for a terminal. It is clear in this function and nowhere else, until the last line but one. */
function carried(tools: Tools, tmk: KeyHandle, use: KeyUse, bytes: number): CarriedKey & { readonly held: HeldKey } {
  const { token, held, checkValue } = tools;
  const clear = token.random(bytes);
  let key: KeyHandle | undefined;
  try {
    setParity(clear);
    key = token.create('des', clear);
    const check = checkValue(key);
    return {
      wrapped: token.encrypt(tmk, clear),
      checkValue: check,
      held: { wrapped: held(use, key), checkValue: upperHex(check) },
    };
  } finally {
    clear.fill(0);
    if (key !== undefined) token.drop(key);
  }
}

/** A PIN block from under one key to under another. It is clear in this function and nowhere else. */
function reencrypted(token: Token, block: Uint8Array, from: KeyHandle, to: KeyHandle): Uint8Array {
  const clear = token.decrypt(from, block);
  try {
    return token.encrypt(to, clear);
  } finally {
    clear.fill(0);
  }
}

/** A key that the network has sent under triple DES, which SoftHSM does not unwrap. It is clear in this function and nowhere else. */
function received(token: Token, under: KeyHandle, wrapped: Uint8Array): KeyHandle {
  const clear = token.decrypt(under, wrapped);
  try {
    return token.create('des', clear);
  } finally {
    clear.fill(0);
  }
}

/** Under TMK and working keys. */
function conversationOf(
  tools: Tools,
): Pick<KeyVault, 'newWorkingKeys' | 'macHolds' | 'packWithMac' | 'translatePin' | 'takeZoneKey' | 'openTrack'> {
  const { token, withKey } = tools;
  let sent: KeyHandle | undefined;
  return {
    newWorkingKeys: async (wrappedTmk, layout) => {
      if (layout === '005') throw new Bug('the token has no SM4');
      return withKey(wrappedTmk, 'tmk', (tmk) => {
        const pik = carried(tools, tmk, 'pik', layout === '001' ? 8 : 16);
        const mak = carried(tools, tmk, 'mak', layout === 'tlv' ? 16 : 8);
        const tdk = WITH_TRACK_KEY.has(layout) ? { tdk: carried(tools, tmk, 'tdk', 16) } : {};
        const field62 = layWorkingKeys(layout, { pik, mak, ...tdk });
        return { field62, pik: pik.held, mak: mak.held, ...(tdk.tdk === undefined ? {} : { tdk: tdk.tdk.held }) };
      });
    },
    macHolds: async (wrappedMak, bytes, strategy) => {
      if (bytes.length <= 8) return false;
      const data = bytes.subarray(0, -8);
      const mac = withKey(wrappedMak, 'mak', (key) => computeMacBy(strategy, (one) => token.encrypt(key, one), data));
      return sameBytes(bytes.subarray(-8), mac);
    },
    packWithMac: async (wrappedMak, message, strategy) =>
      withKey(wrappedMak, 'mak', (key) =>
        packWithMacBy(terminalDialect, message, (data) =>
          computeMacBy(strategy, (one) => token.encrypt(key, one), data),
        ),
      ),
    translatePin: async (wrappedPik, block, { pin }) => {
      if (pin !== 'iso-0') throw new Bug('the token has no SM4');
      if (block.length !== 8) throw new Bug(`a PIN block of ${block.length} bytes`);
      return withKey(wrappedPik, 'pik', (pik) => reencrypted(token, block, pik, sent ?? token.zoneKey()));
    },
    takeZoneKey: async (wrapped, checkValue) => {
      const zmk = token.zoneMasterKey();
      const key = zmk === undefined || wrapped.length !== 16 ? undefined : received(token, zmk, wrapped);
      if (key === undefined) return false;
      if (!sameBytes(tools.checkValue(key), checkValue)) {
        token.drop(key);
        return false;
      }
      if (sent !== undefined) token.drop(sent);
      sent = key;
      return true;
    },
    openTrack: async (wrappedTdk, nibbles, track) =>
      withKey(wrappedTdk, 'tdk', (tdk) => decryptTrackBy((data) => token.decrypt(tdk, data), nibbles, track)),
  };
}

export function createTokenVault(token: Token): KeyVault {
  const tools = toolsOf(token);
  return {
    wrapsAs: `${VERSION}.${token.lmk}.`,
    async rewrap(wrapped, use) {
      try {
        const key = opened(token, wrapped, use, 'movable');
        try {
          return tools.held(use, key);
        } finally {
          token.drop(key);
        }
      } catch {
        return undefined;
      }
    },
    ...activationOf(tools),
    ...conversationOf(tools),
  };
}
