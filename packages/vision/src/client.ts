import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type {
  DocumentKind,
  DocumentReading,
  FaceComparison,
  LivenessAction,
  LivenessFrame,
  LivenessJudgement,
  VideoJudgement,
} from './types.ts';
import type { JobAnswer, JobName, JobTable } from './worker/jobs.ts';

export interface VisionOptions {
  /** Path of the worker's entry: packages/vision/src/worker/main.ts or its bundle. */
  readonly workerEntry: string;
  /** Node arguments of the worker, e.g. ['--import', 'tsx'] for the TypeScript entry. Not inherited from this process. */
  readonly execArgv?: string[];
  /** Longest time of one job, start of the worker included; default 30 s. */
  readonly jobMsMax?: number;
  /** A worker is replaced after this many jobs, because native memory fragments; default 500. */
  readonly recycleAfterJobs?: number;
  /** Worker processes; default cores - 1, 1 to 4: each grows to 0.5 to 0.7 GB with both model packs (measured over 165 jobs). */
  readonly processes?: number;
  /** Jobs that may wait; default 200 (at 0.5 s a job and one worker, 100 s of waiting). */
  readonly waitingMax?: number;
  readonly log?: (line: object) => void;
}

export interface Vision {
  /** Quality and text in one decode. Bytes that are no picture give a reading with verdict refuse. */
  readDocument(input: { image: Uint8Array; kind: DocumentKind }): Promise<DocumentReading>;
  compareFaces(input: { reference: Uint8Array; live: Uint8Array }): Promise<FaceComparison>;
  judgeLiveness(input: {
    frames: readonly LivenessFrame[];
    challenge: readonly LivenessAction[];
    reference?: Uint8Array;
  }): Promise<LivenessJudgement>;
  /** A clip of a shop: facts, quality of eight frames, whether anything moves, text. Needs ffmpeg on the machine or its package. */
  judgeVideo(input: { video: Uint8Array }): Promise<VideoJudgement>;
  /** Ends the workers; jobs still open fail with `vision.closed`. */
  close(): Promise<void>;
}

export type VisionErrorCode = 'vision.timeout' | 'vision.crashed' | 'vision.failed' | 'vision.busy' | 'vision.closed';

/** A fault of the machinery, never a verdict about a picture: the caller may try again later. */
export class VisionError extends Error {
  readonly code: VisionErrorCode;

  constructor(code: VisionErrorCode, message: string) {
    super(message);
    this.name = 'VisionError';
    this.code = code;
  }
}

interface Job {
  readonly id: number;
  readonly name: JobName;
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: VisionError) => void;
  crashes: number;
}

interface Seat {
  child: ChildProcess | undefined;
  job: Job | undefined;
  jobsDone: number;
  timer: NodeJS.Timeout | undefined;
}

/** A job that took its worker down may be the cause; once more, then it is the picture's fault. */
const CRASHES_MAX = 2;

/** Opens the eye. Nothing starts before the first job; idle workers do not keep the parent alive. */
export function createVision(options: VisionOptions): Vision {
  const pool = new Pool(options);
  return {
    readDocument: (input) => pool.ask('readDocument', input),
    compareFaces: (input) => pool.ask('compareFaces', input),
    judgeLiveness: (input) => pool.ask('judgeLiveness', input),
    judgeVideo: (input) => pool.ask('judgeVideo', input),
    close: () => pool.close(),
  };
}

class Pool {
  readonly #options: VisionOptions;
  readonly #seats: Seat[];
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #closed = false;

