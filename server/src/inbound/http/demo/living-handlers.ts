/** The demo as something to live in: merchants to sign in as, the tour, failures by name, and back to the first state. */
import { TOUR_STEPS } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { answerDeposit, tourState } from '../../../flows/demo-tour.ts';
import type { World } from '../../../flows/ports.ts';
import { applicantByPhone, applicantForPhone, openSession } from '../../../modules/identity/index.ts';
import { merchantOf, merchantsOfPrefix } from '../../../modules/merchants/index.ts';
import { setSessionCookie } from '../session-cookie.ts';
import type { Handlers, Site } from '../context.ts';
import type { Demo } from './demo.ts';
import { FORCED_FAILURES, type ForcedFailure } from './forced-failures.ts';

type Keys =
  | 'GET /api/demo/living'
  | 'POST /api/demo/sign-in'
  | 'POST /api/demo/tour/deposit'
  | 'POST /api/demo/reset'
  | 'GET /api/demo/failures'
  | 'PUT /api/demo/failures/:name';

const demoOf = (site: Site): Demo => must(site.demo, 'demo behind the demo guard');

/** Shown on the home page: all of a small neighbourhood, the beginning of a large one. */
const MERCHANTS_SHOWN = 31;
const SEEDED = 'mer_00seed';

async function seededMerchants(world: World, demo: Demo) {
  const ids = await merchantsOfPrefix(world.db, SEEDED, MERCHANTS_SHOWN);
  return Promise.all(
    ids.map(async (merchantId) => {
      const { name, principalName: person, phone, mcc } = await merchantOf(world, merchantId);
      const situation = demo.situations.get(merchantId);
      return { merchantId, name, person, phone, mcc, ...(situation === undefined ? {} : { situation }) };
    }),
  );
}

const ANSWER_MS = 5_000;

interface Switch {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly rest: string | number | boolean;
}

async function switchesOf(demo: Demo, simulator: string): Promise<readonly Switch[] | undefined> {
  const address = demo.simulators.address(simulator);
  if (address === undefined) return undefined;
  const response = await fetch(`http://${address}/state`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(
    () => undefined,
  );
  return response?.ok === true ? ((await response.json()) as { faults: Switch[] }).faults : undefined;
}

/** Of a simulator that is off, everything that is about its switches is as it will be when it is back: not on. */
function isOn(failure: ForcedFailure, demo: Demo, switches: readonly Switch[] | undefined): boolean {
  if (failure.faults === undefined) return !demo.simulators.alive(failure.simulator);
  return Object.entries(failure.faults).every(
    ([name, value]) => switches?.find((one) => one.name === name)?.value === value,
  );
}

async function force(demo: Demo, failure: ForcedFailure, on: boolean): Promise<boolean> {
  if (failure.faults === undefined) return demo.simulators.power(failure.simulator, !on);
  const switches = await switchesOf(demo, failure.simulator);
  const address = demo.simulators.address(failure.simulator);
  if (switches === undefined || address === undefined) return false;
  const rest = (name: string): Switch['value'] =>
    must(
      switches.find((one) => one.name === name),
      `switch ${name}`,
    ).rest;
  const values = Object.entries(failure.faults).map(([name, value]) => [name, on ? value : rest(name)]);
  const response = await fetch(`http://${address}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(values)),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined);
  return response?.ok === true;
}

export const livingHandlers: Handlers<Keys> = {
  'GET /api/demo/living': async ({ world, site }) => {
    const demo = demoOf(site);
    const person = must(demo.people[0], 'person of the tour');
    const [merchants, done] = await Promise.all([seededMerchants(world, demo), tourState(world, person.phone)]);
    return accept({
      run: demo.run,
      ...demo.living(),
      canReset: demo.reset !== undefined,
      merchants,
      tour: {
        person: { key: person.key, name: person.name, phone: person.phone },
        steps: TOUR_STEPS.map((step) => ({ step, done: done[step] })),
      },
    });
  },
  'POST /api/demo/sign-in': async (context) => {
    const { world, site, input, request } = context;
    const { phone } = input.body;
    const drawn = demoOf(site).people.some((one) => one.phone === phone);
    const seeded = await applicantByPhone(world, phone);
    const merchants = seeded?.startsWith('apl_00seed') === true;
    if (!drawn && !merchants) return refuse('demo.person_unknown');
    const subjectId = await applicantForPhone(world, phone);
    const device = request.headers['user-agent'] ?? '';
    const token = await openSession(world, { audience: 'applicant', subjectId, device, address: request.ip });
    setSessionCookie(context, 'applicant', token);
    return accept({ ok: true as const });
  },
  'POST /api/demo/tour/deposit': async ({ world, input }) =>
    accept({ right: await answerDeposit(world, input.body.yuan) }),
  'POST /api/demo/reset': ({ site, input, reply }) => {
    const { reset, run } = demoOf(site);
    if (reset === undefined) return Promise.resolve(refuse('demo.not_whole'));
    // pressed twice, or in two windows: the second press is about what is not there any more
    if (input.body.run !== run) return Promise.resolve(refuse('demo.other_run'));
    reply.raw.once('close', reset);
    return Promise.resolve(accept({ ok: true as const }));
  },
  'GET /api/demo/failures': async ({ site }) => {
    const demo = demoOf(site);
    const names = [...new Set(FORCED_FAILURES.map((one) => one.simulator))];
    const known = new Map(await Promise.all(names.map(async (name) => [name, await switchesOf(demo, name)] as const)));
    return accept({
      rows: FORCED_FAILURES.map((failure) => ({
        name: failure.name,
        simulator: failure.simulator,
        on: isOn(failure, demo, known.get(failure.simulator)),
        title: { zh: failure.zh[0], en: failure.en[0] },
        sight: { zh: failure.zh[1], en: failure.en[1] },
      })),
    });
  },
  'PUT /api/demo/failures/:name': async ({ site, input }) => {
    const failure = FORCED_FAILURES.find((one) => one.name === input.params.name);
    if (failure === undefined || !(await force(demoOf(site), failure, input.body.on))) return refuse('http.not_found');
    return accept({ ok: true as const });
  },
};
