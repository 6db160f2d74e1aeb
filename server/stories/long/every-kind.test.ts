/** Sole proprietors and companies, from the first tap to the activation code: papers read for real, registers asked, two people where policy wants two. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem, type Answer, type Client } from '@kaitong/client';
import { businessOf } from '../../../simulators/src/population/businesses.ts';
import { must } from '../../src/kernel/assert.ts';
import { judgeCase, OwnSystem, until, Walker } from '../../src/entry/journey.ts';

type Draft = Answer<'GET /api/applicant/application'>['draft'];
type Material = Answer<'POST /api/applicant/materials'>;

let system: OwnSystem;
beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
}, 60_000);
afterAll(() => system.remove());

const field = (material: Material, name: string): string => material.fields[name]?.value ?? '';

async function codeOf(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof CallProblem)) throw problem ?? new Error('it was not refused');
  return problem.problem.code;
}

async function choose(walker: Walker, kind: NonNullable<Draft['kind']>): Promise<void> {
  const opened = await walker.client.call('POST /api/applicant/application');
  await walker.client.call('POST /api/applicant/application/kind', { body: { version: opened.draftVersion, kind } });
}

async function licenceOf(walker: Walker, sample: string): Promise<NonNullable<Draft['licence']>> {
  const photo = await walker.handIn('business_licence', sample);
  return {
    materialId: photo.materialId,
    name: field(photo, 'name'),
    uscc: field(photo, 'uscc'),
    legalPerson: field(photo, 'legalPerson'),
    validTo: field(photo, 'validTo'),
  };
}

async function premisesOf(walker: Walker, sample: string): Promise<NonNullable<Draft['premises']>> {
  const photo = await walker.handIn('lease', sample);
  return {
    materialId: photo.materialId,
    proof: 'lease',
    party: field(photo, 'party'),
    validTo: field(photo, 'endsOn'),
  };
}

const branchCode = businessOf('trading-company').account?.branchCode ?? '';
const trade = { tradeName: '桂雨面馆', mcc: '5812', region: '330100', address: '古荡街道竹影巷26号101室' };

describe('a sole proprietor', () => {
  it('whose papers all agree is approved by the machine and gets an activation code', async () => {
    const walker = new Walker(system.url, 'chen');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await choose(walker, 'sole_proprietor');
    const card = await walker.handIn('bank_card', 'chen-bank-card-debit');
    const scene = await walker.handIn('scene_photo', 'chen-scene-photo');
    const version = await walker.changeDraft({
      deviceModel: 'smart_pos',
      depositConfirmed: true,
      settlement: 't1',
      planId: 'standard',
      accountKind: 'personal',
      card: { materialId: card.materialId, number: field(card, 'cardNumber'), reservedPhone: walker.person.phone },
      licence: await licenceOf(walker, 'noodle-shop-business-licence'),
      premises: await premisesOf(walker, 'noodle-shop-lease'),
      scene: { materialId: scene.materialId },
      business: trade,
    });
    await walker.submit(version);
    const state = await walker.decided();
    const { checks } = await walker.client.call('GET /api/applicant/application');
    expect(checks.filter((check) => check.verdict !== 'pass')).toEqual([]);
    expect(state).toBe('approved');
    expect(await walker.activationCode()).toMatch(/^\d{12}$/);
  });
});

/** A few fen are paid into the account; the statement at the bank says how many. */
async function proveAccount(walker: Walker): Promise<void> {
  const { client, baseUrl } = walker;
  expect(await client.call('POST /api/applicant/application/account-proof')).toEqual({ state: 'sent' });
  const account = businessOf('trading-company').account?.accountNumber ?? '';
  const response = await fetch(`${baseUrl}/api/demo/world/bank/accounts/${account}/arrivals`);
  const [arrived] = (await response.json()) as { amountFen: string }[];
  const wrong = arrived?.amountFen === '1' ? '2' : '1';
  const confirm = (amountFen: string) =>
    client.call('POST /api/applicant/application/account-proof/confirmation', { body: { amountFen } });
  expect(await codeOf(confirm(wrong))).toBe('review.proof_wrong');
  await confirm(arrived?.amountFen ?? '');
  expect(await client.call('GET /api/applicant/application/account-proof')).toEqual({ state: 'proved' });
}

