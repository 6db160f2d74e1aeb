/** The carrier of the data SIM cards: switches data of a card on and off over HTTP, and says to a device on its network whether they pass. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { announce, commonRoutes, JournalFile, openSimulator, serveHttp, type AdminAnswer } from '../kit/index.ts';

const simulator = openSimulator('sim-carrier', {
  silent: { rest: false, zh: '开停机指令不应答', en: 'Orders to switch data get no answer' },
  down: { rest: false, zh: '平台停机', en: 'The platform is out of service' },
  refuses: { rest: false, zh: '拒绝指令（查无此卡）', en: 'Orders are refused: no such card' },
});

interface Card {
  readonly iccid: string;
  readonly on: boolean;
  readonly at: number;
}

const file = new JournalFile<Card>(join(simulator.config.dataDir, 'cards.jsonl'));
const cards = new Map<string, Card>(file.read().map((card) => [card.iccid, card]));
const { secret = '' } = simulator.config.settings;
const ICCID = /^\d{19,20}$/;

function switchData(iccid: string, on: boolean): AdminAnswer {
  const card = { iccid, on, at: simulator.clock.nowMs() };
  if (cards.get(iccid)?.on !== on) {
    file.append(card);
    cards.set(iccid, card);
  }
  simulator.log.note({ came: `${iccid} ${on ? 'on' : 'off'}`, answered: '200', reasons: [] });
  return { json: { iccid, on } };
}

const http = await serveHttp('sim-carrier', simulator.config.port, {
  ...commonRoutes(simulator, () => ({ switched: cards.size })),
  'POST /cards/:iccid/data': ({ params, body, rawBody, headers }) => {
    const { iccid = '' } = params;
    const { on } = (body ?? {}) as { on?: unknown };
    if (headers['x-signature'] !== createHmac('sha256', secret).update(rawBody).digest('hex'))
      return { status: 401, json: { error: 'signature' } };
    if (simulator.faults.on('silent')) return new Promise(() => undefined);
    if (simulator.faults.on('down')) return { status: 503, json: { error: 'out of service' } };
    if (simulator.faults.on('refuses') || !ICCID.test(iccid)) return { status: 404, json: { error: 'no such card' } };
    if (typeof on !== 'boolean') return { status: 422, json: { error: 'on: true or false' } };
    return switchData(iccid, on);
  },
  // what a device meets on the air; a card that was never switched is on, as it came from the factory
  'GET /cards/:iccid': ({ params }) => ({ json: { on: cards.get(params['iccid'] ?? '')?.on ?? true } }),
  'GET /cards': () => ({ json: [...cards.values()].toSorted((a, b) => b.at - a.at) }),
});
announce(simulator, { http: http.port, admin: http.port });
