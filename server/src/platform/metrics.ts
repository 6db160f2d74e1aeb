import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What operators watch. Names follow Prometheus: base units, `_total` on counters. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<'route' | 'status'>;
  readonly terminalSeconds: Histogram<'kind' | 'code'>;
  readonly networkUnknown: Counter<'reason'>;
  /** Answers that came after their time; none of them posts anything. */
  readonly networkLate: Counter<'result'>;
  readonly networkUp: Gauge<'processor'>;
  readonly reviewSeconds: Histogram<'outcome'>;
  readonly jobsFailed: Counter<'queue'>;
  readonly terminalConnections: Gauge;
  /** Messages that are being answered at this moment. */
  readonly terminalInWork: Gauge;
  /** Lines and messages that a limit has turned away. */
  readonly terminalRefused: Counter<'reason'>;
  readonly terminalEmptyFrames: Counter;
  /** Sign-ins that look as if somebody else made them. */
  readonly terminalAlerts: Counter<'what'>;
}

/** Asked with each scrape; NaN while the database cannot be asked. */
function askedGauge(registers: Registry[], of: { name: string; help: string; ask: () => Promise<number> }): void {
  const gauge: Gauge = new Gauge({
    name: of.name,
    help: of.help,
    registers,
    async collect() {
      gauge.set(await of.ask().catch(() => Number.NaN));
    },
  });
}

/** What is asked of the database when somebody looks. */
interface Asked {
  /** Jobs that are due and not done. */
  readonly waiting: () => Promise<number>;
  /** Days until the published calendar ends. */
  readonly calendarDays: () => Promise<number>;
}
const nothing = (): Promise<number> => Promise.resolve(0);

export function makeMetrics(asked: Asked = { waiting: nothing, calendarDays: nothing }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'kaitong_' });
  const registers = [registry];
  askedGauge(registers, { name: 'kaitong_jobs_waiting', help: 'Jobs that are due and not done', ask: asked.waiting });
  askedGauge(registers, {
    name: 'kaitong_calendar_days',
    help: 'Days until the published calendar of working days ends',
    ask: asked.calendarDays,
  });
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'kaitong_http_request_seconds',
      help: 'HTTP answers by route',
      labelNames: ['route', 'status'],
      registers,
    }),
    terminalSeconds: new Histogram({
      name: 'kaitong_terminal_answer_seconds',
      help: 'Terminal messages by kind and field 39',
      labelNames: ['kind', 'code'],
      registers,
    }),
    networkUnknown: new Counter({
      name: 'kaitong_network_unknown_total',
      help: 'Card network exchanges that ended without an answer',
      labelNames: ['reason'],
      registers,
    }),
    networkLate: new Counter({
      name: 'kaitong_network_late_total',
      help: 'Card network answers that came too late',
      labelNames: ['result'],
      registers,
    }),
    networkUp: new Gauge({
      name: 'kaitong_network_up',
      help: 'Whether the line to a processor takes requests',
      labelNames: ['processor'],
      registers,
    }),
    reviewSeconds: new Histogram({
      name: 'kaitong_review_machine_seconds',
      help: 'Machine review from start to decision',
      labelNames: ['outcome'],
      buckets: [1, 2, 5, 10, 20, 60],
      registers,
    }),
    jobsFailed: new Counter({
      name: 'kaitong_jobs_failed_total',
      help: 'Job runs that threw',
      labelNames: ['queue'],
      registers,
    }),
    ...terminalLineMetrics(registers),
  };
}

function terminalLineMetrics(
  registers: Registry[],
): Pick<
  Metrics,
  'terminalConnections' | 'terminalInWork' | 'terminalRefused' | 'terminalEmptyFrames' | 'terminalAlerts'
> {
  return {
    terminalConnections: new Gauge({
      name: 'kaitong_terminal_connections',
      help: 'Open terminal connections',
      registers,
    }),
    terminalInWork: new Gauge({
      name: 'kaitong_terminal_in_work',
      help: 'Terminal messages that are being answered',
      registers,
    }),
    terminalRefused: new Counter({
      name: 'kaitong_terminal_refused_total',
      help: 'Terminal lines and messages that a limit has turned away',
      labelNames: ['reason'],
      registers,
    }),
    terminalEmptyFrames: new Counter({
      name: 'kaitong_terminal_empty_frames_total',
      help: 'Frames of length 0000, the keep-alive of some terminals',
      registers,
    }),
    terminalAlerts: new Counter({
      name: 'kaitong_terminal_alerts_total',
      help: 'Terminals that signed in unusually often, or from another address',
      labelNames: ['what'],
      registers,
    }),
  };
}