describe('a company', () => {
  let walker: Walker;

  it('cannot submit before every paper is there; changing the kind on the way keeps what still fits', async () => {
    walker = new Walker(system.url, 'zhou');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await choose(walker, 'individual');
    const scene = await walker.handIn('scene_photo', 'zhou-scene-photo');
    await walker.changeDraft({ scene: { materialId: scene.materialId }, business: trade, deviceModel: 'esign_pos' });
    await choose(walker, 'company');
    const { draft, draftVersion, requirements } = await walker.client.call('GET /api/applicant/application');
    expect([draft.scene?.materialId, draft.business?.tradeName, draft.deviceModel]).toEqual([
      scene.materialId,
      '桂雨面馆',
      undefined,
    ]);
    expect(requirements.filter((one) => one.status === 'missing').map((one) => one.item)).toEqual([
      'licence',
      'authorisation',
      'owners',
      'device',
      'settlement',
      'account_permit',
      'premises',
    ]);
    expect(await codeOf(walker.submit(draftVersion))).toBe('applications.incomplete');
  });

  it('with licence, seal, permit and lease in order passes every check, and is still put before two people', async () => {
    const permit = await walker.handIn('account_permit', 'trading-company-account-permit');
    const version = await walker.changeDraft({
      deviceModel: 'smart_pos',
      depositConfirmed: true,
      settlement: 't1',
      planId: 'standard',
      accountKind: 'corporate',
      licence: await licenceOf(walker, 'trading-company-business-licence-stamped'),
      premises: await premisesOf(walker, 'trading-company-lease'),
      acting: { as: 'legal_person' },
      owners: [{ name: walker.person.name, idNumber: walker.person.idNumber, sharePercent: 60 }],
      corporateAccount: {
        materialId: permit.materialId,
        accountName: field(permit, 'accountName'),
        accountNumber: field(permit, 'accountNumber').replace(/\D/g, ''),
        bankName: field(permit, 'bankName'),
        branchCode,
      },
    });
    await proveAccount(walker);
    await walker.submit(version);
    expect(await walker.decided()).toBe('in_review');
    const { checks } = await walker.client.call('GET /api/applicant/application');
    expect(checks.filter((check) => check.verdict !== 'pass')).toEqual([]);
  });

  it('asked for a clearer licence and a video of the shop hands in exactly those', async () => {
    const reviewer = await walker.staff('reviewer');
    const { name } = (await walker.client.call('GET /api/applicant/application')).draft.licence ?? { name: '' };
    expect(
      await judgeCase(reviewer, name, {
        licence: { verdict: 'fix', reasons: ['img_blurry'], note: '右下角看不清' },
        scene: { verdict: 'fix', reasons: ['scene_insufficient'] },
      }),
    ).toBe('fix');
    await until('the message with the link to the list', async () =>
      (await walker.messages()).some((one) => one.text.includes(`${system.url}/merchant/progress`)) ? true : undefined,
    );
    const { requirements, fixDueAt } = await walker.client.call('GET /api/applicant/application');
    expect(
      requirements.filter((one) => one.status !== 'passed').map((one) => [one.item, one.remedy, one.deadline]),
    ).toEqual([
      ['licence', 'retake', fixDueAt],
      ['scene', 'record_video', fixDueAt],
    ]);
    expect(await codeOf(walker.handIn('lease', 'trading-company-lease'))).toBe('applications.not_asked');
    expect(await codeOf(walker.handIn('scene_video', 'lin-scene-video-long'))).toBe('materials.video_too_long');
    expect(await codeOf(walker.handIn('scene_video', 'lin-scene-video-old'))).toBe('materials.video_too_old');
    expect(await codeOf(walker.handIn('scene_video', 'lin-scene-video-still'))).toBe('materials.video_still');
    const video = await walker.handIn('scene_video', 'zhou-scene-video');
    await walker.submit(
      await walker.changeDraft({
        licence: await licenceOf(walker, 'trading-company-business-licence'),
        scene: { materialId: video.materialId },
      }),
    );
    expect(await walker.decided()).toBe('in_review');
  });

  it('is seen by the reviewer with what changed, approved by one, refused to the same one, approved by the second', async () => {
    const first = await walker.staff('reviewer');
    const { licence } = (await walker.client.call('GET /api/applicant/application')).draft;
    const name = licence?.name ?? '';
    const { rows } = await first.call('GET /api/console/cases');
    const params = { caseId: rows.find((one) => one.state !== 'decided' && one.name === name)?.caseId ?? '' };
    const view = await first.call('GET /api/console/cases/:caseId', { params });
    expect(view.changes.map((one) => one.path).sort()).toEqual([
      'licence.materialId',
      'photos.licence',
      'photos.scene',
      'scene.materialId',
    ]);
    expect(view.people).toBe(2);
    expect(view.matrix.filter((row) => row.comparison === 'mismatch' && row.right !== 'seal')).toEqual([]);
    expect(view.person.idNumber).toContain('********');
    expect(await judgeCase(first, name, { scene: { verdict: 'pass' } })).toBe('need_second');
    expect(await codeOf(judgeCase(first, name, {}))).toBe('review.four_eyes');
    const second = await walker.staff('reviewer-2');
    expect(await judgeCase(second, name, { scene: { verdict: 'pass' } })).toBe('approve');
    expect(await walker.activationCode()).toMatch(/^\d{12}$/);
    await until('the smart POS on its way', async () => {
      const { rows: devices } = await walker.client.call('GET /api/merchant/devices').catch(() => ({ rows: [] }));
      return devices[0]?.serialNo.startsWith('KTS') === true ? true : undefined;
    });
  });

  it('pays the deposit by transfer: what does not fit waits for people and goes back, what fits is booked by itself', async () => {
    const { deposit } = await walker.client.call('GET /api/merchant/home');
    expect(deposit).toMatchObject({ amountFen: '29900', state: 'quoted' });
    const remark = deposit?.transfer?.remark ?? '';
    expect(remark).toMatch(/^KT\d{8}$/);
    await payIn(walker, '29800', remark);
    const operator = await walker.staff('operator');
    const short = await payInThat(operator, 'unclear');
    expect(short).toMatchObject({
      amountFen: '29800',
      reason: 'amount_differs',
      payerName: businessOf('trading-company').name,
    });
    const params = { entryId: short.entryId };
    const terminalNo = remark.slice(2);
    const assign = operator.call('POST /api/console/pay-ins/:entryId/assignment', { params, body: { terminalNo, note: '电话核实' } }); // prettier-ignore
    expect(await codeOf(assign)).toBe('deposits.amount_differs');
    await operator.call('POST /api/console/pay-ins/:entryId/return', { params, body: { note: '少付一元' } });
    await payInThat(operator, 'returned');
    expect((await arrivalsOf(walker)).map((one) => one.purpose)).toContain('转账退回');
    await payIn(walker, '29900', `押金 ${remark}`);
    await payInThat(operator, 'matched');
    const after = (await walker.client.call('GET /api/merchant/home')).deposit;
    expect(after).toMatchObject({ state: 'captured', paidBy: 'transfer' });
    expect(after).not.toHaveProperty('transfer');
    expect((await walker.messages()).some((one) => one.text.includes('已收到您的押金转账299.00元'))).toBe(true);
    const books = await (await walker.staff('accountant')).call('GET /api/console/trial-balance');
    expect([books.totalFen, books.differences]).toEqual(['0', 0]);
    expect(books.accounts.filter((one) => one.account.startsWith('deposit:'))).toHaveLength(1);
  });

  it('activates the smart POS: operator 01, no card for the deposit, the account bound by its end and a message, a slip on paper', async () => {
    const { serialNo, code } = await walker.receiveDevice();
    const tail = (businessOf('trading-company').account?.accountNumber ?? '').slice(-4);
    const wrong = await walker.runTerminal(serialNo, {
      script: 'activate',
      code,
      accountTail: tail === '0000' ? '1111' : '0000',
    });
    expect(wrong).toMatchObject({ ok: false, said: expect.arrayContaining(['账号后四位与登记的对公账户不符']) });
    const asked = await walker.runTerminal(serialNo, { script: 'activate', code, accountTail: tail });
    expect(asked).toMatchObject({ ok: false, screen: 'account_code' });
    const smsCode = await until('the code that binds the account', async () =>
      (await walker.messages())
        .map((one) => /验证码 (\d{6})，用于在机具/.exec(one.text)?.[1])
        .find((one) => one !== undefined),
    );
    const active = await walker.runTerminal(serialNo, { script: 'activate', code, smsCode });
    expect(active).toMatchObject({ ok: true, screen: 'home' });
    const sold = await walker.runTerminal(serialNo, {
      script: 'sale',
      amountFen: 100,
      personKey: 'zhou',
      kind: 'credit',
    });
    expect(sold.ok).toBe(true);
    const paper = (await (await fetch(`${walker.baseUrl}/terminal/api/devices/${serialNo}/paper`)).json()) as {
      strips: { lines: string[]; blank: boolean }[];
    };
    expect(paper.strips.map((strip) => strip.blank)).toEqual([false, false]);
    expect(paper.strips[0]?.lines.join('\n')).toContain('操作员: 01');
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.map((row) => [row.kind, row.state])).toEqual([['test_sale', 'approved']]);
  });

  it('changes its corporate account by itself: the bank’s word on number, name and branch, a code, a cooling time, and the new account is bound', async () => {
    const { client } = walker;
    const other = must(businessOf('trading-company').otherAccount, 'other account');
    await client.call('POST /api/merchant/account/code');
    const code = await until('the code', async () =>
      (await walker.messages())
        .map((one) => /验证码 (\d{6})，用于更换/.exec(one.text)?.[1])
        .find((one) => one !== undefined),
    );
    const change = (number: string, branch?: { code: string; name: string }) =>
      client.call('POST /api/merchant/account/change', {
        body: branch === undefined ? { number, code } : { number, code, branch },
      });
    expect(await codeOf(change(other.accountNumber))).toBe('merchants.account_branch');
    const branches = await client.call('GET /api/public/branches', { query: { words: '建设 文西' } });
    const branch = { code: branches.rows[0]?.branchCode ?? '', name: branches.rows[0]?.branchName ?? '' };
    expect(branch.code).toBe(other.branchCode);
    await change(other.accountNumber, branch);
    const waiting = await client.call('GET /api/merchant/account');
    expect([waiting.kind, waiting.change?.bankName]).toEqual(['corporate', other.bankName]);
    await walker.moveClock('plus_1d');
    const bound = await until('the new account', async () => {
      const now = await client.call('GET /api/merchant/account');
      return now.change === undefined ? now : undefined;
    });
    expect([bound.kind, bound.masked.slice(-4), bound.bankName]).toEqual([
      'corporate',
      other.accountNumber.slice(-4),
      other.bankName,
    ]);
  });
});

