import pino, { type Logger } from 'pino';

/** Names under which personal data or keys could slip into a log line. */
const REDACTED = [
  'password',
  'code',
  'pan',
  'idNumber',
  'phone',
  'name',
  'track2',
  'pin',
  'key',
  'authorization',
  'cookie',
  'text',
];

/** Structured logs (JSON lines), personal data cut out by name; Secret values print as *** by themselves. */
export function makeLog(options: { level: string; destination?: string; role: string }): Logger {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const settings = { level: options.level, base: { role: options.role }, redact: { paths, censor: '***' } };
  return options.destination === undefined
    ? pino(settings)
    : pino(settings, pino.destination({ dest: options.destination, mkdir: true, sync: false }));
}

/**
 * Errors of the same words are told at once and then once in `everyMs`, with how often they came meanwhile: whoever reads the log finds the
 * fault and its beginning, and not the same line a thousand times.
 */
export function seldom(
  log: Pick<Logger, 'error'>,
  of: { readonly everyMs: number; readonly nowMs: () => number },
): (error: string, message: string) => void {
  const told = new Map<string, { at: number; more: number }>();
  return (error, message) => {
    const now = of.nowMs();
    const before = told.get(error);
    if (before !== undefined && now - before.at < of.everyMs) {
      before.more += 1;
      return;
    }
    // words with a number in them are new each time: what is over is forgotten
    for (const [key, one] of told) if (now - one.at >= of.everyMs) told.delete(key);
    told.set(error, { at: now, more: 0 });
    log.error(before === undefined || before.more === 0 ? { error } : { error, more: before.more }, message);
  };
}
