/** The software key vault: keys wrapped with AES-KW under a local master key, clear only inside these functions. */
import {
  aesKeyUnwrap,
  aesKeyWrap,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationStepReply,
  encodeWorkingKeys,
  macHolds,
  openActivationRequest,
  openActivationStep,
  packWithMac,
  terminalDialect,
  translatePinBlock,
  verifyActivationAck,
} from '@kaitong/iso8583';
import { Bug } from '../../kernel/assert.ts';
import type { KeyVault } from '../../modules/terminals/index.ts';
import type { Chance } from '../../platform/env.ts';
import type { LmkRing } from '../../platform/lmk-file.ts';

export interface VaultOptions {
  /** AES-256-KW: the active one wraps, the older ones still open. */
  readonly lmks: LmkRing;
  /** 16 bytes under which a vendor's stock file carries device keys. */
  readonly vendorKey: Uint8Array;
  /** 16 bytes shared with the card network for PIN blocks. */
  readonly zpk: Uint8Array;
  readonly chance: Chance;
}

const MAC = 'cup-ecb' as const;
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

export function createSoftwareVault(options: VaultOptions): KeyVault {
  const { active, older } = options.lmks;
  const wrap = (key: Uint8Array): string => Buffer.from(aesKeyWrap(active.key, key)).toString('base64url');
  const unwrap = (text: string): Uint8Array => {
    const wrapped = Buffer.from(text, 'base64url');
    for (const one of [active, ...older]) {
      const key = aesKeyUnwrap(one.key, wrapped);
      if (key !== undefined) return key;
    }
    throw new Bug('not a key of this vault');
  };
  const newDesKey = (length: number): Uint8Array => oddParity(options.chance.bytes(length));
  /** A single-length MAK is kept in 16 bytes: AES-KW wants at least two blocks. */
  const mak = (text: string): Uint8Array => unwrap(text).subarray(0, 8);
  return {
    async importDeviceKey(vendorWrapped) {
      const bytes = Buffer.from(vendorWrapped, 'base64url');
      const key = bytes.length === WRAPPED_KEY_BYTES ? aesKeyUnwrap(options.vendorKey, bytes) : undefined;
      return key === undefined ? undefined : wrap(key);
    },
    async openActivation(wrappedDeviceKey, request) {
      const opened = openActivationRequest(request, unwrap(wrappedDeviceKey));
      return opened.ok ? { ok: true, intent: opened.value } : opened;
    },
    async approveActivation(wrappedDeviceKey, input) {
      const tmk = newDesKey(16);
      const message = buildActivationReply({
        ...input,
        deviceKey: unwrap(wrappedDeviceKey),
        tmk,
        nonceH: options.chance.bytes(16),
      });
      return { message, wrappedTmk: wrap(tmk) };
    },
    async refuseActivation(wrappedDeviceKey, input) {
      const deviceKey = wrappedDeviceKey === undefined ? {} : { deviceKey: unwrap(wrappedDeviceKey) };
      return buildActivationRefusal({ ...input, ...deviceKey, nonceH: options.chance.bytes(16) });
    },
    ackHolds: async (wrappedDeviceKey, ack) => verifyActivationAck(ack, unwrap(wrappedDeviceKey)),
    async ackReply(wrappedDeviceKey, input) {
      return buildActivationAckReply({
        ...input,
        ...(wrappedDeviceKey === undefined ? {} : { deviceKey: unwrap(wrappedDeviceKey) }),
      });
    },
    openStep: async (wrappedDeviceKey, request) => openActivationStep(request, unwrap(wrappedDeviceKey)),
    async stepReply(wrappedDeviceKey, input) {
      return buildActivationStepReply({
        ...input,
        ...(wrappedDeviceKey === undefined ? {} : { deviceKey: unwrap(wrappedDeviceKey) }),
      });
    },
    async newWorkingKeys(wrappedTmk) {
      const keys = { pik: newDesKey(16), mak: newDesKey(8) };
      const kept = new Uint8Array(16);
      kept.set(keys.mak);
      return {
        field62: encodeWorkingKeys('003', unwrap(wrappedTmk), keys),
        wrappedPik: wrap(keys.pik),
        wrappedMak: wrap(kept),
      };
    },
    macHolds: async (wrappedMak, bytes) => macHolds(bytes, { strategy: MAC, key: mak(wrappedMak) }),
    packWithMac: async (wrappedMak, message) =>
      packWithMac(terminalDialect, message, { strategy: MAC, key: mak(wrappedMak) }),
    translatePin: async (wrappedPik, block) => translatePinBlock(block, unwrap(wrappedPik), options.zpk),
  };
}
