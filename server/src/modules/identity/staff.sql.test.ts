/** Staff: what a second factor holds, what one administrator may do and what takes two, and that whoever is suspended is out at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../../testing/authenticator-app.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../kernel/instant.ts';
import {
  beginTotp,
  changeOwnPassword,
  changeRole,
  confirmTotp,
  decideOnStaff,
  ensureStaff,
  inviteStaff,
  isOwnPassword,
  moveStaff,
  openSession,
  openStaffProposals,
  passWithCode,
  peopleOfStaff,
  recoveryCodesLeft,
  resetStaff,
  sessionOf,
  setUpStaff,
  staffOf,
  staffSignIn,
  type StaffRole,
} from './index.ts';

const PASSWORD = 'a long enough password';
const reason = 'because';

let database: TestDatabase;
let env: TestEnv;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  env = await testEnv(database);
  return () => env.close();
});

const person = async (role: StaffRole = 'operator'): Promise<{ staffId: string; login: string }> => {
  const login = `p${(made += 1)}`;
  return { login, staffId: await ensureStaff(env, { login, displayName: login, password: PASSWORD, role }) };
};
const said = (outcome: { refused: boolean; refusal?: { code: string } }): string =>
  outcome.refused ? (outcome.refusal?.code ?? '') : 'done';
const codeAt = (secret: string, offMs = 0): string => codeOf(secret, env.wall.now() + offMs);

/** Somebody with an authenticator app; the clock is moved past the code that confirmed it. */
async function enrolled(role: StaffRole = 'operator') {
  const one = await person(role);
  const begun = await beginTotp(env, one);
  if (begun.refused) throw new Error(begun.refusal.code);
  const { secret, uri } = begun.value;
  const confirmed = await confirmTotp(env, { staffId: one.staffId, code: codeAt(secret) });
  if (confirmed.refused) throw new Error(confirmed.refusal.code);
  env.wall.pass(30 * SECOND_MS);
  return { ...one, secret, uri, recoveryCodes: confirmed.value.recoveryCodes ?? [] };
}
async function ticketOf(login: string): Promise<string> {
  const signed = await staffSignIn(env, { login, password: PASSWORD, device: 'x' });
  return signed.refused ? '' : (signed.value.ticket ?? '');
}
const pass = (ticket: string, code: string, kind: 'totp' | 'recovery' = 'totp') =>
  passWithCode(env, { ticket, kind, code, device: 'x', address: '' });

describe('an authenticator app', () => {
  it('counts once a code of it was typed, and from then on the password alone opens nothing', async () => {
    const one = await person();
    const begun = await beginTotp(env, one);
    if (begun.refused) throw new Error('not begun');
    const { secret } = begun.value;
    expect(said(await confirmTotp(env, { staffId: one.staffId, code: '000000' }))).toBe('identity.factor_wrong');
    expect(await staffSignIn(env, { ...one, password: PASSWORD, device: 'x' })).toMatchObject({
      value: { methods: [], token: expect.any(String) as string },
    });
    expect(said(await confirmTotp(env, { staffId: one.staffId, code: codeAt(secret) }))).toBe('done');
    expect(await staffSignIn(env, { ...one, password: PASSWORD, device: 'x' })).toMatchObject({
      value: { methods: ['totp', 'recovery'], token: undefined },
    });
    expect(said(await beginTotp(env, one))).toBe('identity.totp_there');
  });

  it('lies sealed in the database, and its address names us and the login', async () => {
    const one = await enrolled();
    const rows = await env.db.query<{ whole: string }>('SELECT t::text AS whole FROM identity.staff_totp t');
    expect(rows.some(({ whole }) => whole.includes(one.secret))).toBe(false);
    expect(one.uri).toContain(`otpauth://totp/Kaitong:${one.login}`);
  });

  it('opens with a code of now or half a minute off, each once, and none before it afterwards', async () => {
    const one = await enrolled();
    const now = codeAt(one.secret);
    expect(said(await pass(await ticketOf(one.login), now))).toBe('done');
    expect(said(await pass(await ticketOf(one.login), now))).toBe('identity.factor_used');
    expect(said(await pass(await ticketOf(one.login), codeAt(one.secret, -30_000)))).toBe('identity.factor_used');
    expect(said(await pass(await ticketOf(one.login), codeAt(one.secret, 30_000)))).toBe('done');
    env.wall.pass(10 * MINUTE_MS);
    expect(said(await pass(await ticketOf(one.login), codeAt(one.secret, 90_000)))).toBe('identity.factor_wrong');
  });

  it('opens once where the same code comes twice at the same moment', async () => {
    const one = await enrolled();
    const tickets = [await ticketOf(one.login), await ticketOf(one.login)];
    const code = codeAt(one.secret);
    const heard = await Promise.all(tickets.map(async (ticket) => said(await pass(ticket, code))));
    expect(heard.sort()).toEqual(['done', 'identity.factor_used']);
  });
});

