/** The software key vault: keys in blocks under a local master key, clear only inside these functions. */
import {
  aesKeyUnwrap,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationStepReply,
  encodeWorkingKeys,
  keyCheckValue,
  macHolds,
  openActivationRequest,
  openActivationStep,
  packWithMac,
  terminalDialect,
  translatePinBlock,
  verifyActivationAck,
} from '@kaitong/iso8583';
import type { HeldKey, KeyUse, KeyVault } from '../../modules/terminals/index.ts';
import type { Chance } from '../../platform/env.ts';
import type { LmkRing } from '../../platform/lmk-file.ts';
import { blockPrefix, openKeyBlock, wrapKeyBlock } from './key-block.ts';

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

/** What only this file may do: open keys, and wrap those it has made. */
interface Tools {
  readonly options: VaultOptions;
  readonly wrap: (use: KeyUse, key: Uint8Array) => string;
  readonly unwrap: (text: string, use: KeyUse) => Uint8Array;
  readonly held: (use: KeyUse, key: Uint8Array) => HeldKey;
  readonly newDesKey: (length: number) => Uint8Array;
}

function toolsOf(options: VaultOptions): Tools {
  const wrap = (use: KeyUse, key: Uint8Array): string =>
    wrapKeyBlock(options.lmks.active, { use, algorithm: use === 'device' ? 'A' : 'T', key });
  return {
    options,
    wrap,
    unwrap: (text, use) => openKeyBlock(options.lmks, text, use).key,
    held: (use, key) => ({
      wrapped: wrap(use, key),
      checkValue: Buffer.from(keyCheckValue(key)).toString('hex').toUpperCase(),
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
  const device = (text: string): Uint8Array => unwrap(text, 'device');
  return {
    async importDeviceKey(vendorWrapped) {
      const bytes = Buffer.from(vendorWrapped, 'base64url');
      const key = bytes.length === WRAPPED_KEY_BYTES ? aesKeyUnwrap(options.vendorKey, bytes) : undefined;
      return key === undefined ? undefined : wrap('device', key);
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
      return { message, tmk: held('tmk', tmk) };
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
}: Tools): Pick<KeyVault, 'newWorkingKeys' | 'macHolds' | 'packWithMac' | 'translatePin'> {
  return {
    async newWorkingKeys(wrappedTmk) {
      const keys = { pik: newDesKey(16), mak: newDesKey(8) };
      return {
        field62: encodeWorkingKeys('003', unwrap(wrappedTmk, 'tmk'), keys),
        pik: held('pik', keys.pik),
        mak: held('mak', keys.mak),
      };
    },
    macHolds: async (wrappedMak, bytes) => macHolds(bytes, { strategy: MAC, key: unwrap(wrappedMak, 'mak') }),
    packWithMac: async (wrappedMak, message) =>
      packWithMac(terminalDialect, message, { strategy: MAC, key: unwrap(wrappedMak, 'mak') }),
    translatePin: async (wrappedPik, block) => translatePinBlock(block, unwrap(wrappedPik, 'pik'), options.zpk),
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
