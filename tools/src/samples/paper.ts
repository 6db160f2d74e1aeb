import { createCanvas, GlobalFonts, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { createRequire } from 'node:module';

export type Pen = SKRSContext2D;

/** Family names after `loadFonts`. */
export const REGULAR = 'Kaitong Sans';
export const BOLD = 'Kaitong Sans Bold';

let loaded = false;

/** Registers the two weights of Noto Sans SC that the drawings use; once a process. */
export function loadFonts(): void {
  if (loaded) return;
  const resolver = createRequire(import.meta.url);
  const path = (file: string) => resolver.resolve(`@expo-google-fonts/noto-sans-sc/${file}`);
  GlobalFonts.registerFromPath(path('400Regular/NotoSansSC_400Regular.ttf'), REGULAR);
  GlobalFonts.registerFromPath(path('700Bold/NotoSansSC_700Bold.ttf'), BOLD);
  loaded = true;
}

/** A fresh sheet with its pen; fonts are ready. */
export function sheet(width: number, height: number): { canvas: Canvas; pen: Pen } {
  loadFonts();
  const canvas = createCanvas(width, height);
  return { canvas, pen: canvas.getContext('2d') };
}

export interface Ink {
  readonly size: number;
  readonly colour: string;
  readonly font?: string;
  /** Extra space after each character, in pixels. */
  readonly spacing?: number;
}

/** Writes one line with its baseline at y and returns where it ends. */
export function write(pen: Pen, text: string, at: readonly [x: number, y: number], ink: Ink): number {
  pen.font = `${ink.size}px "${ink.font ?? REGULAR}"`;
  pen.fillStyle = ink.colour;
  const spacing = ink.spacing ?? 0;
  if (spacing === 0) {
    pen.fillText(text, at[0], at[1]);
    return at[0] + pen.measureText(text).width;
  }
  let x = at[0];
  for (const character of text) {
    pen.fillText(character, x, at[1]);
    x += pen.measureText(character).width + spacing;
  }
  return x;
}

/** The text in lines of so many places; a Latin letter or digit takes half a place, as it does on paper. */
export function wrapped(text: string, places: number): string[] {
  const lines: string[] = [''];
  let used = 0;
  for (const character of text) {
    const width = /[\x20-\x7e]/.test(character) ? 0.58 : 1;
    // A closing mark never opens a line.
    if (used + width > places && !'，。；、）'.includes(character)) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += character;
    used += width;
  }
  return lines;
}

/** Fills a rectangle with round corners. */
export function block(
  pen: Pen,
  box: readonly [x: number, y: number, width: number, height: number],
  fill: { readonly colour: string | CanvasGradient; readonly radius?: number },
): void {
  pen.fillStyle = fill.colour as string;
  pen.beginPath();
  pen.roundRect(box[0], box[1], box[2], box[3], fill.radius ?? 0);
  pen.fill();
}
