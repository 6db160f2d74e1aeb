import { must } from '../kernel/assert.ts';
import { HOUR_MS, later, type InstantMs } from '../kernel/instant.ts';
import { maskPhone } from '../kernel/masks.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  applicantOf,
  checkCode,
  coolRecovery,
  endCooling,
  finishRecovery,
  giveConsents,
  isPhoneTaken,
  noteSignIn,
  judgeRecoveryFace,
  randomActions,
  recoveryOf,
  requestCode,
  startRecovery,
  type LivenessAction,
  type Recovery,
} from '../modules/identity/index.ts';
import { materialOf } from '../modules/materials/index.ts';
import { changeMerchantPhone, merchantByApplicant } from '../modules/merchants/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Guessing numbers of people must not be possible, and neither must wearing out the engine that compares faces. */
const PER_ADDRESS = { limit: 10, windowMs: HOUR_MS };
const PER_PERSON = { limit: 3, windowMs: 24 * HOUR_MS };

/** A code to the number that the account is to have. */
export function sendRecoveryCode(world: World, input: { phone: string; address: string }) {
  return requestCode(world, {
    phone: input.phone,
    purpose: 'recovery',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'recovery',
        phone: input.phone,
        text: smsTexts.recoveryCode(code),
        subject: 'recovery',
      }),
  });
}

export interface RecoveryRequest {
  readonly phone: string;
  readonly code: string;
  readonly name: string;
  readonly idNumber: string;
  readonly address: string;
}

/** Starts a recovery. The answer does not tell whether there is such a person. */
export async function openRecovery(
  world: World,
  input: RecoveryRequest,
): Promise<
  Outcome<
    { recoveryId: string; actions: LivenessAction[] },
    Refusal<'identity.code_wrong' | 'identity.code_expired' | 'identity.code_tries_used' | 'identity.recovery_limit'>
  >
> {
  const checked = await checkCode(world, { phone: input.phone, purpose: 'recovery', code: input.code });
  if (checked.refused) return checked;
  const idHash = world.crypto.lookup('id', input.idNumber.trim().toUpperCase());
  const over =
    (await countAgainst(world, `recovery:${idHash}`, PER_PERSON)) ??
    (await countAgainst(world, `recovery-address:${input.address}`, PER_ADDRESS));
  if (over !== undefined) return refuse('identity.recovery_limit', { seconds: over });
  const actions = randomActions(world);
  const { recoveryId } = await startRecovery(world, { ...input, newPhone: input.phone, actions });
  return accept({ recoveryId, actions });
}

export type RecoverRefusal = Refusal<
  'identity.recovery_no_match' | 'identity.recovery_over' | 'identity.phone_taken' | 'identity.recovery_unknown'
>;

/** The living face against the card that is on file. Right: the cooling time begins, and both numbers are told. */
export async function showRecoveryFace(
  world: World,
  input: { recoveryId: string; frames: { image: Uint8Array; atMs: number }[] },
): Promise<Outcome<{ coolingUntil: InstantMs }, RecoverRefusal>> {
  const recovery = await recoveryOf(world, input.recoveryId);
  if (recovery === undefined) return refuse('identity.recovery_unknown');
  const policy = await policyToday(world);
  const judged = await judgeRecoveryFace(world, {
    recovery,
    frames: input.frames,
    reference: await portraitOf(world, recovery),
    passFrom: policy.number('identity.face_pass'),
    triesMax: policy.number('identity.face_tries_max'),
  });
  if (judged.refused) return judged;
  const applicantId = must(recovery.applicantId, 'somebody whose face was right');
  if (await isPhoneTaken(world, recovery.newPhone, applicantId)) return refuse('identity.phone_taken');
  const coolingUntil = later(world.clock.now(), policy.number('identity.recovery_cooling_hours') * HOUR_MS);
  const { phone: oldPhone } = must(await applicantOf(world, applicantId), 'applicant of a recovery');
  const cooled = await withTx(world, (tx) =>
    beginCooling(world, tx, { recovery, applicantId, oldPhone, coolingUntil }),
  );
  return cooled ? accept({ coolingUntil }) : refuse('identity.recovery_over');
}

async function portraitOf(world: World, { applicantId }: Recovery): Promise<Uint8Array | undefined> {
  const applicant = applicantId === undefined ? undefined : await applicantOf(world, applicantId);
  if (applicant?.frontMaterialId === undefined) return undefined;
  const front = await materialOf(world, applicant.applicantId, applicant.frontMaterialId);
  return front === undefined ? undefined : (await world.files.read(front.fileId)).content;
}

interface Cooling {
  readonly recovery: Recovery;
  readonly applicantId: string;
  readonly oldPhone: string;
  readonly coolingUntil: InstantMs;
}

async function beginCooling(
  world: World,
  tx: Tx,
  { recovery, applicantId, oldPhone, coolingUntil }: Cooling,
): Promise<boolean> {
  if (!(await coolRecovery(world, tx, recovery, coolingUntil))) return false;
  const { recoveryId, newPhone } = recovery;
  // shown on the page before the camera opens, and kept like the others
  await giveConsents(world, tx, { applicantId, kinds: ['face'], textVersion: 'recovery', via: recoveryId });
  await scheduleDue(tx, { kind: 'finish-recovery', key: recoveryId, at: coolingUntil, data: { recoveryId } });
  const subject = `applicant:${applicantId}`;
  const text = smsTexts.recoveryCooling({ at: coolingUntil, newPhone: maskPhone(newPhone) });
  for (const to of new Set([oldPhone, newPhone]))
    await queueMessage(world, tx, { purpose: 'recovery', phone: to, text, subject });
  await world.jobs.emit(tx, { kind: 'recovery.cooling', audience: [subject], payload: { applicantId } });
  return true;
}

/** Whoever still has the account says that this was not them. */
export async function stopRecovery(
  world: World,
  applicantId: string,
): Promise<Outcome<true, Refusal<'identity.recovery_unknown'>>> {
  const stopped = await withTx(world, (tx) => endCooling(world, tx, applicantId));
  return stopped ? accept(true as const) : refuse('identity.recovery_unknown');
}

/** The cooling time is over and nobody objected. Runs once: a repeated job finds it done. */
export async function completeRecovery(world: World, recoveryId: string): Promise<void> {
  const recovery = await recoveryOf(world, recoveryId);
  if (recovery?.applicantId === undefined || recovery.state !== 'cooling') return;
  const { applicantId, newPhone } = recovery;
  const applicant = must(await applicantOf(world, applicantId), 'applicant of a recovery');
  const merchant = await merchantByApplicant(world, applicantId);
  const taken = await isPhoneTaken(world, newPhone, applicantId);
  await withTx(world, async (tx) => {
    if (taken) {
      await endCooling(world, tx, applicantId);
      return;
    }
    if (!(await finishRecovery(world, tx, recovery, applicant.phone))) return;
    await noteSignIn(world, tx, { applicantId, what: 'recovered', userAgent: '', address: '' });
    if (merchant !== undefined)
      await changeMerchantPhone(world, tx, { merchantId: merchant.merchantId, phone: newPhone });
    for (const to of new Set([applicant.phone, newPhone]))
      await queueMessage(world, tx, {
        purpose: 'recovery',
        phone: to,
        text: smsTexts.recoveryDone({ newPhone: maskPhone(newPhone) }),
        subject: `applicant:${applicantId}`,
      });
  });
}
