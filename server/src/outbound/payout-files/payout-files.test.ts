import * as fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEN_MAX, fen } from '../../kernel/fen.ts';
import { civilDate, parseIso } from '../../kernel/instant.ts';
import type { BankMessage, PayoutFile } from '../../modules/settlement/index.ts';
import { readCsv, writeCsv } from './csv.ts';
import { readIso20022, writePain001 } from './iso20022.ts';
import { all, clean, fenOf, find, readXml, textAt } from './xml.ts';

const payer = { holder: '开通支付有限公司客户备付金', number: '9558800000000000001', bank: '演示银行杭州分行' };
const file: PayoutFile = {
  fileId: 'KT20261124001',
  payDate: civilDate('2026-11-24'),
  madeAt: parseIso('2026-11-24T01:10:00Z'),
  orders: [
    {
      reference: 'KT20261124001-00001',
      payoutId: 'pay_bat_20261123_mer_1',
      amount: fen(1_988_000),
      account: '6225880212345678',
      holder: '林小满',
      bankName: '招商银行',
    },
    {
      reference: 'KT20261124001-00002',
      payoutId: 'pay_bat_20261123_mer_2',
      amount: fen(7),
      account: '19045501049999999',
      holder: '杭州"周记" <贸易> & 商行',
      bankName: '中国农业银行',
    },
  ],
};
const golden = (name: string): Buffer => readFileSync(new URL(`testing/${name}`, import.meta.url));

describe('a payout file', () => {
  it('is the golden one, byte for byte, and the same when it is written again', () => {
    expect(Buffer.from(writePain001(file, payer)).toString()).toBe(golden('pain.001.xml').toString());
    expect(Buffer.from(writeCsv(file, payer)).toString()).toBe(golden('payouts.csv').toString());
    expect(writePain001(file, payer)).toEqual(writePain001({ ...file, orders: [...file.orders] }, payer));
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('林', '𠮷', '&', '<', '"', ',', '\n', ' ', '\0', '\ud800', ';'),
      minLength: 1,
      maxLength: 30,
    }),
  );
  const anyFile = fc
    .array(fc.record({ holder: anyText, amount: fc.bigInt({ min: 1n, max: FEN_MAX / 10n }) }), {
      minLength: 1,
      maxLength: 9,
    })
    .map((rows): PayoutFile => ({
      ...file,
      orders: rows.map((row, n) => ({
        ...(file.orders[0] as PayoutFile['orders'][number]),
        reference: `KT20261124001-${String(n + 1).padStart(5, '0')}`,
        holder: row.holder,
        amount: fen(row.amount),
      })),
    }));

  it('gives back every name and amount, whatever is in a name, and its control sum is theirs', () => {
    fc.assert(
      fc.property(anyFile, (any) => {
        const total = any.orders.reduce((sum, order) => sum + order.amount, 0n);
        const information = find(readXml(writePain001(any, payer)), 'CstmrCdtTrfInitn/PmtInf');
        if (information === undefined) throw new Error('no payments');
        expect(fenOf(textAt(information, 'CtrlSum'), '')).toBe(total);
        const read = all(information, 'CdtTrfTxInf').map((one) => [
          textAt(one, 'PmtId/EndToEndId'),
          find(one, 'Cdtr/Nm')?.text,
          fenOf(textAt(one, 'Amt/InstdAmt'), ''),
        ]);
        const meant = any.orders.map((order) => [order.reference, clean(order.holder), order.amount as bigint]);
        expect(read).toEqual(meant);
        const records = parse(Buffer.from(writeCsv(any, payer)).toString(), { relax_column_count: true });
        expect(records.slice(1, -1).map((row) => [row[1], row[4], fenOf(row[2] ?? '', '')])).toEqual(meant);
        expect(records.at(-1)).toEqual(['T', String(any.orders.length), expect.anything()]);
      }),
    );
  });
});

const status = (body: string, group = 'ACCP', reason = ''): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="x"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>KT20261124001</OrgnlMsgId><GrpSts>${group}</GrpSts>${reason}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>\n${body}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`,
  );
const row = (line: number, word: string, rest = ''): string =>
  `<TxInfAndSts><OrgnlEndToEndId>KT20261124001-0000${line}</OrgnlEndToEndId><TxSts>${word}</TxSts>${rest}</TxInfAndSts>\n`;
const entry = (some: Record<string, string> = {}): string => {
  const {
    amount = '12.30',
    side = 'DBIT',
    currency = 'CNY',
    ref = 'BK1',
    date = '2026-11-24',
    more = '',
    sts = 'BOOK',
  } = some;
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts>${sts}</Sts><BookgDt><Dt>${date}</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>KT20261124001-00001</EndToEndId></Refs>${more}</TxDtls></NtryDtls></Ntry>\n`;
};
const statement = (body: string, summary = ''): Buffer =>
  Buffer.from(
    `<Document><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt>${summary}\n${body}</Stmt></BkToCstmrStmt></Document>`,
  );
const faultsOf = (message: BankMessage): string[] => message.faults.map((fault) => `${fault.place}: ${fault.reason}`);

