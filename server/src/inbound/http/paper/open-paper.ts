import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import PdfKit from 'pdfkit';

const resolver = createRequire(import.meta.url);
/** 10 MB as it lies in its package; pdfkit embeds only the glyphs that are used, about 30 kB for a full form. */
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
let font: Promise<Buffer> | undefined;

export type Paper = InstanceType<typeof PdfKit>;

export interface OpenPaper {
  readonly paper: Paper;
  /** Ends the document. @returns its bytes. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** An empty A4 document in the Chinese font. */
export async function openPaper(options: { readonly title: string; readonly margin: number }): Promise<OpenPaper> {
  font ??= readFile(resolver.resolve(FONT));
  const paper = new PdfKit({
    size: 'A4',
    margin: options.margin,
    font: (await font) as unknown as string, // never Helvetica: it has no Chinese
    bufferPages: true,
    info: { Title: options.title, Producer: 'Kaitong' },
    lang: 'zh-CN',
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    paper.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    paper.on('end', () => resolve());
    paper.on('error', reject);
  });
  return {
    paper,
    bytes: async () => {
      paper.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
