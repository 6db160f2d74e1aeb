/** Servicing 售后: tickets. */
export { moveTicket, openTicket, type TicketAbout } from './commands/tickets.ts';
export { listTickets, type Ticket } from './queries/list-tickets.ts';
export { ticketMachine, TICKET_EVENTS, type TicketState } from './domain/ticket-machine.ts';
