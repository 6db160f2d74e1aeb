import { turn, type Raster } from '../pixels/raster.ts';
import { detectText } from './detect.ts';
import type { TextBox } from './geometry.ts';
import { isUpsideDown, recognise, type OcrModels } from './recognise.ts';
import type { TextPiece } from './rows.ts';

/** What was read, and the upright picture that the boxes belong to. */
export interface ReadText {
  readonly pieces: readonly TextPiece[];
  readonly picture: Raster;
  /** Quarter turns clockwise from the picture handed in. */
  readonly quarters: 0 | 1 | 2 | 3;
}

/** Boxes that vote on the direction: the widest carry the most characters. */
const VOTERS = 6;

/** Finds and reads all text; turns the picture by quarters until the lines run from left to right. */
export async function readText(models: OcrModels, given: Raster, side: number): Promise<ReadText> {
  let picture = given;
  let quarters: 0 | 1 | 2 | 3 = 0;
  let boxes = await detectText(models.detector, picture, side);
  const lines = boxes.filter((box) => box.width > box.height * 1.5);
  const tall = lines.filter((box) => Math.abs(box.angle) > Math.PI / 4);
  if (tall.length > lines.length / 2) {
    picture = turn(picture, 1);
    quarters = 1;
    boxes = await detectText(models.detector, picture, side);
  }
  if (await standsOnItsHead(models, picture, boxes)) {
    boxes = boxes.map((box) => ({ ...box, cx: picture.width - box.cx, cy: picture.height - box.cy }));
    picture = turn(picture, 2);
    quarters = quarters === 0 ? 2 : 3;
  }
  const pieces: TextPiece[] = [];
  for (const box of boxes) pieces.push({ ...(await recognise(models, picture, box)), box });
  return { pieces, picture, quarters };
}

async function standsOnItsHead(models: OcrModels, picture: Raster, boxes: readonly TextBox[]): Promise<boolean> {
  const widest = [...boxes].sort((a, b) => b.width - a.width).slice(0, VOTERS);
  let votes = 0;
  for (const box of widest) {
    const answer = await isUpsideDown(models, picture, box);
    if (answer !== undefined) votes += answer ? 1 : -1;
  }
  return votes > 0;
}
