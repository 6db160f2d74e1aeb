import type { Answer } from '@kaitong/client';
import type { MemberKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { businessDate, dateInShanghai, DAY_MS, instant, isoText, parseIso } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { endOtherSessions, looksOf, noteSignIn, sessionsOf, signInsOf } from '../../../modules/identity/index.ts';
import {
  memberActsOf,
  membersOf,
  merchantByApplicant,
  restrictionsOf,
  type Member,
  type Merchant,
} from '../../../modules/merchants/index.ts';
import { dayTotals, refundsOn } from '../../../modules/switching/index.ts';
import { terminalsOf, type Terminal } from '../../../modules/terminals/index.ts';
import { answerAsPerson, endPerson, invitePerson, leaveShop, setPersonRole } from '../../../flows/merchant-people.ts';
import { outagesOf, outsideSeen } from '../../../platform/outside.ts';
import { noticesOf, seeNotices, unreadNotices } from '../../../modules/notifications/index.ts';
import type { World } from '../../../flows/ports.ts';
import { readerOf } from './reader.ts';
import type { Context, Handlers } from '../context.ts';
import { restrictionViews } from '../restriction-views.ts';
import { cookieName } from '../session-cookie.ts';

type PersonRow = Answer<'GET /api/merchant/people'>['rows'][number];
type Till = Answer<'GET /api/merchant/till'>;

function personRow(one: Member, now: number): PersonRow {
  return {
    memberId: one.memberId,
    name: one.name,
    phone: one.phoneMasked,
    role: one.role,
    state: one.state === 'invited' && one.invitedUntil <= now ? 'lapsed' : one.state,
    invitedAt: isoText(instant(one.invitedAt)),
    invitedUntil: isoText(instant(one.invitedUntil)),
    ...(one.answeredAt === null ? {} : { since: isoText(instant(one.answeredAt)) }),
    ...(one.endedAt === null ? {} : { endedAt: isoText(instant(one.endedAt)) }),
  };
}

async function peopleOf(world: World, merchant: Merchant): Promise<Answer<'GET /api/merchant/people'>> {
  const now = world.clock.now();
  const [members, acts, policy] = await Promise.all([
    membersOf(world.db, merchant.merchantId),
    memberActsOf(world.db, merchant.merchantId),
    readPolicy(world.db, dateInShanghai(now)),
  ]);
  const names = new Map(members.map((one) => [one.memberId, one.name]));
  return {
    rows: members.map((one) => personRow(one, now)),
    max: policy.number('members.max'),
    acts: acts.map(({ actId, memberId, at, what }) => ({
      actId,
      name: names.get(memberId) ?? '',
      at: isoText(instant(at)),
      what,
    })),
  };
}

const OUT_OF_USE: ReadonlySet<Terminal['state']> = new Set(['unbound', 'closed']);

async function tillOf(world: World, merchant: Merchant): Promise<Till> {
  const now = world.clock.now();
  const { merchantId, name, state } = merchant;
  const policy = await readPolicy(world.db, dateInShanghai(now));
  const date = businessDate(now, policy.text('settlement.cut_off'));
  const [totals, refunds, terminals, restrictions] = await Promise.all([
    dayTotals(world.db, merchantId, date),
    refundsOn(world.db, merchantId, date),
    terminalsOf(world.db, merchantId),
    restrictionsOf(world.db, merchantId),
  ]);
  return {
    name,
    state,
    businessDate: date,
    today: {
      count: totals.count,
      grossFen: totals.grossFen.toString(),
      refundCount: refunds.count,
      refundFen: refunds.sumFen.toString(),
    },
    terminals: terminals
      .filter((one) => !OUT_OF_USE.has(one.state))
      .map(({ serialNo, terminalNo, state: terminalState, lastSeenAt }) => ({
        serialNo,
        terminalNo,
        state: terminalState,
        online: lastSeenAt !== undefined && now - parseIso(lastSeenAt) < DAY_MS,
        ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
      })),
    restrictions: restrictionViews(restrictions),
  };
}

const tokenOf = ({ request, site }: Pick<Context<Keys>, 'request' | 'site'>): string =>
  must(request.cookies[cookieName('applicant', site.secure)], 'token of a session');

const people: Pick<Handlers<Keys>, Extract<Keys, `${string}/people${string}`>> = {
  'GET /api/merchant/people': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await peopleOf(world, merchant));
  },
  'POST /api/merchant/people': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : invitePerson(world, merchant, input.body);
  },
  'PUT /api/merchant/people/:memberId/role': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const done = await setPersonRole(world, merchant, { ...input.params, ...input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
  'DELETE /api/merchant/people/:memberId': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const done = await endPerson(world, merchant, input.params.memberId);
    return done.refused ? done : accept({ ok: true as const });
  },
};

