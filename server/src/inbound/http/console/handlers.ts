import type { Answer } from '@kaitong/client';
import { ROLE_PERMISSIONS, type ConsoleKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { businessDate, dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { revisionOf } from '../../../modules/applications/index.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { endSession, staffOf, staffSignIn } from '../../../modules/identity/index.ts';
import { balanceDifferences, journalsOf, trialBalance } from '../../../modules/ledger/index.ts';
import { materialOf } from '../../../modules/materials/index.ts';
import { listMerchants } from '../../../modules/merchants/index.ts';
import { listMessages } from '../../../modules/notifications/index.ts';
import { listBreaks, listFiles } from '../../../modules/reconciliation/index.ts';
import {
  caseOf,
  checksOf,
  claimCase,
  decideCase,
  FIX_REASONS,
  listCases,
  type ReviewCase,
} from '../../../modules/review/index.ts';
import { listDays, listPayouts } from '../../../modules/settlement/index.ts';
import { listTransactions } from '../../../modules/switching/index.ts';
import { listDevices, stockCount } from '../../../modules/terminals/index.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { World } from '../../../flows/ports.ts';
import { setSessionCookie } from '../applicant/handlers.ts';
import { materialView } from '../applicant/views.ts';
import type { Handlers } from '../context.ts';
import { streamEvents } from '../live.ts';
import { cookieName } from '../server.ts';

type CaseRow = Answer<'GET /api/console/cases'>['rows'][number];

async function caseRow(world: World, one: ReviewCase): Promise<CaseRow> {
  const revision = await revisionOf(world, one);
  const checks = await checksOf(world.db, one);
  return {
    caseId: one.caseId,
    applicationId: one.applicationId,
    revisionNo: one.revisionNo,
    name: revision.person.name,
    state: one.state,
    ...(one.claimedBy === undefined ? {} : { claimedBy: one.claimedBy }),
    openedAt: isoText(one.openedAt),
    dueAt: isoText(one.dueAt),
    overdue: one.state !== 'decided' && one.dueAt < world.clock.now(),
    ...(one.decision === undefined ? {} : { decision: one.decision }),
    reasons: checks.flatMap((check) => (check.verdict === 'pass' || check.reason === undefined ? [] : [check.reason])),
  };
}

async function caseView(world: World, found: ReviewCase): Promise<Answer<'GET /api/console/cases/:caseId'>> {
  const revision = await revisionOf(world, found);
  const ids = Object.values(revision.materials);
  const materials = await Promise.all(
    ids.map(async (id) => must(await materialOf(world, found.applicantId, id), 'material of a revision')),
  );
  const { name, idNumber, idValidTo, phone } = revision.person;
  return {
    case: await caseRow(world, found),
    person: { name, idNumber, idValidTo, phone },
    draft: revision.draft,
    face: { state: revision.face.state, similarity: revision.face.similarity, hasImage: revision.face.fileId !== null },
    checks: (await checksOf(world.db, found)).map((check) => ({
      check: check.check,
      verdict: check.verdict,
      ...(check.reason === undefined ? {} : { reason: check.reason }),
      evidence: { ...check.evidence },
    })),
    materials: materials.map(materialView),
    fixReasons: Object.fromEntries(Object.entries(FIX_REASONS).map(([item, reasons]) => [item, [...reasons]])),
  };
}

/** Every look at somebody's picture leaves a line that cannot be changed. */
async function logAccess(world: World, input: { staffId: string; what: string; subject: string }): Promise<void> {
  await world.db.execute(
    'INSERT INTO platform.access_log (access_id, at, staff_id, what, subject) VALUES ($1, $2, $3, $4, $5)',
    [world.ids.next('acs'), at(world.wall.now()), input.staffId, input.what, input.subject],
  );
}

async function overviewOf(world: World): Promise<Answer<'GET /api/console/overview'>> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const [cases, merchants, stock, messages, payouts, breaks, balance] = await Promise.all([
    listCases(world),
    listMerchants(world),
    stockCount(world.db),
    listMessages(world.db),
    listPayouts(world.db),
    listBreaks(world.db),
    trialBalance(world.db),
  ]);
  const open = cases.filter((one) => one.state !== 'decided');
  return {
    now: isoText(now),
    casesOpen: open.length,
    casesOverdue: open.filter((one) => one.dueAt < now).length,
    merchants: merchants.length,
    stock,
    messagesUndelivered: messages.filter((one) => one.state === 'undelivered' || one.state === 'failed').length,
    payoutsOpen: payouts.filter((one) => one.state !== 'paid').length,
    breaksOpen: breaks.filter((one) => one.state === 'open').length,
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
    });
    if (done.refused) return done;
    setSessionCookie(context, 'staff', done.value.token);
    const { displayName, role } = done.value;
    return accept({ displayName, role, permissions: [...ROLE_PERMISSIONS[role]] });
  },
  'GET /api/console/me': async ({ world, subjectId }) => {
    const staff = must(await staffOf(world, subjectId), 'staff of a session');
    return accept({
      staffId: subjectId,
      displayName: staff.displayName,
      role: staff.role,
      permissions: [...ROLE_PERMISSIONS[staff.role]],
    });
  },
  'DELETE /api/console/sessions/current': async (context) => {
    const token = context.request.cookies[cookieName('staff', context.site.secure)];
    if (token !== undefined) await endSession(context.world, token);
    setSessionCookie(context, 'staff', undefined);
    return accept({ ok: true as const });
  },
  'GET /api/console/overview': async ({ world }) => accept(await overviewOf(world)),
  'GET /api/console/events': async ({ site, request, reply }) => {
    streamEvents(site.listener, ['console'], request, reply);
    return 'sent';
  },
};

