import { PERMISSIONS, ROLE_PERMISSIONS, type PeopleKey } from '@kaitong/client/contract';
import { instant, isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import {
  APP_OF_ROLE,
  changeRole,
  decideOnStaff,
  endSessionsOfStaff,
  inviteStaff,
  moveStaff,
  openStaffProposals,
  peopleOfStaff,
  resetStaff,
  type Setup,
  type StaffRole,
} from '../../../modules/identity/index.ts';
import type { Handlers } from '../context.ts';
import { doorHandlers, ownHandlers } from './security-handlers.ts';
import { staffNames } from './staff-names.ts';

const setupView = (setup: Setup) => ({ token: setup.token, expiresAt: isoText(instant(setup.expiresAt)) });

function doneView(done: { readonly state: 'done' | 'proposed'; readonly setup?: Setup }) {
  return { state: done.state, ...(done.setup && { setup: setupView(done.setup) }) };
}

type Reading = 'GET /api/console/people' | 'GET /api/console/people/matrix';
type DeskKey = Exclude<PeopleKey, keyof typeof doorHandlers | keyof typeof ownHandlers>;

const reading: Pick<Handlers<PeopleKey>, Reading> = {
  'GET /api/console/people': async ({ world }) => {
    const proposals = await openStaffProposals(world);
    const nameOf = await staffNames(
      world,
      proposals.flatMap((one) => [one.staffId, one.proposedBy]),
    );
    return accept({
      rows: (await peopleOfStaff(world)).map(({ displayName, signedInAt, hasTotp, ...one }) => ({
        ...one,
        name: displayName,
        app: APP_OF_ROLE[one.role],
        totp: hasTotp,
        ...(signedInAt === null ? {} : { signedInAt: isoText(instant(signedInAt)) }),
      })),
      proposals: proposals.map(({ proposedBy, proposedAt, ...one }) => ({
        ...one,
        name: nameOf(one.staffId),
        proposedBy: nameOf(proposedBy),
        proposedById: proposedBy,
        proposedAt: isoText(instant(proposedAt)),
      })),
    });
  },
  'GET /api/console/people/matrix': () =>
    Promise.resolve(
      accept({
        permissions: [...PERMISSIONS],
        roles: (Object.keys(APP_OF_ROLE) as StaffRole[]).map((role) => ({
          role,
          app: APP_OF_ROLE[role],
          permissions: [...ROLE_PERMISSIONS[role]],
        })),
      }),
    ),
};

const changing: Pick<Handlers<PeopleKey>, Exclude<DeskKey, Reading>> = {
  'POST /api/console/people': async ({ world, input, subjectId }) => {
    const { login, name, role } = input.body;
    const invited = await inviteStaff(world, { login, displayName: name, role, by: subjectId });
    if (invited.refused) return invited;
    const { staffId, setup } = invited.value;
    return accept({ staffId, setup: setupView(setup) });
  },
  'POST /api/console/people/:staffId/role': async ({ world, input, subjectId }) => {
    const changed = await changeRole(world, { ...input.params, ...input.body, by: subjectId });
    return changed.refused ? changed : accept(doneView(changed.value));
  },
  'POST /api/console/people/:staffId/state/:event': ({ world, input, subjectId }) =>
    moveStaff(world, { ...input.params, reason: input.body.reason, by: subjectId }),
  'POST /api/console/people/:staffId/second-factor/reset': async ({ world, input, subjectId }) => {
    const of = { ...input.params, ...input.body, by: subjectId };
    const reset = await resetStaff(world, { ...of, what: 'reset_factor' });
    return reset.refused ? reset : accept(doneView(reset.value));
  },
  'POST /api/console/people/:staffId/setup': async ({ world, input, subjectId }) => {
    const of = { ...input.params, ...input.body, by: subjectId };
    const reset = await resetStaff(world, { ...of, what: 'new_setup' });
    return reset.refused ? reset : accept(doneView(reset.value));
  },
  'POST /api/console/people/:staffId/sessions/end': ({ world, input }) =>
    endSessionsOfStaff(world, input.params.staffId),
  'POST /api/console/people/proposals/:proposalId/:event': async ({ world, input, subjectId }) => {
    const decided = await decideOnStaff(world, { ...input.params, reason: input.body.reason, by: subjectId });
    if (decided.refused) return decided;
    const { state, setup } = decided.value;
    return accept({ state, ...(setup && { setup: setupView(setup) }) });
  },
};

export const peopleHandlers: Handlers<PeopleKey> = { ...doorHandlers, ...ownHandlers, ...reading, ...changing };
