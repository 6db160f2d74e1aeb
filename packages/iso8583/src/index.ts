/**
 * ISO 8583 as a card acquirer speaks it: the codec, the frames, the keys and the activation of our own terminals.
 * Pure functions over bytes; the only import is node:crypto.
 *
 * Values: `n` fields are digit strings ('000000009900' on field 4; fixed ones may be given short), `z` are nibbles 0-F with D
 * as separator, `an`/`ans`/text are strings, `b` (52, 55, 62, 64, 128) are Uint8Array.
 * Readers of outside bytes return `Read<T>` = {ok: true, value} | {ok: false, error: {field, offset, expected}} and never
 * throw. Writers throw on their caller's own mistakes (PackError names the field).
 */
export {
  networkDialect,
  terminalDialect,
  terminalDialectSm4,
  terminalDialectWholeTrack,
  varyDialect,
  type Dialect,
  type FieldKind,
  type FieldRow,
} from './dialect.ts';
export { readError, readOk, type LocatedError, type Read } from './read.ts';
export {
  answerMti,
  bytesField,
  PackError,
  textField,
  type FieldValue,
  type Message,
  type MessageInput,
} from './codec.ts';
export { pack, packInto } from './pack.ts';
export { unpack, unpackLenient, type LenientRead } from './unpack.ts';
export { MessageIndex, peekText, unpackRouted } from './routed.ts';
export {
  frame,
  frameBytesMax,
  FrameReader,
  imageFrameBytesMax,
  swapTpdu,
  withProcessingRequirement,
  type Frame,
  type FrameEvent,
} from './frame.ts';
export { networkFrame, NetworkFrameReader, type NetworkFrame } from './network-frame.ts';
export { decodeGb18030, encodeGb18030, fitGb18030 } from './gb18030.ts';
export {
  decodeAsciiTlv,
  decodeBerTlv,
  decodeTerminalInformation,
  encodeAsciiTlv,
  encodeBerTlv,
  encodeTerminalInformation,
  type AsciiTlv,
  type BerTlv,
  type TerminalInformation,
} from './tlv.ts';
export {
  computeMac,
  computeMacBy,
  macHolds,
  packWithMac,
  packWithMacBy,
  packWithMacInto,
  type Mac,
  type MacStrategy,
} from './mac.ts';
export {
  aesCmac,
  aesKeyUnwrap,
  aesKeyWrap,
  clearPinBlock,
  decryptTrack,
  decryptTrackBy,
  decryptWholeTrack,
  encryptPinBlock,
  encryptPinBlockSm4,
  encryptTrack,
  encryptWholeTrack,
  keyCheckValue,
  pinOfClearBlock,
  sameBytes,
  sm4Decrypt,
  sm4Encrypt,
  translatePinBlock,
  tripleDesDecrypt,
  tripleDesEncrypt,
  xorBytes,
} from './keys.ts';
export { decodeField60, decodeField61, encodeField60, encodeField61, type Field60, type Field61 } from './subfields.ts';
export {
  decodeWorkingKeys,
  encodeWorkingKeys,
  type KeyLayout,
  type SignInLayout,
  type WorkingKeyName,
  type WorkingKeys,
  layWorkingKeys,
  type CarriedKey,
} from './key-layouts.ts';
export {
  decodeSettlementTotals,
  decodeUploadCount,
  decodeUploadedRows,
  encodeSettlementTotals,
  encodeUploadCount,
  encodeUploadedRows,
  uploadRowsMax,
  type BatchTotals,
  type SettlementResult,
  type SettlementSide,
  type SettlementTotals,
  type UploadedRow,
} from './settlement.ts';
export {
  decodeBinPage,
  decodeBinRequest,
  decodeListPage,
  decodeListRequest,
  decodeTaggedTexts,
  encodeBinPage,
  encodeBinRequest,
  encodeEntry,
  encodeListPage,
  encodeListRequest,
  encodeTaggedTexts,
  type PageFlag,
  type TaggedText,
} from './downloads.ts';
export { readCapk, type CardOrganisationKey } from './capk.ts';
export { encodeSignedSlip, signatureBytesMax, watermarkOf, type SignedSlip } from './signature.ts';
export { decodeJbig, encodeJbig, jbigPixelsMax, type Bitmap } from './jbig.ts';
export {
  pinBlockBytes,
  profiles,
  type PinStrategy,
  type Profile,
  type ProfileName,
  type TrackStrategy,
} from './profile.ts';
export { describeBytes, renderDescription, type Description, type DescribedField } from './describe.ts';
export { maskedDump, maskedFields, maskPan } from './dump.ts';
export {
  activationKind,
  buildActivationAck,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationRequest,
  deriveActivationKey,
  openActivationRequest,
  readActivationAck,
  readActivationAckReply,
  readActivationReply,
  readActivationRequest,
  verifyActivationAck,
  type ActivationAck,
  type ActivationAckInput,
  type ActivationAckReply,
  type ActivationAckReplyInput,
  type ActivationApproval,
  type ActivationExchange,
  type ActivationIntent,
  type ActivationRefusal,
  type ActivationReply,
  type ActivationRequest,
  type ActivationRequestInput,
  type CarriedTmk,
  type DeviceKey,
} from './activation.ts';
export {
  buildActivationStep,
  buildActivationStepReply,
  openActivationStep,
  readActivationStep,
  readActivationStepReply,
  type ActivationStepInput,
  type ActivationStepReply,
  type ActivationStepReplyInput,
  type ActivationStepRequest,
  type NextStep,
  type StepAsk,
  type StepExchange,
} from './activation-step.ts';
