/** The registries: whether a name, an identity number, a phone and a card belong together. Answers from the drawn population. */
import { createHmac } from 'node:crypto';
import { announce, commonRoutes, openSimulator, serveHttp } from '../kit/index.ts';
import { cardsByPan } from '../population/index.ts';

const simulator = openSimulator('registry', {
  silent: { rest: false, zh: '不应答', en: 'Never answer' },
  down: { rest: false, zh: '停机', en: 'Out of service' },
  delayMs: { rest: 0, zh: '应答延迟毫秒', en: 'Milliseconds before an answer' },
});
const { secret = '' } = simulator.config.settings;
let asked = 0;

interface FourElement {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly cardNumber: string;
}

function compare(given: FourElement): { result: 'match' | 'mismatch'; wrong: string[] } {
  const found = cardsByPan.get(given.cardNumber);
  if (found === undefined) return { result: 'mismatch', wrong: ['cardNumber'] };
  const wrong = [
    ...(found.person.name === given.name ? [] : ['name']),
    ...(found.person.idNumber === given.idNumber ? [] : ['idNumber']),
    ...(found.card.reservedPhone === given.phone ? [] : ['phone']),
    ...(found.card.accountClass === 2 ? ['class'] : []),
  ];
  return { result: wrong.length === 0 ? 'match' : 'mismatch', wrong };
}

const http = await serveHttp('registry', simulator.config.port, {
  ...commonRoutes(simulator, () => ({ asked })),
  'POST /four-element': async ({ body, rawBody, headers }) => {
    if (headers['x-signature'] !== createHmac('sha256', secret).update(rawBody).digest('hex'))
      return { status: 401, json: { error: 'signature' } };
    asked += 1;
    if (simulator.faults.on('silent')) return new Promise(() => undefined);
    if (simulator.faults.on('down')) return { status: 503, json: { error: 'closed' } };
    const delayMs = Number(simulator.faults.get('delayMs'));
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return { json: compare(body as FourElement) };
  },
});
announce(simulator, { http: http.port, admin: http.port });
