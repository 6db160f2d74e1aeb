import { createHash } from 'node:crypto';
import { must } from '../kernel/assert.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  agreementOf,
  currentApplication,
  keepAgreement,
  priceSheet,
  type Application,
  type Draft,
  type PriceSheet,
} from '../modules/applications/index.ts';
import { deviceTerms, pricePlanOn, readPolicy } from '../modules/catalogue/index.ts';
import { applicantOf, checkCode, requestCode } from '../modules/identity/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export interface Sheet {
  readonly sheet: PriceSheet;
  readonly sheetHash: string;
}

type Chosen = Pick<Draft, 'kind' | 'deviceModel' | 'settlement' | 'planId' | 'business'>;

/** What would be signed today for these choices; undefined while device, settlement or kind are not chosen. */
export async function sheetFor(world: World, draft: Chosen): Promise<Sheet | undefined> {
  const { kind, deviceModel, settlement, business } = draft;
  if (kind === undefined || deviceModel === undefined || settlement === undefined) return undefined;
  const today = dateInShanghai(world.clock.now());
  const [plan, deposit, policy] = await Promise.all([
    pricePlanOn(world.db, draft.planId ?? 'standard', today),
    deviceTerms(world.db, deviceModel, today),
    readPolicy(world.db, today),
  ]);
  const sheet = priceSheet({
    kind,
    deviceModel,
    settlement,
    plan,
    deposit,
    monthlyFen: business?.monthlyYuan === undefined ? undefined : BigInt(business.monthlyYuan) * 100n,
    policy: {
      simFeeFen: BigInt(policy.number('sim.fee_fen')),
      simFreeYears: policy.number('sim.free_years'),
      simNoticeDays: policy.number('sim.notice_days'),
      captureDay: policy.number('deposit.capture_day'),
      refundWorkingDays: policy.number('deposit.refund_working_days'),
      giveBackDays: policy.number('deposit.give_back_days'),
      priceNoticeDays: policy.number('price.notice_days'),
      t0AfterDays: policy.number('settlement.t0_after_days'),
      t0NormalDays: policy.number('settlement.t0_normal_days'),
      microCreditMonthFen: BigInt(policy.number('micro.credit_month_fen')),
    },
  });
  return { sheet, sheetHash: createHash('sha256').update(JSON.stringify(sheet)).digest('hex') };
}

/** Whether what stands in the draft today has been signed. A fix that leaves the terms as they were needs no new signature. */
export async function isSigned(world: World, application: Application): Promise<boolean> {
  const now = await sheetFor(world, application.draft);
  return now !== undefined && (await agreementOf(world.db, application))?.sheetHash === now.sheetHash;
}

/** Sends the code that stands for the signature; its text says what it signs. */
export async function sendSigningCode(world: World, input: { applicantId: string; address: string }) {
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  return requestCode(world, {
    phone: applicant.phone,
    purpose: 'sign_agreement',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'sign_in_code',
        phone: applicant.phone,
        text: smsTexts.signingCode(code),
        subject: `applicant:${input.applicantId}`,
      }),
  });
}

export type SignRefusal = Refusal<
  | 'applications.none'
  | 'applications.not_editable'
  | 'applications.sheet_changed'
  | 'identity.code_wrong'
  | 'identity.code_expired'
  | 'identity.code_tries_used'
>;

const SIGNABLE: readonly Application['state'][] = ['draft', 'needs_fix', 'pending_signature'];

export interface SignSheet {
  readonly applicantId: string;
  /** The hash of the sheet that was read. */
  readonly sheetHash: string;
  readonly code: string;
  /** Draws the PDF with the signature in it; handed in because drawing belongs to the edge. */
  readonly draw: (sheet: Sheet, applicant: { readonly name: string }, signedAt: number) => Promise<Uint8Array>;
}

/** Signs the sheet: the terms must still be those that were read, and the code must be the phone's. */
export async function signSheet(
  world: World,
  input: SignSheet,
): Promise<Outcome<{ agreementId: string }, SignRefusal>> {
  const application = await currentApplication(world, input.applicantId);
  if (application === undefined) return refuse('applications.none');
  if (!SIGNABLE.includes(application.state)) return refuse('applications.not_editable');
  const now = await sheetFor(world, application.draft);
  if (now?.sheetHash !== input.sheetHash) return refuse('applications.sheet_changed');
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  const checked = await checkCode(world, { phone: applicant.phone, purpose: 'sign_agreement', code: input.code });
  if (checked.refused) return checked;
  const pdf = await input.draw(now, { name: applicant.name ?? '' }, world.clock.now());
  return accept(
    await keepAgreement(world, {
      applicantId: input.applicantId,
      applicationId: application.applicationId,
      ...now,
      pdf,
      pdfSha256: createHash('sha256').update(pdf).digest('hex'),
    }),
  );
}
