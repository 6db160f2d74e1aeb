/** The whole line and what may go wrong on it, on one real system: real PostgreSQL, real lines, the outside world in its own processes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem } from '@kaitong/client';
import { contract, ROLE_PERMISSIONS, type Route, type RouteKey } from '@kaitong/client/contract';
import { judgeCase, OwnSystem, until, Walker } from '../src/entry/journey.ts';

let system: OwnSystem;
const signedIn = new Map<string, Walker>();

/** The person's phone: registered once, signed in for the rest of the story, also over a restart of the system. */
async function phoneOf(personKey: string): Promise<Walker> {
  const walker = new Walker(system.url, personKey);
  const earlier = signedIn.get(personKey);
  signedIn.set(personKey, walker);
  if (earlier === undefined) await walker.register();
  else for (const [name, value] of earlier.cookies) walker.cookies.set(name, value);
  return walker;
}

beforeAll(async () => {
  system = await OwnSystem.create({ KAITONG_CARD_NETWORK_TIMEOUT_MS: '1500' });
  await system.start();
}, 60_000);

afterAll(async () => {
  await system.remove();
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (problem === undefined) return 'no problem';
  if (!(problem instanceof CallProblem)) throw problem;
  return problem.problem.code;
}

async function networkTransactions(
  walker: Walker,
): Promise<{ kind: string; code: string; status: string; amountFen: string }[]> {
  const response = await fetch(`${walker.baseUrl}/api/demo/world/card-network/transactions`);
  return (await response.json()) as { kind: string; code: string; status: string; amountFen: string }[];
}

describe('the code by SMS', () => {
  it('is seen not to arrive, and may then be sent again at once instead of after a minute', async () => {
    const walker = new Walker(system.url, 'wang');
    const send = (): Promise<{ messageId: string }> =>
      walker.client.call('POST /api/applicant/codes', { body: { phone: walker.person.phone } });
    await walker.setFault('sms-centre', { undelivered: true });
    const { messageId } = await send();
    await until('the message to be known undelivered', async () => {
      const { state } = await walker.client.call('GET /api/applicant/codes/:messageId', { params: { messageId } });
      return state === 'undelivered' ? true : undefined;
    });
    await walker.setFault('sms-centre', { undelivered: false });
    const again = await send();
    expect(again.messageId).not.toBe(messageId);
    expect(await codeOf(send())).toBe('identity.code_too_soon');
  });
});

describe('an individual, from the first tap to money in the bank', () => {
  it('refuses a blurry photo of the card with its reason, and keeps nothing of it', async () => {
    const walker = await phoneOf('lin');
    const problem = await walker.handIn('id_front', 'lin-id-front-blurry').catch((error: unknown) => error);
    expect((problem as CallProblem).problem.code).toBe('materials.photo_refused');
    expect((problem as CallProblem).problem.facts?.['reasons']).toContain('img_blurry');
    expect((await walker.client.call('GET /api/applicant/me')).materials).toEqual([]);
  });

  it('refuses each other photo that nobody could read, naming what is wrong', async () => {
    const walker = await phoneOf('lin');
    const reasons: Record<string, unknown> = {};
    for (const fault of ['glare', 'small']) {
      const problem = (await walker
        .handIn('id_front', `lin-id-front-${fault}`)
        .catch((error: unknown) => error)) as CallProblem;
      reasons[fault] = problem.problem.facts?.['reasons'];
    }
    expect(reasons).toMatchObject({
      glare: expect.arrayContaining(['img_glare']),
      small: expect.arrayContaining(['img_too_small']),
    });
  });

  it('S01: an expired identity card is stopped at the first step, with its date', async () => {
    const walker = await phoneOf('zhao');
    const problem = (await walker.showIdentityCard().catch((error: unknown) => error)) as CallProblem;
    expect(problem.problem.code).toBe('identity.id_expired');
    expect(problem.problem.facts).toMatchObject({ validTo: '2026-06-15' });
  });

  it('another person’s face does not pass, and after three tries a person will look instead of a dead end', async () => {
    const walker = await phoneOf('maimaiti');
    await walker.showIdentityCard();
    expect(await codeOf(walker.showFace('wang'))).toBe('identity.face_mismatch');
    expect(await codeOf(walker.showFace('wang'))).toBe('identity.face_mismatch');
    expect(await codeOf(walker.showFace('wang'))).toBe('identity.face_tries_used');
    expect((await walker.client.call('GET /api/applicant/me')).identityState).toBe('face_human');
  });

  it('a draft is never overwritten by another tab', async () => {
    const walker = await phoneOf('maimaiti');
    const open = await walker.client.call('POST /api/applicant/application');
    const save = (kind: 'individual') =>
      walker.client.call('PUT /api/applicant/application/draft', {
        body: { version: open.draftVersion, draft: { kind } },
      });
    await save('individual');
    expect(await codeOf(save('individual'))).toBe('applications.draft_conflict');
  });
});

describe('what the machine cannot decide', () => {
  it('S11: a credit card for settlement is refused at submission, with the way out', async () => {
    const walker = await phoneOf('maimaiti');
    const version = await walker.fillApplication({ cardSample: 'maimaiti-bank-card-credit' });
    expect(await codeOf(walker.submit(version))).toBe('applications.card_is_credit');
  });

  it('a face for a person to judge: an operator may not take the case, the reviewer approves it, and the merchant exists', async () => {
    const walker = await phoneOf('maimaiti');
    await walker.submit(await walker.fillApplication());
    expect(await walker.decided()).toBe('in_review');
    const reviewer = await walker.staff('reviewer');
    const operator = await walker.staff('operator');
    const { rows } = await reviewer.call('GET /api/console/cases');
    const params = { caseId: rows.find((one) => one.name === '买买提·阿不都拉')?.caseId ?? '' };
    expect(rows[0]?.reasons).toContain('face_mismatch');
    await reviewer.call('POST /api/console/cases/:caseId/claim', { params });
    expect(await codeOf(operator.call('POST /api/console/cases/:caseId/claim', { params }))).toBe(
      'identity.not_allowed',
    );
    const seen = await reviewer.call('GET /api/console/cases/:caseId', { params });
    expect(seen.checks.filter((check) => check.verdict !== 'pass').map((check) => check.check)).toEqual(['face']);
    const body = { revisionNo: 1, internalNote: 'compared by eye' };
    expect(await codeOf(reviewer.call('POST /api/console/cases/:caseId/decision', { params, body }))).toBe(
      'review.verdict_missing',
    );
    expect(await judgeCase(reviewer, '买买提·阿不都拉', { face: { verdict: 'pass' } })).toBe('approve');
    expect(await codeOf(reviewer.call('POST /api/console/cases/:caseId/decision', { params, body }))).toBe(
      'review.case_decided',
    );
    await until('the merchant', async () => (await walker.client.call('GET /api/applicant/me')).merchantId);
  });
});

describe('a card that is not the applicant’s own', () => {
  it('goes to a reviewer with its reason; the fix asks for that item alone; the next revision is approved by the machine', async () => {
    const walker = await phoneOf('lin');
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    const version = await walker.fillApplication({ cardSample: 'wang-bank-card-debit' });
    await walker.submit(version);
    expect(await walker.decided()).toBe('in_review');

    const reviewer = await walker.staff('reviewer');
    const { rows } = await reviewer.call('GET /api/console/cases');
    const found = rows.find((one) => one.state === 'queued' && one.name === '林晓梅');
    expect(found?.reasons).toContain('card_holder_mismatch');
    const note = '请使用本人的一类借记卡';
    const fix = { verdict: 'fix' as const, reasons: ['card_holder_mismatch'], note };
    expect(await judgeCase(reviewer, '林晓梅', { bank_card: fix })).toBe('fix');

    const application = await walker.client.call('GET /api/applicant/application');
    expect(application.state).toBe('needs_fix');
    expect(application.requirements.filter((one) => one.status !== 'passed')).toMatchObject([
      {
        item: 'bank_card',
        step: 'card',
        status: 'fix_needed',
        reasons: ['card_holder_mismatch'],
        remedy: 'replace',
        note,
      },
    ]);
    expect(await codeOf(walker.handIn('scene_photo', 'lin-scene-photo'))).toBe('applications.not_asked');
    const card = await walker.handIn('bank_card', 'lin-bank-card-debit');
    const number = card.fields['cardNumber']?.value ?? '';
    const reservedPhone = walker.person.phone;
    await walker.submit(await walker.changeDraft({ card: { materialId: card.materialId, number, reservedPhone } }));
    expect(await walker.decided()).toBe('approved');
    expect((await walker.client.call('GET /api/applicant/application')).revisionNo).toBe(2);
  });
});

describe('the terminal', () => {
  let serialNo = '';
  let code = '';

  it('S31: five wrong codes lock it, the merchant is told, and even the right code is refused then', async () => {
    const walker = await phoneOf('lin');
    ({ serialNo, code } = await walker.receiveDevice());
    const wrong = code === '111111111111' ? '222222222222' : '111111111111';
    for (let i = 0; i < 5; i += 1)
      expect((await walker.runTerminal(serialNo, { script: 'activate', code: wrong, personKey: 'lin' })).ok).toBe(
        false,
      );
    const right = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
    expect(right.ok).toBe(false);
    expect(right.said.join(' ')).toContain('锁定');
    await until('the message about the lock', async () =>
      (await walker.messages()).some((one) => one.text.includes('连续输错')) ? true : undefined,
    );
  });

  it('kill -9 in the middle: nothing acknowledged is lost and the same session goes on', async () => {
    await system.kill();
    await system.start();
    const again = await phoneOf('lin');
    expect((await again.client.call('GET /api/applicant/me')).identityState).toBe('face_passed');
    const { rows } = await again.client.call('GET /api/merchant/devices');
    expect(rows[0]).toMatchObject({ serialNo, deviceState: 'delivered', state: 'pending_activation' });
  });

  it('a new code, asked for by the signed-in merchant, ends the lock; the old code is dead', async () => {
    const walker = await phoneOf('lin');
    await walker.client.call('POST /api/merchant/devices/:serialNo/activation-code', { params: { serialNo } });
    const fresh = await until('the new code', async () => {
      const now = await walker.activationCode();
      return now === code ? undefined : now;
    });
    expect(
      (await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin', until: 'deposit_card' })).ok,
    ).toBe(false);
    code = fresh;
  });

  it('S33: a debit card for the deposit is refused before any message leaves', async () => {
    const walker = await phoneOf('lin');
    const before = (await networkTransactions(walker)).length;
    const result = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin', kind: 'debit' });
    expect(result).toMatchObject({ ok: false, screen: 'card_not_credit' });
    expect(await networkTransactions(walker)).toHaveLength(before);
  });

  it('S35: the network falls silent during the freeze: it is reversed, and the second try freezes once', async () => {
    const walker = await phoneOf('lin');
    await walker.power('card-network', false);
    const silent = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
    expect(silent.ok).toBe(false);
    await walker.power('card-network', true);
    await walker.ready();
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const lost = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
    expect(lost.ok).toBe(false);
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    await until('the lost freeze to be reversed at the network', async () => {
      const freezes = (await networkTransactions(walker)).filter((one) => one.kind === 'preAuth');
      return freezes.length > 0 && freezes.every((one) => one.status === 'reversed') ? true : undefined;
    });
    const done = await until('the terminal to be activated', async () => {
      const result = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
      return result.ok ? result : undefined;
    });
    expect(done.ok).toBe(true);
    const held = (await networkTransactions(walker)).filter(
      (one) => one.kind === 'preAuth' && one.code === '00' && one.status !== 'reversed',
    );
    expect(held).toHaveLength(1);
    const home = await walker.client.call('GET /api/merchant/home');
    expect(home.deposit).toMatchObject({ amountFen: '9900', state: 'frozen' });
    expect(home.todos).toEqual(['do_test_sale']);
  });

  it('sells 1.00 first and then any amount; the receipt is in the merchant’s app at once', async () => {
    const walker = await phoneOf('lin');
    expect((await walker.runTerminal(serialNo, { script: 'sale', amountFen: '100', personKey: 'lin' })).ok).toBe(true);
    expect((await walker.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' })).ok).toBe(
      true,
    );
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.slice(0, 2).map((row) => [row.kind, row.state, row.amountFen, row.feeFen])).toEqual([
      ['sale', 'approved', '12800', '77'],
      ['test_sale', 'approved', '100', '1'],
    ]);
    const { receipt } = await walker.client.call('GET /api/merchant/transactions/:transactionId', {
      params: { transactionId: rows[0]?.transactionId ?? '' },
    });
    expect(receipt).toMatchObject({ merchantName: '晓梅烤冷面', amountFen: '12800', transType: '消费(SALE)' });
  });

  it('259号文: told anew of this terminal the network is silent and then refuses: its sales are answered 97 until it is registered', async () => {
    const walker = await phoneOf('lin');
    const operator = await walker.staff('operator');
    const terminal = async () => {
      const { rows } = await operator.call('GET /api/console/terminals');
      return rows.find((one) => one.serialNo === serialNo);
    };
    const sell = () => walker.runTerminal(serialNo, { script: 'sale', amountFen: '1500', personKey: 'wang' });
    const params = { terminalNo: (await terminal())?.terminalNo ?? '' };
    const register = () => operator.call('POST /api/console/terminals/:terminalNo/registration', { params });
    const answered = (state: string) =>
      until(`the terminal to be ${state}`, async () =>
        (await terminal())?.registration?.state === state ? true : undefined,
      );
    await answered('registered');
    await walker.setFault('registry', { bindingDown: true });
    await register();
    await until('the network to have been asked', async () =>
      ((await terminal())?.registration?.tries ?? 0) > 0 ? true : undefined,
    );
    expect((await terminal())?.registration).toMatchObject({ state: 'pending', version: 2 });
    await walker.setFault('registry', { bindingDown: false, bindingRefusals: 99 });
    await register();
    await answered('refused');
    expect((await terminal())?.registration?.reason).toBe('element_mismatch');
    const before = (await networkTransactions(walker)).length;
    const refused = await sell();
    expect(refused.ok).toBe(false);
    expect(refused.said.join(' ')).toContain('97');
    expect(await networkTransactions(walker)).toHaveLength(before);
    await walker.setFault('registry', { bindingRefusals: 0 });
    await register();
    await answered('registered');
    expect((await sell()).ok).toBe(true);
  });

  it('S41: a sale whose answer is lost on the way is reversed by the terminal; the customer is not charged', async () => {
    const walker = await phoneOf('lin');
    await walker.setFault('terminal-host', { dropReplies: true, timeoutMs: 1500 });
    expect((await walker.runTerminal(serialNo, { script: 'sale', amountFen: '5000', personKey: 'wang' })).ok).toBe(
      false,
    );
    await walker.setFault('terminal-host', { dropReplies: false, timeoutMs: 60_000 });
    expect((await walker.runTerminal(serialNo, { script: 'sale', amountFen: '2000', personKey: 'wang' })).ok).toBe(
      true,
    );
    await until('the lost sale to be reversed', async () => {
      const { rows } = await walker.client.call('GET /api/merchant/transactions');
      return rows.find((row) => row.amountFen === '5000')?.state === 'reversed' ? true : undefined;
    });
  });

  it('S40: a wrong PIN is declined with 55 and posts nothing', async () => {
    const walker = await phoneOf('lin');
    const before = (await walker.client.call('GET /api/merchant/home')).today;
    expect(
      (await walker.runTerminal(serialNo, { script: 'sale', amountFen: '3000', personKey: 'wang', pin: '000000' })).ok,
    ).toBe(false);
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows[0]).toMatchObject({ amountFen: '3000', state: 'declined', responseCode: '55' });
    expect((await walker.client.call('GET /api/merchant/home')).today).toEqual(before);
  });
});

describe('permissions', () => {
  it('every staff route lets in exactly the roles whose table has its permission', async () => {
    const walker = new Walker(system.url, 'lin');
    const routes = (Object.entries(contract) as [RouteKey, Route][]).filter(
      ([key, route]) =>
        route.guard.kind === 'staff' &&
        route.query === undefined &&
        key.startsWith('GET') &&
        !key.includes(':') &&
        !key.endsWith('/events'),
    );
    expect(routes.length).toBeGreaterThan(8);
    for (const role of ['reviewer', 'operator', 'accountant'] as const) {
      const staff = await walker.staff(role);
      for (const [key, route] of routes) {
        const permission = route.guard.kind === 'staff' ? route.guard.permission : undefined;
        const allowed = (ROLE_PERMISSIONS[role] as readonly string[]).includes(permission ?? '');
        expect([role, key, await codeOf(staff.call(key as 'GET /api/console/me'))]).toEqual([
          role,
          key,
          allowed ? 'no problem' : 'identity.not_allowed',
        ]);
      }
      await staff.call('DELETE /api/console/sessions/current');
      expect(await codeOf(staff.call('GET /api/console/me'))).toBe('identity.sign_in_needed');
    }
  });

  it('an unsafe request from another site is refused though the cookie is right', async () => {
    const walker = await phoneOf('lin');
    const cookie = [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const send = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${system.url}/api/applicant/application`, { method: 'POST', headers: { cookie, ...headers } });
    expect((await send({ origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await send({})).status).toBe(403);
    expect((await send({ origin: system.url })).status).toBe(200);
  });

  it('the same Idempotency-Key gets the same answer, and another request under it is refused', async () => {
    const walker = await phoneOf('lin');
    const cookie = [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const give = (given: boolean): Promise<Response> =>
      fetch(`${system.url}/api/applicant/consents/location`, {
        method: 'PUT',
        headers: { cookie, origin: system.url, 'content-type': 'application/json', 'idempotency-key': 'tap-1' },
        body: JSON.stringify({ given, textVersion: '2026-11' }),
      });
    const [first, second] = [await give(true), await give(true)];
    expect([first.status, second.status, second.headers.get('idempotent-replay')]).toEqual([200, 200, 'true']);
    expect(await second.text()).toBe(await first.text());
    expect((await give(false)).status).toBe(422);
  });
});

describe('being paid', () => {
  it('a bank that is down at payout time leaves the payout waiting and in sight; when it is back the money arrives once', async () => {
    const walker = await phoneOf('lin');
    await walker.setFault('bank', { down: false });
    await walker.moveClock('cut_off');
    await walker.moveClock('next_morning');
    await walker.setFault('bank', { down: true });
    await walker.moveClock('next_event');
    const { rows: waiting } = await walker.client.call('GET /api/merchant/settlements');
    expect(waiting[0]).toMatchObject({ grossFen: '16400', feeFen: '99', netFen: '16301', saleCount: 4 });
    expect(['unknown', 'sending']).toContain(waiting[0]?.payoutState);
    await walker.setFault('bank', { down: false });
    await walker.moveClock('plus_1h');
    const arrived = await until('the money at the bank', async () => {
      const all = await walker.arrivals();
      return all.length > 0 ? all : undefined;
    });
    expect(arrived.map((one) => one.amountFen)).toEqual(['16301']);
    await walker.moveClock('plus_1h');
    const { rows } = await walker.client.call('GET /api/merchant/settlements');
    expect(rows[0]).toMatchObject({ payoutState: 'paid', netFen: '16301' });
    expect(await walker.arrivals()).toHaveLength(1);
  });

  it('S56: the books balance after all of this, account by account', async () => {
    const walker = new Walker(system.url, 'lin');
    const accountant = await walker.staff('accountant');
    const balance = await accountant.call('GET /api/console/trial-balance');
    expect(balance.totalFen).toBe('0');
    expect(balance.differences).toBe(0);
    const of = (name: string): string | undefined =>
      balance.accounts.find((one) => one.account.startsWith(name))?.balanceFen;
    expect(of('net_recv:cup:')).toBe('0');
    expect(of('m:pending')).toBe('0');
    expect(of('m:payout')).toBe('0');
    expect(of('inc:mdr')).toBe('-99');
  });

  it('an accountant may not decide cases, a reviewer may not read the books; each may enter', async () => {
    const walker = new Walker(system.url, 'lin');
    const accountant = await walker.staff('accountant');
    expect((await accountant.call('GET /api/console/me')).role).toBe('accountant');
    const reviewer = await walker.staff('reviewer');
    expect(await codeOf(accountant.call('GET /api/console/cases'))).toBe('identity.not_allowed');
    expect(await codeOf(reviewer.call('GET /api/console/trial-balance'))).toBe('identity.not_allowed');
  });
});
