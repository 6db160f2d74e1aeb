/** The console's list of tickets. */
import type { Answer, CallInput } from '@kaitong/client';
import type { World } from '../../../flows/ports.ts';
import { isoText } from '../../../kernel/instant.ts';
import { accept, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { merchantNames } from '../../../modules/merchants/index.ts';
import {
  countListedTickets,
  listTickets,
  TICKET_EVENTS,
  ticketMachine,
  type Ticket,
  type TicketFilter,
  type TicketState,
} from '../../../modules/servicing/index.ts';
import { meant, pageOf, placeOf, sizeOf, type Counts, type FilterOf } from './list-page.ts';
import { staffNames } from './staff-names.ts';

type Page = Answer<'GET /api/console/hotline/tickets'>;

/** What a desk may do in a state by itself. */
export const deskEvents = (state: TicketState) => TICKET_EVENTS.filter((event) => event in ticketMachine.states[state]);

const ticketsAsked = async (
  world: World,
  filter: FilterOf<'tickets'>,
  staffId: string | undefined,
): Promise<TicketFilter> => ({
  merchantIds: await meant(world, filter.merchant),
  kind: filter.kind,
  stand: filter.stand,
  dueBefore: filter.overdue === 'yes' ? world.clock.now() : undefined,
  takenBy: filter.mine === 'yes' ? staffId : undefined,
});

export const ticketCounts: Counts<'tickets'> = {
  tickets: async (world, filter, most, staffId) =>
    countListedTickets(world.db, await ticketsAsked(world, filter, staffId), most),
};

const askedView = ({ merchantNo, month, line, transactionId, figures }: NonNullable<Ticket['asked']>) => ({
  merchantNo,
  month,
  figures,
  ...(line === null ? {} : { line }),
  ...(transactionId === null ? {} : { transactionId }),
});

async function rowsOf(world: World, found: readonly Ticket[]): Promise<Page['rows']> {
  const now = world.clock.now();
  const [nameOf, merchants] = await Promise.all([
    staffNames(
      world,
      found.map((one) => one.takenBy),
    ),
    merchantNames(
      world.db,
      found.flatMap((one) => one.merchantId ?? []),
    ),
  ]);
  return found.map(
    ({ region, openedAt, dueAt, answer, asked, merchantNo, merchantId, serialNo, takenBy, complaint, ...ticket }) => {
      const merchantName = merchants.get(merchantId ?? '')?.name;
      return {
        ...ticket,
        ...(merchantNo === undefined ? {} : { merchantNo }),
        ...(merchantName === undefined ? {} : { merchantName }),
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
      };
    },
  );
}

export async function ticketPage(
  world: World,
  query: CallInput<'GET /api/console/hotline/tickets'>['query'],
  staffId: string,
): Promise<Outcome<Page, Refusal<'console.list_place_wrong'>>> {
  const place = placeOf(query);
  if (place.refused) return place;
  const size = sizeOf(query);
  const filter = await ticketsAsked(world, query, staffId);
  const found = await listTickets(world, filter, { from: place.value, most: size + 1 });
  const page = pageOf(found, size, (one) => ({ at: one.dueAt, id: one.ticketId }));
  return accept({ ...page, rows: await rowsOf(world, page.rows) });
}
