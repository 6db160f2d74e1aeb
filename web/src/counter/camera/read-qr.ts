/** Reads a QR off a playing video: by the browser where it can, else by script that is fetched when a camera opens. */

export type ReadQr = (video: HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** Enough for a code that fills a third of the picture; a whole 2,560 px frame takes ten times as long. */
const SIDE_MAX = 900;

async function byBrowser(): Promise<ReadQr | undefined> {
  const { BarcodeDetector: Reader } = window as { BarcodeDetector?: DetectorClass };
  try {
    if (Reader === undefined || !(await Reader.getSupportedFormats()).includes('qr_code')) return undefined;
    const detector = new Reader({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  } catch {
    return undefined; // some systems have the name and nothing behind it
  }
}

async function byScript(): Promise<ReadQr> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, SIDE_MAX / Math.max(video.videoWidth, video.videoHeight, 1));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (pen === null || width === 0 || height === 0) return Promise.resolve(undefined);
    canvas.width = width;
    canvas.height = height;
    pen.drawImage(video, 0, 0, width, height);
    try {
      return Promise.resolve(decodeQR({ width, height, data: pen.getImageData(0, 0, width, height).data }));
    } catch {
      return Promise.resolve(undefined); // no code in this frame
    }
  };
}

export const qrReader = async (): Promise<ReadQr> => (await byBrowser()) ?? byScript();
