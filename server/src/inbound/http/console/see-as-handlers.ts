import type { SeeAsKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { endLook, LOOK_LIFE_MS, openLook, staffOf } from '../../../modules/identity/index.ts';
import { merchantByApplicant, merchantByNo, merchantOf } from '../../../modules/merchants/index.ts';
import type { Handlers } from '../context.ts';
import { cookieName, setSessionCookie } from '../session-cookie.ts';
import { logAccess } from './access-log.ts';

export const seeAsHandlers: Handlers<SeeAsKey> = {
  'POST /api/console/merchants/:merchantNo/looks': async (context) => {
    const { world, site, input, subjectId, request } = context;
    const { merchantNo } = input.params;
    const merchantId = await merchantByNo(world.db, merchantNo);
    if (merchantId === undefined) return refuse('merchants.unknown');
    const { applicantId } = await merchantOf(world, merchantId);
    const doorToken = must(request.cookies[cookieName('staff', site.secure)], 'the cookie that the guard has read');
    const { reason } = input.body;
    const { lookId, token, until } = await openLook(world, { staffId: subjectId, doorToken, applicantId, reason });
    await logAccess(world, { staffId: subjectId, what: 'see_as', subject: merchantNo });
    setSessionCookie(context, 'look', token, LOOK_LIFE_MS / 1_000);
    return accept({ lookId, until: isoText(until) });
  },
  'DELETE /api/console/looks/current': async (context) => {
    await endLook(context.world.db, context.subjectId);
    setSessionCookie(context, 'look', undefined);
    return accept({ ok: true as const });
  },
  'GET /api/applicant/look': async ({ world, subjectId, look }) => {
    // a merchant at their own app: nobody looks in their place
    if (look === undefined) return refuse('identity.look_over');
    const merchant = must(await merchantByApplicant(world, subjectId), 'a look is at a merchant');
    const staff = must(await staffOf(world, look.staffId), 'staff of a look');
    return accept({
      name: staff.displayName,
      reason: look.reason,
      until: isoText(look.until),
      merchantNo: merchant.merchantNo,
      merchantName: merchant.name,
    });
  },
};
