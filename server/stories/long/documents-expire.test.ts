/**
 * A card that ends: its merchant is told on the days, restricted on the day after, photographs the new one and sells again. Another's card
 * goes to two people. A shop whose card and licence have years left, or no end, hears of nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { must } from '../../src/kernel/assert.ts';
import { parseIso, timeInShanghai } from '../../src/kernel/instant.ts';
import type { CallProblem } from '@kaitong/client';

let system: OwnSystem;
let walker: Walker;
let serialNo = '';
let endsOn = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await leaveMorning();
  ({ serialNo } = await walker.becomeActive({ backSample: 'lin-id-back-ending' }));
}, 180_000);
afterAll(() => system.remove());

/** Messages go out at nine: a day that begins later has them behind it after each jump of a day. */
async function leaveMorning(): Promise<void> {
  for (let hours = 0; hours < 12; hours += 1) {
    const { now } = await walker.client.call('GET /api/public/status');
    if (timeInShanghai(parseIso(now)) >= '10:00') return;
    await walker.moveClock('plus_1h');
  }
}

const card = async () =>
  must(
    (await walker.client.call('GET /api/merchant/documents')).rows.find((one) => one.kind === 'id_card'),
    'identity card',
  );
const home = () => walker.client.call('GET /api/merchant/home');
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};
const sell = () => walker.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' });
const texts = async (): Promise<string[]> =>
  (await walker.messages()).map((one) => one.text).filter((text) => text.includes('身份证'));
const begin = async (): Promise<string> =>
  (await walker.client.call('POST /api/merchant/changes', { body: { kind: 'id_card' } })).changeId;
const refusedBy = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    (error: unknown) => (error as CallProblem).problem.code,
  );

/** Both sides photographed, and what was read handed in as it is. */
async function handInCard(changeId: string, front: string, back: string): Promise<void> {
  const [shown, turned] = [await walker.handIn('new_id_front', front), await walker.handIn('new_id_back', back)];
  await walker.client.call('POST /api/merchant/changes/:changeId/submission', {
    params: { changeId },
    body: {
      card: {
        name: shown.fields['name']?.value ?? '',
        idNumber: shown.fields['idNumber']?.value ?? '',
        validTo: turned.fields['validTo']?.value ?? '',
      },
    },
  });
}
const change = (changeId: string) =>
  walker.client.call('GET /api/merchant/changes/:changeId', { params: { changeId } });
const looked = (changeId: string) =>
  until('the machine to have looked', async () => {
    const { state } = await change(changeId);
    return state === 'submitted' ? undefined : state;
  });

describe('an identity card that ends', () => {
  it('is known from the first day on, with what is to be done and when', async () => {
    const { stand, daysLeft, validTo, number, stopped } = await card();
    expect([stand, daysLeft, stopped]).toEqual(['valid', 100, false]);
    expect(number).toMatch(/^\d{6}\*{8}\w{4}$/);
    endsOn = must(validTo, 'end of the card');
    expect((await home()).todos).not.toContain('renew_document');
  });

  it('is told of 90, 30 and 7 days before, and stands among the things to do', async () => {
    await days(10);
    await until('the first message', async () => ((await texts()).length === 1 ? true : undefined));
    expect((await home()).todos).toContain('renew_document');
    await days(83);
    await until('the third message', async () => ((await texts()).length === 3 ? true : undefined));
    expect(new Set(await texts()).size).toBe(1);
    expect((await texts())[0]).toContain(`将于${endsOn}到期`);
    expect((await card()).daysLeft).toBe(7);
    expect((await sell()).ok).toBe(true);
  }, 300_000);

  it('is valid on its last day; on the day after no sale is taken, and the home page says what to do', async () => {
    await days(7);
    expect([(await card()).daysLeft, (await sell()).ok]).toEqual([0, true]);
    await days(1);
    await until('the restriction', async () => ((await home()).state === 'restricted' ? true : undefined));
    expect((await home()).restrictions).toMatchObject([{ reason: 'id_expired', note: endsOn }]);
    const { ok, said } = await sell();
    expect([ok, said.join(' ').includes('03')]).toEqual([false, true]);
    expect((await texts())[0]).toContain('已暂停收款');
    expect(await card()).toMatchObject({ stand: 'expired', stopped: true });
  }, 120_000);

  it('no photo is taken before a request is begun, and the old card does not renew itself', async () => {
    expect(await refusedBy(walker.handIn('new_id_front', 'lin-id-front'))).toBe('servicing.change_not_editable');
    const changeId = await begin();
    expect(await begin()).toBe(changeId);
    await walker.handIn('new_id_front', 'lin-id-front');
    const body = { card: { name: '林晓梅', idNumber: walker.person.idNumber, validTo: endsOn } };
    const submission = () =>
      walker.client.call('POST /api/merchant/changes/:changeId/submission', { params: { changeId }, body });
    expect(await refusedBy(submission())).toBe('servicing.change_incomplete');
    await walker.handIn('new_id_back', 'lin-id-back-renewed');
    expect(await refusedBy(submission())).toBe('servicing.change_expired');
    expect((await change(changeId)).state).toBe('draft');
  });

  it('the new one agrees with the old one in all but its end: the machine takes it, and sales go on', async () => {
    const changeId = await begin();
    await handInCard(changeId, 'lin-id-front', 'lin-id-back-renewed');
    expect(await looked(changeId)).toBe('approved');
    const { steps, pairs } = await change(changeId);
    expect(steps.map((one) => [one.event, one.who])).toEqual([
      ['submit', 'merchant'],
      ['accept', 'machine'],
      ['effects', 'machine'],
    ]);
    expect(steps[2]?.effects).toEqual(['document', 'restriction_lifted']);
    expect(pairs.find((one) => one.field === 'validTo')).toMatchObject({
      before: endsOn,
      after: '2046-11-20',
      same: false,
    });
    expect(await card()).toMatchObject({ stand: 'valid', stopped: false, validTo: '2046-11-20' });
    expect((await home()).restrictions).toEqual([]);
    expect((await sell()).ok).toBe(true);
    const { idValidTo } = await walker.client.call('GET /api/applicant/me');
    expect(idValidTo).toBe('2046-11-20');
  });
});

