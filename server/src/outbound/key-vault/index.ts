/** The software key vault: keys in blocks under a local master key, clear only inside these functions. */
import {
  aesKeyUnwrap,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationStepReply,
  decryptTrack,
  decryptWholeTrack,
  encodeWorkingKeys,
  keyCheckValue,
  macHolds,
  openActivationRequest,
  openActivationStep,
  packWithMac,
  pinBlockBytes,
  sameBytes,
  sm4Decrypt,
  sm4Encrypt,
  terminalDialect,
  translatePinBlock,
  tripleDesDecrypt,
  tripleDesEncrypt,
  verifyActivationAck,
  xorBytes,
  type KeyLayout,
  type Mac,
  type MacStrategy,
} from '@kaitong/iso8583';
import { Bug } from '../../kernel/assert.ts';
import type { HeldKey, KeyUse, KeyVault } from '../../modules/terminals/index.ts';
import type { Chance } from '../../platform/env.ts';
import type { LmkRing } from '../../platform/lmk-file.ts';
import { blockPrefix, openKeyBlock, wrapKeyBlock, type BlockKey, type KeyAlgorithm } from './key-block.ts';

export interface VaultOptions {
  /** AES-256-KW: the active one wraps, the older ones still open. */
  readonly lmks: LmkRing;
  /** 16 bytes under which a vendor's stock file carries device keys. */
  readonly vendorKey: Uint8Array;
  /** 16 bytes shared with the card network for PIN blocks, until it sends others. */
  readonly zpk: Uint8Array;
  /** 16 bytes under which it sends them; undefined where keys are exchanged by hand only. */
  readonly zmk?: Uint8Array | undefined;
  readonly chance: Chance;
}

/** A key of 16 bytes under AES-KW. */
const WRAPPED_KEY_BYTES = 24;

/** DES keys have odd parity by custom; generators set it so that other vaults take them. */
function oddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit += 1) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}

const WITH_TRACK_KEY: ReadonlySet<KeyLayout> = new Set(['004', '004-early-check', '005', 'tlv']);

/** First four bytes of sixteen zero bytes under the key. */
const sm4CheckValue = (key: Uint8Array): Uint8Array => sm4Encrypt(key, new Uint8Array(16)).subarray(0, 4);

/** The twelve digits before the PAN's check digit, as a format-0 block has them. */
const panPart = (pan: string): Uint8Array => Buffer.from(`0000${pan.slice(0, -1).padStart(12, '0').slice(-12)}`, 'hex');

/** A key made for one cipher is never used with the other. */
function forCipher({ algorithm, key, use }: BlockKey, sm4: boolean): Uint8Array {
  if ((algorithm === 'S') !== sm4) throw new Bug(`a ${use} of another cipher than the terminal's profile`);
  return key;
}

/** What only this file may do: open keys, and wrap those it has made. */
interface Tools {
  readonly options: VaultOptions;
  readonly wrap: (parts: BlockKey) => string;
  readonly unwrap: (text: string, use: KeyUse) => BlockKey;
  readonly held: (use: KeyUse, key: Uint8Array, algorithm: KeyAlgorithm) => HeldKey;
  readonly newDesKey: (length: number) => Uint8Array;
}

/** Keys of the terminals that spoke last: every message wants its MAC key twice. Some 100 kB. */
const OPEN_KEYS_MAX = 1_024;

/** Opens key blocks; those of messages stay open while they are among the last that were asked for. */
function keyOpener(lmks: LmkRing): Tools['unwrap'] {
  const open = new Map<string, BlockKey>();
  return (text, use) => {
    if (use !== 'mak' && use !== 'pik') return openKeyBlock(lmks, text, use);
    const name = `${use}:${text}`;
    const key = open.get(name) ?? openKeyBlock(lmks, text, use);
    open.delete(name);
    open.set(name, key);
    if (open.size > OPEN_KEYS_MAX) open.delete(open.keys().next().value ?? '');
    return key;
  };
}

