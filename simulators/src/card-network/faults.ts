/** What can be made to go wrong on the network's end of the leg, and what of it meets one message. */
import type { Faults } from '../kit/index.ts';
import { DISPUTE_FAULTS } from './disputes.ts';
import type { TransactionKind } from './issuers.ts';
import { CLEARING_FAULTS } from './spoil-clearing.ts';
import type { AnswerWhen } from './line.ts';

export const faultTable = {
  answer: {
    rest: 'normal',
    values: ['normal', 'silent', 'late'],
    zh: '应答方式：normal 正常 / silent 不处理也不应答 / late 处理后压住应答',
    en: 'Answers: normal, silent (nothing is processed), late (processed, answer held)',
  },
  delayMs: { rest: 0, zh: '每个应答延迟的毫秒数', en: 'Milliseconds before each answer' },
  decline: {
    rest: '',
    // field 39 holds two places: anything else could not be sent
    pattern: '^([0-9A-Z]{2})?$',
    zh: '一律以此应答码拒绝（冲正除外）',
    en: 'Decline everything but reversals with this code',
  },
  dropAfterProcessing: { rest: false, zh: '处理后不应答', en: 'Process and never answer' },
  duplicate: { rest: false, zh: '应答发送两次', en: 'Send each answer twice' },
  wrongMac: { rest: false, zh: '应答的 MAC 错误', en: 'The MAC of the answer does not hold' },
  wrongAmount: { rest: false, zh: '应答的金额多一分', en: 'The amount in the answer is one fen more' },
  wrongArpc: {
    rest: false,
    zh: '给芯片的发卡行认证数据错误',
    en: 'The issuer’s proof to the chip (tag 91) does not hold',
  },
  closeLine: {
    rest: '',
    values: ['', 'before', 'after'],
    zh: '收到交易时断开连接：before 处理前 / after 处理后',
    en: 'Cut the connection when a message comes: before or after it is processed',
  },
  scope: {
    rest: 'all',
    values: ['all', 'financial', 'reversal'],
    zh: '故障范围：all 全部 / financial 交易 / reversal 冲正',
    en: 'What the faults meet: all, financial, reversal',
  },
  count: {
    rest: 0,
    zh: '只影响接下来的几笔，之后恢复正常（0 为一直）',
    en: 'Meet this many messages, then rest again (0: no end)',
  },
  clearing: {
    rest: '',
    values: CLEARING_FAULTS,
    zh: '日终清算文件：next_day 一笔留到次日 / lost 少一笔 / extra 多一笔 / amount 金额不同 / fee 费用不同 / twice 一笔两次 / mixed 前六笔各一种 / bad_line 一行损坏，关闭本故障后重新下发 / packed 压缩 / late 关闭本故障后才下发',
    en: 'The file of a day that ends: next_day, lost, extra, amount, fee, twice (one sale each), mixed (six sales, one of each), bad_line (delivered anew when this is switched off), packed (.gz), late (written when this is switched off)',
  },
  disputes: {
    rest: '',
    values: DISPUTE_FAULTS,
    zh: '争议：decline 不受理我方提交 / late 差错文件关闭本故障后才下发 / twice 同一行写两次 / unmatched 退单查无原交易 / again 再请款后二次退单 / bad_line 差错文件首行损坏，关闭本故障后重新下发',
    en: 'Disputes: decline (what we send is not taken), late (the ERR file is written when this is switched off), twice (each line stands twice), unmatched (of no sale of ours), again (a second chargeback follows a representment), bad_line (first line unreadable, delivered anew when this is switched off)',
  },
  stopListening: { rest: false, zh: '网络端口关闭', en: 'The network port is closed' },
} as const;

type NetworkFaults = Faults<typeof faultTable>;

/** What goes back to rest once `count` messages were met; the port stays as it is. */
const countedFaults = [
  'answer',
  'delayMs',
  'decline',
  'dropAfterProcessing',
  'duplicate',
  'wrongMac',
  'wrongAmount',
  'wrongArpc',
  'closeLine',
] as const;

export interface MetFaults {
  /** As the log says them; a fault with several ways is told with its way: `late`, `closeLine.after`. */
  readonly names: readonly string[];
  readonly decline: string | undefined;
  readonly when: AnswerWhen;
  readonly twice: boolean;
  readonly wrongMac: boolean;
  readonly wrongAmount: boolean;
  readonly wrongArpc: boolean;
}

function inScope(faults: NetworkFaults, kind: TransactionKind): boolean {
  const scope = faults.get('scope');
  return scope === 'all' || (scope === 'reversal') === (kind === 'reversal');
}

function nameOf(faults: NetworkFaults, name: (typeof countedFaults)[number]): string {
  if (name === 'answer') return String(faults.get(name));
  return name === 'closeLine' ? `closeLine.${String(faults.get(name))}` : name;
}

function whenOf(faults: NetworkFaults): AnswerWhen {
  if (faults.on('closeLine')) return { kind: 'cut' };
  if (faults.on('dropAfterProcessing')) return { kind: 'never' };
  if (faults.get('answer') === 'late') return { kind: 'held' };
  const ms = Number(faults.get('delayMs'));
  return ms > 0 ? { kind: 'after', ms } : { kind: 'now' };
}

function countDown(faults: NetworkFaults): void {
  const count = Number(faults.get('count'));
  if (count > 1) faults.set('count', count - 1);
  if (count !== 1) return;
  for (const name of countedFaults) faults.calm(name);
  faults.calm('scope');
  faults.calm('count');
}

/** The faults that one message meets; each message that meets any counts once. */
export function meetFaults(faults: NetworkFaults, kind: TransactionKind): MetFaults {
  const met = inScope(faults, kind)
    ? countedFaults.filter((name) => faults.on(name) && (name !== 'decline' || kind !== 'reversal'))
    : [];
  const result: MetFaults = {
    names: met.map((name) => nameOf(faults, name)),
    decline: met.includes('decline') ? String(faults.get('decline')) : undefined,
    when: met.length === 0 ? { kind: 'now' } : whenOf(faults),
    twice: met.includes('duplicate'),
    wrongMac: met.includes('wrongMac'),
    wrongAmount: met.includes('wrongAmount'),
    wrongArpc: met.includes('wrongArpc'),
  };
  if (met.length > 0) countDown(faults);
  return result;
}