  constructor(options: VisionOptions) {
    this.#options = options;
    const processes = options.processes ?? Math.min(4, Math.max(1, availableParallelism() - 1));
    this.#seats = Array.from({ length: processes }, () => ({
      child: undefined,
      job: undefined,
      jobsDone: 0,
      timer: undefined,
    }));
  }

  ask<N extends JobName>(name: N, input: JobTable[N]['input']): Promise<JobTable[N]['output']> {
    return new Promise((resolve, reject) => {
      const waitingMax = this.#options.waitingMax ?? 200;
      if (this.#closed) return reject(new VisionError('vision.closed', 'vision is closed'));
      if (this.#waiting.length >= waitingMax)
        return reject(new VisionError('vision.busy', `${waitingMax} jobs are waiting`));
      const done = resolve as (output: unknown) => void;
      this.#waiting.push({ id: this.#nextId++, name, input, resolve: done, reject, crashes: 0 });
      this.#serve();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closed = () => new VisionError('vision.closed', 'vision was closed before the job ended');
    for (const job of this.#waiting.splice(0)) job.reject(closed());
    const ends = this.#seats.map(async (seat) => {
      const { child, job } = seat;
      this.#vacate(seat);
      job?.reject(closed());
      if (child !== undefined) await ended(child);
    });
    await Promise.all(ends);
  }

  #serve(): void {
    for (const seat of this.#seats) {
      if (this.#waiting.length === 0 || this.#closed) return;
      if (seat.job === undefined) this.#start(seat, this.#waiting.shift()!);
    }
  }

  #start(seat: Seat, job: Job): void {
    seat.child ??= this.#spawn(seat);
    seat.job = job;
    hold(seat.child, true);
    const limit = this.#options.jobMsMax ?? 30_000;
    seat.timer = setTimeout(() => {
      this.#log({ event: 'vision.timeout', job: job.name, limitMs: limit });
      const { child } = seat;
      this.#vacate(seat);
      child?.kill('SIGKILL');
      job.reject(new VisionError('vision.timeout', `${job.name} took more than ${limit} ms`));
      this.#serve();
    }, limit);
    // A failed send shows as the worker's exit, which fails or repeats the job.
    seat.child.send({ id: job.id, name: job.name, input: job.input }, () => undefined);
  }

  #spawn(seat: Seat): ChildProcess {
    const child = fork(this.#options.workerEntry, [], {
      execArgv: this.#options.execArgv ?? [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString('utf8')).slice(-2_000)));
    child.on('message', (message) => this.#answered(seat, child, message as JobAnswer));
    child.on('error', (error) => this.#gone(seat, child, String(error)));
    child.on('exit', (code, signal) => this.#gone(seat, child, `exit ${code ?? signal}: ${complaint}`));
    seat.jobsDone = 0;
    return child;
  }

  #answered(seat: Seat, child: ChildProcess, message: JobAnswer): void {
    const { job } = seat;
    if (!('id' in message) || seat.child !== child || job?.id !== message.id) return;
    clearTimeout(seat.timer);
    seat.job = undefined;
    seat.jobsDone += 1;
    hold(child, false);
    if (seat.jobsDone >= (this.#options.recycleAfterJobs ?? 500)) {
      this.#log({ event: 'vision.recycled', jobs: seat.jobsDone });
      this.#vacate(seat);
    }
    if ('error' in message) job.reject(new VisionError('vision.failed', message.error));
    else job.resolve(message.output);
    this.#serve();
  }

  #gone(seat: Seat, child: ChildProcess, why: string): void {
    // Vacated seats have let go of their child on purpose.
    if (seat.child !== child) return;
    const { job } = seat;
    this.#vacate(seat);
    this.#log({ event: 'vision.crashed', why, job: job?.name });
    if (job !== undefined) {
      job.crashes += 1;
      if (job.crashes < CRASHES_MAX && !this.#closed) this.#waiting.unshift(job);
      else job.reject(new VisionError('vision.crashed', `the worker ended during ${job.name}: ${why}`));
    }
    this.#serve();
  }

  /** Lets go of the seat's worker; closing the channel makes it end by itself. */
  #vacate(seat: Seat): void {
    const { child } = seat;
    clearTimeout(seat.timer);
    seat.child = undefined;
    seat.job = undefined;
    if (child?.connected === true) child.disconnect();
  }

  #log(line: object): void {
    this.#options.log?.(line);
  }
}

/** Only a running job keeps the parent's event loop alive. */
function hold(child: ChildProcess, busy: boolean): void {
  if (busy) {
    child.ref();
    child.channel?.ref();
    return;
  }
  child.unref();
  child.channel?.unref();
  (child.stderr as { unref?: () => void } | null)?.unref?.();
}

/** Longest wait for a worker to end by itself after its channel closed. */
const END_MS_MAX = 2_000;

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
    child.ref();
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
