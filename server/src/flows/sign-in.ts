/** Phone and code at the door of the merchant's app: what happens there is written down, and a kind of device not seen before is told. */
import { DAY_MS } from '../kernel/instant.ts';
import type { Outcome } from '../kernel/outcome.ts';
import {
  applicantByPhone,
  deviceWords,
  isNewDevice,
  noteSignIn,
  signInWithCode,
  type CodeCheckRefusal,
} from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

interface AtTheDoor {
  readonly phone: string;
  readonly code: string;
  readonly userAgent: string;
  readonly address: string;
}

/** Wrong codes that are written down: whoever knows a number must not be able to fill its owner’s log. */
const NOTED_REFUSALS = { limit: 20, windowMs: DAY_MS };

async function noteRefusal(world: World, at: AtTheDoor, code: CodeCheckRefusal['code']): Promise<void> {
  if (code === 'identity.code_expired') return; // nobody guessed anything
  const applicantId = await applicantByPhone(world, at.phone);
  if (applicantId === undefined) return; // nobody lives here
  if ((await countAgainst(world, `door:${applicantId}`, NOTED_REFUSALS)) !== undefined) return;
  const what = code === 'identity.code_wrong' ? 'wrong_code' : 'locked';
  await noteSignIn(world, world.db, { ...at, applicantId, what });
}

/** Signs in, and registers a phone seen for the first time. */
export async function signInAtTheDoor(
  world: World,
  at: AtTheDoor,
): Promise<Outcome<{ applicantId: string; token: string }, CodeCheckRefusal>> {
  const done = await signInWithCode(world, { ...at, device: at.userAgent });
  if (done.refused) {
    await noteRefusal(world, at, done.refusal.code);
    return done;
  }
  const { applicantId } = done.value;
  const isNew = await isNewDevice(world.db, applicantId, at.userAgent);
  await withTx(world, async (tx) => {
    await noteSignIn(world, tx, { ...at, applicantId, what: 'signed_in' });
    if (isNew)
      await queueMessage(world, tx, {
        purpose: 'security',
        phone: at.phone,
        text: smsTexts.newDevice({ device: deviceWords(at.userAgent), at: world.clock.now() }),
        subject: `applicant:${applicantId}`,
      });
  });
  return done;
}
