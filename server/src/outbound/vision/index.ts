import { createVision, type LivenessAction, type Vision } from '@kaitong/vision';
import type { Logger } from 'pino';
import type { FaceEngine } from '../../modules/identity/index.ts';
import type { DocumentReader, VideoJudge } from '../../modules/materials/index.ts';
import { refuseInsideTransaction } from '../../platform/postgres/database.ts';

export interface VisionPorts {
  readonly documents: DocumentReader;
  readonly videos: VideoJudge;
  readonly face: FaceEngine;
  close(): Promise<void>;
}

/** Documents, clips and faces on this machine, in a worker process of their own. */
export function createVisionPorts(options: { workerEntry: string; execArgv?: string[]; log: Logger }): VisionPorts {
  const vision: Vision = createVision({
    workerEntry: options.workerEntry,
    ...(options.execArgv === undefined ? {} : { execArgv: options.execArgv }),
    log: (line) => options.log.info(line, 'vision'),
  });
  return {
    documents: {
      readDocument(input) {
        refuseInsideTransaction('vision');
        return vision.readDocument(input);
      },
    },
    videos: {
      judgeVideo(input) {
        refuseInsideTransaction('vision');
        return vision.judgeVideo(input);
      },
    },
    face: {
      async judgeLiveness(input) {
        refuseInsideTransaction('vision');
        const judged = await vision.judgeLiveness({ ...input, challenge: input.challenge satisfies LivenessAction[] });
        // another person's face is a finding about likeness, not about being alive: the caller's bands decide it
        const alive = judged.passed || judged.reason === 'reference_mismatch';
        return {
          passed: alive,
          ...(judged.reason === undefined ? {} : { reason: judged.reason }),
          ...(judged.similarity === undefined ? {} : { similarity: judged.similarity }),
          bestFrame: Math.max(0, judged.bestFrame),
        };
      },
    },
    close: () => vision.close(),
  };
}
