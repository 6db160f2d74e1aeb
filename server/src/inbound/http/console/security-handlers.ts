/** The console's door, and one's own account behind it. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ROLE_PERMISSIONS, type PeopleKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { instant, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import type { World } from '../../../flows/ports.ts';
import {
  addPasskey,
  beginTotp,
  changeOwnPassword,
  confirmTotp,
  endOtherSessions,
  hasTotp,
  isOwnPassword,
  passkeyAtDoor,
  passkeysOf,
  passkeyToMake,
  passWithCode,
  passWithPasskey,
  recoveryCodesLeft,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  sessionsOf,
  setUpStaff,
  staffOf,
  staffOfTicket,
  type SignedIn,
} from '../../../modules/identity/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { Context, Handlers, Site } from '../context.ts';
import { cookieName, setSessionCookie } from '../session-cookie.ts';

/** First codes that are typed while an app is set up. */
const FIRST_CODES = { limit: 20, windowMs: 10 * 60_000 };

const done = accept({ ok: true as const });
type Anywhere = Pick<Context<PeopleKey>, 'request'>;
const deviceOf = ({ request }: Anywhere): string => request.headers['user-agent'] ?? '';
/** The guard has compared it with the host that was asked. */
const originOf = ({ request }: Anywhere): string =>
  must(request.headers.origin, 'origin of a request that changes something');

function entered(context: Pick<Context<PeopleKey>, 'reply' | 'site'>, { staffId, role, displayName, token }: SignedIn) {
  setSessionCookie(context, 'staff', token);
  return accept({ staffId, displayName, role, permissions: [...ROLE_PERMISSIONS[role]] });
}

type DoorKey =
  | 'POST /api/console/setup'
  | 'POST /api/console/sessions/second-factor'
  | 'POST /api/console/sessions/passkey/options'
  | 'POST /api/console/sessions/passkey';

export const doorHandlers: Pick<Handlers<PeopleKey>, DoorKey> = {
  'POST /api/console/setup': ({ world, input }) => setUpStaff(world, input.body),
  'POST /api/console/sessions/second-factor': async (context) => {
    const { world, input, request } = context;
    // who tries is known by the ticket, and stands in the audit log with what was wrong
    request.knownStaff = await staffOfTicket(world, input.body.ticket);
    const passed = await passWithCode(world, { ...input.body, device: deviceOf(context), address: request.ip });
    return passed.refused ? passed : entered(context, passed.value);
  },
  'POST /api/console/sessions/passkey/options': async (context) => {
    const asked = await passkeyAtDoor(context.world, { ticket: context.input.body.ticket, origin: originOf(context) });
    return asked.refused ? asked : accept({ options: asked.value });
  },
  'POST /api/console/sessions/passkey': async (context) => {
    const { world, input, request } = context;
    const response = input.body.response as unknown as AuthenticationResponseJSON;
    const passed = await passWithPasskey(world, {
      response,
      origin: originOf(context),
      device: deviceOf(context),
      address: request.ip,
    });
    return passed.refused ? passed : entered(context, passed.value);
  },
};

/** Where a second factor is demanded, the last one stays until there is another. */
async function isLast(site: Site, staffId: string): Promise<boolean> {
  if (site.secondFactor === 'offered') return false;
  return (await passkeysOf(site.world.db, staffId)).length === 0;
}

async function securityOf(world: World, input: { staffId: string; token: string; required: boolean }) {
  const { staffId, token, required } = input;
  return {
    required,
    totp: await hasTotp(world.db, staffId),
    recoveryCodesLeft: await recoveryCodesLeft(world.db, staffId),
    passkeys: (await passkeysOf(world.db, staffId)).map(({ passkeyId, name, madeAt, usedAt }) => ({
      passkeyId,
      name,
      madeAt: isoText(instant(madeAt)),
      ...(usedAt === null ? {} : { usedAt: isoText(instant(usedAt)) }),
    })),
    sessions: (await sessionsOf(world, { applicantId: staffId, token, audience: 'staff' })).map(
      ({ since, seenAt, ...one }) => ({ ...one, since: isoText(instant(since)), seenAt: isoText(instant(seenAt)) }),
    ),
  };
}

const tokenOf = ({ request, site }: Pick<Context<PeopleKey>, 'request' | 'site'>): string =>
  request.cookies[cookieName('staff', site.secure)] ?? '';

