/** How many of the 256 places of two looks may differ for them to be one picture: saved anew it moves 10, another stall 30 and more. */
export const LOOK_APART_MAX = 20;
const SIDE = 16;

/** The look of the same picture mirrored: each row backwards, and brighter to the right becomes darker. */
export const mirroredLook = (look: string): string =>
  Array.from({ length: SIDE }, (_, row) =>
    look
      .slice(row * SIDE, (row + 1) * SIDE)
      .split('')
      .reverse()
      .map((bit) => (bit === '1' ? '0' : '1'))
      .join(''),
  ).join('');
