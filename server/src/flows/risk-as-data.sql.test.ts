/** Rules, limits and measures as data on a real PostgreSQL: drafted, run dry, switched on by two, acting, and taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { civilDate } from '../kernel/instant.ts';
import { balancesOf } from '../modules/ledger/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import {
  cardsListed,
  caseSales,
  caseFiles,
  dryRunResult,
  dryRuns,
  listClearOuts,
  listProposals,
  listRiskCases,
  proofsOf,
  riskCaseOf,
  rulesInForce,
  suspiciousBetween,
  watchHits,
  type DraftContent,
  type NewProposal,
} from '../modules/risk/index.ts';
import { beginTransaction, declineTransaction, largeDays, type CardTransaction } from '../modules/switching/index.ts';
import { terminalsOf } from '../modules/terminals/index.ts';
import { endClearOut, escalateClearOut, listNumber } from './clear-out.ts';
import { beginDryRun, dryRunSlice } from './dry-run-rule.ts';
import type { World } from './ports.ts';
import { answerRiskCase, decideRisk, handInCaseFile } from './risk-cases.ts';
import { askForProof, lapseProof } from './risk-actions.ts';
import { decideRiskProposal, proposeRisk } from './risk-proposals.ts';
import { screenMerchant } from './screen-sales.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
const TODAY = civilDate('2026-11-23');
const AMOUNT = fen(888_800n);

beforeEach(async () => {
  database = await testDatabase({ poolMax: 8 });
  env = await testEnv(database, { now: '2026-11-23T12:00:00+08:00' });
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE terminals.terminal SET state = 'active' WHERE merchant_id = $1`, [terminal.merchantId]);
  await env.db.execute(`UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1`, [terminal.merchantId]);
  world = { ...env, site: { publicUrl: 'https://pay.example', dutyPhone: '13900000000' } } as unknown as World;
});
afterEach(async () => {
  await env.close();
  await database.close();
});

let stan = 0;
const request = (some: Parameters<typeof saleRequest>[2] = {}) => {
  stan += 1;
  return saleRequest(terminal, String(stan).padStart(6, '0'), { amount: AMOUNT, businessDate: TODAY, ...some });
};
const sold = (some: Parameters<typeof saleRequest>[2] = {}): Promise<CardTransaction> =>
  approvedSale(env, request(some));
const me = () => ({ merchantId: terminal.merchantId });
const screen = () => screenMerchant(world, terminal.merchantId, true);
const onlyCase = async () => must((await listRiskCases(env.db))[0], 'a case');

const draft = (some: Partial<DraftContent> = {}): DraftContent => ({
  kind: 'velocity',
  points: 50,
  action: 'flag',
  enabled: true,
  parameters: { cardKinds: ['credit'], amountMinFen: 100_000, timesMin: 3, withinHours: 1, sumMinFen: 0 },
  ...some,
});
const valueOf = <T>(done: { refused: false; value: T } | { refused: true; refusal: { code: string } }): T => {
  if (done.refused) throw new Error(done.refusal.code);
  return done.value;
};
const codeOf = (done: { refused: false } | { refused: true; refusal: { code: string } }): string =>
  done.refused ? done.refusal.code : 'done';
const decide = (proposalId: string, event: 'propose' | 'approve' | 'refuse', by: string, merchantId = '') =>
  decideRiskProposal(world, { merchantId, proposalId, event, by, note: '已核对' });
/** Proposed by one and approved by another. */
async function approved(input: Omit<NewProposal, 'note' | 'proposedBy'>): Promise<void> {
  const made = await proposeRisk(world, { ...input, note: '依据工单', proposedBy: 'stf_1' } as NewProposal);
  valueOf(await decide(valueOf(made), 'approve', 'stf_2', input.merchantId));
}
const switchOn = (content: DraftContent, rule = 'velocity') =>
  approved({ kind: 'rule', merchantId: '', subject: rule, content: { ...content, effectiveFrom: TODAY } } as never);

