/** A merchant asks about its month and is answered within the days of a complaint. */
import { yuanText, fen } from '../kernel/fen.ts';
import { dateInShanghai, type InstantMs } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { readPolicy } from '../modules/catalogue/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { answerTicket, askAbout, ticketOf, type TicketState } from '../modules/servicing/index.ts';
import { transactionOf } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { complaintUrl } from './complaints.ts';
import { merchantMonth } from './merchant-month.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export interface MonthQuestion {
  readonly month: string;
  readonly line: string | undefined;
  readonly transactionId: string | undefined;
  readonly words: string | undefined;
}

/** One tap: the figures as they stand are written into the ticket, so that whoever answers sees what the merchant saw. */
export async function askAboutMonth(
  world: World,
  merchant: Merchant,
  asked: MonthQuestion,
): Promise<
  Outcome<{ ticketId: string; dueAt: InstantMs }, Refusal<'switching.transaction_unknown' | 'servicing.ticket_limit'>>
> {
  const { merchantId } = merchant;
  const sale =
    asked.transactionId === undefined ? undefined : await transactionOf(world.db, merchantId, asked.transactionId);
  if (asked.transactionId !== undefined && sale === undefined) return refuse('switching.transaction_unknown');
  const { statement, check } = await merchantMonth(world, merchant, asked.month);
  const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
  const yuan = (amount: bigint): string => yuanText(fen(amount));
  return askAbout(world, {
    about: 'complaint',
    phone: merchant.phone,
    words: asked.words ?? '',
    region: merchant.region,
    by: `merchant:${merchantId}`,
    days: policy.number('servicing.complaint_days'),
    merchantId,
    month: asked.month,
    line: asked.line,
    transactionId: asked.transactionId,
    figures: {
      check,
      opening: yuan(statement.openingFen),
      ...Object.fromEntries(statement.lines.map((one) => [one.line, yuan(one.amountFen)])),
      closing: yuan(statement.closingFen),
      ...(sale === undefined ? {} : { sale: `${sale.rrn} ${yuanText(sale.amount)} ${sale.state}` }),
    },
  });
}

/** Answers a ticket, of a caller, a merchant or a cardholder: whoever asked gets the words by SMS. */
export async function replyToTicket(
  world: World,
  input: { readonly ticketId: string; readonly words: string; readonly by: string },
): Promise<Outcome<TicketState, Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>>> {
  const complains = (await ticketOf(world, input.ticketId))?.complaint !== undefined;
  const told = { ticketTail: input.ticketId.slice(-6), words: input.words };
  return withTx(world, async (tx) => {
    const answered = await answerTicket(world, tx, input);
    if (answered.refused) return answered;
    await queueMessage(world, tx, {
      purpose: 'ticket',
      phone: answered.value.phone,
      text: complains
        ? smsTexts.complaintAnswered({ ...told, link: complaintUrl(world, input.ticketId) })
        : smsTexts.ticketAnswered(told),
      subject: `ticket:${input.ticketId}`,
    });
    return accept(answered.value.state);
  });
}
