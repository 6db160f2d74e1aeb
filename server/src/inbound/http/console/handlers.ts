import type { Answer } from '@kaitong/client';
import { ROLE_PERMISSIONS, type ConsoleKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { DAY_MS, businessDate, dateInShanghai, isoText, later } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { endSession, staffOf, staffSignIn } from '../../../modules/identity/index.ts';
import { trialBalance } from '../../../modules/ledger/index.ts';
import { countBlockedAccounts, countMerchants } from '../../../modules/merchants/index.ts';
import { countUndelivered } from '../../../modules/notifications/index.ts';
import { countStanding } from '../../../modules/reconciliation/index.ts';
import { countOpenCases } from '../../../modules/review/index.ts';
import {
  bankDifferences,
  payoutFilesOf,
  planPayoutFile,
  releaseRefusedFile,
  payoutsAgainstBank,
  listDays,
  countPayoutsOpen,
  openPayout,
  t0AdvancesOf,
} from '../../../modules/settlement/index.ts';
import { listLateReversals, transactionOf } from '../../../modules/switching/index.ts';
import { countRiskCases } from '../../../modules/risk/index.ts';
import { countChanges, countTickets, isOpen, listDeregistrations } from '../../../modules/servicing/index.ts';
import { stockCount, unfinishedTerminals } from '../../../modules/terminals/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { courseOf } from '../../../flows/where-is-my-money.ts';
import { courseView } from '../sale-course.ts';
import { policyToday } from '../../../flows/facts.ts';
import { pulseNow, type Pulse } from '../../../flows/pulse.ts';
import type { World } from '../../../flows/ports.ts';
import { setSessionCookie } from '../applicant/handlers.ts';
import type { Handlers } from '../context.ts';
import { streamEvents } from '../live.ts';
import { batchHandlers } from './batch-handlers.ts';
import { riskHandlers } from './risk-handlers.ts';
import { cookieName } from '../server.ts';
import { sendSignature } from '../signature-picture.ts';
import { logAccess } from './access-log.ts';

/** A count over an index of so many rows still takes milliseconds; nobody has more merchants. */
const COUNTED_MAX = 1_000_000;
/** A message that did not arrive is work of these days. */
const UNDELIVERED_DAYS = 7;

async function overviewOf(world: World): Promise<Answer<'GET /api/console/overview'>> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const [cases, merchants, stock, messages, payouts, breaks, late, balance] = await Promise.all([
    countOpenCases(world, now),
    countMerchants(world.db, {}, COUNTED_MAX),
    stockCount(world.db),
    countUndelivered(world.db, later(now, -UNDELIVERED_DAYS * DAY_MS)),
    countPayoutsOpen(world.db),
    countStanding(world.db),
    listLateReversals(world.db),
    trialBalance(world.db),
  ]);
  const [tickets, riskCases, blocked, unfinished, leaving, changes] = await Promise.all([
    countTickets(world.db, now),
    countRiskCases(world.db),
    countBlockedAccounts(world.db),
    unfinishedTerminals(world.db),
    listDeregistrations(world.db),
    countChanges(world.db),
  ]);
  return {
    now: isoText(now),
    changesOpen: changes,
    casesOpen: cases.open,
    casesOverdue: cases.overdue,
    merchants,
    stock,
    messagesUndelivered: messages,
    payoutsOpen: payouts,
    breaksOpen: breaks,
    lateReversalsOpen: late.filter((one) => one.state === 'open').length,
    ticketsOpen: tickets.open,
    ticketsOverdue: tickets.overdue,
    riskCasesOpen: riskCases,
    accountsBlocked: blocked,
    activationsOpen: unfinished.length,
    deregistrationsOpen: leaving.filter(isOpen).length,
    trialBalanceFen: balance.totalFen.toString(),
    businessDate: businessDate(now, policy.text('settlement.cut_off')),
  };
}

const sessions: Pick<
  Handlers<ConsoleKey>,
  | 'POST /api/console/sessions'
  | 'GET /api/console/me'
  | 'DELETE /api/console/sessions/current'
  | 'GET /api/console/overview'
  | 'GET /api/console/pulse'
  | 'GET /api/console/events'