function toolsOf(options: VaultOptions): Tools {
  const wrap = (parts: BlockKey): string => wrapKeyBlock(options.lmks.active, parts);
  return {
    options,
    wrap,
    unwrap: keyOpener(options.lmks),
    held: (use, key, algorithm) => ({
      wrapped: wrap({ use, key, algorithm }),
      checkValue: Buffer.from(algorithm === 'S' ? sm4CheckValue(key) : keyCheckValue(key))
        .toString('hex')
        .toUpperCase(),
    }),
    newDesKey: (length) => oddParity(options.chance.bytes(length)),
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

/** Under the device key. */
function activationOf({ options, wrap, unwrap, held, newDesKey }: Tools): Pick<KeyVault, Activation> {
  const device = (text: string): Uint8Array => unwrap(text, 'device').key;
  return {
    async importDeviceKey(vendorWrapped) {
      const bytes = Buffer.from(vendorWrapped, 'base64url');
      const key = bytes.length === WRAPPED_KEY_BYTES ? aesKeyUnwrap(options.vendorKey, bytes) : undefined;
      return key === undefined ? undefined : wrap({ use: 'device', algorithm: 'A', key });
    },
    async openActivation(wrappedDeviceKey, request) {
      const opened = openActivationRequest(request, device(wrappedDeviceKey));
      return opened.ok ? { ok: true, intent: opened.value } : opened;
    },
    async approveActivation(wrappedDeviceKey, input) {
      const tmk = newDesKey(16);
      const message = buildActivationReply({
        ...input,
        deviceKey: device(wrappedDeviceKey),
        tmk,
        nonceH: options.chance.bytes(16),
      });
      return { message, tmk: held('tmk', tmk, 'T') };
    },
    async refuseActivation(wrappedDeviceKey, input) {
      const deviceKey = wrappedDeviceKey === undefined ? {} : { deviceKey: device(wrappedDeviceKey) };
      return buildActivationRefusal({ ...input, ...deviceKey, nonceH: options.chance.bytes(16) });
    },
    ackHolds: async (wrappedDeviceKey, ack) => verifyActivationAck(ack, device(wrappedDeviceKey)),
    async ackReply(wrappedDeviceKey, input) {
      return buildActivationAckReply({
        ...input,
        ...(wrappedDeviceKey === undefined ? {} : { deviceKey: device(wrappedDeviceKey) }),
      });
    },
    openStep: async (wrappedDeviceKey, request) => openActivationStep(request, device(wrappedDeviceKey)),
    async stepReply(wrappedDeviceKey, input) {
      return buildActivationStepReply({
        ...input,
        ...(wrappedDeviceKey === undefined ? {} : { deviceKey: device(wrappedDeviceKey) }),
      });
    },
  };
}

/** Under TMK and working keys. */
function conversationOf({
  options,
  unwrap,
  held,
  newDesKey,
}: Tools): Pick<
  KeyVault,
  'newWorkingKeys' | 'macHolds' | 'packWithMac' | 'translatePin' | 'takeZoneKey' | 'openTrack'
> {
  let { zpk } = options;
  const macKey = (text: string, strategy: MacStrategy): Mac => ({
    strategy,
    key: forCipher(unwrap(text, 'mak'), strategy === 'sm4-cbc'),
  });
  return {
    async newWorkingKeys(wrappedTmk, layout) {
      const algorithm = layout === '005' ? 'S' : 'T';
      const fresh = (bytes: number): Uint8Array => (algorithm === 'S' ? options.chance.bytes(bytes) : newDesKey(bytes));
      const keys = {
        pik: fresh(layout === '001' ? 8 : 16),
        mak: fresh(layout === 'tlv' || layout === '005' ? 16 : 8),
        ...(WITH_TRACK_KEY.has(layout) ? { tdk: fresh(16) } : {}),
      };
      return {
        field62: encodeWorkingKeys(layout, unwrap(wrappedTmk, 'tmk').key, keys),
        pik: held('pik', keys.pik, algorithm),
        mak: held('mak', keys.mak, algorithm),
        ...(keys.tdk === undefined ? {} : { tdk: held('tdk', keys.tdk, algorithm) }),
      };
    },
    macHolds: async (wrappedMak, bytes, strategy) => macHolds(bytes, macKey(wrappedMak, strategy)),
    packWithMac: async (wrappedMak, message, strategy) =>
      packWithMac(terminalDialect, message, macKey(wrappedMak, strategy)),
    async translatePin(wrappedPik, block, { pin, pan }) {
      if (block.length !== pinBlockBytes[pin]) throw new Bug(`a PIN block of ${block.length} bytes`);
      const pik = forCipher(unwrap(wrappedPik, 'pik'), pin === 'sm4');
      if (pin === 'iso-0') return translatePinBlock(block, pik, zpk);
      // the PIN lies in the first half, the PAN in the second: the network's form has one over the other
      return tripleDesEncrypt(zpk, xorBytes(sm4Decrypt(pik, block).subarray(0, 8), panPart(pan)));
    },
    async takeZoneKey(wrapped, checkValue) {
      if (options.zmk === undefined || wrapped.length !== 16) return false;
      const key = tripleDesDecrypt(options.zmk, wrapped);
      if (!sameBytes(keyCheckValue(key), checkValue)) return false;
      zpk = key;
      return true;
    },
    async openTrack(wrappedTdk, nibbles, track) {
      const tdk = forCipher(unwrap(wrappedTdk, 'tdk'), false);
      return track === 'whole' ? decryptWholeTrack(tdk, nibbles) : decryptTrack(tdk, nibbles);
    },
  };
}

export function createSoftwareVault(options: VaultOptions): KeyVault {
  const tools = toolsOf(options);
  const { lmks } = options;
  return {
    wrapsAs: blockPrefix(lmks.active),
    async rewrap(wrapped, use) {
      try {
        return wrapKeyBlock(lmks.active, openKeyBlock(lmks, wrapped, use));
      } catch {
        return undefined;
      }
    },
    ...activationOf(tools),
    ...conversationOf(tools),
  };
}
