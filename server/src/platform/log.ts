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
