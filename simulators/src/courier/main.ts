/** The courier: takes parcels over HTTP, moves them by its own clock, reports each step back, and puts the device into the merchant's hands; what goes back it fetches there and brings to the warehouse. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { announce, commonRoutes, JournalFile, openSimulator, serveHttp } from '../kit/index.ts';

const simulator = openSimulator('courier', {
  stuck: { rest: false, zh: '包裹停在途中', en: 'Parcels stay where they are' },
  silent: { rest: false, zh: '不应答下单', en: 'Orders get no answer' },
  secondsPerStep: { rest: 6, zh: '每一程的秒数', en: 'Seconds between two steps' },
});

type Step = 'ordered' | 'collected' | 'in_transit' | 'delivered' | 'lost' | 'refused';
interface Parcel {
  /** Fetched at a merchant's, brought to the warehouse. */
  readonly back?: true;
  readonly reference: string;
  readonly waybillNo: string;
  readonly serialNo: string;
  readonly model: string;
  readonly receiver: string;
  readonly phone: string;
  readonly address: string;
  readonly step: Step;
  readonly steppedAt: number;
  /** What our customer has acknowledged. */
  readonly reported: Step;
}

const NEXT: Readonly<Partial<Record<Step, Step>>> = {
  ordered: 'collected',
  collected: 'in_transit',
  in_transit: 'delivered',
};
const file = new JournalFile<Parcel>(join(simulator.config.dataDir, 'parcels.jsonl'));
const parcels = new Map<string, Parcel>(file.read().map((parcel) => [parcel.reference, parcel]));
const { secret = '', vendorSecret = '' } = simulator.config.settings;

function keep(parcel: Parcel): void {
  file.append(parcel);
  parcels.set(parcel.reference, parcel);
}

const sign = (body: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** The device key of a serial number, as the drawn factory made it: what lies in the box. */
const deviceKey = (serialNo: string): string =>
  createHmac('sha256', vendorSecret).update(`device:${serialNo}`).digest('hex').slice(0, 32);

async function handOver(parcel: Pick<Parcel, 'serialNo' | 'model'>): Promise<void> {
  const host = simulator.peers.get('terminalHost');
  if (host === undefined) return;
  const response = await fetch(`http://${host}/devices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ serialNo: parcel.serialNo, model: parcel.model, deviceKeyHex: deviceKey(parcel.serialNo) }),
  });
  if (!response.ok && response.status !== 409) throw new Error(`terminal host answered ${response.status}`);
}

/** Whoever gives a device away has it no more: what comes out of the warehouse again comes as it left the factory. */
async function fetchAway(serialNo: string): Promise<void> {
  const host = simulator.peers.get('terminalHost');
  if (host === undefined) return;
  const response = await fetch(`http://${host}/devices/${encodeURIComponent(serialNo)}`, { method: 'DELETE' });
  if (!response.ok && response.status !== 404) throw new Error(`terminal host answered ${response.status}`);
}

async function report(parcel: Parcel): Promise<void> {
  if (parcel.back === true && parcel.step !== 'ordered') await fetchAway(parcel.serialNo);
  if (parcel.back !== true && parcel.step === 'delivered') await handOver(parcel);
  const customer = simulator.peers.get('kaitong');
  if (customer === undefined) return;
  const body = JSON.stringify({ reference: parcel.reference, waybillNo: parcel.waybillNo, step: parcel.step });
  const response = await fetch(`http://${customer}/api/partner/courier/steps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': sign(body) },
    body,
  });
  if (response.ok) keep({ ...(parcels.get(parcel.reference) ?? parcel), reported: parcel.step });
}

let turning = false;
async function turn(): Promise<void> {
  if (turning) return;
  turning = true;
  try {
    for (const parcel of parcels.values()) {
      if (parcel.reported !== parcel.step) await report(parcel).catch(() => undefined);
      const next = NEXT[parcel.step];
      const waitMs = Number(simulator.faults.get('secondsPerStep')) * 1000;
      if (next === undefined || simulator.faults.on('stuck') || simulator.clock.nowMs() - parcel.steppedAt < waitMs)
        continue;
      const moved = { ...(parcels.get(parcel.reference) ?? parcel), step: next, steppedAt: simulator.clock.nowMs() };
      keep(moved);
      await report(moved).catch(() => undefined);
    }
  } finally {
    turning = false;
  }
}
setInterval(() => void turn(), 500);

function order(body: Omit<Parcel, 'waybillNo' | 'step' | 'steppedAt' | 'reported'>): Parcel {
  const known = parcels.get(body.reference);
  if (known !== undefined) return known;
  const parcel: Parcel = {
    ...body,
    waybillNo: `KD${String(simulator.clock.nowMs()).slice(-10)}${String(parcels.size + 1).padStart(3, '0')}`,
    step: 'ordered',
    steppedAt: simulator.clock.nowMs(),
    reported: 'ordered',
  };
  keep(parcel);
  return parcel;
}

/** What becomes of a parcel, at once; one that has come to its end stays there. */
async function end(
  reference: string,
  step: 'delivered' | 'lost' | 'refused',
): Promise<{ status?: number; json: object }> {
  const parcel = parcels.get(reference);
  if (parcel === undefined) return { status: 404, json: { error: 'no such parcel' } };
  if (NEXT[parcel.step] !== undefined) {
    const moved = { ...parcel, step, steppedAt: simulator.clock.nowMs() };
    keep(moved);
    await report(moved);
  }
  return { json: { ok: true } };
}

const http = await serveHttp('courier', simulator.config.port, {
  ...commonRoutes(simulator, () => ({ parcels: parcels.size })),
  'POST /orders': ({ body, rawBody, headers }) => {
    if (headers['x-signature'] !== sign(rawBody)) return { status: 401, json: { error: 'signature' } };
    if (simulator.faults.on('silent')) return new Promise(() => undefined);
    const parcel = order(body as Parcel);
    return { json: { waybillNo: parcel.waybillNo, courier: '速达快递' } };
  },
  'POST /collections': ({ body, rawBody, headers }) => {
    if (headers['x-signature'] !== sign(rawBody)) return { status: 401, json: { error: 'signature' } };
    if (simulator.faults.on('silent')) return new Promise(() => undefined);
    const { to, ...wish } = body as Parcel & { readonly to: { receiver: string; phone: string; address: string } };
    const parcel = order({ ...wish, ...to, model: '', back: true });
    return { json: { waybillNo: parcel.waybillNo, courier: '速达快递' } };
  },
  'POST /handed-in': async ({ body }) => {
    await fetchAway((body as Pick<Parcel, 'serialNo'>).serialNo);
    return { json: { ok: true } };
  },
  // over a counter or by an agent, who had it from stock: the same box without a parcel
  'POST /handed-over': async ({ body }) => {
    await handOver(body as Pick<Parcel, 'serialNo' | 'model'>);
    return { json: { ok: true } };
  },
  'GET /parcels': () => ({ json: [...parcels.values()].reverse() }),
  'POST /parcels/:reference/deliver': ({ params }) => end(params['reference'] ?? '', 'delivered'),
  'POST /parcels/:reference/lose': ({ params }) => end(params['reference'] ?? '', 'lost'),
  'POST /parcels/:reference/refuse': ({ params }) => end(params['reference'] ?? '', 'refused'),
});
announce(simulator, { http: http.port, admin: http.port });
