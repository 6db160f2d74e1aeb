/** `npm run fuzz -- --frames <n> [--seed <n>]`: exit code 1 at the first broken promise, at growing memory or at a frame that takes long. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeFuzzer } from '../fuzz.ts';

const given = process.argv.slice(2);
const numberOf = (flag: string, otherwise: number): number => {
  const at = given.indexOf(flag);
  return at < 0 ? otherwise : Number(given[at + 1]);
};
const frames = numberOf('--frames', 100_000);
const seed = numberOf('--seed', 1);
/** Processor time of one batch of frames, generous by far: a frame takes about 0.3 ms with all its checks. */
const BATCH = 200;
const batchCpuMsMax = 5_000;
const grownBytesMax = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const fuzzer = makeFuzzer(seed);
const faults: string[] = [];
let messages = 0;
let slowestMs = 0;
let before = 0;
const begun = process.cpuUsage();
for (let done = 0; done < frames && faults.length === 0; done += BATCH) {
  // What is made once (tables, compiled code) is there after the first tenth.
  if (before === 0 && done >= frames / 10) before = heap();
  const batch = process.cpuUsage();
  try {
    for (let i = done; i < Math.min(done + BATCH, frames); i += 1) if (fuzzer.next()) messages += 1;
  } catch (broken) {
    faults.push(String(broken));
  }
  const { user, system } = process.cpuUsage(batch);
  slowestMs = Math.max(slowestMs, (user + system) / 1000);
  if (slowestMs > batchCpuMsMax)
    faults.push(`${BATCH} frames took ${slowestMs} ms of processor time before frame ${done}`);
}
const grown = before === 0 ? 0 : heap() - before;
if (grown > grownBytesMax) faults.push(`memory grew by ${grown} bytes`);
const spent = process.cpuUsage(begun);
process.stdout.write(
  `${JSON.stringify({
    seed,
    frames,
    messages,
    cpuS: Math.round((spent.user + spent.system) / 1e5) / 10,
    slowestBatchMs: Math.round(slowestMs),
    grownKb: Math.round(grown / 1024),
    faults,
  })}\n`,
);
process.exit(faults.length === 0 ? 0 : 1);
