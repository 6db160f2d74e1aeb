import type { TicketKey } from '@kaitong/client/contract';
import { DAY_MS, instant, isoText, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { openRequest, reopenRequest } from '../../../flows/after-sales.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { merchantByApplicant, type Merchant } from '../../../modules/merchants/index.ts';
import { rateTicket, sayInTicket, ticketOf, type WholeTicket } from '../../../modules/servicing/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { Handlers } from '../context.ts';
import { asMerchantSees, ticketView } from '../ticket-view.ts';

type Keys = Extract<TicketKey, `${string} /api/merchant/${string}`>;
const done = accept({ ok: true as const });

/** A ticket of this merchant; another's is as none. */
async function ownTicket(
  world: World,
  subjectId: string,
  ticketId: string,
): Promise<
  Outcome<{ merchant: Merchant; ticket: WholeTicket }, Refusal<'merchants.none' | 'servicing.ticket_unknown'>>
> {
  const merchant = await merchantByApplicant(world, subjectId);
  if (merchant === undefined) return refuse('merchants.none');
  const ticket = await ticketOf(world, ticketId);
  return ticket?.merchantId === merchant.merchantId ? accept({ merchant, ticket }) : refuse('servicing.ticket_unknown');
}

const author = ({ merchantId }: Merchant): string => `merchant:${merchantId}`;

/** A cardholder's complaint is answered to the cardholder: its merchant neither rates it nor takes it up again. */
const notToJudge = ({ complaint, state }: WholeTicket) =>
  complaint === undefined ? undefined : refuse('servicing.ticket_elsewhere', { state });

export const merchantTicketHandlers: Handlers<Keys> = {
  'POST /api/merchant/requests': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { kind, words } = input.body;
    const device = input.body.kind === 'repair' ? input.body : undefined;
    const opened = await openRequest(world, merchant, { kind, words, by: author(merchant), device });
    return opened.refused ? opened : accept({ ticketId: opened.value.ticketId, dueAt: isoText(opened.value.dueAt) });
  },
  'GET /api/merchant/tickets/:ticketId': async ({ world, subjectId, input }) => {
    const own = await ownTicket(world, subjectId, input.params.ticketId);
    if (own.refused) return own;
    const { ticket } = own.value;
    const view = await ticketView(world, asMerchantSees(ticket));
    if (ticket.complaint !== undefined || ticket.state !== 'resolved' || ticket.resolvedAt === undefined)
      return accept(view);
    const days = (await policyToday(world)).number('servicing.reopen_days');
    return accept({ ...view, reopenUntil: isoText(later(instant(ticket.resolvedAt), days * DAY_MS)) });
  },
  'POST /api/merchant/tickets/:ticketId/messages': async ({ world, subjectId, input }) => {
    const own = await ownTicket(world, subjectId, input.params.ticketId);
    if (own.refused) return own;
    const said = await withTx(world, (tx) =>
      sayInTicket(world, tx, {
        ...input.params,
        side: 'merchant',
        author: author(own.value.merchant),
        words: input.body.words,
      }),
    );
    return said.refused ? said : done;
  },
  'POST /api/merchant/tickets/:ticketId/rating': async ({ world, subjectId, input }) => {
    const own = await ownTicket(world, subjectId, input.params.ticketId);
    if (own.refused) return own;
    const foreign = notToJudge(own.value.ticket);
    if (foreign !== undefined) return foreign;
    const rated = await withTx(world, (tx) => rateTicket(world, tx, { ...input.params, ...input.body }));
    return rated.refused ? rated : done;
  },
  'POST /api/merchant/tickets/:ticketId/reopen': async ({ world, subjectId, input }) => {
    const own = await ownTicket(world, subjectId, input.params.ticketId);
    if (own.refused) return own;
    const { merchant, ticket } = own.value;
    const foreign = notToJudge(ticket);
    if (foreign !== undefined) return foreign;
    const reopened = await reopenRequest(world, { ...input.params, ...input.body, by: author(merchant) });
    return reopened.refused ? reopened : done;
  },
};