> = {
  'POST /api/console/sessions': async (context) => {
    const done = await staffSignIn(context.world, {
      ...context.input.body,
      device: context.request.headers['user-agent'] ?? '',
      address: context.request.ip,
    });
    if (done.refused) return done;
    const { staffId, displayName, role, ticket, methods, token } = done.value;
    setSessionCookie(context, 'staff', token);
    if (ticket !== undefined)
      return accept({ staffId, displayName, role, permissions: [], ticket, methods: [...methods] });
    return accept({ staffId, displayName, role, permissions: [...ROLE_PERMISSIONS[role]] });
  },
  'GET /api/console/me': async ({ site, world, subjectId }) => {
    const staff = must(await staffOf(world, subjectId), 'staff of a session');
    return accept({
      staffId: subjectId,
      displayName: staff.displayName,
      role: staff.role,
      permissions: [...ROLE_PERMISSIONS[staff.role]],
      mustEnrol: site.secondFactor === 'required' && !staff.hasFactor,
    });
  },
  'DELETE /api/console/sessions/current': async (context) => {
    const token = context.request.cookies[cookieName('staff', context.site.secure)];
    if (token !== undefined) await endSession(context.world, token);
    setSessionCookie(context, 'staff', undefined);
    return accept({ ok: true as const });
  },
  'GET /api/console/overview': async ({ world }) => accept(await overviewOf(world)),
  'GET /api/console/pulse': async ({ world }) => {
    const { minutes, hours, payouts, attention } = await pulseNow(world);
    const beats = (all: Pulse['minutes']) =>
      all.map((one) => ({ ...one, at: isoText(one.at), amountFen: one.amountFen.toString() }));
    return accept({
      minutes: beats(minutes),
      hours: beats(hours),
      payouts: payouts.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
      attention: [...attention],
    });
  },
  'GET /api/console/events': async ({ site, subjectId, request, reply }) => {
    // whoever is signed out elsewhere, or suspended, hears nothing more on a line that is open already
    streamEvents(site.listener, ['console'], request, reply, ({ kind, payload }) =>
      kind === 'staff.out' && payload['staffId'] === subjectId ? 'end' : 'yes',
    );
    return 'sent';
  },
};

const operations: Pick<
  Handlers<ConsoleKey>,
  | 'GET /api/console/merchants/:merchantId/transactions/:transactionId/course'
  | 'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature'
  | 'GET /api/console/settlement'
  | 'POST /api/console/payouts/:payoutId/retry'
  | 'POST /api/console/payout-files/:fileId/release'
> = {
  'GET /api/console/merchants/:merchantId/transactions/:transactionId/course': async ({ world, input }) => {
    const sale = await transactionOf(world.db, input.params.merchantId, input.params.transactionId);
    if (sale === undefined) return refuse('switching.transaction_unknown');
    const course = await courseOf(world, sale);
    return accept(course === undefined ? {} : { course: courseView(course) });
  },
  'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature': async (context) => {
    const { world, input, subjectId, reply } = context;
    await logAccess(world, { staffId: subjectId, what: 'signature', subject: input.params.transactionId });
    return sendSignature(world, input.params, reply);
  },
  'GET /api/console/settlement': async ({ world }) => {
    const [days, t0, payoutFiles, bank, differences] = await Promise.all([
      listDays(world.db),
      t0AdvancesOf(world.db),
      payoutFilesOf(world.db),
      payoutsAgainstBank(world.db),
      bankDifferences(world.db),
    ]);
    return accept({
      days: days.map((day) => ({
        date: day.date,
        state: day.state,
        saleCount: day.saleCount,
        grossFen: day.grossFen.toString(),
        payDate: day.payDate,
        estimated: day.estimated,
        merchantCount: day.merchantCount,
        merchantsPaid: day.merchantsPaid,
        ...(day.networkNetFen === undefined ? {} : { networkNetFen: day.networkNetFen.toString() }),
      })),
      t0: { ...t0, advancedFen: t0.advancedFen.toString(), surchargeFen: t0.surchargeFen.toString() },
      payoutFiles: payoutFiles.map((one) => ({ ...one, totalFen: one.totalFen.toString() })),
      bank: {
        postedFen: bank.postedFen.toString(),
        bankFen: bank.bankFen.toString(),
        inTransitFen: bank.inTransitFen.toString(),
        differences: differences.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
      },
    });
  },
  'POST /api/console/payout-files/:fileId/release': async ({ world, subjectId, input }) => {
    const { fileId } = input.params;
    const released = await releaseRefusedFile(world, { fileId, note: input.body.note, by: subjectId });
    if (released.refused) return released;
    await planPayoutFile(world, (await policyToday(world)).number('payout.file_minutes'));
    await logAccess(world, { staffId: subjectId, what: 'release_payout_file', subject: fileId });
    return accept({ ok: true as const });
  },
  'POST /api/console/payouts/:payoutId/retry': async ({ world, input }) => {
    const row = await openPayout(world.db, input.params.payoutId);
    if (row?.state !== 'unknown' && row?.state !== 'prepared') return refuse('settlement.payout_not_waiting');
    await withTx(world, (tx) =>
      world.jobs.enqueue(tx, 'send-payout', { merchantId: row.merchantId, payoutId: row.payoutId }),
    );
    return accept({ ok: true as const });
  },
};

export const consoleHandlers: Handlers<ConsoleKey> = { ...sessions, ...operations, ...riskHandlers, ...batchHandlers };
