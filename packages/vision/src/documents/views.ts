import { rectangleToQuad, warp, type Raster } from '../pixels/raster.ts';
import { PAPERS, type Quad } from '../quality/index.ts';
import { quadSides } from '../quality/find-document.ts';
import { throughRedFilter } from '../seals/red-ink.ts';
import type { DocumentKind } from '../types.ts';

/** Longest side of the straightened card: 48-pixel text lines at least, measured best of 960, 1,280 and 1,600. */
const STRAIGHT_SIDE = 1_280;
/** Of a paper: its smallest print is a third of a card's. */
const STRAIGHT_SIDE_PAPER = 1_800;
const DETECT_SIDE = 960;
const DETECT_SIDE_RETRY = 1_536;

/** One way of looking at the photograph. */
export interface View {
  readonly picture: () => Raster;
  readonly side: number;
  /** From a place in the view to the place in the whole photograph. */
  readonly toPhoto: (x: number, y: number) => readonly [number, number];
}

export const TRIES_MAX = 3;

/** The views to try, in order: the straightened document where one was found, then the full frame. */
export function viewsOf(raster: Raster, kind: DocumentKind, quad: Quad | undefined): View[] {
  const isPaper = PAPERS.has(kind);
  const same = (x: number, y: number) => [x, y] as const;
  // Seals lie over the print: through a red filter they fade, and what stands under them can be read.
  const seen = (picture: Raster) => (isPaper ? throughRedFilter(picture) : picture);
  const full = (side: number): View => ({ picture: () => seen(raster), side, toPhoto: same });
  if (quad === undefined || kind === 'scene_photo') return [full(DETECT_SIDE), full(DETECT_SIDE_RETRY)];
  const sides = quadSides(quad);
  const scale = Math.min(1, (isPaper ? STRAIGHT_SIDE_PAPER : STRAIGHT_SIDE) / Math.max(sides.width, sides.height));
  const width = Math.round(sides.width * scale);
  const height = Math.round(sides.height * scale);
  const map = rectangleToQuad(width, height, quad);
  const straight = (side: number): View => ({
    picture: () => seen(warp(raster, map, { width, height, samples: 1 })),
    side,
    toPhoto: (x, y) => {
      const w = map[6] * x + map[7] * y + map[8];
      return [(map[0] * x + map[1] * y + map[2]) / w, (map[3] * x + map[4] * y + map[5]) / w];
    },
  });
  return isPaper
    ? [straight(DETECT_SIDE), straight(DETECT_SIDE_RETRY), full(DETECT_SIDE_RETRY)]
    : [straight(DETECT_SIDE), full(DETECT_SIDE), full(DETECT_SIDE_RETRY)];
}
