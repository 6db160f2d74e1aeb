/** The merchant's month: the page, what each line is made of, the statement on paper and as a sheet, and asking about it. */
import { Readable } from 'node:stream';
import type { Answer } from '@kaitong/client';
import { MONTH_WORDS, ledgerEvent, type MonthKey } from '@kaitong/client/contract';
import type { FastifyReply } from 'fastify';
import {
  entriesOf,
  everyEntry,
  madeAt,
  merchantMonth,
  monthsOf,
  type ArrivedEntry,
  type MerchantMonth,
} from '../../../flows/merchant-month.ts';
import { askAboutMonth } from '../../../flows/merchant-ticket.ts';
import type { World } from '../../../flows/ports.ts';
import { dateInShanghai, isoText, parseIso, timeInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByApplicant, type Merchant } from '../../../modules/merchants/index.ts';
import { ticketsOfMerchant } from '../../../modules/servicing/index.ts';
import { MONTH_LINES, type MonthStatement } from '../../../modules/settlement/index.ts';
import type { Handlers } from '../context.ts';
import { monthSections, say, type Language } from '../paper/month-lines.ts';
import { printMonth } from '../paper/print-month.ts';
import { SHEET_TYPES, sheetBytes, type Cell } from '@kaitong/sheets';

type View = Answer<'GET /api/merchant/month'>;
type Balances = MonthStatement['opening'];

const standing = (totalFen: bigint, of: Balances): View['opening'] => ({
  totalFen: totalFen.toString(),
  pendingFen: of['m:pending'].toString(),
  availableFen: of['m:avail'].toString(),
  frozenFen: of['m:frozen'].toString(),
  payingFen: of['m:payout'].toString(),
  owesFen: (-of.merch_recv).toString(),
});

const payoutView = ({ entry, payout }: ArrivedEntry): View['payouts'][number] => ({
  payoutId: entry.reference,
  at: isoText(entry.at),
  amountFen: (-entry.amountFen).toString(),
  t0: payout?.part === 't0',
  saleCount: payout?.saleCount ?? 0,
  returned: entry.event === 'payout_returned',
  ...(payout === undefined ? {} : { businessDate: payout.businessDate }),
  ...(payout?.bankReference === undefined ? {} : { bankReference: payout.bankReference }),
});

async function viewOf(world: World, merchant: Merchant, seen: MerchantMonth): Promise<View> {
  const { statement, payDates } = seen;
  const early = seen.arrivals.filter((one) => one.payout?.part === 't0');
  return {
    month: seen.month,
    from: seen.from,
    to: seen.to,
    running: seen.running,
    months: await monthsOf(world, merchant),
    opening: standing(statement.openingFen, statement.opening),
    closing: standing(statement.closingFen, statement.closing),
    lines: statement.lines.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
    days: statement.days.map((one) => ({
      day: one.day,
      soldFen: one.soldFen.toString(),
      arrivedFen: one.arrivedFen.toString(),
    })),
    pending: statement.pending.map((one, i) => ({
      businessDate: one.businessDate,
      payDate: payDates[i]?.date ?? '',
      estimated: payDates[i]?.estimated ?? false,
      amountFen: one.amountFen.toString(),
    })),
    pendingOlderFen: statement.pendingOlderFen.toString(),
    debtsCollectedFen: statement.debtsCollectedFen.toString(),
    deposits: statement.deposits.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
    payouts: seen.arrivals.map(payoutView),
    t0ArrivedFen: early.reduce((sum, one) => sum - one.entry.amountFen, 0n).toString(),
    breaks: seen.breaks.map((one) => ({
      date: one.businessDate,
      amountFen: one.amountFen.toString(),
      kind: one.kind,
      ...(one.transactionId === null ? {} : { transactionId: one.transactionId }),
    })),
    ...(seen.blockedReason === undefined ? {} : { blockedReason: seen.blockedReason }),
    check: seen.check,
  };
}

const timeText = (iso: string): string => `${dateInShanghai(parseIso(iso))} ${timeInShanghai(parseIso(iso))}`;

