import { createRequire } from 'node:module';
import sharp from 'sharp';

const resolver = createRequire(import.meta.url);
/** Names are Chinese, and a machine need not have a font that is. */
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
/** The side to which papers are read: boxes of fields are in these pixels. */
const SIDE_MAX = 2_200;
const QUALITY = 82;
const KEPT_MAX = 48;
const HOUR_MS = 3_600_000;

export interface Look {
  readonly fileId: string;
  readonly staffId: string;
  /** Name of who looks. */
  readonly name: string;
  /** Instant of the look; the picture says its hour. */
  readonly at: number;
}

/** Pictures of this hour by file and viewer, the least lately made first. */
const kept = new Map<string, Buffer>();

const escaped = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** One line of text on nothing, dark on a light edge, so that it is seen on white paper and on a dark picture alike. */
async function lineOfText(text: string, size: number): Promise<Buffer> {
  const draw = (colour: string, alpha: number): Promise<Buffer> =>
    sharp({
      text: {
        text: `<span foreground="${colour}" alpha="${alpha}%">${escaped(text)}</span>`,
        fontfile: resolver.resolve(FONT),
        font: `Noto Sans SC ${size}`,
        dpi: 72,
        rgba: true,
      },
    })
      .png()
      .toBuffer();
  const dark = await draw('#102030', 34);
  const light = await draw('#ffffff', 40);
  return sharp(light)
    .extend({ top: 0, left: 0, bottom: 2, right: 2, background: '#0000' })
    .composite([{ input: dark, top: 1, left: 1 }])
    .png()
    .toBuffer();
}

/** Lines of this hour: the text is the same on every picture that one person looks at. */
const lines = new Map<string, Promise<Buffer>>();
let lastLine: Promise<unknown> = Promise.resolve();

/** One line is drawn at a time: the font is registered with the process while it is, and two at once get in each other's way. */
function keptLine(text: string, size: number): Promise<Buffer> {
  const key = `${size} ${text}`;
  const found = lines.get(key);
  if (found !== undefined) return found;
  if (lines.size >= KEPT_MAX) lines.clear();
  const line = lastLine.then(() => lineOfText(text, size));
  lastLine = line.catch(() => lines.delete(key));
  lines.set(key, line);
  return line;
}

/** A tile that is never larger than the picture it goes on. */
async function tile(text: string, width: number, height: number): Promise<Buffer> {
  const size = Math.max(12, Math.min(30, Math.round(width / 56)));
  const gap = size * 3;
  const turned = await sharp(await keptLine(text, size))
    .rotate(-24, { background: '#0000' })
    .extend({ top: gap, bottom: gap, left: gap, right: gap, background: '#0000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return sharp(turned.data)
    .extract({
      left: 0,
      top: 0,
      width: Math.min(turned.info.width, width),
      height: Math.min(turned.info.height, height),
    })
    .png()
    .toBuffer();
}

const hours = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
/** `2026-11-23 16:00` in Shanghai. */
const hourText = (at: number): string => hours.format(at - (at % HOUR_MS));

/** The photo with the viewer's name and the hour all over it: upright, no longer than what was read, JPEG. */
export async function watermarked(content: Uint8Array, look: Look): Promise<Buffer> {
  const key = `${look.fileId} ${look.staffId} ${Math.floor(look.at / HOUR_MS)}`;
  const found = kept.get(key);
  if (found !== undefined) return found;
  const upright = await sharp(content)
    .rotate()
    .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: 'inside', withoutEnlargement: true })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = upright.info;
  const input = await tile(`${look.name} · ${hourText(look.at)}`, width, height);
  const marked = await sharp(upright.data)
    .composite([{ input, tile: true }])
    .jpeg({ quality: QUALITY })
    .toBuffer();
  for (const old of kept.keys()) {
    if (kept.size < KEPT_MAX) break;
    kept.delete(old);
  }
  kept.set(key, marked);
  return marked;
}
