/**
 * DES in plain TypeScript, for the small things terminals do with it. A cipher object of node:crypto costs about 5 µs to make, as
 * much as thirty blocks here; MAC and PIN block are two or three. FIPS 46-3, its tables merged two and two; the tests compare with
 * node:crypto. Tables are looked up by secret bytes, so this is for processes that nobody shares: where keys must not be seen by
 * a neighbour, they belong into an HSM and this code is not what runs there.
 */

const initialShifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/* oxfmt-ignore */
const permutedChoice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
/* oxfmt-ignore */
const permutedChoice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
/* oxfmt-ignore */
const permutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];
/** S1 to S8, row by row, a hex digit a value. */
const boxes = [
  'E4D12FB83A6C59070F74E2D1A6CB953841E8D62BFC973A50FC8249175B3EA06D',
  'F18E6B34972DC05A3D47F28EC01A69B50E7BA4D158C6932FD8A13F42B67C05E9',
  'A09E63F51DC7B428D709346A285ECBF1D6498F30B12C5AE71AD069874FE3B52C',
  '7DE3069A1285BC4FD8B56F03472C1AE9A690CB7DF13E52843F06A1D8945BC72E',
  '2C417AB6853FD0E9EB2C47D150FA3986421BAD78F9C5630EB8C71E2D6F09A453',
  'C1AF92680D34E75BAF427C9561DE0B389EF528C3704A1DB6432C95FABE17608D',
  '4B2EF08D3C975A61D0B7491AE35C2F8614BDC37EAF6805926BD814A7950FE23C',
  'D2846FB1A93E50C71FD8A374C56B0E927B419CE206ADF35821E74A8DFC90356B',
];

/** The eight tables: S-box and permutation in one, turned left by one bit as the halves are. 64 places each, one after the other. */
const boxed = new Int32Array(8 * 64);
/** Of a key's byte, by its place: the bits it gives to the left (0 to 7) and right half (8 to 15) of the key. 256 places each. */
const chosen1 = new Int32Array(16 * 256);
/**
 * Of seven bits of a half of the key: what they give to a round's key, six bits a byte. Four places of the left half (boxes 1, 3,
 * 2, 4 from the top), four of the right (5, 7, 6, 8), 128 each.
 */
const chosen2 = new Int32Array(8 * 128);
/** By box, 1 to 4 or 5 to 8: how far left its six bits stand. */
const boxShift = [24, 8, 16, 0];

function fillTables(): void {
  for (let box = 0; box < 8; box += 1) {
    for (let six = 0; six < 64; six += 1) {
      const row = ((six >> 4) & 2) | (six & 1);
      const four = Number.parseInt((boxes[box] as string)[row * 16 + ((six >> 1) & 15)] as string, 16);
      let word = 0;
      for (const [to, source] of permutation.entries()) {
        const bit = source - 1 - box * 4;
        if (bit >= 0 && bit < 4 && ((four >> (3 - bit)) & 1) === 1) word |= 1 << (31 - to);
      }
      boxed[box * 64 + six] = (word << 1) | (word >>> 31);
    }
  }
  for (const [to, source] of permutedChoice1.entries()) {
    const place = (source - 1) >> 3;
    const mask = 0x80 >> ((source - 1) & 7);
    const half = to < 28 ? 0 : 8;
    for (let byte = 0; byte < 256; byte += 1)
      if ((byte & mask) !== 0) {
        const at = (half + place) * 256 + byte;
        chosen1[at] = (chosen1[at] as number) | (1 << (27 - (to % 28)));
      }
  }
  for (const [to, source] of permutedChoice2.entries()) {
    const bit = (source - 1) % 28;
    const half = source <= 28 ? 0 : 4;
    const table = (half + Math.floor(bit / 7)) * 128;
    const place = (boxShift[Math.floor((to % 24) / 6)] as number) + 5 - (to % 6);
    for (let seven = 0; seven < 128; seven += 1)
      if ((seven & (0x40 >> (bit % 7))) !== 0)
        chosen2[table + seven] = (chosen2[table + seven] as number) | (1 << place);
  }
}
fillTables();

/** Rounds' keys of a DES key of 8 bytes: 32 words, for the odd boxes (1, 3, 5, 7) and the even ones, round by round. */
function scheduleInto(key: Uint8Array, offset: number, words: Int32Array, at: number): void {
  let left = 0;
  let right = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = key[offset + i] as number;
    left |= chosen1[i * 256 + byte] as number;
    right |= chosen1[(8 + i) * 256 + byte] as number;
  }
  for (let round = 0; round < 16; round += 1) {
    const by = initialShifts[round] as number;
    left = ((left << by) | (left >>> (28 - by))) & 0x0fff_ffff;
    right = ((right << by) | (right >>> (28 - by))) & 0x0fff_ffff;
    const high =
      (chosen2[left >>> 21] as number) |
      (chosen2[128 + ((left >>> 14) & 127)] as number) |
      (chosen2[256 + ((left >>> 7) & 127)] as number) |
      (chosen2[384 + (left & 127)] as number);
    const low =
      (chosen2[512 + (right >>> 21)] as number) |
      (chosen2[640 + ((right >>> 14) & 127)] as number) |
      (chosen2[768 + ((right >>> 7) & 127)] as number) |
      (chosen2[896 + (right & 127)] as number);
    words[at + round * 2] = (high & 0xffff_0000) | (low >>> 16);
    words[at + round * 2 + 1] = (high << 16) | (low & 0xffff);
  }
}

