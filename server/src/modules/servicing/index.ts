/** Servicing 售后: tickets, of callers and of merchants who ask in the app. */
export { answerTicket, askAbout, moveTicket, openTicket, type TicketAbout } from './commands/tickets.ts';
export { ticketsOfMerchant, type AskedTicket } from './queries/tickets-of-merchant.ts';
export { listTickets, type Ticket } from './queries/list-tickets.ts';
export { ticketMachine, TICKET_EVENTS, type TicketState } from './domain/ticket-machine.ts';
