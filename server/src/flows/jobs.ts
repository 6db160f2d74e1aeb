/** Which event wakes which work, and what each queue does. A queue's work may run twice: every handler finds what is done already. */
import { closeResolved, planClosing } from './after-sales.ts';
import { finishAccountChange } from './change-account.ts';
import { addDays, civilDate, shanghaiInstant, type CivilDate } from '../kernel/instant.ts';
import { yuanText, fen } from '../kernel/fen.ts';
import { sealActs } from '../modules/audit/index.ts';
import { returnPayIn } from '../modules/deposits/index.ts';
import { applicantOf, forgetSignIns, reopenIdentity } from '../modules/identity/index.ts';
import { applyReference, readHolidays } from '../modules/catalogue/index.ts';
import { closeBooks, expireHolds } from '../modules/ledger/index.ts';
import { lapseUpload } from '../modules/materials/index.ts';
import { blockAccount, merchantOf, nameEarlierMerchants, settlementAccountOf } from '../modules/merchants/index.ts';
import { applicationOf, moveApplication } from '../modules/applications/index.ts';
import { queueMessage, recordReceipt, sendMessage } from '../modules/notifications/index.ts';
import { announceToPartner, deliverWebhook, forcedChecksOf } from '../modules/openplatform/index.ts';
import { importClearing, matchArrival } from '../modules/reconciliation/index.ts';
import { evaluateRevision, fixesOf } from '../modules/review/index.ts';
import {
  closeDay,
  handOverPayoutFile,
  makePayoutFile,
  planPayoutFile,
  pollPayout,
  sendPayout,
  settleDay,
  payoutAmountOf,
  shareClosedDays,
  takeBankFiles,
  type DaySchedule,
} from '../modules/settlement/index.ts';
import { markUnknown, reverseUpstream, strandedTransactions } from '../modules/switching/index.ts';
import { scheduleDueOnce, sweepDue } from '../platform/due.ts';
import type { JobData, JobHandler, Subscriptions } from '../platform/jobs.ts';
import { withTx } from '../platform/postgres/database.ts';
import { afterDelivery, approveToShip, orderAndNotify } from './approve-to-ship.ts';
import { escalateClearOut } from './clear-out.ts';
import { repeatUpstream } from './carry-out-card.ts';
import { closeCodePayment } from './pay-by-code.ts';
import { disputeRules, endDisputeTime, notifyDispute, remindOfDispute, sendDispute } from './disputes.ts';
import { depositDay, pollRefund, sendRefund, startClock } from './deposit-life.ts';
import { lookAtDeregistration, lookSoon } from './deregister.ts';
import { endByReturn } from './device-ended.ts';
import { escalateLateCase } from './escalate-case.ts';
import { escalateLateTicket } from './escalate-ticket.ts';
import { lookAtChange } from './change-requests.ts';
import { documentDay, takeEarlierDocuments } from './documents.ts';
import { carryOutRequest, forgetAbandoned, lapseExport } from './data-duties.ts';
import { policyToday } from './facts.ts';
import { lookOutside } from './look-outside.ts';
import { orderCollection, tellArrived } from './give-back.ts';
import { filingOrganisation } from './filer-of.ts';
import { markFiled, reassignAgentWork, reopenForFix } from './follow-filing.ts';
import type { World } from './ports.ts';
import { announcePrice, tellLaterVersions } from './price-changes.ts';
import { answerArchiveRequest, endArchiveRequest } from './receipt-archive.ts';
import { registerAnew, registerTerminal } from './register-terminal.ts';
import { lapseProof } from './risk-actions.ts';
import { dryRunSlice } from './dry-run-rule.ts';
import { screenDay, screenFresh, screenMerchant } from './screen-sales.ts';
import { completeRecovery } from './recover-account.ts';
import { tellLateReversal } from './reverse-card.ts';
import { endReplacing } from './replace-device.ts';
import { replaceParcel } from './replace-parcel.ts';
import { endSim, simDay, startSimPlan, turnSim, wakeSim } from './sim-fee.ts';
import { lookAtUnpaid } from './restrictions.ts';
import { sweepDeposits } from './sweep-deposits.ts';
import { takePayIns } from './take-pay-ins.ts';
import { payAutomaticT0, planAutomaticT0 } from './t0.ts';
import { smsTexts } from './texts.ts';

