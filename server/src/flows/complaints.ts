/** A cardholder complains about a sale: shown by an e-receipt or by what stands on a paper slip, with a phone that was proved by a code. */
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import type { InstantMs } from '../kernel/instant.ts';
import { checkCode, requestCode } from '../modules/identity/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import {
  complaintsOfPhone,
  openComplaint,
  sayInTicket,
  stepTicket,
  ticketOf,
  type ComplaintReason,
  type ComplaintRefusal,
  type TalkRefusal,
  type WholeTicket,
} from '../modules/servicing/index.ts';
import { sameText } from '../platform/crypto.ts';
import type { Env } from '../platform/env.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { EReceipt } from './e-receipt.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const HASH_HEX_PLACES = 32;
const TOKEN = /^([0-9A-Za-z_]{8,40})-([0-9A-Za-z_-]{22})$/;

/** Whoever holds this sees how far a complaint is; 128 bits of a keyed hash, as the address of a receipt. */
export function complaintToken(env: Pick<Env, 'crypto'>, ticketId: string): string {
  const hex = env.crypto.lookup('complaint', ticketId).slice(0, HASH_HEX_PLACES);
  return `${ticketId}-${Buffer.from(hex, 'hex').toString('base64url')}`;
}

/** Where its complainant follows it; undefined where no address of ours is known outside. */
export const complaintUrl = (world: World, ticketId: string): string | undefined =>
  world.site.publicUrl === undefined
    ? undefined
    : `${world.site.publicUrl}/r/complaints/${complaintToken(world, ticketId)}`;

export type SeenComplaint = WholeTicket & { readonly complaint: NonNullable<WholeTicket['complaint']> };

/** The complaint that an address stands for; undefined for one that we have not given out. */
export async function complaintByToken(world: World, token: string): Promise<SeenComplaint | undefined> {
  const [, ticketId] = TOKEN.exec(token) ?? [];
  if (ticketId === undefined || !sameText(complaintToken(world, ticketId), token)) return undefined;
  const ticket = await ticketOf(world, ticketId);
  return ticket?.complaint === undefined ? undefined : { ...ticket, complaint: ticket.complaint };
}

/** A code to a cardholder's phone, to complain with or to find complaints again. */
export function sendComplaintCode(world: World, input: { readonly phone: string; readonly address: string }) {
  const { phone } = input;
  return requestCode(world, {
    ...input,
    purpose: 'complaint',
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'complaint',
        phone,
        text: smsTexts.complaintCode(code),
        subject: 'complaint',
      }),
  });
}

export interface Complaint {
  readonly reason: ComplaintReason;
  readonly words: string;
  readonly phone: string;
  readonly code: string;
}

type CodeRefusal = Refusal<'identity.code_wrong' | 'identity.code_expired' | 'identity.code_tries_used'>;

/** Files it with the days of the law; whoever complains gets its address by SMS. */
export async function fileComplaint(
  world: World,
  about: EReceipt,
  said: Complaint,
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs }, CodeRefusal | ComplaintRefusal>> {
  const { merchant, transaction } = about;
  const { phone } = said;
  const days = (await policyToday(world)).number('servicing.complaint_days');
  const checked = await checkCode(world, { phone, purpose: 'complaint', code: said.code });
  if (checked.refused) return checked;
  return withTx(world, async (tx) => {
    const opened = await openComplaint(world, tx, {
      merchantId: merchant.merchantId,
      transactionId: transaction.transactionId,
      reason: said.reason,
      words: said.words,
      phone,
      region: merchant.region,
      days,
    });
    if (opened.refused || !opened.value.fresh) return opened;
    const { ticketId } = opened.value;
    await queueMessage(world, tx, {
      purpose: 'ticket',
      phone,
      subject: `ticket:${ticketId}`,
      text: smsTexts.complaintTaken({ ticketTail: ticketId.slice(-6), days, link: complaintUrl(world, ticketId) }),
    });
    return opened;
  });
}

/** What somebody has complained about, with the phone that was proved; for whoever has lost the address. */
export async function findComplaints(
  world: World,
  by: { readonly phone: string; readonly code: string },
): Promise<Outcome<Awaited<ReturnType<typeof complaintsOfPhone>>, CodeRefusal>> {
  const checked = await checkCode(world, { ...by, purpose: 'complaint' });
  return checked.refused ? checked : accept(await complaintsOfPhone(world, by.phone));
}

/** The answer does not settle it: the cardholder says why, and it is open again. Possible until it is closed. */
export async function reopenComplaint(
  world: World,
  input: { readonly token: string; readonly words: string },
): Promise<Outcome<true, TalkRefusal>> {
  const found = await complaintByToken(world, input.token);
  if (found === undefined) return refuse('servicing.ticket_unknown');
  const { ticketId } = found;
  return withTx(world, async (tx) => {
    const moved = await stepTicket(world, tx, { ticketId, event: 'reopen', by: 'cardholder' });
    if (moved.refused) return moved;
    const said = await sayInTicket(world, tx, {
      ticketId,
      side: 'cardholder',
      author: 'cardholder',
      words: input.words,
    });
    return said.refused ? said : accept(true);
  });
}
