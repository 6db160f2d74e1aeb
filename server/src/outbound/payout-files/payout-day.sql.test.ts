/** Payouts by file in the books: gathered once, handed over once wherever it dies, and moved by what the bank answers. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, netOf, saleRequest } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { readHolidays } from '../../modules/catalogue/index.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../../modules/ledger/index.ts';
import {
  bankDifferences,
  closeDay,
  handOverPayoutFile,
  linkCleared,
  listPayouts,
  makePayoutFile,
  moveDay,
  payoutFilesOf,
  payoutsAgainstBank,
  planPayoutFile,
  releaseRefusedFile,
  sendPayout,
  settleDay,
  takeBankFiles,
  type PayoutBank,
  type PayoutFiles,
} from '../../modules/settlement/index.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { createPayoutFiles } from './index.ts';

let database: TestDatabase;
let env: TestEnv & { readonly payoutFiles: PayoutFiles };
let folder: string;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 10 });
  folder = await mkdtemp(join(tmpdir(), 'kaitong-payout-files-'));
  await mkdir(join(folder, 'in'));
  const payer = { holder: '开通支付', number: '9558800000000000001', bank: '演示银行' };
  env = {
    ...(await testEnv(database, { now: '2026-11-24T09:00:00+08:00' })),
    payoutFiles: createPayoutFiles({ folder, format: 'iso20022', payer }),
  };
  return async () => {
    await env.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
});

const NET = netOf(fen(10_000));

/** A settled day of so many merchants with one sale each. Their payouts are prepared, in the order of their lines. */
async function prepared(merchants: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < merchants; n += 1) {
    const terminal = await buildTerminal(env);
    const sale = await approvedSale(env, saleRequest(terminal, '000001'));
    await withTx(env, (tx) => linkCleared(tx, { date: DAY, fileName: 'f', sales: [sale] }));
    ids.push(terminal.merchantId);
  }
  await closeDay(env, DAY, { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' }, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
  await settleDay(env, DAY);
  return ids.toSorted();
}

const dropped = async (): Promise<string[]> =>
  (await readdir(join(folder, 'out')).catch(() => [] as string[])).toSorted();
const states = async (): Promise<string[]> => (await listPayouts(env.db)).map((one) => one.state).toSorted();
const fileState = async () => (await payoutFilesOf(env.db)).map((one) => one.state);
const books = async () => [(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)];

async function handedOver(merchants: number): Promise<{ fileId: string; merchants: string[] }> {
  const ids = await prepared(merchants);
  const fileId = (await makePayoutFile(env)) ?? '';
  await handOverPayoutFile(env, fileId);
  return { fileId, merchants: ids };
}

let sent = 0;
/** A file of the bank in our inbox, and what came of it. */
async function told(body: string): Promise<void> {
  sent += 1;
  await writeFile(join(folder, 'in', `bank-${sent}.xml`), `<Document>${body}</Document>`);
  await takeBankFiles(env);
}
const status = (fileId: string, rows: readonly (readonly [line: number, word: string, code?: string])[]): string =>
  `<CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>${rows
    .map(
      ([line, word, code = 'AC01']) =>
        `<TxInfAndSts><OrgnlEndToEndId>${fileId}-0000${line}</OrgnlEndToEndId><TxSts>${word}</TxSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf></TxInfAndSts>`,
    )
    .join('')}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>`;
const statement = (
  fileId: string,
  rows: readonly { line: number; ref: string; back?: boolean; amount?: string }[],
): string =>
  `<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>S</MsgId></GrpHdr><Ntfctn>${rows
    .map(
      ({ line, ref, back = false, amount = '99.40' }) =>
        `<Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${back ? 'CRDT' : 'DBIT'}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>${fileId}-0000${line}</EndToEndId></Refs>${back ? '<RtrInf><Rsn><Cd>BE01</Cd></Rsn></RtrInf>' : ''}</TxDtls></NtryDtls></Ntry>`,
    )
    .join('')}</Ntfctn></BkToCstmrDbtCdtNtfctn>`;

describe('a payout file', () => {
  it('gathers what is prepared, once, numbers its lines, and is what the bank finds', async () => {
    const { fileId } = await handedOver(3);
    expect(fileId).toBe('KT20261124001');
    expect(await payoutFilesOf(env.db)).toMatchObject([
      { fileId, state: 'handed_over', payoutCount: 3, totalFen: 3n * NET },
    ]);
    expect([await states(), await dropped()]).toEqual([['sending', 'sending', 'sending'], [`${fileId}.xml`]]);
    const text = await readFile(join(folder, 'out', `${fileId}.xml`), 'utf8');
    expect([...text.matchAll(/<EndToEndId>(.*?)</g)].map((match) => match[1])).toEqual(
      [1, 2, 3].map((n) => `${fileId}-0000${n}`),
    );
    expect(await makePayoutFile(env)).toBeUndefined();
  });

  it('is planned once an interval, however many payouts wait for it', async () => {
    await Promise.all(Array.from({ length: 5 }, () => planPayoutFile(env, 10)));
    expect(
      await env.db.query(
        `SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS at FROM platform.due WHERE kind = 'make-payout-file'`,
      ),
    ).toEqual([{ at: '09:10' }]);
  });

  it('made by three at once holds each payout once', async () => {
    await prepared(4);
    await Promise.all([makePayoutFile(env), makePayoutFile(env), makePayoutFile(env)]);
    expect((await payoutFilesOf(env.db)).reduce((sum, one) => sum + one.payoutCount, 0)).toBe(4);
  });

  it('keeps its payouts from any other way to the bank', async () => {
    const { merchants } = await handedOver(1);
    const [payout] = await listPayouts(env.db);
    const orders: unknown[] = [];
    const bank = { submit: (order: unknown) => Promise.resolve(orders.push(order)) } as unknown as PayoutBank;
    await sendPayout({ ...env, bank }, { merchantId: merchants[0] ?? '', payoutId: payout?.payoutId ?? '' });
    expect([orders, await states()]).toEqual([[], ['sending']]);
  });

  it('is made once at whatever step its maker dies, and dropped again with the same bytes at whatever step its carrier dies', async () => {
    await prepared(2);
    const makers = await dyingEverywhere(makePayoutFile);
    expect(makers).toBeGreaterThan(8);
    expect(await payoutFilesOf(env.db)).toMatchObject([{ fileId: 'KT20261124001', state: 'made', payoutCount: 2 }]);
    const seen = new Set<string>();
    const carriers = await dyingEverywhere(async (world) => {
      try {
        await handOverPayoutFile(world, 'KT20261124001');
      } finally {
        for (const name of await dropped()) seen.add(await readFile(join(folder, 'out', name), 'utf8'));
      }
    });
    expect(carriers).toBeGreaterThan(8);
    expect([await fileState(), seen.size, await dropped()]).toEqual([['handed_over'], 1, ['KT20261124001.xml']]);
    expect([await env.enqueued('hand-over-payout-file'), await states()]).toMatchObject([[{}], ['sending', 'sending']]);
  });
});

/** Does it again and again, dying one step later each time, until it comes through. Returns how often it died. */
async function dyingEverywhere(work: (world: typeof env) => Promise<unknown>): Promise<number> {
  for (let dies = 1; ; dies += 1) {
    let steps = 0;
    const die = (): void => {
      steps += 1;
      if (steps === dies) throw new Error('killed');
    };
    const world: typeof env = {
      ...env,
      db: dyingDatabase(env, die),
      payoutFiles: {
        ...env.payoutFiles,
        drop: async (...what) => {
          die();
          await env.payoutFiles.drop(...what);
          die();
        },
      },
    };
    const died = await work(world).then(
      () => false,
      (error: Error) => error.message === 'killed',
    );
    if (!died) return dies - 1;
  }
}

/** Every statement on any connection may be the last. */
function dyingDatabase({ db }: TestEnv, die: () => void): TestEnv['db'] {
  const connect = async () => {
    const client = await db.pool.connect();
    return {
      query: (...args: Parameters<typeof client.query>) => {
        if (String((args as unknown[])[0]) !== 'ROLLBACK') die();
        return client.query(...args);
      },
      release: (error?: Error) => client.release(error),
    };
  };
  return {
    ...db,
    pool: { connect } as unknown as typeof db.pool,
    query: (...args) =>
      Promise.resolve()
        .then(die)
        .then(() => db.query(...args)) as never,
    execute: (...args) =>
      Promise.resolve()
        .then(die)
        .then(() => db.execute(...args)),
  };
}

describe('the bank’s answers', () => {
  it('in two parts, late and twice: accepted ones wait for the statement, rejected ones are the merchant’s again, once', async () => {
    const { fileId, merchants } = await handedOver(3);
    await told(
      status(fileId, [
        [1, 'ACSP'],
        [2, 'RJCT', 'AC01'],
      ]),
    );
    expect([await states(), await fileState()]).toEqual([['accepted', 'returned', 'sending'], ['acknowledged']]);
    await told(
      status(fileId, [
        [1, 'ACSP'],
        [2, 'RJCT', 'AC01'],
      ]),
    );
    await told(status(fileId, [[3, 'ACSP']]));
    expect([await states(), await fileState()]).toEqual([['accepted', 'accepted', 'returned'], ['answered']]);
    expect(await balancesOf(env.db, merchants[1] ?? '')).toEqual({ 'm:pending': 0n, 'm:avail': NET, 'm:payout': 0n });
    expect((await env.emitted('payout.returned')).map((event) => event.payload['reason'])).toEqual(['AC01']);
    expect(await books()).toEqual([0n, []]);
  });

  it('of the statement book each payout once, also before the answer; what comes back later is the merchant’s again', async () => {
    const { fileId, merchants } = await handedOver(2);
    await told(
      statement(fileId, [
        { line: 1, ref: 'E1' },
        { line: 2, ref: 'E2' },
      ]),
    );
    await told(statement(fileId, [{ line: 2, ref: 'E2' }]));
    await told(
      status(fileId, [
        [1, 'ACSP'],
        [2, 'ACSP'],
      ]),
    );
    expect([await states(), await fileState()]).toEqual([['paid', 'paid'], ['answered']]);
    expect(await payoutsAgainstBank(env.db)).toEqual({ postedFen: 2n * NET, bankFen: 2n * NET, inTransitFen: 0n });
    await told(statement(fileId, [{ line: 2, ref: 'E3', back: true }]));
    await told(statement(fileId, [{ line: 2, ref: 'E3', back: true }]));
    expect(await states()).toEqual(['paid', 'returned']);
    expect(await balancesOf(env.db, merchants[1] ?? '')).toEqual({ 'm:pending': 0n, 'm:avail': NET, 'm:payout': 0n });
    expect(await payoutsAgainstBank(env.db)).toEqual({ postedFen: NET, bankFen: NET, inTransitFen: 0n });
    expect([await bankDifferences(env.db), await books()]).toEqual([[], [0n, []]]);
  });

  it('that fit nothing are kept and shown with their place: a stranger, another amount, a rejection of what is booked', async () => {
    const { fileId } = await handedOver(2);
    await told(
      statement(fileId, [
        { line: 9, ref: 'E1' },
        { line: 1, ref: 'E2', amount: '99.41' },
        { line: 2, ref: 'E3' },
      ]),
    );
    await told(status(fileId, [[2, 'RJCT']]));
    await told('<nothing/>');
    expect(await states()).toEqual(['paid', 'sending']);
    expect((await bankDifferences(env.db)).map((one) => one.reason)).toEqual(
      expect.arrayContaining([
        `no payout of ours: ${fileId}-00009`,
        '9941 fen booked for a payout of 9940',
        'rejected, though the statement has booked it',
        'nothing is not read here',
        'booked -9941 fen, state sending',
      ]),
    );
    expect(await env.emitted('bank_file.faulty')).toHaveLength(3);
    expect(await readdir(join(folder, 'in', 'done'))).toHaveLength(3);
  });

  it('that it has the file already changes nothing; that it took none of it leaves the payouts to people', async () => {
    const { fileId } = await handedOver(1);
    const group = (code: string): string =>
      `<CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt>`;
    await told(group('DU01'));
    expect([await states(), await fileState()]).toEqual([['sending'], ['handed_over']]);
    await told(group('FF01'));
    expect([await states(), await payoutFilesOf(env.db)]).toMatchObject([
      ['sending'],
      [{ state: 'refused', reason: 'FF01' }],
    ]);
  });

  it('that it took none of it: people let the payouts go, each is paid anew, once, and no account is blamed', async () => {
    const { fileId, merchants } = await handedOver(3);
    const ask = { fileId, by: 'stf_1', note: '银行称文件头有误' };
    const early = await releaseRefusedFile(env, ask);
    expect(early.refused && early.refusal.code).toBe('settlement.file_not_refused');
    await told(
      `<CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt>`,
    );
    const both = await Promise.all([1, 2].map(() => releaseRefusedFile(env, ask)));
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect([await states(), await fileState()]).toEqual([['prepared', 'prepared', 'prepared'], ['paid_anew']]);
    const files = await Promise.all([1, 2].map(() => makePayoutFile(env)));
    const next = files.find((one) => one !== undefined) ?? '';
    expect(files.filter((one) => one !== undefined)).toHaveLength(1);
    await handOverPayoutFile(env, next);
    expect((await payoutFilesOf(env.db)).find((one) => one.fileId === next)?.payoutCount).toBe(merchants.length);
    await told(status(fileId, [[1, 'ACSP']])); // of the old file: fits nothing any more, and moves nothing
    expect(await states()).toEqual(['sending', 'sending', 'sending']);
    expect((await bankDifferences(env.db)).map((one) => one.reason)).toEqual(['no payout of ours']);
    await told(
      statement(
        next,
        [1, 2, 3].map((line) => ({ line, ref: `N${line}` })),
      ),
    );
    expect([await states(), await payoutsAgainstBank(env.db)]).toEqual([
      ['paid', 'paid', 'paid'],
      { postedFen: 3n * NET, bankFen: 3n * NET, inTransitFen: 0n },
    ]);
    for (const merchantId of merchants) {
      const held = await balancesOf(env.db, merchantId);
      expect([held['m:payout'] ?? 0n, held['m:avail'] ?? 0n]).toEqual([0n, 0n]);
    }
    expect(await books()).toEqual([0n, []]);
  });

  it('that it took none of it, though its statement has booked a payment: nothing is sent again', async () => {
    const { fileId } = await handedOver(2);
    await told(
      `<CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt>`,
    );
    await told(statement(fileId, [{ line: 1, ref: 'S1' }]));
    const outcome = await releaseRefusedFile(env, { fileId, by: 'stf_1', note: '银行称文件头有误' });
    expect(outcome.refused && outcome.refusal.code).toBe('settlement.file_booked');
  });

  it('of a simulator are nothing in production, and no file is handed to one', async () => {
    await prepared(1);
    await writeFile(join(folder, '.kaitong-simulator'), '');
    const production = { ...env, demo: false };
    const fileId = (await makePayoutFile(production)) ?? '';
    await expect(handOverPayoutFile(production, fileId)).rejects.toThrow('a simulator');
    expect(await dropped()).toEqual([]);
    await writeFile(join(folder, 'in', 'b.xml'), `<Document>${status(fileId, [[1, 'RJCT']])}</Document>`);
    await takeBankFiles(production);
    expect([await states(), (await bankDifferences(env.db))[0]?.reason]).toEqual([
      ['sending'],
      'a simulator looks at this folder',
    ]);
  });
});
