import type { TextBox } from './geometry.ts';

/** A read box, upright: the picture is de-skewed before rows are made. */
export interface TextPiece {
  readonly text: string;
  readonly confidence: number;
  readonly places: readonly number[];
  readonly box: TextBox;
}

/** Pieces that stand on one line, from left to right, and their joined text. */
export interface TextRow {
  readonly pieces: readonly TextPiece[];
  readonly text: string;
  /** For each code unit of `text`, the piece it came from and its place inside that piece. */
  readonly origins: readonly Place[];
  /** For each code unit of `text`, where its centre stands across the de-skewed page. */
  readonly xs: readonly number[];
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean tilt of the lines, long ones counting more; radians. */
export function tiltOf(boxes: readonly TextBox[]): number {
  let [sum, weight] = [0, 0];
  for (const box of boxes) {
    if (box.width < box.height * 2) continue;
    sum += box.angle * box.width;
    weight += box.width;
  }
  return weight === 0 ? 0 : sum / weight;
}

/** Groups pieces that overlap vertically (after taking out the tilt) into rows, top to bottom. */
export function rowsOf(pieces: readonly TextPiece[]): TextRow[] {
  const tilt = tiltOf(pieces.map((p) => p.box));
  const [cos, sin] = [Math.cos(-tilt), Math.sin(-tilt)];
  const placed = pieces
    .filter((piece) => piece.text.trim() !== '')
    .map((piece) => {
      const x = piece.box.cx * cos - piece.box.cy * sin;
      const y = piece.box.cx * sin + piece.box.cy * cos;
      return { piece, left: x - piece.box.width / 2, y, half: piece.box.height / 2 };
    })
    .sort((a, b) => a.y - b.y);
  const groups: (typeof placed)[] = [];
  for (const item of placed) {
    const group = groups.find((g) => g.some((other) => sameLine(item, other)));
    if (group === undefined) groups.push([item]);
    else group.push(item);
  }
  return groups.map((group) => {
    const ordered = group.sort((a, b) => a.left - b.left);
    const top = Math.min(...ordered.map((g) => g.y - g.half));
    const bottom = Math.max(...ordered.map((g) => g.y + g.half));
    return { ...joined(ordered), left: ordered[0]!.left, top, bottom };
  });
}

function sameLine(a: { y: number; half: number }, b: { y: number; half: number }): boolean {
  const shared = Math.min(a.y + a.half, b.y + b.half) - Math.max(a.y - a.half, b.y - b.half);
  return shared > 0.55 * 2 * Math.min(a.half, b.half);
}

interface Place {
  readonly piece: TextPiece;
  readonly place: number;
}

function isSamePlace(a: Place, b: Place): boolean {
  const at = ({ piece: { box }, place }: Place) => box.cx + (place - 0.5) * box.width * Math.cos(box.angle);
  return Math.abs(at(a) - at(b)) < 0.5 * Math.min(a.piece.box.height, b.piece.box.height);
}

function joined(
  pieces: readonly { readonly piece: TextPiece; readonly left: number }[],
): Pick<TextRow, 'pieces' | 'text' | 'origins' | 'xs'> {
  let text = '';
  const origins: Place[] = [];
  const xs: number[] = [];
  for (const { piece, left } of pieces) {
    const before = origins.at(-1);
    for (let i = 0; i < piece.text.length; i += 1) {
      const character = piece.text[i]!;
      if (character === ' ') continue;
      const place = piece.places[i] ?? 0.5;
      // Grown boxes of neighbours overlap, and then both read the character between them: 南 | 南京市.
      if (
        i === 0 &&
        before !== undefined &&
        text.at(-1) === character &&
        isSamePlace(before, { piece, place: piece.places[0] ?? 0 })
      )
        continue;
      text += character;
      origins.push({ piece, place });
      xs.push(left + place * piece.box.width);
    }
  }
  return { pieces: pieces.map(({ piece }) => piece), text, origins, xs };
}
