/** A partner's system files for a merchant: it opens an application, and the merchant consents and signs on their own phone. */
import { isPhone } from '../kernel/phone.ts';
import { HOUR_MS } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  applicationOf,
  currentApplication,
  draftSchema,
  saveDraft,
  startNewApplication,
  withKind,
  type Application,
  type ApplicantKind,
} from '../modules/applications/index.ts';
import { applicantForPhone } from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { claimApplication, forceChecks, partnerApplicationOf } from '../modules/openplatform/index.ts';
import { CHECK_NAMES } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import type { World } from './ports.ts';
import { handForSignature } from './submit-application.ts';
import { smsTexts } from './texts.ts';

/** A merchant is not written to more often than this, whoever asks. */
const REQUESTS_A_DAY = { limit: 3, windowMs: 24 * HOUR_MS };

export interface PartnerCall {
  readonly partner: string;
  readonly keyId: string;
}

export type OpenRefusal = Refusal<
  | 'identity.phone_invalid'
  | 'applications.draft_invalid'
  | 'applications.draft_conflict'
  | 'partner.application_exists'
  | 'partner.request_limit'
>;

/**
 * Opens an application for the merchant of this number and asks them by SMS. An application that the merchant has already, from
 * wherever, is not opened to the partner.
 */
export async function openPartnerApplication(
  world: World,
  input: PartnerCall & { phone: string; kind: ApplicantKind; draft: object },
): Promise<Outcome<{ applicationId: string; draftVersion: number }, OpenRefusal>> {
  const { partner, keyId, phone } = input;
  if (!isPhone(phone)) return refuse('identity.phone_invalid');
  const draft = draftSchema.safeParse(input.draft);
  if (!draft.success)
    return refuse('applications.draft_invalid', { fields: draft.error.issues.map((issue) => issue.path.join('.')) });
  const applicantId = await applicantForPhone(world, phone);
  if ((await currentApplication(world, applicantId)) !== undefined) return refuse('partner.application_exists');
  const over = await countAgainst(world, `partner-request:${applicantId}`, REQUESTS_A_DAY);
  if (over !== undefined) return refuse('partner.request_limit', { seconds: over });
  const { publicUrl } = world.site;
  const link = publicUrl === undefined ? undefined : `${publicUrl}/merchant`;
  const applicationId = await startNewApplication(world, applicantId, {
    also: async (tx, made) => {
      await claimApplication(world, tx, { applicantId, applicationId: made, partner, keyId });
      await queueMessage(world, tx, {
        purpose: 'filing',
        phone,
        text: smsTexts.partnerRequest({ partner, link }),
        subject: `applicant:${applicantId}`,
      });
    },
  });
  if (applicationId === undefined) return refuse('partner.application_exists');
  const application = await applicationOf(world, applicantId, applicationId);
  const saved = await saveDraft(world, {
    application,
    version: application.draftVersion,
    draft: withKind(draft.data, input.kind),
    fixes: [],
  });
  // the merchant was quicker: theirs stands, and the partner reads its version
  const draftVersion = saved.refused ? application.draftVersion : saved.value.version;
  return accept({ applicationId, draftVersion });
}

/** An application of this partner; those of others answer like none. */
export async function partnerApplication(
  world: World,
  key: { partner: string; applicationId: string },
): Promise<Outcome<Application, Refusal<'partner.application_unknown'>>> {
  const applicantId = await partnerApplicationOf(world.db, key);
  return applicantId === undefined
    ? refuse('partner.application_unknown')
    : accept(await applicationOf(world, applicantId, key.applicationId));
}

export type WorkRefusal = Refusal<'partner.application_unknown' | 'applications.not_editable'>;

/** The same to work on: never one that the merchant has taken back, nor what they began after it. */
export async function partnerWorkOn(
  world: World,
  key: { partner: string; applicationId: string },
): Promise<Outcome<Application, WorkRefusal>> {
  const found = await partnerApplication(world, key);
  if (found.refused) return found;
  const current = await currentApplication(world, found.value.applicantId);
  return current?.applicationId === key.applicationId ? accept(current) : refuse('applications.not_editable');
}

export type HandRefusal =
  | WorkRefusal
  | Refusal<'partner.sandbox_only' | 'partner.check_unknown'>
  | Extract<Awaited<ReturnType<typeof handForSignature>>, { refused: true }>['refusal'];

/** What a partner wants to see fail: the names in the header, refused outside the sandbox so that nobody counts on it there. */
function forcedBy(
  world: World,
  header: string,
): Outcome<string[], Refusal<'partner.sandbox_only' | 'partner.check_unknown'>> {
  const names = header.split(',').flatMap((name) => name.trim() || []);
  if (names.length === 0) return accept([]);
  if (!world.demo) return refuse('partner.sandbox_only');
  const unknown = names.filter((name) => !CHECK_NAMES.some((one) => one === name));
  return unknown.length > 0 ? refuse('partner.check_unknown', { unknown, known: [...CHECK_NAMES] }) : accept(names);
}

/** Everything is there: the merchant is told to sign. `forceFail` is the sandbox's header, '' where it was not sent. */
export async function handPartnerApplication(
  world: World,
  input: PartnerCall & { applicationId: string; forceFail: string },
): Promise<Outcome<true, HandRefusal>> {
  const found = await partnerWorkOn(world, input);
  if (found.refused) return found;
  const forced = forcedBy(world, input.forceFail);
  if (forced.refused) return forced;
  if (world.demo) await withTx(world, (tx) => forceChecks(tx, input, forced.value));
  return handForSignature(world, { applicantId: found.value.applicantId, by: input.keyId });
}
