import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { currentApplication, type Application, type ApplicationState } from '../modules/applications/index.ts';
import {
  applicantOf,
  consentsOf,
  CONSENT_KINDS,
  decideWithdrawal,
  endConsent,
  forgetCard,
  forgetFace,
  forgetInterviews,
  giveConsents,
  type ConsentEffect,
  type ConsentKind,
} from '../modules/identity/index.ts';
import { retireMaterials, type MaterialKind } from '../modules/materials/index.ts';
import { merchantByApplicant } from '../modules/merchants/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { withdrawInTx, livingFilings } from './withdraw-application.ts';

export type ConsentRefusal = Refusal<'identity.consent_never_given' | 'identity.consent_effect'>;

const FILLING_IN: readonly ApplicationState[] = ['draft', 'withdrawn', 'expired'];
const ENDED: readonly ApplicationState[] = ['approved', 'rejected'];

/** How far a person is: what may be taken back depends on it. */
export type Stage = 'filling_in' | 'judged' | 'merchant' | 'none';

export function stageOf(application: Application | undefined, isMerchant: boolean): Stage {
  if (isMerchant) return 'merchant';
  if (application === undefined) return 'none';
  if (FILLING_IN.includes(application.state)) return 'filling_in';
  return ENDED.includes(application.state) ? 'none' : 'judged';
}

/** Of each consent in force: what would follow if it were taken back now. */
export async function consentEffects(
  world: World,
  applicantId: string,
): Promise<Readonly<Partial<Record<ConsentKind, ConsentEffect>>>> {
  const [applicant, application, merchant, given] = await Promise.all([
    applicantOf(world, applicantId),
    currentApplication(world, applicantId),
    merchantByApplicant(world, applicantId),
    consentsOf(world.db, applicantId),
  ]);
  const { faceRoute, identityState } = must(applicant, 'applicant');
  const stage = stageOf(application, merchant !== undefined);
  const facts = { stage, faceRoute, witnessed: identityState === 'face_witnessed' };
  return Object.fromEntries(
    CONSENT_KINDS.filter((kind) => given.includes(kind)).map((kind) => [kind, decideWithdrawal({ kind, ...facts })]),
  );
}

const CARD_PHOTOS: readonly MaterialKind[] = ['id_front', 'id_back', 'legal_id_front', 'legal_id_back'];

async function forget(tx: Tx, applicantId: string, effect: ConsentEffect): Promise<void> {
  if (effect === 'face_forgotten') await forgetFace(tx, applicantId);
  if (effect === 'card_forgotten') {
    await forgetCard(tx, applicantId);
    await retireMaterials(tx, { applicantId, kinds: CARD_PHOTOS });
  }
  if (effect === 'interview_forgotten') {
    await forgetInterviews(tx, applicantId);
    await retireMaterials(tx, { applicantId, kinds: ['interview_video'] });
  }
}

/**
 * Gives a consent, or takes it back with what follows from that. What follows has been said before and is named in the call; where it
 * is another by now (the application was sent in meanwhile), nothing happens and the new consequence is told.
 */
export async function setConsent(
  world: World,
  input: {
    applicantId: string;
    kind: ConsentKind;
    given: boolean;
    textVersion: string;
    effect?: ConsentEffect | undefined;
  },
): Promise<Outcome<true, ConsentRefusal>> {
  const { applicantId, kind } = input;
  if (input.given) {
    await withTx(world, (tx) =>
      giveConsents(world, tx, { applicantId, kinds: [kind], textVersion: input.textVersion, via: 'own_phone' }),
    );
    return accept(true as const);
  }
  const effect = (await consentEffects(world, applicantId))[kind];
  if (effect === undefined) return refuse('identity.consent_never_given');
  if (effect !== (input.effect ?? 'nothing')) return refuse('identity.consent_effect', { effect });
  const application = await currentApplication(world, applicantId);
  const filings = application === undefined ? [] : await livingFilings(world, application);
  return withTx(world, async (tx) => {
    if (!(await endConsent(world, tx, { applicantId, kind }))) return refuse('identity.consent_never_given');
    await forget(tx, applicantId, effect);
    if (effect === 'application_ends' && application !== undefined)
      await withdrawInTx(world, tx, { application, filings, by: applicantId });
    return accept(true as const);
  });
}