/** A block in two halves of 32 bits: what a cipher is given and what it leaves. */
export interface Block {
  left: number;
  right: number;
}

/** Sixteen rounds for every 32 words of the schedule, between one initial and one final permutation. */
function cipherBlock(words: Int32Array, block: Block): void {
  let { left, right } = block;
  let work = ((left >>> 4) ^ right) & 0x0f0f_0f0f;
  right ^= work;
  left ^= work << 4;
  work = ((left >>> 16) ^ right) & 0xffff;
  right ^= work;
  left ^= work << 16;
  work = ((right >>> 2) ^ left) & 0x3333_3333;
  left ^= work;
  right ^= work << 2;
  work = ((right >>> 8) ^ left) & 0x00ff_00ff;
  left ^= work;
  right ^= work << 8;
  right = (right << 1) | (right >>> 31);
  work = (left ^ right) & 0xaaaa_aaaa;
  left ^= work;
  right ^= work;
  left = (left << 1) | (left >>> 31);
  for (let pass = 0; pass < words.length; pass += 32) {
    for (let at = pass; at < pass + 32; at += 4) {
      left ^= mixed(right, words[at] as number, words[at + 1] as number);
      right ^= mixed(left, words[at + 2] as number, words[at + 3] as number);
    }
    // The final permutation of one DES and the initial one of the next undo each other; the exchange of the halves stays.
    work = left;
    left = right;
    right = work;
  }
  left = (left << 31) | (left >>> 1);
  work = (left ^ right) & 0xaaaa_aaaa;
  left ^= work;
  right ^= work;
  right = (right << 31) | (right >>> 1);
  work = ((right >>> 8) ^ left) & 0x00ff_00ff;
  left ^= work;
  right ^= work << 8;
  work = ((right >>> 2) ^ left) & 0x3333_3333;
  left ^= work;
  right ^= work << 2;
  work = ((left >>> 16) ^ right) & 0xffff;
  right ^= work;
  left ^= work << 16;
  work = ((left >>> 4) ^ right) & 0x0f0f_0f0f;
  block.right = right ^ work;
  block.left = left ^ (work << 4);
}

/** The round's function: what one half does to the other. */
function mixed(half: number, odd: number, even: number): number {
  const turned = ((half << 28) | (half >>> 4)) ^ odd;
  const plain = half ^ even;
  return (
    (boxed[384 + (turned & 63)] as number) |
    (boxed[256 + ((turned >>> 8) & 63)] as number) |
    (boxed[128 + ((turned >>> 16) & 63)] as number) |
    (boxed[(turned >>> 24) & 63] as number) |
    (boxed[448 + (plain & 63)] as number) |
    (boxed[320 + ((plain >>> 8) & 63)] as number) |
    (boxed[192 + ((plain >>> 16) & 63)] as number) |
    (boxed[64 + ((plain >>> 24) & 63)] as number)
  );
}

function readWord(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function writeWord(word: number, bytes: Uint8Array, at: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** The bytes of `data` from `at` on as a block; what is missing at the end is 0. */
export function readBlock(data: Uint8Array, at: number, block: Block): void {
  if (at + 8 <= data.length) {
    block.left = readWord(data, at);
    block.right = readWord(data, at + 4);
    return;
  }
  const last = new Uint8Array(8);
  last.set(data.subarray(at));
  block.left = readWord(last, 0);
  block.right = readWord(last, 4);
}

export function writeBlock(block: Block, bytes: Uint8Array, at: number): void {
  writeWord(block.left, bytes, at);
  writeWord(block.right, bytes, at + 4);
}

function reverse(words: Int32Array, start: number, end: number): void {
  for (let low = start, high = end - 2; low < high; low += 2, high -= 2) {
    const odd = words[low] as number;
    const even = words[low + 1] as number;
    words[low] = words[high] as number;
    words[low + 1] = words[high + 1] as number;
    words[high] = odd;
    words[high + 1] = even;
  }
}

/** DES for a key of 8 bytes, triple DES (encrypt, decrypt, encrypt) for 16 or 24: how many words its schedule has. */
function scheduleOf(key: Uint8Array, words: Int32Array): 32 | 96 {
  if (key.length !== 8 && key.length !== 16 && key.length !== 24) throw new Error('a DES key is 8, 16 or 24 bytes');
  scheduleInto(key, 0, words, 0);
  if (key.length === 8) return 32;
  scheduleInto(key, 8, words, 32);
  reverse(words, 32, 64);
  if (key.length === 24) scheduleInto(key, 16, words, 64);
  else words.copyWithin(64, 0, 32);
  return 96;
}

/** The one schedule there is: a typed array of this size costs more to make than to fill. Emptied after each use. */
const words = new Int32Array(96);
const single = words.subarray(0, 32);

/**
 * Lends a cipher of the key (8, 16 or 24 bytes; throws for another length) to `use`, which changes blocks in place, and forgets the
 * key's schedule behind it. Not to be entered again from inside.
 */
export function withDes<T>(key: Uint8Array, direction: 'encrypt' | 'decrypt', use: (cipher: DesCipher) => T): T {
  const length = scheduleOf(key, words);
  if (direction === 'decrypt') reverse(words, 0, length);
  try {
    return use(length === 32 ? singleCipher : tripleCipher);
  } finally {
    words.fill(0);
  }
}

export type DesCipher = (block: Block) => void;
const singleCipher: DesCipher = (block) => cipherBlock(single, block);
const tripleCipher: DesCipher = (block) => cipherBlock(words, block);