describe('a version of a rule', () => {
  it('is off until a second person has switched it on, and the version before it stays on record', async () => {
    const named = async () => (await rulesInForce(env.db, TODAY)).map((one) => one.rule);
    expect(await named()).not.toContain('velocity');
    const content = { ...draft(), effectiveFrom: TODAY };
    const made = valueOf(
      await proposeRisk(world, {
        kind: 'rule',
        merchantId: '',
        subject: 'velocity',
        content,
        note: '提高敏感度',
        proposedBy: 'stf_1',
      }),
    );
    expect(codeOf(await decide(made, 'approve', 'stf_1'))).toBe('risk.proposal_second_person');
    expect(await named()).not.toContain('velocity');
    valueOf(await decide(made, 'approve', 'stf_2'));
    expect(await named()).toContain('velocity');
    expect(codeOf(await decide(made, 'refuse', 'stf_3'))).toBe('risk.proposal_decided');
    const versions = await env.db.query(
      "SELECT version, enabled, proposal_id FROM risk.rule WHERE rule = 'velocity' ORDER BY version",
    );
    expect(versions).toEqual([
      { version: 1, enabled: false, proposal_id: null },
      { version: 2, enabled: true, proposal_id: made },
    ]);
    await switchOn(draft({ enabled: false }));
    expect(await named()).not.toContain('velocity');
  });

  it('with a parameter beyond its bounds is not even proposed', async () => {
    const content = { ...draft({ parameters: { ...draft().parameters, withinHours: 1_000 } }), effectiveFrom: TODAY };
    const made = await proposeRisk(world, {
      kind: 'rule',
      merchantId: '',
      subject: 'velocity',
      content,
      note: '测试',
      proposedBy: 'stf_1',
    });
    expect(codeOf(made)).toBe('risk.rule_invalid');
  });

  it('run dry over history shows its hits beside those of the version in force, and writes no case', async () => {
    await switchOn(draft({ parameters: { ...draft().parameters, timesMin: 4 } }));
    for (let n = 0; n < 3; n += 1) await sold();
    const dryRunId = valueOf(await beginDryRun(world, { rule: 'velocity', content: draft(), days: 30, by: 'stf_1' }));
    expect(codeOf(await beginDryRun(world, { rule: 'velocity', content: draft(), days: 30, by: 'stf_1' }))).toBe(
      'risk.dry_run_running',
    );
    await dryRunSlice(world, { dryRunId, after: '' });
    expect((await dryRuns(env.db, dryRunId))[0]).toMatchObject({ state: 'done', merchantsTotal: 1, merchantsDone: 1 });
    await dryRunSlice(world, { dryRunId, after: '' }); // a slice that comes again changes nothing
    const found = await dryRunResult(env.db, dryRunId);
    expect(found.draft).toEqual({ hits: 3, merchants: 1, amountFen: 3n * AMOUNT, inCase: 0 });
    expect(found.current).toMatchObject({ hits: 0 });
    expect(found.days).toEqual([{ day: '2026-11-23', hits: 3, current: 0 }]);
    expect(await listRiskCases(env.db)).toEqual([]);
    expect(await env.db.query('SELECT 1 FROM risk.hit')).toEqual([]);
  });

  it('counts what was refused, and such a request stands in the case without money that could wait', async () => {
    await switchOn(
      {
        ...draft({ kind: 'declined_tries', action: 'delay' }),
        parameters: {
          cardKinds: ['credit'],
          amountMinFen: 100,
          timesMin: 2,
          withinHours: 1,
          codes: ['51'],
          cardsMin: 1,
          thenTry: true,
        },
      },
      'short_then_try',
    );
    for (let n = 0; n < 2; n += 1) {
      const begun = await beginTransaction(env, request());
      if (begun.kind !== 'begun') throw new Error(begun.kind);
      await declineTransaction(env, begun.transaction, { code: '51', answer: null });
      env.clock.pass(1_000);
    }
    await sold();
    await screen();
    expect(await onlyCase()).toMatchObject({ saleCount: 3, delayedCount: 1, points: 50 });
  });

  it('does not judge a merchant that two people have exempted from it, until the day is over', async () => {
    await switchOn(draft({ action: 'ask_proof' }));
    await approved({
      kind: 'exemption',
      ...me(),
      subject: '',
      content: { rules: ['velocity'], until: TODAY },
    } as never);
    for (let n = 0; n < 3; n += 1) await sold();
    await screen();
    expect(await listRiskCases(env.db)).toEqual([]);
    env.clock.set('2026-11-24T00:00:01+08:00');
    await screen();
    expect(await onlyCase()).toMatchObject({ saleCount: 3 });
  });
});

