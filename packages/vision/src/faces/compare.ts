import { decode } from '../pixels/decode.ts';
import type { Raster } from '../pixels/raster.ts';
import type { FaceBand, FaceComparison } from '../types.ts';
import { cosine, type Face, type FaceEngine } from './engine.ts';

/**
 * At 0.45 and above the same person; below 0.30 another; a human looks at what lies between. On the pack's own pictures
 * (22 faces) one person in two pictures gave 0.64 and other pairs -0.22 to 0.41.
 */
export const BANDS = { pass: 0.45, human: 0.3 } as const;

/** Faces need no more pixels than this; a document's portrait is still 200 px wide. */
const FACE_SIDE = 1_280;

/** The band of a cosine. */
export function bandOf(similarity: number): FaceBand {
  if (similarity >= BANDS.pass) return 'pass';
  return similarity >= BANDS.human ? 'human' : 'fail';
}

/** A decoded picture with its faces, largest first; no faces when the bytes are no picture. */
export interface FacesInPicture {
  readonly picture: Raster | undefined;
  readonly faces: readonly Face[];
}

/** Decodes and detects. Never throws on bytes from outside. */
export async function facesIn(
  engine: FaceEngine,
  image: Uint8Array,
  side: number = FACE_SIDE,
): Promise<FacesInPicture> {
  const decoded = await decode(image, side);
  if ('refused' in decoded) return { picture: undefined, faces: [] };
  return { picture: decoded.raster, faces: await engine.detect(decoded.raster) };
}

/** Embedding of the largest face. */
export async function embedLargest(engine: FaceEngine, found: FacesInPicture): Promise<Float32Array | undefined> {
  const [face] = found.faces;
  return found.picture === undefined || face === undefined ? undefined : engine.embed(found.picture, face);
}

/** Compares the largest face of a document or file photo with the largest face of a live picture. */
export async function compareFaces(
  engine: FaceEngine,
  input: { readonly reference: Uint8Array; readonly live: Uint8Array },
): Promise<FaceComparison> {
  const reference = await facesIn(engine, input.reference);
  const live = await facesIn(engine, input.live);
  const [a, b] = [await embedLargest(engine, reference), await embedLargest(engine, live)];
  const similarity = a === undefined || b === undefined ? 0 : cosine(a, b);
  return {
    similarity,
    band: a === undefined || b === undefined ? 'fail' : bandOf(similarity),
    referenceFaces: reference.faces.length,
    liveFaces: live.faces.length,
  };
}
