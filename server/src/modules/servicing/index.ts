/** Servicing 售后: tickets, of callers and of merchants who ask in the app; talk, agents that are sent, and what merchants thought of it. */
export {
  answerTicket,
  askAbout,
  moveTicket,
  openForMerchant,
  openTicket,
  phoneOf,
  stepTicket,
  type TicketAbout,
} from './commands/tickets.ts';
export { rateTicket, sayInTicket, type RatingRefusal, type TalkRefusal } from './commands/talk.ts';
export { sendAgent, stepDispatch, type DispatchRefusal } from './commands/dispatches.ts';
export { ticketsOfMerchant, type AskedTicket } from './queries/tickets-of-merchant.ts';
export { listTickets, type Ticket } from './queries/list-tickets.ts';
export { openRepairOf, ticketOf, ticketsOfAgent, type WholeTicket } from './queries/ticket-of.ts';
export { ticketMachine, TICKET_EVENTS, type TicketState } from './domain/ticket-machine.ts';
export { dispatchMachine } from './domain/dispatch-machine.ts';
