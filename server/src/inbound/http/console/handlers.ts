import type { Answer } from '@kaitong/client';
import { ROLE_PERMISSIONS, type ConsoleKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { businessDate, dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { endSession, staffOf, staffSignIn } from '../../../modules/identity/index.ts';
import { trialBalance } from '../../../modules/ledger/index.ts';
import { countBlockedAccounts, listMerchants } from '../../../modules/merchants/index.ts';
import { listMessages } from '../../../modules/notifications/index.ts';
import { countStanding } from '../../../modules/reconciliation/index.ts';
import { countOpenCases } from '../../../modules/review/index.ts';
import {
  bankDifferences,
  payoutFilesOf,
  planPayoutFile,
  releaseRefusedFile,
  payoutsAgainstBank,
  listDays,
  listPayouts,
  t0AdvancesOf,
} from '../../../modules/settlement/index.ts';
import { listLateReversals, listTransactions, signedAmong, transactionOf } from '../../../modules/switching/index.ts';
import { countRiskCases } from '../../../modules/risk/index.ts';
import { countChanges, countTickets, isOpen, listDeregistrations } from '../../../modules/servicing/index.ts';
import { stockCount, unfinishedTerminals } from '../../../modules/terminals/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { courseOf } from '../../../flows/where-is-my-money.ts';
import { courseView } from '../sale-course.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { setSessionCookie } from '../applicant/handlers.ts';
import type { Handlers } from '../context.ts';
import { streamEvents } from '../live.ts';
import { batchHandlers } from './batch-handlers.ts';
import { riskHandlers } from './risk-handlers.ts';
import { cookieName } from '../server.ts';
import { sendSignature } from '../signature-picture.ts';
import { logAccess } from './access-log.ts';

async function overviewOf(world: World): Promise<Answer<'GET /api/console/overview'>> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const [cases, merchants, stock, messages, payouts, breaks, late, balance] = await Promise.all([
    countOpenCases(world, now),
    listMerchants(world),
    stockCount(world.db),
    listMessages(world.db),
    listPayouts(world.db),
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
    merchants: merchants.length,
    stock,
    messagesUndelivered: messages.filter((one) => one.state === 'undelivered' || one.state === 'failed').length,
    payoutsOpen: payouts.filter((one) => one.state !== 'paid').length,
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
  | 'GET /api/console/merchants'
  | 'GET /api/console/transactions'
  | 'GET /api/console/merchants/:merchantId/transactions/:transactionId/course'
  | 'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature'
  | 'GET /api/console/messages'
  | 'GET /api/console/settlement'
  | 'POST /api/console/payouts/:payoutId/retry'
  | 'POST /api/console/payout-files/:fileId/release'
> = {
  'GET /api/console/merchants': async ({ world }) =>
    accept({
      rows: (await listMerchants(world)).map((one) => ({
        merchantId: one.merchantId,
        merchantNo: one.merchantNo,
        name: one.name,
        principal: one.principalName,
        state: one.state,
        createdAt: one.createdAt,
      })),
    }),
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
  'GET /api/console/transactions': async ({ world }) => {
    const all = await listTransactions(world.db);
    const signed = await signedAmong(
      world.db,
      all.map((one) => one.transactionId),
    );
    return accept({
      rows: all.map((one) => ({
        signed: signed.has(one.transactionId),
        transactionId: one.transactionId,
        merchantId: one.merchantId,
        terminalNo: one.terminalNo,
        kind: one.kind,
        state: one.state,
        amountFen: one.amount.toString(),
        card: one.cardMasked,
        rrn: one.rrn,
        stan: one.stan,
        ...(one.responseCode === undefined ? {} : { responseCode: one.responseCode }),
        at: isoText(one.createdAt),
        businessDate: one.businessDate,
      })),
    });
  },
  'GET /api/console/messages': async ({ world }) =>
    accept({ rows: (await listMessages(world.db)).map((row) => ({ ...row })) }),
  'GET /api/console/settlement': async ({ world }) => {
    const [days, payouts, t0, payoutFiles, bank, differences] = await Promise.all([
      listDays(world.db),
      listPayouts(world.db),
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
      payouts: payouts.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
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
    const row = (await listPayouts(world.db)).find((one) => one.payoutId === input.params.payoutId);
    if (row?.state !== 'unknown' && row?.state !== 'prepared') return refuse('settlement.payout_not_waiting');
    await withTx(world, (tx) =>
      world.jobs.enqueue(tx, 'send-payout', { merchantId: row.merchantId, payoutId: row.payoutId }),
    );
    return accept({ ok: true as const });
  },
};

export const consoleHandlers: Handlers<ConsoleKey> = { ...sessions, ...operations, ...riskHandlers, ...batchHandlers };
