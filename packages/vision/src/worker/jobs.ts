import type {
  DocumentKind,
  DocumentReading,
  FaceComparison,
  LivenessAction,
  LivenessFrame,
  LivenessJudgement,
  VideoJudgement,
} from '../types.ts';

/** What the parent may ask, and what comes back; crosses the IPC channel by structured clone. */
export interface JobTable {
  readDocument: { input: { image: Uint8Array; kind: DocumentKind }; output: DocumentReading };
  compareFaces: { input: { reference: Uint8Array; live: Uint8Array }; output: FaceComparison };
  judgeLiveness: {
    input: { frames: readonly LivenessFrame[]; challenge: readonly LivenessAction[]; reference?: Uint8Array };
    output: LivenessJudgement;
  };
  judgeVideo: { input: { video: Uint8Array }; output: VideoJudgement };
}

export type JobName = keyof JobTable;

export interface JobRequest<N extends JobName = JobName> {
  readonly id: number;
  readonly name: N;
  readonly input: JobTable[N]['input'];
}

export type JobAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: string };