describe('what a bank answers', () => {
  it('is read payout by payout with its reason; what is unknown or cut of one does not touch the others', () => {
    const reason = '<StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>账号不存在</AddtlInf></StsRsnInf>';
    const read = readIso20022(
      status(row(1, 'ACSP') + row(2, 'RJCT', reason) + row(3, 'WHAT') + row(4, 'PDNG') + '<TxInfAndSts/>'),
    );
    expect(read).toMatchObject({
      kind: 'status',
      fileId: 'KT20261124001',
      group: 'taken',
      payouts: [
        { reference: 'KT20261124001-00001', status: 'accepted' },
        { reference: 'KT20261124001-00002', status: 'rejected', reason: 'AC01 账号不存在' },
        { reference: 'KT20261124001-00004', status: 'pending' },
      ],
    });
    expect(faultsOf(read)).toEqual(['line 4: status WHAT is not known', 'line 6: TxInfAndSts has no TxSts']);
  });

  it('a message id that it has already is no refusal of the payouts, a file that it did not take is', () => {
    const because = (code: string) => `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;
    expect(readIso20022(status('', 'RJCT', because('DU01')))).toMatchObject({ group: 'duplicate', payouts: [] });
    expect(readIso20022(status('', 'RJCT', because('FF01')))).toMatchObject({ group: 'refused', reason: 'FF01' });
  });

  it('a statement gives what was booked and what came back; another currency, no amount and no date are told with their line', () => {
    const back = '<RtrInf><Rsn><Cd>BE01</Cd></Rsn></RtrInf>';
    const read = readIso20022(
      statement(
        entry() +
          entry({ side: 'CRDT', ref: 'BK2', more: back }) +
          entry({ currency: 'USD' }) +
          entry({ amount: '1.234' }) +
          entry({ date: '2026-02-30' }) +
          entry({ sts: 'PDNG' }),
      ),
    );
    expect(read).toMatchObject({
      kind: 'statement',
      entries: [
        { entryRef: 'BK1', kind: 'payout', amountFen: -1_230n, bookedOn: '2026-11-24' },
        { entryRef: 'BK2', kind: 'return', amountFen: 1_230n, reason: 'BE01' },
      ],
    });
    expect(faultsOf(read)).toEqual([
      'line 4: currency USD: only CNY is taken',
      'line 5: 1.234 is no amount in yuan',
      'line 6: 2026-02-30 is no date',
    ]);
  });

  it('that announces more than it holds says so', () => {
    const summary = '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>20.00</Sum></TtlNtries></TxsSummry>';
    expect(faultsOf(readIso20022(statement(entry(), summary)))).toEqual([
      'line 1: 2 entries are announced, 1 are read',
      'line 1: a sum of 20.00 is announced, 12.30 is read',
    ]);
  });

  it.each([
    [
      'an entity of its own',
      '<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>',
      'line 1: a document type is not taken',
    ],
    ['an entity of HTML', '<Document>&nbsp;</Document>', 'line 1: Invalid character entity'],
    ['an element that does not end', '<Document><a>', 'line 1: Unclosed root tag'],
    ['nothing', '', 'line 1: no element'],
    ['another message', '<Document><Other/></Document>', 'line 1: Other is not read here'],
    ['a bomb of depth', '<a>'.repeat(30), 'line 1: deeper than 24'],
  ])('with %s is unreadable as a whole, and says where', (_what, text, fault) => {
    expect(readIso20022(Buffer.from(text))).toEqual({ kind: 'unreadable', faults: [expect.anything()] });
    expect(faultsOf(readIso20022(Buffer.from(text)))).toEqual([fault]);
  });

  it('reads GB18030 where the file says so, and refuses bytes that are not what it says', () => {
    const text = status(row(2, 'RJCT', '<StsRsnInf><Rsn><Cd>BE01</Cd></Rsn><AddtlInf>NAME</AddtlInf></StsRsnInf>'))
      .toString('latin1')
      .replace('UTF-8', 'GB18030');
    // 户名不符
    const bytes = Buffer.from(text.replace('NAME', '\xbb\xa7\xc3\xfb\xb2\xbb\xb7\xfb'), 'latin1');
    expect(readIso20022(bytes)).toMatchObject({ payouts: [{ reason: 'BE01 户名不符' }] });
    const wrong = Buffer.from(bytes.toString('latin1').replace('GB18030', 'UTF-8'), 'latin1');
    expect(faultsOf(readIso20022(wrong))).toEqual(['file: is not utf-8']);
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void [readIso20022(bytes), readCsv(bytes)]));
    const text = status(row(1, 'ACSP')).toString();
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 4 }), (at, put) => {
        readIso20022(Buffer.from(text.slice(0, at) + put + text.slice(at + put.length)));
      }),
    );
  });

  it('as records of commas says the same, in GB18030 too', () => {
    const answer =
      'A,B1,KT20261124001,taken,\r\nP,KT20261124001-00001,accepted,\r\nP,KT20261124001-00002,rejected,NAME\r\nP,x,what,\r\nT,3\r\n';
    const read = readCsv(Buffer.from(answer.replace('NAME', '\xbb\xa7\xc3\xfb\xb2\xbb\xb7\xfb'), 'latin1'));
    expect(read).toMatchObject({ kind: 'status', payouts: [{ status: 'accepted' }, { reason: '户名不符' }] });
    expect(faultsOf(read)).toEqual(['line 4: what is none of accepted, rejected, pending']);
    const lines = readCsv(Buffer.from('B,S1\nE,BK1,payout,out,12.30,2026-11-24,KT20261124001-00001,\nT,1\n'));
    expect(lines).toMatchObject({ entries: [{ entryRef: 'BK1', amountFen: -1_230n }], faults: [] });
    expect(faultsOf(readCsv(Buffer.from('A,B1,KT20261124001,taken,\nP,KT20261124001-00001,accepted,\n')))).toEqual([
      'line 2: does not end with T: it may be cut',
    ]);
  });
});
