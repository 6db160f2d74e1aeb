import { isPhone } from '../../../kernel/phone.ts';
import type { HotlineKey } from '@kaitong/client/contract';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { callerProgress } from '../../../flows/caller-progress.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { replyToTicket } from '../../../flows/merchant-ticket.ts';
import {
  listTickets,
  moveTicket,
  openTicket,
  TICKET_EVENTS,
  ticketMachine,
  type Ticket,
  type TicketState,
} from '../../../modules/servicing/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { staffNames } from './staff-names.ts';

/** Four places can be tried out; a desk that serves callers needs no more than this. */
const LOOKS = { limit: 30, windowMs: 10 * 60_000 };
const FILLS = { online: 'applicant', counter: 'bank', agent: 'agent' } as const;

/** What a desk may do in a state by itself. */
export const deskEvents = (state: TicketState) => TICKET_EVENTS.filter((event) => event in ticketMachine.states[state]);

const askedView = ({ merchantNo, month, line, transactionId, figures }: NonNullable<Ticket['asked']>) => ({
  merchantNo,
  month,
  figures,
  ...(line === null ? {} : { line }),
  ...(transactionId === null ? {} : { transactionId }),
});

export const hotlineHandlers: Handlers<HotlineKey> = {
  'POST /api/console/hotline/progress': async ({ world, input, subjectId }) => {
    const over = await countAgainst(world, `hotline:${subjectId}`, LOOKS);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    await logAccess(world, { staffId: subjectId, what: 'hotline_progress', subject: input.body.phone.slice(-4) });
    const found = await callerProgress(world, input.body);
    if (found.refused) return found;
    const { open, waybill, merchantNo, ...rest } = found.value;
    const channel = rest.channel as keyof typeof FILLS;
    return accept({
      ...rest,
      nextActor: open.length > 0 ? FILLS[channel] : 'us',
      open: open.map(({ item, reasons }) => ({ item, reasons: [...(reasons ?? [])] })),
      ...(waybill === undefined ? {} : { waybill }),
      ...(merchantNo === undefined ? {} : { merchantNo }),
    });
  },
  'GET /api/console/hotline/tickets': async ({ world, input, subjectId }) => {
    const now = world.clock.now();
    const { kind, stand, mine } = input.query;
    const found = await listTickets(world, {
      ...(kind === undefined ? {} : { kind }),
      ...(stand === undefined ? {} : { stand }),
      ...(mine === undefined ? {} : { takenBy: subjectId }),
    });
    const nameOf = await staffNames(
      world,
      found.map((one) => one.takenBy),
    );
    const rows = found.map(
      ({ region, openedAt, dueAt, answer, asked, merchantNo, serialNo, takenBy, complaint, ...ticket }) => ({
        ...ticket,
        ...(merchantNo === undefined ? {} : { merchantNo }),
        ...(serialNo === undefined ? {} : { serialNo }),
        ...(complaint === undefined ? {} : { complaint }),
        ...(takenBy === undefined ? {} : { takenBy: nameOf(takenBy) }),
        ...(region === undefined ? {} : { region }),
        ...(answer === undefined ? {} : { answer }),
        ...(asked === undefined ? {} : askedView(asked)),
        openedAt: isoText(openedAt),
        dueAt: isoText(dueAt),
        overdue: ticket.state !== 'resolved' && ticket.state !== 'closed' && dueAt < now,
        events: deskEvents(ticket.state),
      }),
    );
    return accept({ rows });
  },
  'POST /api/console/hotline/tickets': async ({ world, input, subjectId }) => {
    const { about, phone, words, region } = input.body;
    if (!isPhone(phone)) return refuse('identity.phone_invalid');
    const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
    const days = policy.number(about === 'complaint' ? 'servicing.complaint_days' : 'servicing.ticket_days');
    return accept({ ticketId: await openTicket(world, { about, phone, words, region, by: subjectId, days }) });
  },
  'POST /api/console/hotline/tickets/:ticketId/reply': async ({ world, input, subjectId }) => {
    const done = await replyToTicket(world, { ...input.params, words: input.body.words, by: subjectId });
    return done.refused ? done : accept({ state: done.value });
  },
  'POST /api/console/hotline/tickets/:ticketId/:event': async ({ world, input, subjectId }) => {
    const done = await moveTicket(world, { ...input.params, by: subjectId });
    return done.refused ? done : accept({ state: done.value });
  },
};
