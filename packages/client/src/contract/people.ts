import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'people.read' } as const;
const changes = { kind: 'staff', permission: 'people.change' } as const;
/** One's own account, also before there is a second factor where one is demanded. */
const own = { kind: 'staff', permission: 'console.enter', beforeFactor: true } as const;

const reason = z.string().trim().min(2).max(200);
const role = z.enum(['reviewer', 'operator', 'accountant', 'admin', 'auditor', 'hotline']);
const staffParams = z.object({ staffId: z.string().max(40) });
const setup = z.object({ token: z.string(), expiresAt: isoText });
/** Done at once, or put before a second administrator. */
const done = z.object({ state: z.enum(['done', 'proposed']), setup: setup.optional() });
const password = z.string().min(12).max(200);
const factorKind = z.enum(['totp', 'passkey', 'recovery']);

export const signedIn = z.object({
  staffId: z.string().optional(),
  displayName: z.string(),
  role: z.string(),
  permissions: z.array(z.string()),
  /** There where a second factor is asked for: no session yet. */
  ticket: z.string().optional(),
  methods: z.array(factorKind).optional(),
});

/** What a browser hands over as an authenticator made it; looked at by the verifier, field by field. */
const credential = z.looseObject({
  id: z.string().max(1_400),
  rawId: z.string().max(1_400),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(4_000) }),
});
const atDoor = ['identity.ticket_over', 'identity.staff_locked'] as const;
const again = ['identity.password_wrong', 'identity.sign_in_limit'] as const;
const ownPassword = z.object({ password: z.string().max(200) });
const codes = z.object({ recoveryCodes: z.array(z.string()).optional() });

