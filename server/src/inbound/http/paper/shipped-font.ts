/** The Chinese font that comes with the project: what is drawn looks the same whatever fonts a machine has. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

const resolver = createRequire(import.meta.url);
/** 10 MB as it lies in its package; pdfkit embeds only the glyphs that are used, about 30 kB for a full form. */
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
let bytes: Promise<Buffer> | undefined;
let font: Promise<Font> | undefined;

/** The file, read once. */
export function fontBytes(): Promise<Buffer> {
  bytes ??= readFile(resolver.resolve(FONT));
  return bytes;
}

/** The same with its outlines and widths. */
export function fontOutlines(): Promise<Font> {
  font ??= fontBytes().then(create);
  return font;
}
