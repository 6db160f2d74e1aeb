import type { RecoveryKey as Keys } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { openRecovery, sendRecoveryCode, showRecoveryFace, stopRecovery } from '../../../flows/recover-account.ts';
import type { Handlers } from '../context.ts';
import { framesOf } from '../frames.ts';

export const recoveryHandlers: Handlers<Keys> = {
  'POST /api/public/recoveries/codes': async ({ world, input, request }) => {
    const sent = await sendRecoveryCode(world, { phone: input.body.phone, address: request.ip });
    return sent.refused ? sent : accept({ resendAfterS: sent.value.resendAfterS });
  },
  'POST /api/public/recoveries': ({ world, input, request }) =>
    openRecovery(world, { ...input.body, address: request.ip }),
  'POST /api/public/recoveries/:recoveryId/face': async ({ world, input, form, files }) => {
    const frames = framesOf(form.atMs, files);
    if (frames === undefined) return refuse('http.bad_request');
    const done = await showRecoveryFace(world, { recoveryId: input.params.recoveryId, frames });
    return done.refused ? done : accept({ coolingUntil: isoText(done.value.coolingUntil) });
  },
  'POST /api/applicant/recovery/stop': async ({ world, subjectId }) => {
    const done = await stopRecovery(world, subjectId);
    return done.refused ? done : accept({ ok: true as const });
  },
};