export const SUBSCRIPTIONS: Subscriptions = {
  'application.submitted': ['evaluate-revision', 'mark-filed'],
  'application.moved': ['announce-to-partner'],
  'application.approved': ['approve-to-ship', 'announce-to-partner'],
  'terminal.allocated': ['register-terminal', 'wake-sim'],
  'terminal.activated': ['start-deposit-clock', 'start-sim-plan', 'finish-replacement'],
  'replacement.moved': ['wake-sim'],
  'shipment.delivered': ['after-delivery'],
  'shipment.failed': ['replace-parcel'],
  'terminal.relocated': ['register-relocated'],
  'ticket.resolved': ['plan-closing'],
  'return.ordered': ['order-collection'],
  'return.arrived': ['tell-arrived', 'end-by-return'],
  'return.moved': ['end-by-return'],
  'terminal.unbound': ['register-terminal', 'end-sim'],
  'registration.answered': ['look-at-deregistration'],
  'deposit.moved': ['look-at-deregistration', 'look-at-unpaid'],
  'deposit.paid_in': ['look-at-unpaid'],
  'review.decided': ['notify-decision', 'reopen-filing', 'announce-to-partner'],
  'activation.locked': ['notify-locked'],
  'payout.returned': ['block-account'],
  'payout.moved': ['notify-payout'],
  'late_reversal.came': ['tell-late-reversal'],
  'day.funded': ['sweep-deposits'],
  'dispute.moved': ['notify-dispute', 'look-at-deregistration'],
};

const text = (data: JobData, name: string): string => String(data[name] ?? '');
const transaction = (data: JobData) => ({
  merchantId: text(data, 'merchantId'),
  transactionId: text(data, 'transactionId'),
});

export async function daySchedule(world: World): Promise<DaySchedule> {
  const policy = await policyToday(world);
  return {
    cutOff: policy.text('settlement.cut_off'),
    clearingTime: policy.text('settlement.clearing_time'),
    payoutTime: policy.text('settlement.payout_time'),
  };
}