export const peopleRoutes = {
  'GET /api/console/people': {
    summary: 'Staff: roles, where they stand, how they sign in, and what waits for a second administrator',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          staffId: z.string(),
          login: z.string(),
          name: z.string(),
          role: z.string(),
          app: z.enum(['console', 'counter', 'agent']),
          state: z.enum(['invited', 'active', 'locked', 'left']),
          signedInAt: isoText.optional(),
          totp: z.boolean(),
          passkeys: z.number(),
          sessions: z.number(),
        }),
      ),
      proposals: z.array(
        z.object({
          proposalId: z.string(),
          staffId: z.string(),
          name: z.string(),
          what: z.enum(['make_admin', 'reset_factor', 'new_setup']),
          reason: z.string(),
          proposedBy: z.string(),
          proposedById: z.string(),
          proposedAt: isoText,
        }),
      ),
    }),
  },
  'GET /api/console/people/matrix': {
    summary: 'Which role may do what, as the guard reads it',
    guard: reads,
    answer: z.object({
      permissions: z.array(z.string()),
      roles: z.array(z.object({ role: z.string(), app: z.string(), permissions: z.array(z.string()) })),
    }),
  },
  'POST /api/console/people': {
    summary: 'Add somebody; the link with which they set their password is shown this once',
    guard: changes,
    body: z.object({
      login: z
        .string()
        .trim()
        .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
      name: z.string().trim().min(1).max(40),
      role,
      reason,
    }),
    answer: z.object({ staffId: z.string(), setup }),
    answersSecret: true,
    refusals: ['identity.staff_login_taken', 'identity.admin_by_two', 'identity.role_elsewhere'],
  },
  'POST /api/console/people/:staffId/role': {
    summary: 'Give another role; administrator takes two administrators',
    guard: changes,
    params: staffParams,
    body: z.object({ role, reason }),
    answer: done,
    refusals: [
      'identity.staff_unknown',
      'identity.staff_own',
      'identity.role_elsewhere',
      'identity.staff_moved',
      'identity.staff_last_admin',
      'identity.staff_proposal_open',
    ],
  },
  'POST /api/console/people/:staffId/state/:event': {
    summary: 'Suspend, resume, or let go; sessions end at once',
    guard: changes,
    params: staffParams.extend({ event: z.enum(['suspend', 'resume', 'leave']) }),
    body: z.object({ reason }),
    answer: z.object({ state: z.string() }),
    refusals: ['identity.staff_unknown', 'identity.staff_own', 'identity.staff_moved', 'identity.staff_last_admin'],
  },
  'POST /api/console/people/:staffId/second-factor/reset': {
    summary: 'Take the second factor away, for somebody who has lost it; of an administrator it takes two',
    guard: changes,
    params: staffParams,
    body: z.object({ reason }),
    answer: done,
    refusals: ['identity.staff_unknown', 'identity.staff_own', 'identity.staff_moved', 'identity.staff_proposal_open'],
  },
  'POST /api/console/people/:staffId/setup': {
    summary: 'A new link to set a password; of an administrator it takes two',
    guard: changes,
    params: staffParams,
    body: z.object({ reason }),
    answer: done,
    answersSecret: true,
    refusals: ['identity.staff_unknown', 'identity.staff_own', 'identity.staff_moved', 'identity.staff_proposal_open'],
  },
  'POST /api/console/people/:staffId/sessions/end': {
    summary: 'Sign somebody out everywhere',
    guard: changes,
    params: staffParams,
    body: z.object({ reason }),
    answer: z.object({ ended: z.number() }),
    refusals: ['identity.staff_unknown'],
  },
  'POST /api/console/people/proposals/:proposalId/:event': {
    summary: 'The second administrator decides; the first may take it back',
    guard: changes,
    params: z.object({ proposalId: z.string().max(40), event: z.enum(['approve', 'refuse', 'withdraw']) }),
    body: z.object({ reason }),
    answer: z.object({ state: z.string(), setup: setup.optional() }),
    answersSecret: true,
    refusals: ['identity.staff_second_person', 'identity.staff_proposal_over', 'identity.staff_moved'],
  },
  'POST /api/console/setup': {
    summary: 'Set a password with a link',
    guard: { kind: 'public' },
    body: z.object({ token: z.string().max(60), password }),
    answer: z.object({ staffId: z.string(), login: z.string() }),
    answersSecret: true,
    refusals: ['identity.setup_invalid'],
  },
  'POST /api/console/sessions/second-factor': {
    summary: 'The second step of a sign-in: a code of the app, or a recovery code',
    guard: { kind: 'public' },
    body: z.object({ ticket: z.string().max(60), kind: z.enum(['totp', 'recovery']), code: z.string().trim().max(20) }),
    answer: signedIn,
    answersSecret: true,
    refusals: [...atDoor, 'identity.factor_wrong', 'identity.factor_used', 'identity.factor_limit'],
  },
  'POST /api/console/sessions/passkey/options': {
    summary: 'What a passkey is asked to sign; with a ticket as the second step, without one alone',
    guard: { kind: 'public' },
    body: z.object({ ticket: z.string().max(60).optional() }),
    answer: z.object({ options: z.any() }),
    answersSecret: true,
    refusals: ['identity.ticket_over'],
  },
  'POST /api/console/sessions/passkey': {
    summary: 'Sign in with what a passkey has signed',
    guard: { kind: 'public' },
    body: z.object({ response: credential }),
    answer: signedIn,
    answersSecret: true,
    refusals: [...atDoor, 'identity.passkey_refused'],
  },
  'GET /api/console/my/security': {
    summary: 'How one signs in, and where one is signed in',
    guard: own,
    answer: z.object({
      /** A second factor is demanded of everybody here. */
      required: z.boolean(),
      totp: z.boolean(),
      recoveryCodesLeft: z.number(),
      passkeys: z.array(
        z.object({ passkeyId: z.string(), name: z.string(), madeAt: isoText, usedAt: isoText.optional() }),
      ),
      sessions: z.array(
        z.object({
          sessionId: z.string(),
          device: z.string(),
          address: z.string(),
          since: isoText,
          seenAt: isoText,
          current: z.boolean(),
        }),
      ),
    }),
  },
  'POST /api/console/my/password': {
    summary: 'Another password for oneself; one is signed out everywhere else',
    guard: own,
    body: z.object({ password: z.string().max(200), newPassword: password }),
    answer: z.object({ ended: z.number() }),
    refusals: [...again, 'identity.password_same'],
  },
  'POST /api/console/my/totp': {
    summary: 'Begin with an authenticator app: the secret, and its address for a QR code',
    guard: own,
    body: ownPassword,
    answer: z.object({ secret: z.string(), uri: z.string() }),
    answersSecret: true,
    refusals: [...again, 'identity.totp_there'],
  },
  'POST /api/console/my/totp/confirmation': {
    summary: 'The first code of the app; with the first factor come ten recovery codes',
    guard: own,
    body: z.object({ code: z.string().trim().max(10) }),
    answer: codes,
    answersSecret: true,
    refusals: ['identity.factor_wrong', 'identity.totp_not_begun', 'identity.factor_limit'],
  },
  'POST /api/console/my/totp/removal': {
    summary: 'Do without the authenticator app',
    guard: own,
    body: ownPassword,
    answer: ok,
    refusals: [...again, 'identity.factor_last'],
  },
  'POST /api/console/my/recovery-codes': {
    summary: 'Ten new recovery codes; the older ones open nothing any more',
    guard: own,
    body: ownPassword,
    answer: codes,
    answersSecret: true,
    refusals: [...again, 'identity.factor_none'],
  },
  'POST /api/console/my/passkeys/options': {
    summary: 'What a browser asks an authenticator for a new passkey',
    guard: own,
    body: ownPassword,
    answer: z.object({ options: z.any() }),
    answersSecret: true,
    refusals: [...again, 'identity.passkey_limit'],
  },
  'POST /api/console/my/passkeys': {
    summary: 'Keep a new passkey; with the first factor come ten recovery codes',
    guard: own,
    body: z.object({ name: z.string().trim().min(1).max(40), response: credential }),
    answer: codes,
    answersSecret: true,
    refusals: ['identity.passkey_refused'],
  },
  'POST /api/console/my/passkeys/:passkeyId/removal': {
    summary: 'Do without a passkey',
    guard: own,
    params: z.object({ passkeyId: z.string().max(40) }),
    body: ownPassword,
    answer: ok,
    refusals: [...again, 'identity.passkey_unknown', 'identity.factor_last'],
  },
  'POST /api/console/my/sessions/end': {
    summary: 'Sign out one of the other places where one is signed in, or all of them',
    guard: own,
    body: z.object({ sessionId: z.string().max(40).optional() }),
    answer: z.object({ ended: z.number() }),
  },
} as const satisfies Record<string, Route>;
