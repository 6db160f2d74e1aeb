/** How a material in parts gets to the server over a line that comes and goes: pure decisions, no clock and no network. */
import type { Problem } from '../../kit/client.ts';

/** What the server has said of an upload, and which parts it has. */
export interface Course {
  readonly uploadId: string | undefined;
  readonly partCount: number;
  readonly sent: readonly number[];
  /** Failures in a row; anything that gets through begins anew. */
  readonly failures: number;
  /** How often the server forgot this upload and it was begun again. */
  readonly restarts: number;
}

export type CourseStep =
  | { readonly do: 'begin' }
  | { readonly do: 'send'; readonly partNo: number }
  | { readonly do: 'complete' };

export type CourseAfter =
  | { readonly what: 'wait'; readonly course: Course; readonly ms: number }
  | { readonly what: 'begin_again'; readonly course: Course }
  | { readonly what: 'stop' };

export const freshCourse: Course = { uploadId: undefined, partCount: 0, sent: [], failures: 0, restarts: 0 };

const WAIT_FIRST_MS = 1_000;
const WAIT_MAX_MS = 30_000;
/** A server that is there and breaks this often in a row does so for a reason: a person reads it. A dead line is waited for without end. */
const FAULTS_MAX = 6;
const RESTARTS_MAX = 2;

/** What comes next. */
export function nextStep(course: Course): CourseStep {
  if (course.uploadId === undefined) return { do: 'begin' };
  const sent = new Set(course.sent);
  for (let partNo = 0; partNo < course.partCount; partNo += 1) if (!sent.has(partNo)) return { do: 'send', partNo };
  return { do: 'complete' };
}

export const begun = (
  course: Course,
  answer: { readonly uploadId: string; readonly parts: readonly number[]; readonly partCount: number },
): Course => ({ ...course, uploadId: answer.uploadId, partCount: answer.partCount, sent: answer.parts, failures: 0 });

export const partSent = (course: Course, partNo: number): Course => ({
  ...course,
  sent: [...course.sent, partNo],
  failures: 0,
});

/** Twice as long each time, up to half a minute. */
export const waitMs = (failures: number): number =>
  Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.max(0, failures - 1));

const PASSING = ['http.in_progress', 'materials.upload_in_judgement', 'http.rate_limit'];
const FORGOTTEN = ['materials.upload_unknown', 'materials.upload_broken', 'materials.upload_incomplete'];

/** What a failure means: a line or a server to wait for, an upload to begin again, or an answer that a person has to read. */
export function afterFailure(course: Course, problem: Pick<Problem, 'code' | 'status'>): CourseAfter {
  const failures = course.failures + 1;
  const wait: CourseAfter = { what: 'wait', course: { ...course, failures }, ms: waitMs(failures) };
  if (problem.code === 'network.unreachable') return wait;
  if (PASSING.includes(problem.code) || problem.status >= 500) return failures > FAULTS_MAX ? { what: 'stop' } : wait;
  if (!FORGOTTEN.includes(problem.code) || course.restarts >= RESTARTS_MAX) return { what: 'stop' };
  return { what: 'begin_again', course: { ...freshCourse, restarts: course.restarts + 1 } };
}

/** Whole per cent of the bytes that are there, `loaded` of the part on its way included; below 100 until all are. */
export function percentOf(
  course: Course,
  size: { readonly bytes: number; readonly partBytes: number },
  loaded: number,
): number {
  const done = course.sent.reduce(
    (sum, partNo) => sum + Math.max(0, Math.min(size.partBytes, size.bytes - partNo * size.partBytes)),
    0,
  );
  return Math.min(100, Math.floor(((done + loaded) / Math.max(1, size.bytes)) * 100));
}
