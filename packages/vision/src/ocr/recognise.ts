import { affine, warp, type Point, type Raster } from '../pixels/raster.ts';
import { MODELS, openModel, readModel, type Model } from '../worker/models.ts';
import type { TextBox } from './geometry.ts';

export interface OcrModels {
  readonly detector: Model;
  readonly recogniser: Model;
  readonly direction: Model;
  /** Class number to character: 0 is the CTC blank, the last one the space. */
  readonly dictionary: readonly string[];
}

/** Opens the three PP-OCR models and their dictionary (about 0.25 s). */
export async function openOcrModels(): Promise<OcrModels> {
  const keys = readModel(MODELS.dictionary)
    .toString('utf8')
    .split('\n')
    .map((key) => key.replace('\r', ''));
  if (keys.at(-1) === '') keys.pop();
  return {
    detector: await openModel(MODELS.textDetector),
    recogniser: await openModel(MODELS.textRecogniser),
    direction: await openModel(MODELS.textDirection),
    dictionary: ['', ...keys, ' '],
  };
}

export interface RecognisedText {
  readonly text: string;
  /** Mean probability of the kept characters. */
  readonly confidence: number;
  /** Centre of each character as a fraction of the box's width. */
  readonly places: readonly number[];
}

const RECOGNISE_HEIGHT = 48;
/** 40 characters at 48 px each: longer than any line on a card or licence. */
const RECOGNISE_WIDTH_MAX = 1_920;

/** The text of one box, read along its long axis. */
export async function recognise(models: OcrModels, picture: Raster, box: TextBox): Promise<RecognisedText> {
  const width = Math.round(Math.min(Math.max((box.width / box.height) * RECOGNISE_HEIGHT, 24), RECOGNISE_WIDTH_MAX));
  const crop = cutBox(picture, box, width, RECOGNISE_HEIGHT);
  const { tensors } = await models.recogniser.run(centred(crop), [1, 3, RECOGNISE_HEIGHT, width]);
  const { data, dims } = tensors[0]!;
  return greedy(data, { steps: dims[1]!, classes: dims[2]! }, models.dictionary);
}

function greedy(
  data: Float32Array,
  size: { readonly steps: number; readonly classes: number },
  dictionary: readonly string[],
): RecognisedText {
  let text = '';
  let sum = 0;
  let previous = 0;
  const places: number[] = [];
  for (let step = 0; step < size.steps; step += 1) {
    const start = step * size.classes;
    let best = 0;
    for (let k = 1; k < size.classes; k += 1) if (data[start + k]! > data[start + best]!) best = k;
    if (best !== 0 && best !== previous) {
      const character = dictionary[best] ?? '';
      text += character;
      // One place for each code unit, so that text and places index alike.
      for (let i = 0; i < character.length; i += 1) places.push((step + 0.5) / size.steps);
      sum += data[start + best]!;
    }
    previous = best;
  }
  return { text, confidence: places.length === 0 ? 0 : sum / places.length, places };
}

const DIRECTION_WIDTH = 192;
/** The classifier's own threshold. */
const DIRECTION_MIN = 0.9;

/** True when the classifier is sure that this box stands on its head; false when sure it does not; otherwise undefined. */
export async function isUpsideDown(models: OcrModels, picture: Raster, box: TextBox): Promise<boolean | undefined> {
  const width = Math.min(DIRECTION_WIDTH, Math.round((box.width / box.height) * RECOGNISE_HEIGHT));
  const crop = cutBox(picture, box, width, RECOGNISE_HEIGHT);
  const plane = RECOGNISE_HEIGHT * DIRECTION_WIDTH;
  const input = new Float32Array(plane * 3);
  const cut = centred(crop);
  for (let row = 0; row < RECOGNISE_HEIGHT * 3; row += 1) {
    input.set(cut.subarray(row * width, (row + 1) * width), row * DIRECTION_WIDTH);
  }
  const { tensors } = await models.direction.run(input, [1, 3, RECOGNISE_HEIGHT, DIRECTION_WIDTH]);
  const [upright, turned] = tensors[0]!.data;
  if (turned! >= DIRECTION_MIN) return true;
  return upright! >= DIRECTION_MIN ? false : undefined;
}

function cutBox(picture: Raster, box: TextBox, width: number, height: number): Raster {
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const right: Point = [(box.width / width) * cos, (box.width / width) * sin];
  const down: Point = [-(box.height / height) * sin, (box.height / height) * cos];
  const origin: Point = [
    box.cx - (right[0] * width + down[0] * height) / 2,
    box.cy - (right[1] * width + down[1] * height) / 2,
  ];
  return warp(picture, affine(origin, right, down), { width, height, samples: box.height > height * 1.3 ? 2 : 1 });
}

function centred(picture: Raster): Float32Array {
  const plane = picture.width * picture.height;
  const input = new Float32Array(plane * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let i = 0; i < plane; i += 1) input[channel * plane + i] = picture.data[i * 3 + 2 - channel]! / 127.5 - 1;
  }
  return input;
}
