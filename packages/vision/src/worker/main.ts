/**
 * Entry of the vision worker: a process of its own, started by `createVision` through child_process.fork with
 * `serialization: 'advanced'`. One job at a time; ends when its parent's channel closes.
 */
import { createEngines } from './engines.ts';
import type { JobAnswer, JobRequest } from './jobs.ts';

const engines = createEngines();

function answer(message: JobAnswer): void {
  // The channel may close between a job and its answer; then nobody waits for it.
  if (process.connected) process.send?.(message);
}

async function run(request: JobRequest): Promise<void> {
  try {
    answer({ id: request.id, output: await engines.run(request.name, request.input) });
  } catch (error) {
    answer({ id: request.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

if (process.send === undefined) throw new Error('the vision worker is started by createVision, not by hand');
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => void run(message as JobRequest));
answer({ ready: true });
