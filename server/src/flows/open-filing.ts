import { isPhone } from '../kernel/phone.ts';
import { HOUR_MS } from '../kernel/instant.ts';
import { maskPhone } from '../kernel/masks.ts';
import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import type { Application } from '../modules/applications/index.ts';
import {
  agentOf,
  applicantOfFormCode,
  certificateStatus,
  filingOf,
  grantFiling,
  moveFiling,
  openFiling,
  outletOf,
  personOf,
  standingOf,
  type ChannelPerson,
  type Filing,
  type StandingRefusal,
} from '../modules/channels/index.ts';
import { applicantForPhone, applicantOf, checkCode, requestCode } from '../modules/identity/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { endFiling } from './end-filing.ts';
import { openApplication } from './apply-again.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

type Officer = Extract<ChannelPerson, { kind: 'officer' }>;
type CodeRefusal = Refusal<'identity.phone_invalid' | 'identity.code_too_soon' | 'identity.code_limit'>;
export interface Opened {
  readonly filingId: string;
  /** Masked. */
  readonly phone: string;
  readonly resendAfterS: number;
}

const FORM_CODES = { limit: 30, windowMs: 10 * 60_000 };
const REQUESTS_A_DAY = { limit: 3, windowMs: 24 * HOUR_MS };

export async function officerOf(world: World, staffId: string): Promise<Officer> {
  const person = await personOf(world.db, staffId);
  if (person?.kind !== 'officer') throw new Error(`${staffId} is an officer without an outlet: place them first`);
  return person;
}

/** A filing at a counter: the merchant is asked by an SMS that names who asks and what for. Nothing of theirs is opened yet. */
export async function openCounterFiling(
  world: World,
  input: { staffId: string; phone: string; address: string },
): Promise<Outcome<Opened, CodeRefusal>> {
  if (!isPhone(input.phone)) return refuse('identity.phone_invalid');
  const person = await officerOf(world, input.staffId);
  const applicantId = await applicantForPhone(world, input.phone);
  return openAndAsk(world, { ...input, person, applicantId });
}

/** The same, by the short code of a form that the merchant brings along. */
export async function openFilingByForm(
  world: World,
  input: { staffId: string; code: string; address: string },
): Promise<Outcome<Opened, CodeRefusal | Refusal<'channels.form_code_unknown' | 'identity.sign_in_limit'>>> {
  const over = await countAgainst(world, `form-code:${input.staffId}`, FORM_CODES);
  if (over !== undefined) return refuse('identity.sign_in_limit', { seconds: over });
  const person = await officerOf(world, input.staffId);
  const applicantId = await applicantOfFormCode(world, input.code, person.bankId);
  if (applicantId === undefined) return refuse('channels.form_code_unknown');
  const { phone } = must(await applicantOf(world, applicantId), 'applicant of a form');
  return openAndAsk(world, { ...input, person, applicantId, phone });
}

async function openAndAsk(
  world: World,
  input: { person: Officer; applicantId: string; phone: string; address: string },
): Promise<Outcome<Opened, CodeRefusal>> {
  const outlet = must(await outletOf(world.db, input.person.outletId), 'outlet of an officer');
  const filingId = await withTx(world, (tx) =>
    openFiling(world, tx, { applicantId: input.applicantId, person: input.person, region: outlet.region }),
  );
  const asked = await askByCode(world, { ...input, outletId: outlet.outletId, filingId });
  if (!asked.refused) return asked;
  const filing = must(await filingOf(world.db, filingId), 'filing just opened');
  await withTx(world, (tx) => moveFiling(world, tx, filing, { event: 'withdraw' }));
  return asked;
}

async function askByCode(
  world: World,
  input: { filingId: string; outletId: string; phone: string; address: string },
): Promise<Outcome<Opened, CodeRefusal>> {
  const outlet = must(await outletOf(world.db, input.outletId), 'outlet');
  const sent = await requestCode(world, {
    phone: input.phone,
    purpose: 'filing_consent',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'filing',
        phone: input.phone,
        text: smsTexts.filingCode({ bank: outlet.bankName, outlet: outlet.name, code }),
        subject: `filing:${input.filingId}`,
      }),
  });
  if (sent.refused) return sent;
  return accept({
    filingId: input.filingId,
    phone: maskPhone(input.phone),
    resendAfterS: sent.value.resendAfterS,
  });
}