describe('tries', () => {
  it('of one password are five; the right code comes too late then', async () => {
    const one = await enrolled();
    const ticket = await ticketOf(one.login);
    for (let i = 0; i < 5; i += 1) expect(said(await pass(ticket, '000000'))).toBe('identity.factor_wrong');
    expect(said(await pass(ticket, codeAt(one.secret)))).toBe('identity.ticket_over');
  });

  it('of one person are ten in ten minutes, whatever the passwords', async () => {
    const one = await enrolled();
    const tickets = [await ticketOf(one.login), await ticketOf(one.login), await ticketOf(one.login)];
    for (const ticket of tickets.slice(0, 2)) for (let i = 0; i < 5; i += 1) await pass(ticket, '000000');
    expect(said(await pass(tickets[2] ?? '', codeAt(one.secret)))).toBe('identity.factor_limit');
    env.wall.pass(10 * MINUTE_MS);
    expect(said(await pass(await ticketOf(one.login), codeAt(one.secret)))).toBe('done');
  });

  it('of a ticket end with five minutes, and with its use', async () => {
    const one = await enrolled();
    const old = await ticketOf(one.login);
    env.wall.pass(5 * MINUTE_MS);
    expect(said(await pass(old, codeAt(one.secret)))).toBe('identity.ticket_over');
    const ticket = await ticketOf(one.login);
    await pass(ticket, codeAt(one.secret));
    env.wall.pass(30 * SECOND_MS);
    expect(said(await pass(ticket, codeAt(one.secret)))).toBe('identity.ticket_over');
  });
});

describe('recovery codes', () => {
  it('are ten, come with the first factor, lie there as keyed hashes, and open once each', async () => {
    const one = await enrolled();
    expect(new Set(one.recoveryCodes).size).toBe(10);
    const [first = ''] = one.recoveryCodes;
    const rows = await env.db.query<{ whole: string }>('SELECT c::text AS whole FROM identity.staff_recovery_code c');
    expect(rows.some(({ whole }) => whole.includes(first.replace('-', '')) || whole.includes(first))).toBe(false);
    expect(said(await pass(await ticketOf(one.login), first.toUpperCase().replace('-', ' '), 'recovery'))).toBe('done');
    expect(said(await pass(await ticketOf(one.login), first, 'recovery'))).toBe('identity.factor_wrong');
    expect(await recoveryCodesLeft(env.db, one.staffId)).toBe(9);
  });

  it('open their owner’s account and no other', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const code = one.recoveryCodes[0] ?? '';
    expect(said(await pass(await ticketOf(other.login), code, 'recovery'))).toBe('identity.factor_wrong');
  });
});