describe('a card with another number', () => {
  it('goes to people, who send it back with a reason; photographed right it is still theirs to decide', async () => {
    const [first, second] = [await walker.staff('reviewer'), await walker.staff('reviewer-2')];
    const { changeId } = await walker.client.call('POST /api/merchant/changes', { body: { kind: 'id_card' } });
    await handInCard(changeId, 'wang-id-front', 'lin-id-back-renewed').catch(() => undefined);
    expect(await refusedBy(handInCard(changeId, 'wang-id-front', 'lin-id-back-renewed'))).toBe(
      'servicing.change_not_later',
    );
    const body = { card: { name: '王建国', idNumber: '32010619781102123X', validTo: '2056-01-01' } };
    const [, wang] = [
      await walker.handIn('new_id_back', 'wang-id-back'),
      await walker.handIn('new_id_front', 'wang-id-front'),
    ];
    body.card.idNumber = wang.fields['idNumber']?.value ?? '';
    await walker.client.call('POST /api/merchant/changes/:changeId/submission', { params: { changeId }, body });
    expect(await looked(changeId)).toBe('in_review');
    const { rows } = await first.call('GET /api/console/changes', { query: {} });
    const [row] = rows;
    expect(row).toMatchObject({ changeId, doubts: ['number_differs', 'name_differs', 'reading_differs'] });
    const params = { merchantNo: row?.merchantNo ?? '', changeId };
    const seen = await first.call('GET /api/console/merchants/:merchantNo/changes/:changeId', { params });
    expect([seen.takesTwo, seen.photos.before.length, seen.photos.after.length]).toEqual([true, 2, 2]);
    const decide = (by: typeof first, decision: 'approve' | 'fix' | 'reject', reasons: 'id_number_mismatch'[] = []) =>
      by.call('POST /api/console/merchants/:merchantNo/changes/:changeId/decision', {
        params,
        body: { revisionNo: seen.revisionNo, decision, reasons, note: '' },
      });
    expect(await refusedBy(decide(first, 'reject'))).toBe('servicing.change_reasons');
    expect((await decide(first, 'approve')).outcome).toBe('second_review');
    expect(await refusedBy(decide(first, 'approve'))).toBe('servicing.change_same_person');
    expect((await decide(second, 'fix', ['id_number_mismatch'])).outcome).toBe('done');
    expect((await home()).todos).toContain('fix_change');
    const { steps } = await change(changeId);
    expect(steps.at(-1)).toMatchObject({ event: 'ask_fix', who: 'staff', reasons: ['id_number_mismatch'] });
    await walker.client.call('POST /api/merchant/changes/:changeId/withdrawal', { params: { changeId } });
    expect((await card()).validTo).toBe('2046-11-20');
  });
});

describe('name and trade', () => {
  it('are changed by one person, stand on the next receipt, and in the list of changes beside the rest', async () => {
    const { changeId } = await walker.client.call('POST /api/merchant/changes', { body: { kind: 'profile' } });
    await walker.handIn('new_scene', 'lin-scene-photo');
    await walker.client.call('POST /api/merchant/changes/:changeId/submission', {
      params: { changeId },
      body: { profile: { tradeName: '晓梅小吃', mcc: '5812' } },
    });
    expect(await looked(changeId)).toBe('in_review');
    const reviewer = await walker.staff('reviewer');
    const { merchantNo } = await home();
    const params = { merchantNo, changeId };
    await reviewer.call('POST /api/console/merchants/:merchantNo/changes/:changeId/decision', {
      params,
      body: { revisionNo: 1, decision: 'approve', reasons: [], note: '' },
    });
    const after = await home();
    expect([after.name, after.merchantNo]).toEqual(['晓梅小吃', merchantNo]);
    const { rows } = await walker.client.call('GET /api/merchant/changes');
    const states = rows.flatMap((one) => (one.what === 'request' ? [`${one.request.kind} ${one.request.state}`] : []));
    expect(states).toEqual(['profile approved', 'id_card withdrawn', 'id_card approved']);
  });
});
