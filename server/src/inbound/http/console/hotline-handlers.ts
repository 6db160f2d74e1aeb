import { isPhone } from '../../../kernel/phone.ts';
import type { HotlineKey } from '@kaitong/client/contract';
import { dateInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { callerProgress } from '../../../flows/caller-progress.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { replyToTicket } from '../../../flows/merchant-ticket.ts';
import { moveTicket, openTicket } from '../../../modules/servicing/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { ticketPage } from './ticket-list.ts';

/** Four places can be tried out; a desk that serves callers needs no more than this. */
const LOOKS = { limit: 30, windowMs: 10 * 60_000 };
const FILLS = { online: 'applicant', counter: 'bank', agent: 'agent' } as const;

export const hotlineHandlers: Handlers<HotlineKey> = {
  'POST /api/console/hotline/progress': async ({ world, input, subjectId }) => {
    const over = await countAgainst(world, `hotline:${subjectId}`, LOOKS);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    await logAccess(world, { staffId: subjectId, what: 'hotline_progress', subject: input.body.phone.slice(-4) });
    const found = await callerProgress(world, input.body);
    if (found.refused) return found;
    const { open, waybill, merchantNo, ...rest } = found.value;
    const channel = rest.channel as keyof typeof FILLS;
    return accept({
      ...rest,
      nextActor: open.length > 0 ? FILLS[channel] : 'us',
      open: open.map(({ item, reasons }) => ({ item, reasons: [...(reasons ?? [])] })),
      ...(waybill === undefined ? {} : { waybill }),
      ...(merchantNo === undefined ? {} : { merchantNo }),
    });
  },
  'GET /api/console/hotline/tickets': ({ world, input, subjectId }) => ticketPage(world, input.query, subjectId),
  'POST /api/console/hotline/tickets': async ({ world, input, subjectId }) => {
    const { about, phone, words, region } = input.body;
    if (!isPhone(phone)) return refuse('identity.phone_invalid');
    const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
    const days = policy.number(about === 'complaint' ? 'servicing.complaint_days' : 'servicing.ticket_days');
    return accept({ ticketId: await openTicket(world, { about, phone, words, region, by: subjectId, days }) });
  },
  'POST /api/console/hotline/tickets/:ticketId/reply': async ({ world, input, subjectId }) => {
    const done = await replyToTicket(world, { ...input.params, words: input.body.words, by: subjectId });
    return done.refused ? done : accept({ state: done.value });
  },
  'POST /api/console/hotline/tickets/:ticketId/:event': async ({ world, input, subjectId }) => {
    const done = await moveTicket(world, { ...input.params, by: subjectId });
    return done.refused ? done : accept({ state: done.value });
  },
};
