import PdfKit from 'pdfkit';
import { fontBytes } from './shipped-font.ts';

export type Paper = InstanceType<typeof PdfKit>;

export interface OpenPaper {
  readonly paper: Paper;
  /** Ends the document. @returns its bytes. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** An empty document in the Chinese font, A4 where no size (in points) is given. */
export async function openPaper(options: {
  readonly title: string;
  readonly margin: number;
  readonly size?: readonly [width: number, height: number];
}): Promise<OpenPaper> {
  const paper = new PdfKit({
    size: options.size === undefined ? 'A4' : [...options.size],
    margin: options.margin,
    font: (await fontBytes()) as unknown as string, // never Helvetica: it has no Chinese
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
