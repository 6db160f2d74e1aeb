/** `npm run world`: the switches of the outside world of a running demo system, worked from a shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WORLD_USAGE, worldCommand } from './world-command.ts';

function end(why: string, code: number): never {
  process.stderr.write(`${why}\n`);
  process.exit(code);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' }, url: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true) end(WORLD_USAGE, 0);

/** A running system writes its address into its data folder. */
function addressOf(dataDir: string): string {
  const file = join(dataDir, 'run.json');
  try {
    const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url?: string };
    if (url !== undefined) return url;
  } catch {
    // told below, as for a system that is still starting
  }
  return end(`no running system is named in ${file}: start it with npm start, or give --data or --url`, 1);
}

const url = (values.url ?? addressOf(values.data)).replace(/\/$/, '');
const code = await worldCommand(
  {
    async call(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        // whatever changes something must come from the system's own address, as from its pages
        headers: { origin: new URL(url).origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => end(`nothing answers at ${url}`, 1));
      return { ok: response.ok, status: response.status, json: await response.json().catch(() => undefined) };
    },
    say: (line) => void process.stdout.write(`${line}\n`),
  },
  positionals,
);
process.exit(code);
