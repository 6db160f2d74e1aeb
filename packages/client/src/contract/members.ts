/** People who work for a merchant, what they may see of it, and where a person is signed in. */
import { z } from 'zod';
import { restrictionView } from './restrictions.ts';
import { fenText, forCashier, forManager, isoText, ok, type Route } from './route.ts';

const owner = { kind: 'applicant' } as const;
const memberId = z.string().max(40);
const role = z.enum(['manager', 'cashier']);

/** A shop in which a person serves, or is asked to. */
export const shop = z.object({
  memberId: z.string(),
  merchantName: z.string(),
  role,
  state: z.enum(['invited', 'active']),
});

const member = z.object({
  memberId: z.string(),
  name: z.string(),
  phone: z.string(),
  role,
  /** `lapsed`: nobody answered in time. */
  state: z.enum(['invited', 'lapsed', 'active', 'declined', 'ended']),
  invitedAt: isoText,
  /** Until when it can be answered. */
  invitedUntil: isoText,
  since: isoText.optional(),
  endedAt: isoText.optional(),
});

export const signInWhat = z.enum(['signed_in', 'wrong_code', 'locked', 'signed_out', 'ended', 'recovered']);

export const memberRoutes = {
  'GET /api/merchant/people': {
    summary: 'People who work for me, those who did, and what they changed lately',
    guard: owner,
    answer: z.object({
      rows: z.array(member),
      max: z.number(),
      /** `what` is a route of this interface, e.g. `POST /api/merchant/requests`. */
      acts: z.array(z.object({ actId: z.string(), name: z.string(), at: isoText, what: z.string() })),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/people': {
    summary: 'Invite somebody by phone; an SMS says so, and whoever has that number answers in the app',
    guard: owner,
    body: z.object({ phone: z.string().max(20), name: z.string().trim().min(1).max(20), role }),
    answer: z.object({ memberId: z.string() }),
    refusals: [
      'merchants.none',
      'identity.phone_invalid',
      'merchants.members_closed',
      'merchants.member_is_owner',
      'merchants.member_stands',
      'merchants.members_full',
      'http.rate_limit',
    ],
  },
  'PUT /api/merchant/people/:memberId/role': {
    summary: 'Give somebody another role, from the next request on',
    guard: owner,
    params: z.object({ memberId }),
    body: z.object({ role }),
    answer: ok,
    refusals: ['merchants.none', 'merchants.member_unknown'],
  },
  'DELETE /api/merchant/people/:memberId': {
    summary: 'Take an invitation back, or end somebody’s work: they are out with the next request',
    guard: owner,
    params: z.object({ memberId }),
    answer: ok,
    refusals: ['merchants.none', 'merchants.member_unknown'],
  },
  'POST /api/applicant/invitations/:memberId': {
    summary: 'Accept or decline an invitation to work for a merchant',
    guard: owner,
    params: z.object({ memberId }),
    body: z.object({ accepted: z.boolean() }),
    answer: ok,
    refusals: ['merchants.member_unknown'],
  },
  'DELETE /api/applicant/shops/:memberId': {
    summary: 'Work for that merchant no more',
    guard: owner,
    params: z.object({ memberId }),
    answer: ok,
    refusals: ['merchants.member_unknown'],
  },
  'GET /api/merchant/till': {
    summary: 'What whoever stands at the till needs: takings of today, the devices, and why one takes no money',
    guard: forCashier,
    answer: z.object({
      name: z.string(),
      state: z.string(),
      businessDate: z.string(),
      today: z.object({ count: z.number(), grossFen: fenText, refundCount: z.number(), refundFen: fenText }),
      terminals: z.array(
        z.object({
          serialNo: z.string(),
          terminalNo: z.string(),
          state: z.string(),
          /** It has spoken with us within the last day. */
          online: z.boolean(),
          lastSeenAt: isoText.optional(),
        }),
      ),
      restrictions: z.array(restrictionView),
    }),
    refusals: ['merchants.none'],
  },
  'GET /api/applicant/sessions': {
    summary: 'Where I am signed in, and what happened at my door lately',
    guard: owner,
    answer: z.object({
      rows: z.array(
        z.object({
          sessionId: z.string(),
          /** As few words as name it, e.g. `iPhone · WeChat`. */
          device: z.string(),
          /** Without its last part. */
          address: z.string(),
          since: isoText,
          seenAt: isoText,
          current: z.boolean(),
        }),
      ),
      log: z.array(
        z.object({ entryId: z.string(), at: isoText, what: signInWhat, device: z.string(), address: z.string() }),
      ),
      /** When our people saw this app as its owner sees it, and why. */
      looks: z.array(z.object({ lookId: z.string(), at: isoText, name: z.string(), reason: z.string() })),
    }),
  },
  'DELETE /api/applicant/sessions/:sessionId': {
    summary: 'Sign a device out that is not mine, or not any more',
    guard: owner,
    params: z.object({ sessionId: z.string().max(40) }),
    answer: ok,
    refusals: ['identity.session_unknown'],
  },
  'POST /api/applicant/sessions/others/end': {
    summary: 'Sign every device out but this one',
    guard: owner,
    answer: z.object({ ended: z.number() }),
  },
  'GET /api/merchant/notices': {
    summary: 'What I was told, newest first, a page at a time; nothing with a code in it',
    guard: forManager,
    query: z.object({ before: z.string().max(40).optional() }),
    answer: z.object({
      rows: z.array(z.object({ noticeId: z.string(), at: isoText, purpose: z.string(), text: z.string() })),
      more: z.boolean(),
      unread: z.number(),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/notices/seen': {
    summary: 'I have read what is there',
    guard: forManager,
    answer: ok,
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/outages': {
    summary: 'What outside is slow or down now, and what of mine it touches',
    guard: forCashier,
    answer: z.object({
      rows: z.array(z.object({ what: z.enum(['sms', 'network', 'bank']), since: isoText })),
    }),
  },
} as const satisfies Record<string, Route>;