/** The code again, while the filing waits for it. */
export async function resendFilingCode(
  world: World,
  filing: Filing,
  address: string,
): Promise<Outcome<Opened, CodeRefusal | Refusal<'channels.filing_not_open'>>> {
  if (filing.state !== 'awaiting_consent') return refuse('channels.filing_not_open', { state: filing.state });
  const { phone } = must(await applicantOf(world, filing.applicantId), 'applicant of a filing');
  return askByCode(world, { filingId: filing.filingId, outletId: filing.outletId ?? '', phone, address });
}

type GrantRefusal = Refusal<'channels.filing_not_open' | 'channels.application_closed'>;
const isEditable = (application: Application): boolean =>
  application.state === 'draft' || application.state === 'needs_fix';

/** The merchant has agreed: their application is there to be worked on, with the consents and how they were given. */
async function grant(world: World, filing: Filing, via: 'own_phone' | 'counter'): Promise<Outcome<true, GrantRefusal>> {
  if (filing.state !== 'awaiting_consent') return refuse('channels.filing_not_open', { state: filing.state });
  const application = await openApplication(world, filing.applicantId, filing.channel);
  if (!isEditable(application)) return refuse('channels.application_closed', { state: application.state });
  return withTx(world, (tx) => grantFiling(world, tx, { filing, applicationId: application.applicationId, via }));
}

export async function consentAtCounter(
  world: World,
  filing: Filing,
  code: string,
): Promise<
  Outcome<true, GrantRefusal | Refusal<'identity.code_wrong' | 'identity.code_expired' | 'identity.code_tries_used'>>
> {
  if (filing.state !== 'awaiting_consent') return refuse('channels.filing_not_open', { state: filing.state });
  const { phone } = must(await applicantOf(world, filing.applicantId), 'applicant of a filing');
  const checked = await checkCode(world, { phone, purpose: 'filing_consent', code });
  return checked.refused ? checked : grant(world, filing, 'counter');
}

/** On the merchant's own phone; a filing of somebody else answers like none. */
export async function answerFilingRequest(
  world: World,
  input: { applicantId: string; filingId: string; answer: 'grant' | 'refuse' },
): Promise<Outcome<true, GrantRefusal>> {
  const filing = await filingOf(world.db, input.filingId);
  if (filing === undefined || filing.applicantId !== input.applicantId)
    return refuse('channels.filing_not_open', { state: 'unknown' });
  if (input.answer === 'grant') return grant(world, filing, 'own_phone');
  const ended = await endFiling(world, filing, input.applicantId);
  return ended ? accept(true as const) : refuse('channels.filing_not_open', { state: filing.state });
}

/** An agent asks to file: only in a city it may act in (S23), and the merchant answers on their own phone (S22). */
export async function openAgentFiling(
  world: World,
  input: { staffId: string; phone: string; region: string },
): Promise<
  Outcome<{ filingId: string }, StandingRefusal | Refusal<'identity.phone_invalid' | 'channels.request_limit'>>
> {
  if (!isPhone(input.phone)) return refuse('identity.phone_invalid');
  const person = must(await personOf(world.db, input.staffId), 'person of an agent');
  if (person.kind !== 'agent') return refuse('channels.certificate_invalid');
  const standing = await standingOf(world, person.agentId, input.region);
  if (standing.refused) return standing;
  const agent = must(await agentOf(world.db, person.agentId), 'agent in good standing');
  const applicantId = await applicantForPhone(world, input.phone);
  // nobody’s phone is rung more than three times a day by the same agent
  const over = await countAgainst(world, `filing-request:${person.agentId}:${applicantId}`, REQUESTS_A_DAY);
  if (over !== undefined) return refuse('channels.request_limit', { seconds: over });
  const facts = { agentState: agent.state, today: dateInShanghai(world.clock.now()), city: input.region };
  const certificate = agent.certificates.find((one) => certificateStatus(one, facts) === 'valid');
  const filingId = await withTx(world, async (tx) => {
    const id = await openFiling(world, tx, { applicantId, person, region: input.region });
    await queueMessage(world, tx, {
      purpose: 'filing',
      phone: input.phone,
      text: smsTexts.filingRequest({ agent: agent.name, certificate: certificate?.number ?? '' }),
      subject: `filing:${id}`,
    });
    return id;
  });
  return accept({ filingId });
}
