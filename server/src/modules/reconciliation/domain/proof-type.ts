/** What a proof may be, told by its first bytes: whatever its name says. */
const KINDS = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
] as const;

/** Undefined for what is none of them. Pure. */
export const proofTypeOf = (content: Uint8Array): string | undefined =>
  KINDS.find(([, first]) => first.every((byte, i) => content[i] === byte))?.[0];
