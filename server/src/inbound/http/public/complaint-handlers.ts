/** What a cardholder asks of us: whether a slip is genuine, what becomes of a complaint. */
import type { Answer } from '@kaitong/client';
import type { ComplaintKey } from '@kaitong/client/contract';
import {
  complaintByToken,
  complaintToken,
  fileComplaint,
  findComplaints,
  reopenComplaint,
  sendComplaintCode,
  type SeenComplaint,
} from '../../../flows/complaints.ts';
import { receiptBySlip, receiptByToken, receiptState, type EReceipt } from '../../../flows/e-receipt.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { must } from '../../../kernel/assert.ts';
import { DAY_MS, instant, isoText, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import { transactionOf } from '../../../modules/switching/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { Handlers } from '../context.ts';

/** A paper slip has an amount, a day and a reference that nobody guesses in ten tries; somebody who mistypes needs no more. */
const SLIPS = { limit: 10, windowMs: 10 * 60_000 };
/** The same over all addresses: a terminal has no more customers a day who doubt their slip. */
const SLIPS_OF_TERMINAL = { limit: 100, windowMs: 24 * 3_600_000 };
const LOOKS = { limit: 60, windowMs: 10 * 60_000 };

interface Slip {
  readonly terminalNo: string;
  readonly rrn: string;
  readonly date: string;
  readonly amountFen: string;
}

async function bySlip(
  world: World,
  slip: Slip,
  address: string,
): Promise<Outcome<EReceipt | undefined, Refusal<'http.rate_limit'>>> {
  const over =
    (await countAgainst(world, `slip:${address}`, SLIPS)) ??
    (await countAgainst(world, `slip-of:${slip.terminalNo}`, SLIPS_OF_TERMINAL));
  if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
  return accept(await receiptBySlip(world, { ...slip, amountFen: BigInt(slip.amountFen) }));
}

async function byToken(
  world: World,
  token: string,
  address: string,
): Promise<Outcome<EReceipt | undefined, Refusal<'http.rate_limit'>>> {
  const over = await countAgainst(world, `receipt:${address}`, LOOKS);
  return over === undefined ? accept(await receiptByToken(world, token)) : refuse('http.rate_limit', { seconds: over });
}

async function viewOf(world: World, seen: SeenComplaint): Promise<Answer<'GET /api/public/complaints/:token'>> {
  const { merchantId, transactionId, reason } = seen.complaint;
  const merchant = await merchantOf(world, merchantId);
  const sale = must(await transactionOf(world.db, merchantId, transactionId), 'sale of a complaint');
  const days = (await policyToday(world)).number('servicing.reopen_days');
  const ended = seen.state === 'resolved' || seen.state === 'closed';
  const reopen = seen.state === 'resolved' && seen.resolvedAt !== undefined;
  return {
    ticketTail: seen.ticketId.slice(-6),
    reason,
    words: seen.words,
    state: seen.state,
    merchantName: merchant.name,
    amountFen: sale.amount.toString(),
    soldAt: isoText(sale.createdAt),
    openedAt: seen.openedAt,
    dueAt: isoText(instant(seen.dueAt)),
    overdue: !ended && seen.dueAt < world.clock.now(),
    ...(seen.answer === undefined ? {} : { answer: seen.answer }),
    ...(reopen ? { reopenUntil: isoText(later(instant(seen.resolvedAt), days * DAY_MS)) } : {}),
  };
}

export const complaintHandlers: Handlers<ComplaintKey> = {
  'POST /api/public/receipts/checks': async ({ world, input, request }) => {
    const found = await bySlip(world, input.body, request.ip);
    if (found.refused) return found;
    if (found.value === undefined) return accept({ genuine: false });
    const { merchant, transaction } = found.value;
    return accept({
      genuine: true,
      merchantName: merchant.name,
      kind: transaction.kind,
      state: receiptState(found.value),
    });
  },
  'POST /api/public/complaints/codes': async ({ world, input, request }) => {
    const sent = await sendComplaintCode(world, { phone: input.body.phone, address: request.ip });
    return sent.refused ? sent : accept({ resendAfterS: sent.value.resendAfterS });
  },
  'POST /api/public/complaints': async ({ world, input, request }) => {
    const { of, ...said } = input.body;
    const about = 'token' in of ? await byToken(world, of.token, request.ip) : await bySlip(world, of, request.ip);
    if (about.refused) return about;
    if (about.value === undefined) return refuse('switching.receipt_unknown');
    const filed = await fileComplaint(world, about.value, said);
    return filed.refused
      ? filed
      : accept({ token: complaintToken(world, filed.value.ticketId), dueAt: isoText(filed.value.dueAt) });
  },
  'POST /api/public/complaints/looks': async ({ world, input }) => {
    const found = await findComplaints(world, input.body);
    if (found.refused) return found;
    const rows = await Promise.all(
      found.value.map(async ({ ticketId, merchantId, transactionId, state, openedAt }) => ({
        token: complaintToken(world, ticketId),
        merchantName: (await merchantOf(world, merchantId)).name,
        amountFen: must(await transactionOf(world.db, merchantId, transactionId), 'sale').amount.toString(),
        state,
        openedAt: isoText(openedAt),
      })),
    );
    return accept({ rows });
  },
  'GET /api/public/complaints/:token': async ({ world, input, request, reply }) => {
    const over = await countAgainst(world, `complaint:${request.ip}`, LOOKS);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    void reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    const seen = await complaintByToken(world, input.params.token);
    return seen === undefined ? refuse('servicing.ticket_unknown') : accept(await viewOf(world, seen));
  },
  'POST /api/public/complaints/:token/reopen': async ({ world, input }) => {
    const done = await reopenComplaint(world, { ...input.params, ...input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
};