describe('a rule that acts by itself', () => {
  const three = async (): Promise<void> => {
    for (let n = 0; n < 3; n += 1) await sold();
    await screen();
    await screen(); // once for a case, however often it is looked at
  };

  it('asks for proof with a deadline; the merchant answers with words and a file, or it lapses', async () => {
    await switchOn(draft({ action: 'ask_proof', points: 0 }));
    await three();
    const { caseId } = await onlyCase();
    const [proof, ...others] = await proofsOf(env.db, me());
    expect([proof?.state, proof?.askedBy, others]).toEqual(['asked', 'machine', []]);
    expect(codeOf(await askForProof(world, { ...me(), caseId, words: '请提供合同', by: 'stf_1' }))).toBe(
      'risk.proof_asked',
    );
    const file = { ...me(), caseId, name: '小票.jpg', content: Buffer.from('jpeg') };
    expect(codeOf(await handInCaseFile(world, { ...file, contentType: undefined }))).toBe('risk.file_kind');
    const fileId = valueOf(await handInCaseFile(world, { ...file, contentType: 'image/jpeg' }));
    expect((await caseFiles(env.db, { ...me(), caseId }))[0]).toMatchObject({ fileId, name: '小票.jpg' });
    valueOf(await answerRiskCase(world, { ...me(), caseId, words: '团购订单，附小票' }));
    expect((await proofsOf(env.db, me()))[0]?.state).toBe('answered');
    valueOf(await askForProof(world, { ...me(), caseId, words: '请再提供合同', by: 'stf_1' }));
    await lapseProof(world, { ...me(), caseId, proofNo: 2 });
    expect((await proofsOf(env.db, me())).map((one) => one.state)).toContain('lapsed');
  });

  it('lowers limits until a day, and they come back when the case is released', async () => {
    await switchOn(draft({ action: 'limit' }));
    await three();
    const limits = async () => (await merchantOf(env, terminal.merchantId)).limits;
    expect(await limits()).toMatchObject([{ by: 'rule', singleFen: 100_000n, dayFen: 500_000n, until: '2026-11-30' }]);
    valueOf(await decideRisk(world, { ...(await onlyCase()), decision: 'release', reason: '已核对', by: 'stf_1' }));
    expect(await limits()).toEqual([]);
  });

  it('never suspends: it asks, one person takes it up, another decides, and the same two ways lead back', async () => {
    await switchOn(draft({ action: 'suspend' }));
    await three();
    const stands = async () => [
      (await merchantOf(env, terminal.merchantId)).state,
      (await terminalsOf(env.db, terminal.merchantId)).map((one) => `${one.state} ${one.suspendedReason ?? ''}`),
    ];
    const [asked, ...others] = await listProposals(env.db, { kinds: ['suspension'], ...me() });
    expect([asked?.state, asked?.askedBy, others]).toEqual(['asked', 'machine', []]);
    const id = asked?.proposalId ?? '';
    expect(codeOf(await decide(id, 'approve', 'stf_1', terminal.merchantId))).toBe('risk.proposal_decided');
    valueOf(await decide(id, 'propose', 'stf_1', terminal.merchantId));
    expect(codeOf(await decide(id, 'approve', 'stf_1', terminal.merchantId))).toBe('risk.proposal_second_person');
    expect(await stands()).toEqual(['active', ['active ']]);
    valueOf(await decide(id, 'approve', 'stf_2', terminal.merchantId));
    expect(await stands()).toEqual(['suspended', ['suspended risk']]);
    await approved({ kind: 'resumption', ...me(), subject: '', content: { reason: '申诉成立' } } as never);
    expect(await stands()).toEqual(['active', ['active ']]);
  });
});

describe('who is suspended', () => {
  it('has what is not paid out held in a case, and it goes on when people release that', async () => {
    for (let n = 0; n < 2; n += 1) await sold();
    const balances = () => balancesOf(env.db, terminal.merchantId);
    const before = (await balances())['m:pending'];
    await approved({ kind: 'suspension', ...me(), subject: '', content: { reason: '查无此店' } } as never);
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:frozen': before });
    const found = await onlyCase();
    expect(found).toMatchObject({ saleCount: 2, delayedCount: 2 });
    expect((await caseSales(env.db, found)).map((one) => one.hits)).toEqual([[], []]);
    valueOf(await decideRisk(world, { ...found, decision: 'release', reason: '已核对', by: 'stf_1' }));
    expect(await balances()).toMatchObject({ 'm:pending': before, 'm:frozen': 0n });
  });
});

describe('the report', () => {
  it('names days above the amount without the tests of terminals, and sales of cases that two people confirmed', async () => {
    for (let n = 0; n < 3; n += 1) await sold();
    await sold({ kind: 'test_sale', amount: fen(100) });
    const range = { from: TODAY, to: TODAY };
    expect(await largeDays(env.db, { ...range, minFen: 3n * AMOUNT })).toMatchObject([
      { merchantId: terminal.merchantId, count: 3, amountFen: 3n * AMOUNT, largestFen: AMOUNT },
    ]);
    expect(await largeDays(env.db, { ...range, minFen: 3n * AMOUNT + 1n })).toEqual([]);
    await switchOn(draft());
    await screen();
    const confirm = async (by: string) =>
      decideRisk(world, { ...(await onlyCase()), decision: 'confirm', reason: '无真实货物', by });
    valueOf(await confirm('stf_1'));
    expect(await suspiciousBetween(env.db, range)).toEqual([]);
    valueOf(await confirm('stf_2'));
    expect(await suspiciousBetween(env.db, range)).toHaveLength(3);
    expect((await suspiciousBetween(env.db, range))[0]).toMatchObject({
      rules: ['amount_repeats', 'card_repeats', 'velocity'],
      reason: '无真实货物',
    });
  });
});

