/** Carries a large material over in parts: what `upload-course` decides, done with the network. Fetched when it is needed. */
import { CallProblem, client, holdFiling, problemOf, type Problem } from '../../kit/client.ts';
import type { Material, MaterialKind } from '../queries.ts';
import { dropPending, keepPending } from './pending-clips.ts';
import { sendForm, type Sending } from './upload.ts';
import { afterFailure, begun, freshCourse, nextStep, partSent, percentOf, type Course } from './upload-course.ts';

export interface Parcel {
  readonly owner: string;
  readonly kind: MaterialKind;
  readonly blob: Blob;
  readonly extra: Readonly<Record<string, string>>;
}

/** Five seconds at 400 kbit/s; a line that takes a minute for a part is as good as none. */
const PART_MS = 60_000;

/** Seen by nobody: the page that showed this upload is gone. */
const LEFT: Problem = { type: 'about:blank', title: 'another filing is worked on now', status: 0, code: 'page.fault' };

async function sha256Of(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Until the network is back, the person presses the button, or the time is over. */
function untilBetter(ms: number, show: (retryNow: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    show(done);
  });
}

/**
 * @returns the material, once it is accepted. @throws CallProblem for what a person has to read. The copy on the phone is kept
 * while anything else than the material stood in the way (signed out, server broken), and erased once the material was judged.
 */
export async function sendInParts(parcel: Parcel, show: (sending: Sending) => void): Promise<Material> {
  const { owner, kind, blob, extra } = parcel;
  const isHere = holdFiling();
  await keepPending(owner, { kind, blob, extra, at: Date.now() });
  const sha256 = await sha256Of(blob);
  let partBytes = blob.size;
  let percent = 0;
  let course: Course = freshCourse;
  const shown = (loaded: number): void => {
    percent = Math.max(percent, percentOf(course, { bytes: blob.size, partBytes }, loaded));
    show({ percent });
  };
  const take = async (): Promise<Material | undefined> => {
    const step = nextStep(course);
    if (step.do === 'begin') {
      const contentType = blob.type.split(';')[0] ?? '';
      const body = { kind, bytes: blob.size, sha256, contentType, ...extra };
      const answer = await client.call('POST /api/applicant/uploads', { body });
      partBytes = answer.partBytes;
      course = begun(course, { ...answer, partCount: Math.ceil(blob.size / partBytes) });
      shown(0);
      return undefined;
    }
    const uploadId = course.uploadId ?? '';
    if (step.do === 'complete')
      return client.call('POST /api/applicant/uploads/:uploadId/completion', { params: { uploadId } });
    const form = new FormData();
    form.append('file', blob.slice(step.partNo * partBytes, (step.partNo + 1) * partBytes), 'part');
    const path = client.href('PUT /api/applicant/uploads/:uploadId/parts/:partNo', {
      uploadId,
      partNo: String(step.partNo),
    });
    await sendForm({ method: 'PUT', path, form, timeoutMs: PART_MS }, ({ loaded }) =>
      shown(Math.min(loaded, partBytes)),
    );
    course = partSent(course, step.partNo);
    shown(0);
    return undefined;
  };
  for (;;) {
    // staff went on to another merchant: this one's papers never go out in the other's name; they are kept for the way back
    if (!isHere()) throw new CallProblem(LEFT);
    try {
      const material = await take();
      if (material === undefined) continue;
      await dropPending(owner, kind);
      return material;
    } catch (error) {
      const after = afterFailure(course, problemOf(error));
      if (after.what === 'stop') {
        if (wasJudged(error)) await dropPending(owner, kind);
        throw error;
      }
      course = after.course;
      if (after.what === 'wait') {
        const offline = problemOf(error).code === 'network.unreachable';
        await untilBetter(after.ms, (retryNow) => show({ percent, waiting: { offline, retryNow } }));
        shown(0);
      }
    }
  }
}

/** Whether the answer is about the material itself: then the same bytes would be refused again. */
function wasJudged(error: unknown): boolean {
  if (!(error instanceof CallProblem)) return false;
  const { code, status } = error.problem;
  return status < 500 && !['identity.sign_in_needed', 'http.rate_limit', 'http.in_progress'].includes(code);
}
