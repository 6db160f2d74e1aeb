/**
 * GB18030 text. Node decodes it natively and does not encode it, so the encoder is the decoder's table turned round.
 * GBK would lose names such as 𠅤, 㛃 and 𬭚.
 */

const decoder = new TextDecoder('gb18030', { fatal: true });
const lenient = new TextDecoder('gb18030');

/** Text of the bytes, or undefined where they are not GB18030. */
export function decodeGb18030(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The same with U+FFFD in place of what is not GB18030: for showing, not for deciding. */
export function decodeGb18030Lenient(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

let twoByte: Map<string, number> | undefined;
let fourByte: Map<string, number> | undefined;

/** About 24,000 pairs, 12 ms once, and only when the first character outside ASCII is written. */
function twoByteTable(): Map<string, number> {
  const found = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const text = lenient.decode(pair);
      if (text.length === 1 && text !== '\uFFFD' && !found.has(text)) found.set(text, lead * 256 + trail);
    }
  }
  return found;
}

/** Pointers 0..39419 are the four-byte places of the basic plane (81308130 to 8431A439). */
const basicPlanePointers = 39_420;

function fourBytes(pointer: number): number[] {
  return [
    0x81 + Math.floor(pointer / 12_600),
    0x30 + (Math.floor(pointer / 1260) % 10),
    0x81 + (Math.floor(pointer / 10) % 126),
    0x30 + (pointer % 10),
  ];
}

function fourByteTable(): Map<string, number> {
  const found = new Map<string, number>();
  for (let pointer = 0; pointer < basicPlanePointers; pointer += 1) {
    const text = lenient.decode(Uint8Array.from(fourBytes(pointer)));
    if (text.length === 1 && !found.has(text)) found.set(text, pointer);
  }
  return found;
}

/** First pointer of U+10000 (bytes 90308130); from there on the mapping is a straight line. */
const supplementaryPointer = 189_000;

function encodeOne(character: string, into: number[]): void {
  const codePoint = character.codePointAt(0) as number;
  if (codePoint < 0x80) {
    into.push(codePoint);
    return;
  }
  if (codePoint >= 0x1_0000) {
    into.push(...fourBytes(supplementaryPointer + codePoint - 0x1_0000));
    return;
  }
  twoByte ??= twoByteTable();
  const pair = twoByte.get(character);
  if (pair !== undefined) {
    into.push(pair >> 8, pair & 0xff);
    return;
  }
  fourByte ??= fourByteTable();
  const pointer = fourByte.get(character);
  if (pointer === undefined) into.push(0x3f);
  else into.push(...fourBytes(pointer));
}

/** GB18030 bytes of a text; a lone surrogate, which is no character, becomes '?'. */
export function encodeGb18030(text: string): Uint8Array {
  // oxlint-disable-next-line no-control-regex -- the ASCII range is what is meant
  if (/^[\u0000-\u007F]*$/.test(text)) return Buffer.from(text, 'latin1');
  const bytes: number[] = [];
  for (const character of text) encodeOne(character, bytes);
  return Uint8Array.from(bytes);
}

/** The longest beginning of a text whose GB18030 form fits; never splits a character. */
export function fitGb18030(text: string, bytesMax: number): string {
  let used = 0;
  let fitted = '';
  for (const character of text) {
    used += encodeGb18030(character).length;
    if (used > bytesMax) break;
    fitted += character;
  }
  return fitted;
}
