import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { FilingState } from './channel-machines.ts';
import type { StandingRefusal } from './certificate-status.ts';

export interface FilingFacts {
  readonly state: FilingState;
  readonly channel: 'counter' | 'agent';
  readonly outletId: string | undefined;
  readonly agentId: string | undefined;
}

/** Who asks: an officer of an outlet, or a person of an agent. */
export type ChannelPerson =
  | { readonly kind: 'officer'; readonly staffId: string; readonly bankId: string; readonly outletId: string }
  | { readonly kind: 'agent'; readonly staffId: string; readonly agentId: string };

/** Outlets see their own filings and agents theirs; for everybody else a filing does not exist. */
export function isTheirs(filing: FilingFacts, person: ChannelPerson): boolean {
  return person.kind === 'officer'
    ? filing.channel === 'counter' && filing.outletId === person.outletId
    : filing.channel === 'agent' && filing.agentId === person.agentId;
}

export type WorkRefusal =
  | Refusal<'channels.filing_unknown' | 'channels.consent_awaited' | 'channels.filing_not_open'>
  | StandingRefusal;

/** States in which what was filed may still be looked at by those who filed it. */
const READABLE: readonly FilingState[] = ['open', 'awaiting_officer', 'awaiting_merchant'];

/**
 * Whether a person may read or write the merchant's application through this filing now. Writing wants the merchant's consent and
 * an open filing; `standing` is the agent's in the filing's city.
 */
export function decideWork(facts: {
  readonly filing: FilingFacts;
  readonly person: ChannelPerson;
  readonly intent: 'read' | 'write';
  readonly standing: Outcome<true, StandingRefusal>;
}): Outcome<true, WorkRefusal> {
  const { filing, person, intent, standing } = facts;
  if (!isTheirs(filing, person)) return refuse('channels.filing_unknown');
  if (standing.refused) return standing;
  if (filing.state === 'awaiting_consent') return refuse('channels.consent_awaited');
  const fits = intent === 'write' ? filing.state === 'open' : READABLE.includes(filing.state);
  return fits ? accept(true as const) : refuse('channels.filing_not_open', { state: filing.state });
}

export type SendRefusal = Refusal<
  'channels.filing_not_open' | 'channels.originals_open' | 'channels.face_not_witnessed' | 'applications.incomplete'
>;

/** An original as it stands: the photos it is in the file with, and those that were there when somebody ticked it. */
export interface OriginalFacts {
  readonly item: string;
  readonly materials: readonly string[];
  readonly ticked: readonly string[] | undefined;
}

/** A tick counts only for the very photos it was given for; an original without a photo cannot be ticked off. */
export const isVerified = (original: OriginalFacts): boolean =>
  original.materials.length > 0 &&
  original.ticked !== undefined &&
  [...original.materials].sort().join() === [...original.ticked].sort().join();

/** Whether a counter's filing may go to the second officer. `missing`: the checklist's open items, the face apart. */
export function decideSend(facts: {
  readonly state: FilingState;
  readonly originals: readonly OriginalFacts[];
  readonly missing: readonly string[];
  readonly faceDone: boolean;
}): Outcome<true, SendRefusal> {
  if (facts.state !== 'open') return refuse('channels.filing_not_open', { state: facts.state });
  if (facts.missing.length > 0) return refuse('applications.incomplete', { items: facts.missing });
  const open = facts.originals.filter((one) => !isVerified(one)).map((one) => one.item);
  if (open.length > 0) return refuse('channels.originals_open', { originals: open });
  return facts.faceDone ? accept(true as const) : refuse('channels.face_not_witnessed');
}

export type ConfirmRefusal = Refusal<
  'channels.filing_unknown' | 'channels.filing_not_awaiting' | 'channels.same_officer'
>;

/** S24: nobody confirms a filing on which they entered, ticked or witnessed anything. Every way of confirming goes through here. */
export function decideConfirmation(facts: {
  readonly filing: FilingFacts;
  readonly person: ChannelPerson;
  /** Everybody who wrote something on it. */
  readonly hands: readonly string[];
}): Outcome<true, ConfirmRefusal> {
  if (facts.person.kind !== 'officer' || !isTheirs(facts.filing, facts.person))
    return refuse('channels.filing_unknown');
  if (facts.filing.state !== 'awaiting_officer')
    return refuse('channels.filing_not_awaiting', { state: facts.filing.state });
  return facts.hands.includes(facts.person.staffId) ? refuse('channels.same_officer') : accept(true as const);
}
