/** Frames for the live check: plain JPEG as the camera saw them (the preview alone is mirrored), the first two at rest. */
import type { Answer } from '../../kit/client.ts';

export type Challenge = Answer<'POST /api/applicant/face/challenges'>;
export type Action = Challenge['actions'][number] | 'rest';
export interface Frame {
  readonly image: Blob;
  readonly atMs: number;
}

const SIDE = 480;
const STEP_MS = 350;
const REST_FRAMES = 2;
const FRAMES_PER_ACTION = 5;

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export async function openCamera(): Promise<MediaStream> {
  // without https there is no mediaDevices, whatever the types say
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) throw new Error('no camera here');
  return devices.getUserMedia({
    video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 640 } },
    audio: false,
  });
}

function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const scale = SIDE / Math.max(1, Math.min(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no frame')) : resolve(blob)), 'image/jpeg', 0.85);
  });
}

/** About four seconds: rest, then each action in turn. `show` is told what to do now. */
export async function captureFrames(
  video: HTMLVideoElement,
  actions: Challenge['actions'],
  show: (action: Action) => void,
): Promise<Frame[]> {
  const plan: Action[] = [
    ...Array.from({ length: REST_FRAMES }, (): Action => 'rest'),
    ...actions.flatMap((action) => Array.from({ length: FRAMES_PER_ACTION }, (): Action => action)),
  ];
  const frames: Frame[] = [];
  const startedAt = performance.now();
  show('rest');
  await wait(400);
  for (const action of plan) {
    show(action);
    await wait(STEP_MS);
    frames.push({ image: await frameOf(video), atMs: Math.round(performance.now() - startedAt) });
  }
  return frames;
}