describe('an invitation', () => {
  it('is a link that sets a password once, within three days, and the newest alone', async () => {
    const invited = await inviteStaff(env, {
      login: `n${(made += 1)}`,
      displayName: '新人',
      role: 'auditor',
      by: 'stf_a',
    });
    if (invited.refused) throw new Error('not invited');
    const { staffId, setup } = invited.value;
    expect((await staffOf(env, staffId))?.state).toBe('invited');
    expect(said(await staffSignIn(env, { login: `n${made}`, password: '', device: 'x' }))).toBe(
      'identity.sign_in_wrong',
    );
    const again = await resetStaff(env, { staffId, by: 'stf_a', reason, what: 'new_setup' });
    const newer = !again.refused && 'setup' in again.value ? (again.value.setup?.token ?? '') : '';
    expect(said(await setUpStaff(env, { token: setup.token, password: PASSWORD }))).toBe('identity.setup_invalid');
    expect(said(await setUpStaff(env, { token: newer, password: PASSWORD }))).toBe('done');
    expect(said(await setUpStaff(env, { token: newer, password: PASSWORD }))).toBe('identity.setup_invalid');
    expect(said(await staffSignIn(env, { login: `n${made}`, password: PASSWORD, device: 'x' }))).toBe('done');
  });

  it('that is older than three days sets nothing', async () => {
    const invited = await inviteStaff(env, {
      login: `n${(made += 1)}`,
      displayName: '新人',
      role: 'auditor',
      by: 'stf_a',
    });
    const token = invited.refused ? '' : invited.value.setup.token;
    env.wall.pass(3 * DAY_MS);
    expect(said(await setUpStaff(env, { token, password: PASSWORD }))).toBe('identity.setup_invalid');
  });

  it('takes no login over, and makes no administrator', async () => {
    const one = await person();
    const invite = (login: string, role: StaffRole) => inviteStaff(env, { login, displayName: 'x', role, by: 'stf_a' });
    expect(said(await invite(one.login, 'auditor'))).toBe('identity.staff_login_taken');
    expect(said(await invite('somebody-new', 'admin'))).toBe('identity.admin_by_two');
  });
});

describe('two administrators', () => {
  it('make a third: one proposes, the other approves; nobody does both, nor the one it is about', async () => {
    const [a, b, c] = [await person('admin'), await person('admin'), await person()];
    expect(await changeRole(env, { staffId: c.staffId, by: a.staffId, reason, role: 'admin' })).toMatchObject({
      value: { state: 'proposed' },
    });
    expect((await staffOf(env, c.staffId))?.role).toBe('operator');
    const again = await changeRole(env, { staffId: c.staffId, by: b.staffId, reason, role: 'admin' });
    expect(said(again)).toBe('identity.staff_proposal_open');
    const [proposal] = await openStaffProposals(env);
    const decide = (by: string) =>
      decideOnStaff(env, { proposalId: proposal?.proposalId ?? '', event: 'approve', by, reason });
    expect(said(await decide(a.staffId))).toBe('identity.staff_second_person');
    expect(said(await decide(c.staffId))).toBe('identity.staff_second_person');
    expect(said(await decide(b.staffId))).toBe('done');
    expect((await staffOf(env, c.staffId))?.role).toBe('admin');
    expect(said(await decide(b.staffId))).toBe('identity.staff_proposal_over');
  });

  it('take another’s second factor away, which one alone does of anybody else', async () => {
    const [a, b] = [await person('admin'), await person('admin')];
    const [admin, operator] = [await enrolled('admin'), await enrolled()];
    const reset = (staffId: string) => resetStaff(env, { staffId, by: a.staffId, reason, what: 'reset_factor' });
    expect(await reset(operator.staffId)).toMatchObject({ value: { state: 'done' } });
    expect((await staffOf(env, operator.staffId))?.hasFactor).toBe(false);
    expect(await recoveryCodesLeft(env.db, operator.staffId)).toBe(0);
    expect(await reset(admin.staffId)).toMatchObject({ value: { state: 'proposed' } });
    expect((await staffOf(env, admin.staffId))?.hasFactor).toBe(true);
    const proposal = (await openStaffProposals(env)).find((one) => one.staffId === admin.staffId);
    await decideOnStaff(env, { proposalId: proposal?.proposalId ?? '', event: 'approve', by: b.staffId, reason });
    expect((await staffOf(env, admin.staffId))?.hasFactor).toBe(false);
  });

  it('cannot be approved by the same one around the program either', async () => {
    const [a, c] = [await person('admin'), await person()];
    await changeRole(env, { staffId: c.staffId, by: a.staffId, reason, role: 'admin' });
    await expect(
      env.db.execute(
        `UPDATE identity.staff_proposal SET state = 'approved', decided_by = proposed_by WHERE staff_id = $1`,
        [c.staffId],
      ),
    ).rejects.toThrow(/check constraint/);
  });
});

