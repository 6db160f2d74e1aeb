import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { MaterialKind } from './material-kinds.ts';

/** 256 KB take five seconds at 400 kbit/s: so much is sent again when a line breaks, no more. */
export const UPLOAD_PART_BYTES = 256 * 1024;
/** Of one applicant at a time: licence, permit, lease and a clip. One more gives up the oldest, so nobody is ever stuck. */
export const UPLOADS_OPEN_MAX = 4;
export const PHOTO_BYTES_MAX = 12 * 1024 * 1024;
/** Ten seconds at 8 Mbit/s are 10 MB; phones that film in 4K go beyond that, and are asked to use the app's recorder. */
export const VIDEO_BYTES_MAX = 24 * 1024 * 1024;

export type SizeRefusal = Refusal<'materials.photo_too_large' | 'materials.video_too_large'>;

/** Pure: asked before the first byte is sent, so that nobody waits minutes for a refusal. */
export function decideSize(kind: MaterialKind, byteCount: number): Outcome<true, SizeRefusal> {
  const isVideo = kind === 'scene_video' || kind === 'interview_video';
  const bytesMax = isVideo ? VIDEO_BYTES_MAX : PHOTO_BYTES_MAX;
  if (byteCount <= bytesMax) return accept(true as const);
  const facts = { megabytesMax: bytesMax / 1024 / 1024 };
  return refuse(isVideo ? 'materials.video_too_large' : 'materials.photo_too_large', facts);
}

export const partCountOf = (byteCount: number): number => Math.ceil(byteCount / UPLOAD_PART_BYTES);

/** How long part `partNo` (from 0) has to be; 0 where there is no such part. */
export function partBytesOf(byteCount: number, partNo: number): number {
  return Math.max(0, Math.min(UPLOAD_PART_BYTES, byteCount - partNo * UPLOAD_PART_BYTES));
}

/** The parts that have not come yet, in order. */
export function missingParts(byteCount: number, present: readonly number[]): number[] {
  const have = new Set(present);
  return Array.from({ length: partCountOf(byteCount) }, (_, partNo) => partNo).filter((partNo) => !have.has(partNo));
}