describe('what other cases know', () => {
  it('a card of another merchant’s confirmed case is hit, and of an open one is not', async () => {
    const parameters = { cardKinds: ['credit'], amountMinFen: 100_000, timesMin: 1, withinHours: 24 };
    await switchOn(draft());
    for (let n = 0; n < 3; n += 1) await sold();
    await screen();
    await switchOn(draft({ kind: 'linked_card', parameters }), 'linked_card');
    const other = await buildTerminal(env);
    stan += 1;
    await approvedSale(env, saleRequest(other, String(stan).padStart(6, '0'), { amount: AMOUNT, businessDate: TODAY }));
    const casesOfOther = async () => (await listRiskCases(env.db)).filter((one) => one.merchantId === other.merchantId);
    await screenMerchant(world, other.merchantId);
    expect(await casesOfOther()).toEqual([]);
    for (const by of ['stf_1', 'stf_2']) {
      const mine = (await listRiskCases(env.db)).find((one) => one.merchantId === terminal.merchantId);
      valueOf(await decideRisk(world, { ...must(mine, 'case'), decision: 'confirm', reason: '已核对', by }));
    }
    await screenMerchant(world, other.merchantId);
    expect(await casesOfOther()).toMatchObject([{ saleCount: 1 }]);
  });
});

describe('lists', () => {
  const card = { kind: 'card', value: '6225750212345678', reason: '盗刷', source: '银联', by: 'stf_1' } as const;
  it('with an end hit until then, and the watch list is another list than the black one', async () => {
    const until = env.clock.now() + 3_600_000;
    await listNumber(world, { ...card, list: 'black', until: until as never });
    expect((await cardsListed(env.db, env.clock.now())).size).toBe(1);
    expect(await watchHits(env, [card])).toEqual(['card']);
    expect(await watchHits(env, [card], 'watch')).toEqual([]);
    env.clock.pass(3_600_000);
    expect([(await cardsListed(env.db, env.clock.now())).size, await watchHits(env, [card])]).toEqual([0, []]);
    await listNumber(world, { ...card, list: 'watch', until: undefined });
    expect([await watchHits(env, [card]), await watchHits(env, [card], 'watch')]).toEqual([[], ['card']]);
  });

  it('a merchant whose account is listed black is cleared out in seven days, ends when it is, and is escalated when not', async () => {
    const account = {
      kind: 'account',
      value: '6225 8802 1234 5678',
      reason: '涉诈',
      source: '公安',
      by: 'stf_1',
    } as const;
    expect(await listNumber(world, { ...account, list: 'black', until: undefined })).toBe(1);
    expect(await listNumber(world, { ...account, list: 'black', until: undefined })).toBe(1); // and one task stays one
    const [task, ...others] = await listClearOuts(env.db);
    expect([task?.state, (task?.dueAt ?? 0) - env.clock.now(), others]).toEqual(['running', 7 * 86_400_000, []]);
    const key = { ...me(), clearOutId: task?.clearOutId ?? '' };
    const end = () => endClearOut(world, { ...key, how: 'done', by: 'stf_1', note: '已清退' });
    expect(codeOf(await end())).toBe('risk.clear_out_left');
    await escalateClearOut(world, key);
    expect((await listClearOuts(env.db))[0]?.state).toBe('overdue');
    expect(await env.enqueued('send-message')).toHaveLength(1);
    const [asked] = await listProposals(env.db, { kinds: ['suspension'], ...me() });
    for (const [event, by] of [
      ['propose', 'stf_1'],
      ['approve', 'stf_2'],
    ] as const)
      valueOf(await decide(asked?.proposalId ?? '', event, by, terminal.merchantId));
    valueOf(await end());
    await escalateClearOut(world, key); // the day comes, and nothing is left to escalate
    expect((await listClearOuts(env.db))[0]?.state).toBe('done');
  });
});

it('a case that is decided keeps what was said and is there for its merchant', async () => {
  await switchOn(draft({ action: 'ask_proof' }));
  for (let n = 0; n < 3; n += 1) await sold();
  await screen();
  const found = await onlyCase();
  valueOf(await decideRisk(world, { ...found, decision: 'release', reason: '已核对', by: 'stf_1' }));
  expect((await riskCaseOf(env.db, found))?.state).toBe('released');
  expect((await proofsOf(env.db, me()))[0]?.state).toBe('lapsed');
});