const review: Pick<
  Handlers<ConsoleKey>,
  | 'GET /api/console/cases'
  | 'GET /api/console/cases/:caseId'
  | 'GET /api/console/cases/:caseId/images/:materialId'
  | 'POST /api/console/cases/:caseId/claim'
  | 'POST /api/console/cases/:caseId/decision'
> = {
  'GET /api/console/cases': async ({ world }) =>
    accept({ rows: await Promise.all((await listCases(world)).map((one) => caseRow(world, one))) }),
  'GET /api/console/cases/:caseId': async ({ world, input, subjectId }) => {
    const found = await caseOf(world, input.params.caseId);
    if (found === undefined) return refuse('review.case_unknown');
    await logAccess(world, { staffId: subjectId, what: 'case', subject: found.caseId });
    return accept(await caseView(world, found));
  },
  'GET /api/console/cases/:caseId/images/:materialId': async ({ world, input, subjectId, reply }) => {
    const found = await caseOf(world, input.params.caseId);
    if (found === undefined) return refuse('review.case_unknown');
    const revision = await revisionOf(world, found);
    const own = Object.values(revision.materials).includes(input.params.materialId);
    const fileId =
      input.params.materialId === 'face'
        ? revision.face.fileId
        : own
          ? (await materialOf(world, found.applicantId, input.params.materialId))?.fileId
          : undefined;
    if (fileId === undefined || fileId === null) return refuse('http.not_found');
    await logAccess(world, {
      staffId: subjectId,
      what: 'image',
      subject: `${found.caseId}:${input.params.materialId}`,
    });
    const file = await world.files.read(fileId);
    void reply.type(file.contentType).header('cache-control', 'private, no-store').send(Buffer.from(file.content));
    return 'sent';
  },
  'POST /api/console/cases/:caseId/claim': async ({ world, input, subjectId }) => {
    const done = await claimCase(world, { caseId: input.params.caseId, staffId: subjectId });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/console/cases/:caseId/decision': async ({ world, input, subjectId }) => {
    const done = await decideCase(world, { caseId: input.params.caseId, staffId: subjectId, ...input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
};

const operations: Pick<
  Handlers<ConsoleKey>,
  | 'GET /api/console/merchants'
  | 'GET /api/console/transactions'
  | 'GET /api/console/devices'
  | 'GET /api/console/messages'
  | 'GET /api/console/settlement'
  | 'POST /api/console/payouts/:payoutId/retry'
  | 'GET /api/console/trial-balance'
  | 'GET /api/console/journals'
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
  'GET /api/console/transactions': async ({ world }) =>
    accept({
      rows: (await listTransactions(world.db)).map((one) => ({
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
    }),
  'GET /api/console/devices': async ({ world }) => accept({ rows: await listDevices(world.db) }),
  'GET /api/console/messages': async ({ world }) =>
    accept({ rows: (await listMessages(world.db)).map((row) => ({ ...row })) }),
  'GET /api/console/settlement': async ({ world }) => {
    const [days, payouts, files, breaks] = await Promise.all([
      listDays(world.db),
      listPayouts(world.db),
      listFiles(world.db),
      listBreaks(world.db),
    ]);
    return accept({
      days: days.map((day) => ({
        date: day.date,
        state: day.state,
        saleCount: day.saleCount,
        grossFen: day.grossFen.toString(),
        payDate: day.payDate,
        estimated: day.estimated,
        ...(day.networkNetFen === undefined ? {} : { networkNetFen: day.networkNetFen.toString() }),
      })),
      payouts: payouts.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
      files: files.map((one) => ({ ...one, grossFen: one.grossFen.toString(), feeFen: one.feeFen.toString() })),
      breaks: breaks.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
    });
  },
  'POST /api/console/payouts/:payoutId/retry': async ({ world, input }) => {
    const row = (await listPayouts(world.db)).find((one) => one.payoutId === input.params.payoutId);
    if (row?.state !== 'unknown' && row?.state !== 'prepared') return refuse('settlement.payout_not_waiting');
    await withTx(world, (tx) =>
      world.jobs.enqueue(tx, 'send-payout', { merchantId: row.merchantId, payoutId: row.payoutId }),
    );
    return accept({ ok: true as const });
  },
  'GET /api/console/trial-balance': async ({ world }) => {
    const balance = await trialBalance(world.db);
    return accept({
      totalFen: balance.totalFen.toString(),
      journalCount: balance.journalCount,
      differences: (await balanceDifferences(world.db)).length,
      accounts: balance.accounts.map((one) => ({
        account: one.account,
        debitFen: one.debitFen.toString(),
        creditFen: one.creditFen.toString(),
        balanceFen: one.balanceFen.toString(),
        postingCount: one.postingCount,
      })),
    });
  },
  'GET /api/console/journals': async ({ world }) => accept({ rows: await journalsOf(world.db) }),
};

export const consoleHandlers: Handlers<ConsoleKey> = { ...sessions, ...review, ...operations };