const sessions: Pick<Handlers<Keys>, Extract<Keys, `${string}/sessions${string}`>> = {
  'GET /api/applicant/sessions': async (context) => {
    const { world, subjectId } = context;
    const [rows, log, looks] = await Promise.all([
      // whoever looks has no session of the owner: none of the rows is theirs
      sessionsOf(world, { applicantId: subjectId, token: context.look === undefined ? tokenOf(context) : '' }),
      signInsOf(world.db, subjectId),
      looksOf(world.db, subjectId),
    ]);
    return accept({
      rows: rows.map(({ since, seenAt, ...row }) => ({
        ...row,
        since: isoText(instant(since)),
        seenAt: isoText(instant(seenAt)),
      })),
      log: log.map(({ at, ...entry }) => ({ ...entry, at: isoText(instant(at)) })),
      looks: looks.map(({ at, ...look }) => ({ ...look, at: isoText(instant(at)) })),
    });
  },
  'DELETE /api/applicant/sessions/:sessionId': async (context) => {
    const { sessionId } = context.input.params;
    const ended = await endSessions(context, sessionId);
    return ended === 0 ? refuse('identity.session_unknown') : accept({ ok: true as const });
  },
  'POST /api/applicant/sessions/others/end': async (context) => accept({ ended: await endSessions(context) }),
};

async function endSessions(
  context: Pick<Context<Keys>, 'world' | 'subjectId' | 'request' | 'site'>,
  sessionId?: string,
): Promise<number> {
  const { world, subjectId: applicantId, request } = context;
  const ended = await endOtherSessions(world.db, {
    applicantId,
    token: tokenOf(context),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  const userAgent = request.headers['user-agent'] ?? '';
  if (ended > 0) await noteSignIn(world, world.db, { applicantId, what: 'ended', userAgent, address: request.ip });
  return ended;
}

/** Who reads, and whose notices: a manager reads what the merchant was told, the owner also what they were told themselves. */
async function readingOf({
  world,
  subjectId,
  member,
}: Pick<Context<Keys>, 'world' | 'subjectId' | 'member'>): Promise<{ reader: string; subjects: string[] } | undefined> {
  const merchant = await merchantByApplicant(world, subjectId);
  if (merchant === undefined) return undefined;
  return readerOf(merchant, member?.personId);
}

export const memberHandlers: Handlers<Keys> = {
  ...people,
  ...sessions,
  'POST /api/applicant/invitations/:memberId': async ({ world, subjectId, input }) => {
    const done = await answerAsPerson(world, { applicantId: subjectId, ...input.params, ...input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
  'DELETE /api/applicant/shops/:memberId': async ({ world, subjectId, input }) => {
    const done = await leaveShop(world, { applicantId: subjectId, ...input.params });
    return done.refused ? done : accept({ ok: true as const });
  },
  'GET /api/merchant/till': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await tillOf(world, merchant));
  },
  'GET /api/merchant/notices': async (context) => {
    const { world, input } = context;
    const read = await readingOf(context);
    if (read === undefined) return refuse('merchants.none');
    const { before } = input.query;
    const [found, unread] = await Promise.all([
      noticesOf(world, { subjects: read.subjects, ...(before === undefined ? {} : { before }) }),
      unreadNotices(world.db, read.reader, read.subjects),
    ]);
    const rows = found.rows.map(({ at, ...row }) => ({ ...row, at: isoText(instant(at)) }));
    return accept({ rows, more: found.more, unread });
  },
  'POST /api/merchant/notices/seen': async (context) => {
    const read = await readingOf(context);
    if (read === undefined) return refuse('merchants.none');
    await seeNotices(context.world.db, read.reader, read.subjects);
    return accept({ ok: true as const });
  },
  'GET /api/merchant/outages': async ({ world }) => {
    const now = world.wall.now();
    const offset = world.clock.now() - now; // the demo clock may be ahead: what is shown goes by what other pages show
    return accept({
      rows: outagesOf(await outsideSeen(world), now).map(({ name, since }) => ({
        what: name,
        since: isoText(instant(since + offset)),
      })),
    });
  },
};
