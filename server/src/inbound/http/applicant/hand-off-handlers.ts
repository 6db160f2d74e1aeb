import type { HandOffKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { isoText, SECOND_MS } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept } from '../../../kernel/outcome.ts';
import {
  applicantOf,
  endHandOff,
  handOffsOf,
  makeHandOff,
  noteSignIn,
  redeemHandOff,
  sessionOf,
} from '../../../modules/identity/index.ts';
import type { Context, Handlers } from '../context.ts';
import { cookieName, setSessionCookie } from '../session-cookie.ts';

type Asking = Pick<Context<Keys>, 'request' | 'site'>;

const tokenOf = ({ request, site }: Asking): string | undefined =>
  request.cookies[cookieName('applicant', site.secure)];

export const handOffHandlers: Handlers<Keys> = {
  'POST /api/applicant/hand-offs': async (context) => {
    const sessionToken = must(tokenOf(context), 'token of a session');
    const made = await makeHandOff(context.world, {
      applicantId: context.subjectId,
      sessionToken,
      step: context.input.body.step,
    });
    if (made.refused) return made;
    const { handOffId, token, lifeMs } = made.value;
    return accept({ handOffId, token, lifeS: lifeMs / SECOND_MS });
  },
  'GET /api/applicant/hand-offs': async (context) => {
    const sessionToken = must(tokenOf(context), 'token of a session');
    const found = await handOffsOf(context.world, { applicantId: context.subjectId, sessionToken });
    return accept({
      rows: found.map(({ handOffId, step, state, device, openedAt, here }) => ({
        handOffId,
        step,
        state,
        here,
        ...(device === undefined ? {} : { device }),
        ...(openedAt === undefined ? {} : { openedAt: isoText(openedAt) }),
      })),
    });
  },
  'DELETE /api/applicant/hand-offs/:handOffId': async ({ world, subjectId, input }) => {
    const done = await endHandOff(world, { applicantId: subjectId, handOffId: input.params.handOffId });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/public/hand-offs/redemption': async (context) => {
    const { world, input, request } = context;
    const held = tokenOf(context);
    const signedIn = held === undefined ? undefined : await sessionOf(world, 'applicant', held);
    const done = await redeemHandOff(world, {
      token: input.body.token,
      device: request.headers['user-agent'] ?? '',
      signedInAs: signedIn?.subjectId,
    });
    if (done.refused) return done;
    const { applicantId, step, sessionToken } = done.value;
    const userAgent = request.headers['user-agent'] ?? '';
    await noteSignIn(world, world.db, { applicantId, what: 'signed_in', userAgent, address: request.ip });
    setSessionCookie(context, 'applicant', sessionToken);
    const { phone } = must(await applicantOf(world, applicantId), 'applicant of a code');
    return accept({ step, phone: maskPhone(phone) });
  },
};