/** From the company's account at its own bank. */
async function payIn(walker: Walker, amountFen: string, remark: string): Promise<void> {
  const fromAccount = businessOf('trading-company').account?.accountNumber ?? '';
  const sent = await walker.client.call('POST /api/demo/world/bank/pay-ins', {
    body: { fromAccount, amountFen, remark },
  });
  expect(sent.error).toBeUndefined();
}

function payInThat(operator: Client, state: string) {
  return until(`a transfer that is ${state}`, async () => {
    const { rows } = await operator.call('GET /api/console/pay-ins');
    return rows.find((row) => row.state === state);
  });
}

async function arrivalsOf(walker: Walker): Promise<{ purpose: string }[]> {
  const account = businessOf('trading-company').account?.accountNumber ?? '';
  return (await (await fetch(`${walker.baseUrl}/api/demo/world/bank/accounts/${account}/arrivals`)).json()) as [];
}

describe('a handling person', () => {
  it('with a letter under seal and the legal person’s card passes the check of authority; without the seal a person is told', async () => {
    const walker = new Walker(system.url, 'sun');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await choose(walker, 'company');
    const front = await walker.handIn('legal_id_front', 'zhou-id-front');
    const back = await walker.handIn('legal_id_back', 'zhou-id-back');
    const letter = await walker.handIn('auth_letter', 'trading-company-auth-letter-unstamped');
    const permit = await walker.handIn('account_permit', 'trading-company-account-information');
    const confirmed = await walker.handIn('account_letter', 'trading-company-account-letter');
    const scene = await walker.handIn('scene_photo', 'sun-scene-photo');
    const version = await walker.changeDraft({
      deviceModel: 'smart_pos',
      depositConfirmed: true,
      settlement: 't0',
      planId: 'standard',
      accountKind: 'corporate',
      licence: await licenceOf(walker, 'trading-company-business-licence-stamped'),
      premises: await premisesOf(walker, 'trading-company-lease'),
      acting: {
        as: 'handler',
        legalPersonName: field(front, 'name'),
        legalPersonIdNumber: field(front, 'idNumber'),
        frontMaterialId: front.materialId,
        backMaterialId: back.materialId,
        letterMaterialId: letter.materialId,
      },
      owners: [],
      corporateAccount: {
        materialId: permit.materialId,
        accountName: field(permit, 'accountName'),
        accountNumber: field(permit, 'accountNumber').replace(/\D/g, ''),
        bankName: field(permit, 'bankName'),
        branchCode,
        letterMaterialId: confirmed.materialId,
      },
      scene: { materialId: scene.materialId },
      business: trade,
    });
    const blank = await fetch(`${system.url}/api/applicant/application/account-letter`, {
      headers: { cookie: [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect([blank.status, blank.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    await walker.setFault('registry', { accountSilent: true });
    await walker.submit(version);
    expect(await walker.decided()).toBe('in_review');
    await walker.setFault('registry', { accountSilent: false });
    const { checks, draft } = await walker.client.call('GET /api/applicant/application');
    // the company is a merchant already: one more of it is for a person to look at
    expect(checks.filter((check) => check.verdict !== 'pass').map((check) => [check.check, check.reason])).toEqual([
      ['auth_letter', 'auth_letter_required'],
      // the register is silent, the bank's letter agrees: a person says whether its seal is one
      ['corporate_account', undefined],
      ['duplicates', 'dup_subject'],
    ]);
    const reviewer = await walker.staff('reviewer');
    await judgeCase(reviewer, draft.licence?.name ?? '', {
      authorisation: { verdict: 'fix', reasons: ['seal_missing'] },
      identity_card: { verdict: 'pass' },
      account_permit: { verdict: 'pass' },
    });
    await until('the message with the link to the one thing to do', async () =>
      (await walker.messages()).some((one) => one.text.includes(`${system.url}/merchant/fix/authorisation`))
        ? true
        : undefined,
    );
    const sealed = await walker.handIn('auth_letter', 'trading-company-auth-letter');
    const before = (await walker.client.call('GET /api/applicant/application')).draft.acting;
    if (before?.as !== 'handler') throw new Error('the handling person is gone');
    await walker.submit(await walker.changeDraft({ acting: { ...before, letterMaterialId: sealed.materialId } }));
    expect(await walker.decided()).toBe('in_review');
    const again = await walker.client.call('GET /api/applicant/application');
    expect(again.checks.filter((check) => check.verdict !== 'pass').map((check) => check.check)).toEqual([
      'duplicates',
    ]);
  });
});

describe('the watch list', () => {
  it('stops an applicant in review, where nobody can wave it through', async () => {
    const operator = await new Walker(system.url, 'maimaiti').staff('operator');
    const listed = new Walker(system.url, 'maimaiti');
    await listed.register();
    await listed.showIdentityCard();
    await listed.showFacePatiently();
    const entry = { kind: 'id_number' as const, value: listed.person.idNumber };
    await operator.call('POST /api/console/watch-list', { body: { ...entry, reason: '测试名单', source: '本机构' } });
    expect((await operator.call('GET /api/console/watch-list')).rows[0]?.masked).toMatch(/^\*{4}/);
    await listed.submit(await listed.fillApplication());
    expect(await listed.decided()).toBe('in_review');
    const reviewer = await listed.staff('reviewer');
    expect(await codeOf(judgeCase(reviewer, listed.person.name, { identity_card: { verdict: 'pass' } }))).toBe(
      'review.hard_failure',
    );
    await operator.call('POST /api/console/watch-list/lift', { body: { ...entry, reason: '误列' } });
  });
});