export function jobHandlers(world: World): Readonly<Record<string, JobHandler>> {
  const application = (data: JobData) => ({
    applicantId: text(data, 'applicantId'),
    applicationId: text(data, 'applicationId'),
  });
  return {
    'send-message': (data) => sendMessage(world, text(data, 'messageId')),
    'message-receipt': (data) =>
      recordReceipt(world, {
        reference: text(data, 'reference'),
        delivered: data['delivered'] === true,
        reason: text(data, 'reason'),
      }),
    'evaluate-revision': async (data) => {
      const forced = world.demo ? await forcedChecksOf(world.db, application(data)) : [];
      const filedBy = await filingOrganisation(world, application(data));
      await evaluateRevision(world, { ...application(data), revisionNo: Number(data['revisionNo']), forced, filedBy });
    },
    'approve-to-ship': (data) => approveToShip(world, application(data)),
    'order-courier': (data) =>
      orderAndNotify(world, { merchantId: text(data, 'merchantId'), shipmentId: text(data, 'shipmentId') }),
    'end-by-return': (data) => endByReturn(world, text(data, 'returnId')),
    'look-at-deregistration': (data) => lookAtDeregistration(world, text(data, 'merchantId')),
    'register-terminal': (data) =>
      registerTerminal(world, { merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') }),
    'replace-parcel': async (data) => {
      await replaceParcel(world, { merchantId: text(data, 'merchantId'), shipmentId: text(data, 'shipmentId') });
    },
    'after-delivery': (data) =>
      afterDelivery(world, { merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') }),
    'expire-application': (data) => expireApplication(world, application(data)),
    'finish-recovery': (data) => completeRecovery(world, text(data, 'recoveryId')),
    'escalate-case': (data) => escalateLateCase(world, text(data, 'caseId')),
    'escalate-ticket': (data) => escalateLateTicket(world, text(data, 'ticketId')),
    'notify-decision': (data) => notifyDecision(world, data),
    'mark-filed': (data) => markFiled(world, application(data)),
    'reopen-filing': async (data) => {
      if (text(data, 'decision') === 'fix') await reopenForFix(world, application(data));
    },
    'announce-to-partner': (data) => announceToPartner(world, { ...application(data), eventId: text(data, 'eventId') }),
    'deliver-webhook': (data) => deliverWebhook(world, text(data, 'deliveryId')),
    'reassign-agent-work': (data) => reassignAgentWork(world, text(data, 'agentId')),
    'notify-locked': (data) => notifyLocked(world, data),
    'lapse-upload': (data) =>
      lapseUpload(world, { applicantId: text(data, 'applicantId'), uploadId: text(data, 'uploadId') }),
    'reverse-upstream': (data) => reverseOne(world, data),
    'tell-late-reversal': (data) => tellLateReversal(world, transaction(data)),
    'repeat-upstream': (data) => repeatUpstream(world, transaction(data)),
    'close-code-payment': (data) => closeCodePayment(world, transaction(data)),
    ...dayJobs(world),
    'screen-sales': (data) => screenMerchant(world, text(data, 'merchantId'), data['whole'] === true),
    ...riskJobs(world),
    ...disputeJobs(world),
    ...priceJobs(world),
    't0-automatic': (data) => payAutomaticT0(world, text(data, 'merchantId')),
    ...payoutJobs(world),
    'return-pay-in': async (data) =>
      returnPayIn(world, {
        entryId: text(data, 'entryId'),
        cutOff: (await policyToday(world)).text('settlement.cut_off'),
      }),
    'finish-account-change': (data) =>
      finishAccountChange(world, { merchantId: text(data, 'merchantId'), changeId: text(data, 'changeId') }),
    'block-account': (data) => blockAndTell(world, data),
    ...depositJobs(world),
    ...simJobs(world),
    ...careJobs(world),
    'notify-payout': (data) => notifyPayout(world, data),
  };
}

/** What people ask about their own data. */
function dataJobs(world: World): Readonly<Record<string, JobHandler>> {
  return {
    'data-request': (data) =>
      carryOutRequest(world, { applicantId: text(data, 'applicantId'), requestId: text(data, 'requestId') }),
    'lapse-export': (data) => lapseExport(world, text(data, 'key')),
  };
}

/** A business day from its cut-off to its payouts; what comes between is `disputeJobs`. */
function dayJobs(world: World): Readonly<Record<string, JobHandler>> {
  const date = (data: JobData): CivilDate => civilDate(text(data, 'date'));
  return {
    'close-day': (data) => endDay(world, date(data)),
    'close-books': async (data) => {
      await closeBooks(world, date(data));
      await shareClosedDays(world);
      await nameEarlierMerchants(world);
      await forgetAbandoned(world);
      await forgetSignIns(world, (await policyToday(world)).number('identity.sign_in_log_days'));
    },
    'import-clearing': (data) => importClearing(world, date(data)),
    'settle-day': (data) => settleDay(world, date(data)),
    'apply-reference': (data) => applyReference(world, text(data, 'importId')),
  };
}

/** The cut-off of a business day, and what follows it; its books are closed some time later. */
async function endDay(world: World, date: CivilDate): Promise<void> {
  await expireHolds(world, 'pre_auth', date);
  await closeDay(world, date, await daySchedule(world), await readHolidays(world.db));
  await screenDay(world, date);
  const closeTime = (await policyToday(world)).text('ledger.close_time');
  const at = shanghaiInstant(addDays(date, 1), closeTime);
  await withTx(world, (tx) => scheduleDueOnce(tx, { kind: 'close-books', key: date, at, data: { date } }));
}

/** The network's money for a day, its disputes with it, and what becomes of these. */
function disputeJobs(world: World): Readonly<Record<string, JobHandler>> {
  const dispute = (data: JobData) => ({ merchantId: text(data, 'merchantId'), disputeId: text(data, 'disputeId') });
  return {
    'match-arrival': async (data) =>
      matchArrival(world, civilDate(text(data, 'date')), disputeRules(await policyToday(world))),
    'send-dispute': (data) => sendDispute(world, dispute(data)),
    'notify-dispute': (data) => notifyDispute(world, dispute(data), text(data, 'event')),
    'dispute-deadline': (data) =>
      data['clock'] === 'remind'
        ? remindOfDispute(world, dispute(data))
        : endDisputeTime(world, dispute(data), data['clock'] === 'merchant' ? 'merchant' : 'network'),
  };
}

function payoutJobs(world: World): Readonly<Record<string, JobHandler>> {
  const payout = (data: JobData) => ({ merchantId: text(data, 'merchantId'), payoutId: text(data, 'payoutId') });
  return {
    'send-payout': (data) => sendOrGather(world, payout(data)),
    'make-payout-file': async () => {
      if (world.payoutFiles !== undefined) await makePayoutFile({ ...world, payoutFiles: world.payoutFiles });
    },
    'hand-over-payout-file': async (data) => {
      if (world.payoutFiles === undefined)
        throw new Error('payouts go by file, and this process has no folder for them');
      await handOverPayoutFile({ ...world, payoutFiles: world.payoutFiles }, text(data, 'fileId'));
    },
    'poll-payout': async (data) => {
      await pollPayout(world, payout(data));
      await lookSoon(world, text(data, 'merchantId')); // it may be the last that was due
    },
  };
}

/** One by one over the bank's interface, or left for the next file. What is in a file is never sent any other way. */
async function sendOrGather(world: World, payout: { merchantId: string; payoutId: string }): Promise<void> {
  if (world.payoutFiles === undefined) return sendPayout(world, payout);
  await planPayoutFile(world, (await policyToday(world)).number('payout.file_minutes'));
}

function priceJobs(world: World): Readonly<Record<string, JobHandler>> {
  return {
    'announce-price': (data) =>
      announcePrice(world, {
        planId: text(data, 'planId'),
        effectiveFrom: civilDate(text(data, 'effectiveFrom')),
        after: text(data, 'after'),
      }),
    'tell-prices': (data) => tellLaterVersions(world, text(data, 'merchantId'), text(data, 'since')),
  };
}

function riskJobs(world: World): Readonly<Record<string, JobHandler>> {
  return {
    'dry-run-rule': (data) => dryRunSlice(world, { dryRunId: text(data, 'dryRunId'), after: text(data, 'after') }),
    'escalate-clear-out': (data) =>
      escalateClearOut(world, { merchantId: text(data, 'merchantId'), clearOutId: text(data, 'clearOutId') }),
    'lapse-proof': (data) =>
      lapseProof(world, {
        merchantId: text(data, 'merchantId'),
        caseId: text(data, 'caseId'),
        proofNo: Number(data['proofNo']),
      }),
  };
}

/** Tickets, devices that are replaced or go back, terminals that move, documents that end, and receipts out of the archive. */
function careJobs(world: World): Readonly<Record<string, JobHandler>> {
  const archived = (data: JobData) => ({ merchantId: text(data, 'merchantId'), requestId: text(data, 'requestId') });
  return {
    ...dataJobs(world),
    ...documentJobs(world),
    'register-relocated': (data) =>
      registerAnew(world, { merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') }),
    'plan-closing': (data) => planClosing(world, text(data, 'ticketId')),
    'close-ticket': (data) => closeResolved(world, text(data, 'ticketId')),
    'finish-replacement': (data) =>
      endReplacing(world, { merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') }),
    'order-collection': (data) => orderCollection(world, text(data, 'returnId')),
    'tell-arrived': (data) => tellArrived(world, text(data, 'returnId')),
    'fetch-archived': (data) => answerArchiveRequest(world, archived(data)),
    'end-archived': (data) => endArchiveRequest(world, archived(data)),
  };
}

function depositJobs(world: World): Readonly<Record<string, JobHandler>> {
  const deposit = (data: JobData) => ({ merchantId: text(data, 'merchantId'), depositId: text(data, 'depositId') });
  return {
    'start-deposit-clock': (data) =>
      startClock(world, { merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') }),
    'sweep-deposits': (data) => sweepDeposits(world, civilDate(text(data, 'date'))),
    'deposit-day': (data) => depositDay(world, deposit(data)),
    'look-at-unpaid': (data) => lookAtUnpaid(world, text(data, 'merchantId')),
    'refund-deposit': (data) => sendRefund(world, deposit(data)),
    'poll-deposit-refund': (data) => pollRefund(world, deposit(data)),
  };
}

/** Documents that end, and what a merchant asks to change. */
function documentJobs(world: World): Readonly<Record<string, JobHandler>> {
  return {
    'document-day': (data) =>
      documentDay(world, {
        merchantId: text(data, 'merchantId'),
        kind: text(data, 'kind') === 'licence' ? 'licence' : 'id_card',
      }),
    'look-at-change': (data) =>
      lookAtChange(world, { merchantId: text(data, 'merchantId'), changeId: text(data, 'changeId') }),
    'take-documents': (data) => takeEarlierDocuments(world, text(data, 'merchantId')),
  };
}

function simJobs(world: World): Readonly<Record<string, JobHandler>> {
  const plan = (data: JobData) => ({ merchantId: text(data, 'merchantId'), terminalId: text(data, 'terminalId') });
  return {
    'start-sim-plan': (data) => startSimPlan(world, plan(data)),
    'sim-day': (data) => simDay(world, plan(data)),
    'turn-sim': (data) => turnSim(world, plan(data)),
    'wake-sim': (data) => wakeSim(world, plan(data)),
    'end-sim': (data) => endSim(world, plan(data)),
  };
}

/** Nobody answered what was asked for: the application lapses, unless it was handed in again meanwhile. */
async function expireApplication(world: World, key: { applicantId: string; applicationId: string }): Promise<void> {
  const { state, fixDueAt } = await applicationOf(world, key.applicantId, key.applicationId);
  if (state !== 'needs_fix' || fixDueAt === undefined || fixDueAt > world.clock.now()) return;
  await withTx(world, (tx) =>
    moveApplication(world, tx, { ...key, from: 'needs_fix', event: 'expire', by: 'machine' }),
  );
}

/** One thing to do again: the link opens exactly that; several: the list of them. */
function fixLink({ site }: World, asked: readonly string[]): string | undefined {
  if (site.publicUrl === undefined) return undefined;
  const [only] = asked;
  const page = asked.length === 1 && only !== undefined ? `fix/${only}` : 'progress';
  return `${site.publicUrl}/merchant/${page}`;
}

function resultText(world: World, decision: 'fix' | 'reject' | 'change_terms', asked: readonly string[]): string {
  const { publicUrl } = world.site;
  if (decision === 'fix') return smsTexts.needsFix(fixLink(world, asked));
  if (decision === 'reject') return smsTexts.rejected();
  return smsTexts.termsChanged(publicUrl === undefined ? undefined : `${publicUrl}/merchant/apply/review`);
}

async function notifyDecision(world: World, data: JobData): Promise<void> {
  const decision = text(data, 'decision');
  if (decision !== 'fix' && decision !== 'reject' && decision !== 'change_terms') return; // an approval is told with the activation code, a second look not at all
  const applicant = await applicantOf(world, text(data, 'applicantId'));
  if (applicant === undefined) return;
  const application = await applicationOf(world, applicant.applicantId, text(data, 'applicationId'));
  const asked = decision === 'fix' ? (await fixesOf(world.db, application)).map((fix) => fix.item) : [];
  await withTx(world, async (tx) => {
    if (asked.includes('identity_card')) await reopenIdentity(tx, applicant.applicantId, 'none');
    else if (asked.includes('face')) await reopenIdentity(tx, applicant.applicantId, 'id_confirmed');
    await queueMessage(world, tx, {
      purpose: 'application_result',
      phone: applicant.phone,
      text: resultText(world, decision, asked),
      subject: `applicant:${applicant.applicantId}`,
    });
  });
}

async function notifyLocked(world: World, data: JobData): Promise<void> {
  if (data['merchantId'] === null || data['merchantId'] === undefined) return;
  const merchant = await merchantOf(world, text(data, 'merchantId'));
  await withTx(world, (tx) =>
    queueMessage(world, tx, {
      purpose: 'code_locked',
      phone: merchant.phone,
      text: smsTexts.codeLocked(Number(data['minutes'])),
      subject: `merchant:${merchant.merchantId}`,
    }),
  );
}

async function reverseOne(world: World, data: JobData): Promise<void> {
  const merchant = await merchantOf(world, text(data, 'merchantId'));
  await reverseUpstream(world, {
    merchantId: merchant.merchantId,
    transactionId: text(data, 'transactionId'),
    merchant,
  });
}

async function blockAndTell(world: World, data: JobData): Promise<void> {
  const merchant = await merchantOf(world, text(data, 'merchantId'));
  await withTx(world, async (tx) => {
    await blockAccount(tx, {
      merchantId: merchant.merchantId,
      accountId: text(data, 'accountId'),
      reason: text(data, 'reason'),
    });
    await queueMessage(world, tx, {
      purpose: 'payout',
      phone: merchant.phone,
      text: smsTexts.payoutReturned(text(data, 'reason')),
      subject: `merchant:${merchant.merchantId}`,
    });
  });
}

async function notifyPayout(world: World, data: JobData): Promise<void> {
  if (data['state'] !== 'paid') return;
  const merchant = await merchantOf(world, text(data, 'merchantId'));
  const account = await settlementAccountOf(world.db, merchant.merchantId);
  const { merchantId } = merchant;
  const amountFen = await payoutAmountOf(world.db, { merchantId, payoutId: text(data, 'payoutId') });
  if (amountFen === undefined || account === undefined) return;
  await withTx(world, (tx) =>
    queueMessage(world, tx, {
      purpose: 'payout',
      phone: merchant.phone,
      text: smsTexts.payoutPaid(yuanText(fen(amountFen)), account.masked.slice(-4)),
      subject: `merchant:${merchant.merchantId}`,
    }),
  );
}

const SWEEP_MS = 500;
const STRANDED_MS = 70_000; // the network is given 25 s and the terminal 60 s: after 70 s nobody waits any more
const STRANDED_EVERY = 20;
const SCREEN_EVERY = 6; // 3 s: what is found is found after the sale in any case
const T0_EVERY = 6; // 3 s: nothing is paid before a quarter of an hour
const BANK_FILES_EVERY = 4; // 2 s: an answer that waits a little is no worse
const OUTSIDE_EVERY = 10; // 5 s
const SEAL_EVERY = 4; // 2 s: what staff did stands unchained no longer
const PAY_INS_EVERY = 10; // 5 s: somebody may stand at a terminal and wait for their transfer

/** The worker's own beat: what is due on business time, and requests whose gateway died. Runs until `signal` aborts. */
export async function beat(world: World, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    try {
      await sweepDue(world);
      if (turn % STRANDED_EVERY === 0) await takeBackStranded(world);
      if (turn % SCREEN_EVERY === 0) await screenFresh(world);
      if (turn % T0_EVERY === 0) await planAutomaticT0(world);
      if (turn % BANK_FILES_EVERY === 0 && world.payoutFiles !== undefined)
        await takeBankFiles({ ...world, payoutFiles: world.payoutFiles }).catch((error: unknown) =>
          world.log.warn({ error: String(error) }, 'bank files'),
        );
      if (turn % SEAL_EVERY === 0) await sealActs(world);
      if (turn % OUTSIDE_EVERY === 0) await lookOutside(world);
      if (turn % PAY_INS_EVERY === 0)
        await takePayIns(world).catch((error: unknown) => world.log.warn({ error: String(error) }, 'pay-ins'));
    } catch (error) {
      world.log.error({ error: String(error) }, 'beat');
    }
    await world.timers.wait(SWEEP_MS, signal);
  }
}

/** What a gateway that died has left in `sent` for longer than this: nobody waits for its answer any more. */
export async function takeBackStranded(world: World, olderThanMs: number = STRANDED_MS): Promise<void> {
  for (const transaction of await strandedTransactions(world, olderThanMs)) {
    await withTx(world, (tx) => markUnknown(world, tx, transaction, null));
    world.log.warn(
      { transactionId: transaction.transactionId },
      'a request was left without an answer; it is being reversed',
    );
  }
}