describe('suspension', () => {
  it('ends every session at once, also one that is opened in that moment, and the password opens nothing until the end of it', async () => {
    const [a, one] = [await person('admin'), await person()];
    const open = () => openSession(env, { audience: 'staff', subjectId: one.staffId, device: 'x' });
    const token = await open();
    expect(await sessionOf(env, 'staff', token)).toBeDefined();
    const move = (event: 'suspend' | 'resume') =>
      moveStaff(env, { staffId: one.staffId, by: a.staffId, reason, event });
    expect(said(await move('suspend'))).toBe('done');
    expect(await sessionOf(env, 'staff', token)).toBeUndefined();
    const late = await open();
    expect(await sessionOf(env, 'staff', late)).toBeUndefined();
    expect(said(await staffSignIn(env, { ...one, password: PASSWORD, device: 'x' }))).toBe('identity.staff_locked');
    expect(said(await move('resume'))).toBe('done');
    expect(said(await staffSignIn(env, { ...one, password: PASSWORD, device: 'x' }))).toBe('done');
  });

  it('between password and code lets nobody in', async () => {
    const [a, one] = [await person('admin'), await enrolled()];
    const ticket = await ticketOf(one.login);
    await moveStaff(env, { staffId: one.staffId, by: a.staffId, reason, event: 'suspend' });
    expect(said(await pass(ticket, codeAt(one.secret)))).toBe('identity.ticket_over');
  });

  it('leaves one administrator, also where two suspend each other at the same moment', async () => {
    await env.db.execute(`UPDATE identity.staff SET state = 'locked' WHERE role = 'admin' AND state = 'active'`);
    const [a, b] = [await person('admin'), await person('admin')];
    const heard = await Promise.all([
      moveStaff(env, { staffId: a.staffId, by: b.staffId, reason, event: 'suspend' }),
      moveStaff(env, { staffId: b.staffId, by: a.staffId, reason, event: 'suspend' }),
    ]);
    expect(heard.map(said).sort()).toEqual(['done', 'identity.staff_last_admin']);
    const rows = await peopleOfStaff(env);
    expect(rows.filter((row) => row.role === 'admin' && row.state === 'active')).toHaveLength(1);
  });
});

it('one’s own password is asked again, and counted with the tries at the door', async () => {
  const one = await person();
  expect(said(await isOwnPassword(env, { staffId: one.staffId, password: PASSWORD }))).toBe('done');
  for (let i = 0; i < 9; i += 1)
    expect(said(await isOwnPassword(env, { staffId: one.staffId, password: 'x' }))).toBe('identity.password_wrong');
  expect(said(await staffSignIn(env, { ...one, password: PASSWORD, device: 'x' }))).toBe('identity.sign_in_limit');
});

describe('one’s own password', () => {
  it('opens the door from then on, the one before does not, and every other place is signed out', async () => {
    const { staffId, login } = await person();
    const open = () => openSession(env, { audience: 'staff', subjectId: staffId, device: 'desk', address: '' });
    const [here, elsewhere] = [await open(), await open()];
    const changed = await changeOwnPassword(env, {
      staffId,
      token: here,
      before: PASSWORD,
      password: 'another long one',
    });
    expect(changed).toMatchObject({ value: { ended: 1 } });
    expect(await sessionOf(env, 'staff', here)).toBeDefined();
    expect(await sessionOf(env, 'staff', elsewhere)).toBeUndefined();
    expect(said(await staffSignIn(env, { login, password: PASSWORD, device: '' }))).toBe('identity.sign_in_wrong');
    expect(said(await staffSignIn(env, { login, password: 'another long one', device: '' }))).toBe('done');
  });

  it('is not the one before', async () => {
    const { staffId } = await person();
    const same = { staffId, token: '', before: PASSWORD, password: PASSWORD };
    expect(said(await changeOwnPassword(env, same))).toBe('identity.password_same');
  });
});