/** The sections of the paper, then every transaction of every line, read while it is sent. */
async function* sheetRows(
  world: World,
  merchant: Merchant,
  seen: MerchantMonth,
  language: Language,
): AsyncGenerator<Cell[]> {
  const w = (name: keyof typeof MONTH_WORDS): string => say(MONTH_WORDS[name], language);
  yield [w('merchant'), '', '', '', `${merchant.name} ${merchant.merchantNo}`];
  yield [w('period'), `${seen.from} – ${seen.to}`, '', '', seen.running ? w('running') : ''];
  yield [w('check'), seen.check, '', '', w('checkHint')];
  for (const section of monthSections(seen, language)) {
    yield ['', '', '', '', ''];
    yield [section.title, '', '', '', ''];
    for (const one of section.lines) yield [one.label, one.date, one.count, one.amount, one.note];
  }
  yield ['', '', '', '', ''];
  yield [w('days'), w('date'), '', w('sold'), w('arrived')];
  for (const one of seen.statement.days) yield ['', one.day, '', one.soldFen, one.arrivedFen];
  yield ['', '', '', '', ''];
  yield [w('details'), '', '', '', ''];
  for (const line of MONTH_LINES)
    for await (const entry of everyEntry(world, merchant.merchantId, { month: seen.month, line }))
      yield [
        w(line),
        timeText(isoText(entry.at)),
        say(ledgerEvent(entry.event), language),
        entry.amountFen,
        entry.transactionId ?? entry.reference,
      ];
}

async function sendStatement(
  world: World,
  merchant: Merchant,
  asked: {
    readonly month: string;
    readonly format: 'pdf' | 'xlsx';
    readonly language: Language;
    readonly reply: FastifyReply;
  },
): Promise<'sent'> {
  const { month, format, language, reply } = asked;
  const seen = await merchantMonth(world, merchant, month);
  const w = (name: keyof typeof MONTH_WORDS): string => say(MONTH_WORDS[name], language);
  void reply
    .type(format === 'pdf' ? 'application/pdf' : SHEET_TYPES.xlsx)
    .header('content-disposition', `attachment; filename="statement_${merchant.merchantNo}_${month}.${format}"`)
    .header('cache-control', 'private, no-store');
  if (format === 'pdf') {
    const made = timeText(madeAt(world));
    const by = { acquirer: world.acquirer.name, merchantName: merchant.name, merchantNo: merchant.merchantNo };
    void reply.send(Buffer.from(await printMonth(seen, { ...by, madeAt: made, language })));
    return 'sent';
  }
  const head = [w('item'), w('date'), w('count'), w('amount'), w('note')];
  const rows = sheetRows(world, merchant, seen, language);
  void reply.send(Readable.from(sheetBytes('xlsx', { title: `${w('title')} ${month}`, head, rows })));
  return 'sent';
}

export const monthHandlers: Handlers<MonthKey> = {
  'GET /api/merchant/month': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const month = input.query.month ?? (await monthsOf(world, merchant))[0] ?? '';
    return accept(await viewOf(world, merchant, await merchantMonth(world, merchant, month)));
  },
  'GET /api/merchant/month/lines': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { rows, next } = await entriesOf(world, merchant.merchantId, input.query);
    return accept({
      rows: rows.map(({ transactionId, at, amountFen, ...row }) => ({
        ...row,
        at: isoText(at),
        amountFen: amountFen.toString(),
        ...(transactionId === undefined ? {} : { transactionId }),
      })),
      ...(next === undefined ? {} : { next }),
    });
  },
  'GET /api/merchant/month/statement': async ({ world, subjectId, input, reply }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { month, format, language = 'zh-CN' } = input.query;
    return sendStatement(world, merchant, { month, format, language, reply });
  },
  'GET /api/merchant/tickets': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const rows = await ticketsOfMerchant(world, merchant.merchantId);
    return accept({
      rows: rows.map(
        ({ month, serialNo, line, transactionId, openedAt, dueAt, answer, answeredAt, complaint, ...row }) => ({
          ...row,
          ...(complaint === undefined ? {} : { complaint }),
          ...(month === undefined ? {} : { month }),
          ...(serialNo === undefined ? {} : { serialNo }),
          ...(line === undefined ? {} : { line: line as 'sales' }),
          ...(transactionId === undefined ? {} : { transactionId }),
          openedAt: isoText(openedAt),
          dueAt: isoText(dueAt),
          ...(answer === undefined ? {} : { answer }),
          ...(answeredAt === undefined ? {} : { answeredAt: isoText(answeredAt) }),
        }),
      ),
    });
  },
  'POST /api/merchant/tickets': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { month, line, transactionId, words } = input.body;
    const asked = await askAboutMonth(world, merchant, { month, line, transactionId, words });
    return asked.refused ? asked : accept({ ticketId: asked.value.ticketId, dueAt: isoText(asked.value.dueAt) });
  },
};
