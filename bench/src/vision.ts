/**
 * CPU time of reading a document, beside a plain decode and resize of the same picture in the same run: the ratio says
 * whether the reading became slower, whatever machine this is.
 */
import { cpuUsage } from 'node:process';
import { renderSample } from '@kaitong/tools/samples';
import { createEngines } from '@kaitong/vision/engines';
import sharp from 'sharp';

const ROUNDS = 5;

const DOCUMENTS = [
  { name: 'idFrontCpuMs', sample: 'lin-id-front', kind: 'id_front' },
  { name: 'idBackCpuMs', sample: 'lin-id-back', kind: 'id_back' },
  { name: 'bankCardCpuMs', sample: 'lin-bank-card-debit', kind: 'bank_card' },
  { name: 'licenceCpuMs', sample: 'trading-company-business-licence', kind: 'business_licence' },
  { name: 'leaseCpuMs', sample: 'trading-company-lease', kind: 'lease' },
] as const;

export interface BenchResult {
  readonly name: 'vision';
  /** Milliseconds of CPU, median of five. */
  readonly figures: Record<string, number>;
  readonly yardstick: { readonly name: string; readonly cpuMs: number };
  /** Each figure in yardsticks. */
  readonly ratios: Record<string, number>;
}

/** Measures on this thread: a bench has nobody to keep waiting, and CPU time of a child is not ours to read. */
export async function run(): Promise<BenchResult> {
  const engines = createEngines();
  const figures: Record<string, number> = {};
  const plain: number[] = [];
  for (const { name, sample, kind } of DOCUMENTS) {
    const image = await renderSample(sample);
    const read = () => engines.run('readDocument', { image, kind });
    await read();
    figures[name] = await medianCpuMs(read);
    plain.push(await medianCpuMs(() => decodeAndResize(image)));
  }
  const cpuMs = median(plain);
  const ratios = Object.fromEntries(Object.entries(figures).map(([name, ms]) => [name, ms / cpuMs]));
  return { name: 'vision', figures, yardstick: { name: 'sharp: decode, resize to 960, raw', cpuMs }, ratios };
}

async function decodeAndResize(image: Buffer): Promise<unknown> {
  return sharp(image).rotate().resize({ width: 960 }).raw().toBuffer();
}

async function medianCpuMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = cpuUsage();
    await work();
    const used = cpuUsage(start);
    times.push((used.user + used.system) / 1_000);
  }
  return median(times);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
