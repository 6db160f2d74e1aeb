import { accept, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { applicantForPhone } from './applicant-for-phone.ts';
import { checkCode, type CodeCheckRefusal } from './check-code.ts';
import { openSession } from './sessions.ts';

/** Phone + code: signs in, and registers a phone seen for the first time. */
export async function signInWithCode(
  env: Env,
  input: { phone: string; code: string; device: string; address: string },
): Promise<Outcome<{ applicantId: string; token: string }, CodeCheckRefusal>> {
  const checked = await checkCode(env, { phone: input.phone, purpose: 'sign_in', code: input.code });
  if (checked.refused) return checked;
  const applicantId = await applicantForPhone(env, input.phone);
  const { device, address } = input;
  const token = await openSession(env, { audience: 'applicant', subjectId: applicantId, device, address });
  return accept({ applicantId, token });
}
