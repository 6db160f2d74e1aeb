/** Photos on their way out: made small on the phone, sent with a meter. */
import { CallProblem, filingHeaders, type Problem } from '../../kit/client.ts';
import type { Material, MaterialKind } from '../queries.ts';

interface Size {
  readonly sideMax: number;
  readonly quality: number;
  /** An upright JPEG that is smaller than this goes out as it is. */
  readonly smallBytes: number;
}

/**
 * Cards and scenes, chosen by measurement: 21 samples (372 KB each as they come) handed in again and again, 98 fields compared with
 * what was read of the originals:
 *
 *   long side, quality     KB each   fields read otherwise   photos refused
 *   2,200 px, 0.92             420   0                       0
 *   1,600 px, 0.90             332   0                       0
 *   1,600 px, 0.82             261   0                       0
 *   1,600 px, 0.75             170   0                       0
 *   1,280 px, 0.75             101   0                       0
 *
 * At 400 kbit/s a photo then takes 3.5 seconds instead of 8.
 */
const PLAIN: Size = { sideMax: 1_600, quality: 0.75, smallBytes: 200_000 };
/** The small characters around a seal do not bear that: below this, one of them is read as another. */
const SEALED: Size = { sideMax: 2_200, quality: 0.92, smallBytes: 1_500_000 };
const WITH_SEAL: readonly MaterialKind[] = [
  'business_licence',
  'account_permit',
  'lease',
  'auth_letter',
  'account_letter',
];

/** Upright JPEG as small as its kind bears; throws when the bytes are no picture. */
export async function shrink(photo: Blob, kind: MaterialKind): Promise<Blob> {
  const { sideMax, quality, smallBytes } = WITH_SEAL.includes(kind) ? SEALED : PLAIN;
  const bitmap = await createImageBitmap(photo, { imageOrientation: 'from-image' });
  const scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && photo.type === 'image/jpeg' && photo.size < smallBytes) {
    bitmap.close();
    return photo;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = canvas.getContext('2d');
  if (pen !== null) pen.imageSmoothingQuality = 'high'; // the plain way loses strokes of small characters
  pen?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no JPEG')) : resolve(blob)), 'image/jpeg', quality);
  });
}

const unreachable: Problem = { type: 'about:blank', title: 'no answer', status: 0, code: 'network.unreachable' };

/** How far it is, and where the line is down, the way to try at once. */
export interface Sending {
  readonly percent: number;
  readonly waiting?: { readonly offline: boolean; readonly retryNow: () => void };
}

interface Posting {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly form: FormData;
  /** None: as long as it takes. */
  readonly timeoutMs?: number;
}

/** fetch tells nothing of an upload's progress, XMLHttpRequest does. */
export function sendForm<T>(
  { method, path, form, timeoutMs }: Posting,
  onProgress: (progress: { readonly loaded: number; readonly total: number }) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const [name, value] of Object.entries(filingHeaders())) request.setRequestHeader(name, value);
    request.responseType = 'json';
    if (timeoutMs !== undefined) request.timeout = timeoutMs;
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event);
    });
    const cut = (): void => request.abort(); // some browsers leave it hanging until the system gives up
    const settle = (): void => window.removeEventListener('offline', cut);
    window.addEventListener('offline', cut);
    for (const end of ['error', 'timeout', 'abort'])
      request.addEventListener(end, () => {
        settle();
        reject(new CallProblem(unreachable));
      });
    request.addEventListener('load', () => {
      settle();
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else
        reject(
          new CallProblem(
            (request.response as Problem | null) ?? { ...unreachable, code: 'http.unexpected', status: request.status },
          ),
        );
    });
    request.send(form);
  });
}

/** Beyond this a broken line costs more than the extra requests do; scenes and cards are below (170 KB), sealed papers and clips above. */
const LARGE_BYTES = 256 * 1024;
// hashes are only there over https: without them it goes out in one piece, as small ones do
const inParts = (blob: Blob): boolean => blob.size > LARGE_BYTES && window.isSecureContext;

export interface Handing {
  readonly owner: string;
  readonly kind: MaterialKind;
  readonly blob: Blob;
  readonly extra?: Readonly<Record<string, string>>;
}

/** Hands a photo or clip in: a small one in one piece, a large one in parts that survive a lost line and a closed tab. */
export async function uploadMaterial(
  { owner, kind, blob, extra = {} }: Handing,
  show: (sending: Sending) => void,
): Promise<Material> {
  if (inParts(blob)) return (await import('./send-in-parts.ts')).sendInParts({ owner, kind, blob, extra }, show);
  const form = new FormData();
  form.append('kind', kind);
  for (const [name, value] of Object.entries(extra)) form.append(name, value);
  const ending = kind.endsWith('_video') ? (blob.type.includes('mp4') ? 'mp4' : 'webm') : 'jpg';
  form.append('file', blob, `${kind}.${ending}`);
  return sendForm({ method: 'POST', path: '/api/applicant/materials', form }, ({ loaded, total }) =>
    show({ percent: Math.round((loaded / total) * 100) }),
  );
}
