import { readDocument } from '../documents/read-document.ts';
import { compareFaces } from '../faces/compare.ts';
import { openFaceEngine, type FaceEngine } from '../faces/engine.ts';
import { judgeLiveness } from '../faces/liveness.ts';
import { openOcrModels, type OcrModels } from '../ocr/recognise.ts';
import type { Raster } from '../pixels/raster.ts';
import type { Box } from '../types.ts';
import { judgeVideo } from '../video/judge-video.ts';
import type { JobName, JobTable } from './jobs.ts';

export interface Engines {
  run<N extends JobName>(name: N, input: JobTable[N]['input']): Promise<JobTable[N]['output']>;
}

/** The work itself, on this thread. Models are opened at their first use: 0.25 s for text, 0.1 s for faces. */
export function createEngines(): Engines {
  let ocr: Promise<OcrModels> | undefined;
  let faces: Promise<FaceEngine> | undefined;
  const text = () => (ocr ??= openOcrModels());
  const face = () => (faces ??= openFaceEngine());
  const findPortrait = async (photo: Raster): Promise<{ box: Box; score: number } | undefined> => {
    const [found] = await (await face()).detect(photo);
    if (found === undefined) return undefined;
    const { x, y, width, height, score } = found.box;
    return { box: [x, y, width, height].map(Math.round) as unknown as Box, score };
  };
  const table: { [N in JobName]: (input: JobTable[N]['input']) => Promise<JobTable[N]['output']> } = {
    readDocument: async (input) => readDocument(await text(), { ...input, findPortrait }),
    compareFaces: async (input) => compareFaces(await face(), input),
    judgeLiveness: async (input) => judgeLiveness(await face(), input),
    judgeVideo: async (input) => judgeVideo(await text(), input),
  };
  return { run: (name, input) => table[name](input) };
}
