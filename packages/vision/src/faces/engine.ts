import { resize } from '../pixels/decode.ts';
import { affine, warp, type Point, type Raster } from '../pixels/raster.ts';
import { MODELS, openModel, type Model } from '../worker/models.ts';

export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

export interface Face {
  readonly box: FaceBox;
  /** 68 points in the iBUG order, pixels of the picture. */
  readonly landmarks: readonly Point[];
}

/** Finds, marks and embeds faces. Another model pack is another implementation of this. */
export interface FaceEngine {
  /** Largest face first. */
  detect(picture: Raster): Promise<Face[]>;
  /** Unit vector, 512 places; the cosine of two is their dot product. */
  embed(picture: Raster, face: Face): Promise<Float32Array>;
}

const DETECT_WIDTH = 320;
const DETECT_HEIGHT = 240;
/** The pack's own value; below it the sample pictures give boxes on hands and wood. */
const SCORE_MIN = 0.65;
const OVERLAP_MAX = 0.4;
/** No document or selfie needs more; a crowd costs one landmark run each. */
const FACES_MAX = 8;

/** Where the two eyes, the nose and the mouth's corners belong in the 112 x 112 crop (ArcFace's published reference). */
const REFERENCE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** Opens the three ONNX models of the pack (about 0.1 s). */
export async function openFaceEngine(): Promise<FaceEngine> {
  const detector = await openModel(MODELS.faceDetector);
  const marker = await openModel(MODELS.faceLandmarks);
  const embedder = await openModel(MODELS.faceEmbedding);
  return {
    async detect(picture) {
      const boxes = await detectBoxes(detector, picture);
      const faces: Face[] = [];
      for (const box of boxes) faces.push({ box, landmarks: await markFace(marker, picture, box) });
      return faces;
    },
    embed: (picture, face) => embedFace(embedder, picture, face),
  };
}

async function detectBoxes(detector: Model, picture: Raster): Promise<FaceBox[]> {
  // Letter-boxed: the pack's own demo squeezes portrait pictures flat, which costs it the faces in upright selfies.
  const scale = Math.min(DETECT_WIDTH / picture.width, DETECT_HEIGHT / picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const small = await resize(picture, width, height);
  const plane = DETECT_WIDTH * DETECT_HEIGHT;
  const input = new Float32Array(plane * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      for (let k = 0; k < 3; k += 1) input[k * plane + y * DETECT_WIDTH + x] = (small.data[from + k]! - 127) / 128;
    }
  }
  const { tensors } = await detector.run(input, [1, 3, DETECT_HEIGHT, DETECT_WIDTH]);
  const scores = tensors[0]!.data;
  const corners = tensors[1]!.data;
  const found: FaceBox[] = [];
  for (let i = 0; i < scores.length / 2; i += 1) {
    const score = scores[i * 2 + 1]!;
    if (score < SCORE_MIN) continue;
    // The graph already decodes its prior boxes: corners come as fractions of the input.
    const x = (corners[i * 4]! * DETECT_WIDTH) / scale;
    const y = (corners[i * 4 + 1]! * DETECT_HEIGHT) / scale;
    const right = (corners[i * 4 + 2]! * DETECT_WIDTH) / scale;
    const bottom = (corners[i * 4 + 3]! * DETECT_HEIGHT) / scale;
    found.push({ x, y, width: right - x, height: bottom - y, score });
  }
  return withoutOverlaps(found)
    .sort((a, b) => b.width * b.height - a.width * a.height)
    .slice(0, FACES_MAX);
}

function withoutOverlaps(boxes: FaceBox[]): FaceBox[] {
  const kept: FaceBox[] = [];
  for (const box of boxes.sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(box, other) < OVERLAP_MAX)) kept.push(box);
  }
  return kept;
}

function overlap(a: FaceBox, b: FaceBox): number {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / Math.min(a.width * a.height, b.width * b.height);
}

const MARK_SIDE = 64;

async function markFace(marker: Model, picture: Raster, box: FaceBox): Promise<Point[]> {
  // The pack marks on a square as high as the box, centred on it.
  const side = box.height;
  const left = box.x + box.width / 2 - side / 2;
  const step = side / MARK_SIDE;
  const crop = warp(picture, affine([left, box.y], [step, 0], [0, step]), {
    width: MARK_SIDE,
    height: MARK_SIDE,
    samples: 2,
  });
  const input = new Float32Array(MARK_SIDE * MARK_SIDE);
  for (let i = 0; i < input.length; i += 1) {
    const luma = 0.299 * crop.data[i * 3]! + 0.587 * crop.data[i * 3 + 1]! + 0.114 * crop.data[i * 3 + 2]!;
    input[i] = luma / 256;
  }
  const { tensors } = await marker.run(input, [1, 1, MARK_SIDE, MARK_SIDE]);
  const out = tensors[0]!.data;
  return Array.from({ length: 68 }, (_, i): Point => [left + out[i * 2]! * side, box.y + out[i * 2 + 1]! * side]);
}

/** Eye centres, nose tip and mouth corners out of the 68 points, in the order of `REFERENCE`. */
export function fivePoints(marks: readonly Point[]): Point[] {
  const mean = (...indexes: number[]): Point => [
    indexes.reduce((sum, i) => sum + marks[i]![0], 0) / indexes.length,
    indexes.reduce((sum, i) => sum + marks[i]![1], 0) / indexes.length,
  ];
  return [mean(37, 38, 40, 41), mean(43, 44, 46, 47), mean(30), mean(48, 60), mean(54, 64)];
}

const EMBED_SIDE = 112;

async function embedFace(embedder: Model, picture: Raster, face: Face): Promise<Float32Array> {
  const { a, b, tx, ty } = similarity(REFERENCE, fivePoints(face.landmarks));
  const crop = warp(picture, affine([tx, ty], [a, b], [-b, a]), { width: EMBED_SIDE, height: EMBED_SIDE, samples: 2 });
  const plane = EMBED_SIDE * EMBED_SIDE;
  const input = new Float32Array(plane * 3);
  for (let i = 0; i < plane; i += 1) {
    for (let k = 0; k < 3; k += 1) input[k * plane + i] = (crop.data[i * 3 + k]! - 127) / 128;
  }
  const { tensors } = await embedder.run(input, [1, 3, EMBED_SIDE, EMBED_SIDE]);
  return unit(tensors[0]!.data);
}

function unit(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const v of vector) sum += v * v;
  const length = Math.sqrt(sum) || 1;
  return vector.map((v) => v / length);
}

/** Cosine of two unit vectors, -1 to 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Least-squares turn, scale and shift from one set of points to another: x' = a x - b y + tx, y' = b x + a y + ty. */
function similarity(from: readonly Point[], to: readonly Point[]): { a: number; b: number; tx: number; ty: number } {
  const n = from.length;
  const centre = (points: readonly Point[], k: 0 | 1) => points.reduce((sum, p) => sum + p[k], 0) / n;
  const [fx, fy, gx, gy] = [centre(from, 0), centre(from, 1), centre(to, 0), centre(to, 1)];
  let dot = 0;
  let cross = 0;
  let norm = 0;
  from.forEach(([x, y], i) => {
    const [u, v] = to[i]!;
    dot += (x - fx) * (u - gx) + (y - fy) * (v - gy);
    cross += (x - fx) * (v - gy) - (y - fy) * (u - gx);
    norm += (x - fx) ** 2 + (y - fy) ** 2;
  });
  const a = dot / norm;
  const b = cross / norm;
  return { a, b, tx: gx - a * fx + b * fy, ty: gy - b * fx - a * fy };
}