type OwnKey = Extract<PeopleKey, `${string}/api/console/my/${string}`>;
type TotpKey = Extract<OwnKey, `${string}/my/totp${string}`>;

const totpHandlers: Pick<Handlers<PeopleKey>, TotpKey> = {
  'POST /api/console/my/totp': async ({ world, input, subjectId }) => {
    const known = await isOwnPassword(world, { staffId: subjectId, password: input.body.password });
    return known.refused ? known : beginTotp(world, must(await staffOf(world, subjectId), 'staff of a session'));
  },
  'POST /api/console/my/totp/confirmation': async ({ world, input, subjectId }) => {
    const over = await countAgainst(world, `staff-totp:${subjectId}`, FIRST_CODES);
    if (over !== undefined) return refuse('identity.factor_limit', { seconds: over });
    const confirmed = await confirmTotp(world, { staffId: subjectId, code: input.body.code });
    return confirmed.refused ? confirmed : accept(codesOf(confirmed.value.recoveryCodes));
  },
  'POST /api/console/my/totp/removal': async ({ site, world, input, subjectId }) => {
    const known = await isOwnPassword(world, { staffId: subjectId, password: input.body.password });
    if (known.refused) return known;
    if (await isLast(site, subjectId)) return refuse('identity.factor_last');
    await removeTotp(world.db, subjectId);
    return done;
  },
};

const codesOf = (recoveryCodes: string[] | undefined) => (recoveryCodes === undefined ? {} : { recoveryCodes });

export const ownHandlers: Pick<Handlers<PeopleKey>, OwnKey> = {
  ...totpHandlers,
  'GET /api/console/my/security': async (context) => {
    const { world, site, subjectId } = context;
    const required = site.secondFactor === 'required';
    return accept(await securityOf(world, { staffId: subjectId, token: tokenOf(context), required }));
  },
  'POST /api/console/my/password': async (context) => {
    const { world, input, subjectId } = context;
    const { password: before, newPassword: password } = input.body;
    const known = await isOwnPassword(world, { staffId: subjectId, password: before });
    return known.refused
      ? known
      : changeOwnPassword(world, { staffId: subjectId, token: tokenOf(context), before, password });
  },
  'POST /api/console/my/recovery-codes': async ({ world, input, subjectId }) => {
    const known = await isOwnPassword(world, { staffId: subjectId, password: input.body.password });
    if (known.refused) return known;
    if ((await staffOf(world, subjectId))?.hasFactor !== true) return refuse('identity.factor_none');
    return accept({ recoveryCodes: await withTx(world, (tx) => renewRecoveryCodes(world, tx, subjectId)) });
  },
  'POST /api/console/my/passkeys/options': async (context) => {
    const { world, input, subjectId } = context;
    const known = await isOwnPassword(world, { staffId: subjectId, password: input.body.password });
    if (known.refused) return known;
    const { staffId, login, displayName } = must(await staffOf(world, subjectId), 'staff of a session');
    const asked = await passkeyToMake(world, { staffId, login, displayName, origin: originOf(context) });
    return asked.refused ? asked : accept({ options: asked.value });
  },
  'POST /api/console/my/passkeys': async (context) => {
    const { world, input, subjectId } = context;
    const response = input.body.response as unknown as RegistrationResponseJSON;
    const { name } = input.body;
    const added = await addPasskey(world, { staffId: subjectId, name, origin: originOf(context), response });
    return added.refused ? added : accept(codesOf(added.value.recoveryCodes));
  },
  'POST /api/console/my/passkeys/:passkeyId/removal': async ({ site, world, input, subjectId }) => {
    const known = await isOwnPassword(world, { staffId: subjectId, password: input.body.password });
    if (known.refused) return known;
    const [{ passkeyId }, there] = [input.params, await passkeysOf(world.db, subjectId)];
    if (!there.some((one) => one.passkeyId === passkeyId)) return refuse('identity.passkey_unknown');
    const last = there.length === 1 && site.secondFactor === 'required' && !(await hasTotp(world.db, subjectId));
    if (last) return refuse('identity.factor_last');
    await removePasskey(world.db, { staffId: subjectId, passkeyId });
    return done;
  },
  'POST /api/console/my/sessions/end': async (context) => {
    const { world, input, subjectId } = context;
    const { sessionId } = input.body;
    const of = { applicantId: subjectId, token: tokenOf(context), audience: 'staff' as const };
    return accept({ ended: await endOtherSessions(world.db, { ...of, ...(sessionId && { sessionId }) }) });
  },
};
