/**
 * Is this photograph good enough? Pure TypeScript on pixels, no Node imports: the phone asks before it uploads, the server
 * asks again with the same code, so both sides agree.
 */
import { rectangleToQuad, warp, type Raster } from '../pixels/raster.ts';
import type { DocumentKind, QualityFinding, QualityReason, QualityReport } from '../types.ts';
import { findDocument, quadSides, shrink, type FoundDocument, type Quad } from './find-document.ts';
import { fingerShare, glareShare, lightOf, lumaOf, reblur } from './measures.ts';

export { findDocument, type FoundDocument, type Quad };
export type { DocumentKind, QualityFinding, QualityReason, QualityReport };

export interface PixelsToJudge {
  /** RGBA as a canvas gives it, or RGB; rows from the top. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly kind: DocumentKind;
  /** From an earlier `findDocument` over the same pixels, to save its time. */
  readonly found?: FoundDocument;
}

/**
 * Papers: printed on white, stamped, legitimately copied. Brightness is no glare there and red ink no finger, so both are
 * judged where the text has been read; so is whether a copy will do.
 */
export const PAPERS: ReadonlySet<DocumentKind> = new Set([
  'business_licence',
  'account_permit',
  'lease',
  'auth_letter',
  'account_letter',
]);

/** Every limit in one place; where each was measured stands in docs/domain/vision.md. */
export const LIMITS = {
  longSideMin: 700,
  reblurRefuse: 0.55,
  reblurWarn: 0.45,
  glareRefuse: 0.039,
  fingerRefuse: 0.058,
  fingerWarn: 0.025,
  darkMeanRefuse: 45,
  darkBrightRefuse: 110,
  darkMeanWarn: 70,
  copyChromaRefuse: 5,
  cutEdgeWarn: 0.06,
} as const;

/** Width of the straightened document that the measures look at; their limits belong to it. */
const JUDGED_WIDTH = 960;

/**
 * Judges one photograph. Shape: at least 1 x 1 pixel, 3 or 4 bytes each; throws a RangeError when the sizes disagree.
 * `refuse` asks for another photograph, `warn` lets it pass with a hint.
 */
export function judgePixels(input: PixelsToJudge): QualityReport {
  const picture = asRaster(input);
  const isCard = input.kind !== 'scene_photo';
  const found = isCard ? (input.found ?? findDocument(picture)) : { edgeShare: 0, areaShare: 0 };
  const document = straighten(picture, found.quad);
  const luma = lumaOf(document);
  const light = lightOf(document, luma);
  const scores = {
    longSide: Math.max(picture.width, picture.height),
    reblur: reblur(luma, document.width, document.height),
    glare: glareShare(document),
    meanLuma: light.mean,
    brightLuma: light.bright,
    chroma: light.chroma,
    finger: found.quad === undefined ? 0 : fingerShare(document, input.kind === 'id_front'),
    edgeShare: found.edgeShare,
    areaShare: found.areaShare,
    quad: found.quad === undefined ? 0 : 1,
  };
  return reportOf(scores, findingsOf(scores, input.kind));
}

type Scores = Record<
  | 'longSide'
  | 'reblur'
  | 'glare'
  | 'meanLuma'
  | 'brightLuma'
  | 'chroma'
  | 'finger'
  | 'edgeShare'
  | 'areaShare'
  | 'quad',
  number
>;

interface Judged extends QualityFinding {
  readonly refuses: boolean;
}

function findingsOf(scores: Scores, kind: DocumentKind): Judged[] {
  const findings: Judged[] = [];
  const add = (reason: QualityReason, score: number, limit: number, refuses: boolean) =>
    findings.push({ reason, score, limit, refuses });
  if (scores.longSide < LIMITS.longSideMin) add('img_too_small', scores.longSide, LIMITS.longSideMin, true);
  const isDark = scores.meanLuma < LIMITS.darkMeanRefuse && scores.brightLuma < LIMITS.darkBrightRefuse;
  if (isDark) add('img_dark', scores.meanLuma, LIMITS.darkMeanRefuse, true);
  // A black bank card is dark by nature; its bright figures tell it from a dark room.
  else if (scores.meanLuma < LIMITS.darkMeanWarn && scores.brightLuma < 170) {
    add('img_dark', scores.meanLuma, LIMITS.darkMeanWarn, false);
  }
  // Too few pixels or too little light blur by themselves: name the cause, not the consequence.
  const sharpnessIsJudged = !isDark && scores.longSide >= LIMITS.longSideMin;
  if (sharpnessIsJudged && scores.reblur >= LIMITS.reblurWarn) {
    const refuses = scores.reblur >= LIMITS.reblurRefuse;
    add('img_blurry', scores.reblur, refuses ? LIMITS.reblurRefuse : LIMITS.reblurWarn, refuses);
  }
  if (kind === 'scene_photo') return findings;
  if (!PAPERS.has(kind) && scores.glare >= LIMITS.glareRefuse) add('img_glare', scores.glare, LIMITS.glareRefuse, true);
  if (scores.edgeShare >= LIMITS.cutEdgeWarn && scores.areaShare < 0.9) {
    add('img_cut_off', scores.edgeShare, LIMITS.cutEdgeWarn, false);
  }
  if (kind === 'bank_card' || PAPERS.has(kind)) return findings;
  if (!isDark && scores.chroma < LIMITS.copyChromaRefuse) add('img_copy', scores.chroma, LIMITS.copyChromaRefuse, true);
  if (scores.finger >= LIMITS.fingerWarn) {
    const refuses = scores.finger >= LIMITS.fingerRefuse;
    add('img_occluded', scores.finger, refuses ? LIMITS.fingerRefuse : LIMITS.fingerWarn, refuses);
  }
  return findings;
}

function reportOf(scores: Scores, judged: readonly Judged[]): QualityReport {
  const verdict = judged.some((f) => f.refuses) ? 'refuse' : judged.length > 0 ? 'warn' : 'good';
  // Refusals first: the first finding is the one to show.
  const ordered = [...judged].sort((a, b) => Number(b.refuses) - Number(a.refuses));
  return { verdict, findings: ordered.map(({ reason, score, limit }) => ({ reason, score, limit })), scores };
}

function straighten(picture: Raster, quad: Quad | undefined): Raster {
  if (quad === undefined) return shrink(picture, JUDGED_WIDTH);
  const sides = quadSides(quad);
  // Never enlarged: an interpolated picture would be called blurry for the interpolation.
  const scale = Math.min(1, JUDGED_WIDTH / Math.max(sides.width, sides.height));
  const width = Math.max(8, Math.round(sides.width * scale));
  const height = Math.max(8, Math.round(sides.height * scale));
  return warp(picture, rectangleToQuad(width, height, quad), { width, height, samples: 1 });
}

function asRaster(input: PixelsToJudge): Raster {
  const { data, width, height } = input;
  const pixels = width * height;
  if (pixels < 1 || (data.length !== pixels * 3 && data.length !== pixels * 4)) {
    throw new RangeError(`${data.length} bytes are not ${width} x ${height} RGB or RGBA pixels`);
  }
  if (data.length === pixels * 3)
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height };
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i += 1) {
    rgb[i * 3] = data[i * 4]!;
    rgb[i * 3 + 1] = data[i * 4 + 1]!;
    rgb[i * 3 + 2] = data[i * 4 + 2]!;
  }
  return { data: rgb, width, height };
}
