/** The report of large and suspicious transactions as a sheet; who took which is in the log of accesses before a byte is sent. */
import { Readable } from 'node:stream';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import {
  addDays,
  civilDate,
  dateInShanghai,
  isCivilDate,
  timeInShanghai,
  type CivilDate,
} from '../../../kernel/instant.ts';
import { refuse } from '../../../kernel/outcome.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import { suspiciousBetween } from '../../../modules/risk/index.ts';
import { largeDays, transactionsAmong } from '../../../modules/switching/index.ts';
import type { Handler } from '../context.ts';
import { SHEET_TYPES, sheetBytes, type Cell, type Sheet } from '@kaitong/sheets';
import { logAccess } from './access-log.ts';

/** A report is of a quarter at most. */
const DAYS_MAX = 92;

interface Range {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

async function* largeRows(world: World, range: Range): AsyncGenerator<readonly Cell[]> {
  const minFen = BigInt((await policyToday(world)).number('risk.report_large_fen'));
  for (const row of await largeDays(world.db, { ...range, minFen })) {
    const merchant = await merchantOf(world, row.merchantId);
    yield [
      row.date,
      merchant.merchantNo,
      merchant.name,
      merchant.mcc,
      String(row.count),
      row.amountFen,
      row.largestFen,
    ];
  }
}

async function* suspiciousRows(world: World, range: Range): AsyncGenerator<readonly Cell[]> {
  for (const row of await suspiciousBetween(world.db, range)) {
    const merchant = await merchantOf(world, row.merchantId);
    const [transaction] = await transactionsAmong(world.db, row.merchantId, [row.transactionId]);
    if (transaction === undefined) continue;
    const { createdAt, rrn, terminalNo, cardMasked, bankName, amount } = transaction;
    yield [
      `${dateInShanghai(createdAt)} ${timeInShanghai(createdAt)}`,
      merchant.merchantNo,
      merchant.name,
      merchant.mcc,
      terminalNo,
      rrn,
      bankName,
      cardMasked,
      amount,
      row.rules.join(' '),
      String(row.points),
      row.caseId,
      `${dateInShanghai(row.confirmedAt)} ${timeInShanghai(row.confirmedAt)}`,
      row.reason,
    ];
  }
}

const sheetOf = (world: World, what: 'large' | 'suspicious', range: Range): Sheet =>
  what === 'large'
    ? {
        title: '大额交易报告',
        head: ['交易日', '商户编号', '商户名称', 'MCC', '笔数', '金额（元）', '最大单笔（元）'],
        rows: largeRows(world, range),
      }
    : {
        title: '可疑交易报告',
        head: [
          '交易时间',
          '商户编号',
          '商户名称',
          'MCC',
          '终端号',
          '参考号',
          '发卡行',
          '卡号',
          '金额（元）',
          '命中规则',
          '分值',
          '案件',
          '确认时间',
          '确认理由',
        ],
        rows: suspiciousRows(world, range),
      };

export const riskReport: Handler<'GET /api/console/risk-report'> = async ({ world, input, subjectId, reply }) => {
  const { what, format } = input.query;
  if (!isCivilDate(input.query.from) || !isCivilDate(input.query.to)) return refuse('risk.report_range');
  const range = { from: civilDate(input.query.from), to: civilDate(input.query.to) };
  if (range.to < range.from || range.to > addDays(range.from, DAYS_MAX)) return refuse('risk.report_range');
  const name = `${what}-${range.from}-${range.to}`;
  await logAccess(world, { staffId: subjectId, what: 'risk_report', subject: `${name}.${format}` });
  void reply
    .type(SHEET_TYPES[format])
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(sheetBytes(format, sheetOf(world, what, range))));
  return 'sent';
};
