import type {
  ActivationAck,
  ActivationAckReplyInput,
  ActivationApproval,
  ActivationIntent,
  ActivationRefusal,
  ActivationRequest,
  ActivationStepReplyInput,
  ActivationStepRequest,
  KeyLayout,
  MacStrategy,
  Message,
  MessageInput,
  PinStrategy,
  StepAsk,
  TrackStrategy,
} from '@kaitong/iso8583';

/** What a key is for. A vault refuses one that was made for something else. */
export type KeyUse = 'device' | 'tmk' | 'pik' | 'mak' | 'tdk';

/** A key as it is stored. */
export interface HeldKey {
  readonly wrapped: string;
  /** Upper-case hex of four bytes, as the terminal computes it: for audits. */
  readonly checkValue: string;
}

export interface WorkingKeySet {
  /** Field 62 of the sign-in answer. */
  readonly field62: Uint8Array;
  readonly pik: HeldKey;
  readonly mak: HeldKey;
  /** Only where the layout has a place for it. */
  readonly tdk?: HeldKey;
}

export interface ActivationAnswer {
  readonly message: Message;
  readonly tmk: HeldKey;
}

/**
 * Keys never leave the vault in clear: the rest of the code holds them wrapped (under the vault's master key) and asks. The
 * software vault does it in process; a hardware one answers over its own line, hence the promises.
 */
export interface KeyVault {
  /** What every text begins with that stands under the active master key. */
  readonly wrapsAs: string;
  /** The same key under the active master key; undefined where it does not open as a key of that use. */
  rewrap(wrapped: string, use: KeyUse): Promise<string | undefined>;
  /** A device key as the vendor's stock file brings it (under the vendor's transport key), re-wrapped for us; undefined where it does not open. */
  importDeviceKey(vendorWrapped: string): Promise<string | undefined>;
  openActivation(
    wrappedDeviceKey: string,
    request: ActivationRequest,
  ): Promise<{ ok: true; intent: ActivationIntent } | { ok: false; error: 'bad_mac' | 'bad_code' }>;
  approveActivation(
    wrappedDeviceKey: string,
    input: Omit<ActivationApproval, 'deviceKey' | 'tmk' | 'nonceH'>,
  ): Promise<ActivationAnswer>;
  refuseActivation(
    wrappedDeviceKey: string | undefined,
    input: Omit<ActivationRefusal, 'deviceKey' | 'nonceH'>,
  ): Promise<Message>;
  ackHolds(wrappedDeviceKey: string, ack: ActivationAck): Promise<boolean>;
  ackReply(wrappedDeviceKey: string | undefined, input: Omit<ActivationAckReplyInput, 'deviceKey'>): Promise<Message>;
  /** What a device in the middle of its activation asks; undefined when it is not that device. */
  openStep(wrappedDeviceKey: string, request: ActivationStepRequest): Promise<StepAsk | undefined>;
  stepReply(wrappedDeviceKey: string | undefined, input: Omit<ActivationStepReplyInput, 'deviceKey'>): Promise<Message>;
  newWorkingKeys(wrappedTmk: string, layout: KeyLayout): Promise<WorkingKeySet>;
  macHolds(wrappedMak: string, bytes: Uint8Array, strategy: MacStrategy): Promise<boolean>;
  packWithMac(wrappedMak: string, message: MessageInput, strategy: MacStrategy): Promise<Uint8Array>;
  /** From the terminal's PIN key to the network's zone key, without anybody seeing the PIN. */
  translatePin(
    wrappedPik: string,
    block: Uint8Array,
    how: { readonly pin: PinStrategy; readonly pan: string },
  ): Promise<Uint8Array>;
  /**
   * A new zone PIN key as the network sends it, under the zone master key: PINs go under it from now on, in this process. False where it is
   * not the key of that check value, or where there is no zone master key; the one before stays.
   */
  takeZoneKey(wrapped: Uint8Array, checkValue: Uint8Array): Promise<boolean>;
  /** Track digits out of what the terminal has encrypted; undefined where that is no track. Whoever asks forgets them soon. */
  openTrack(wrappedTdk: string, nibbles: string, track: Exclude<TrackStrategy, 'clear'>): Promise<string | undefined>;
}
