import { describe, expect, it } from 'vitest';
import { clearingFiles } from './acom.ts';
import type { NetworkTransaction } from './issuers.ts';
import { damageFirstLine, spoilDay } from './spoil-clearing.ts';

const DAY = '2026-11-23';
const sale = (n: number, some: Partial<NetworkTransaction> = {}): NetworkTransaction =>
  ({
    kind: 'sale',
    mti: '0200',
    stan: String(n).padStart(6, '0'),
    transmissionTime: '1123100000',
    rrn: `100000${String(n).padStart(6, '0')}`,
    pan: '6225880212345678',
    amountFen: '10000',
    cardKind: 'credit',
    acquirer: '48981000',
    issuer: '03080000',
    processingCode: '000000',
    mcc: '5814',
    terminalNo: '10000001',
    merchantNo: '898330158140001',
    conditionCode: '00',
    authCode: '123456',
    code: '00',
    entryMode: '051',
    cardSequence: '001',
    settlementDate: DAY,
    originalKey: '',
    ...some,
  }) as unknown as NetworkTransaction;
const day = [1, 2, 3, 4, 5, 6, 7].map((n) => sale(n));
const netOf = (fault: Parameters<typeof spoilDay>[2]): bigint =>
  clearingFiles(spoilDay(day, DAY, fault).transactions, DAY).totals.netFen;

describe('a file that is not what happened', () => {
  it('is paid for as it was written', () => {
    expect(netOf('')).toBe(7n * 9_952n);
    expect(netOf('lost')).toBe(6n * 9_952n);
    expect(netOf('twice')).toBe(8n * 9_952n);
    expect(netOf('amount')).toBeGreaterThan(netOf(''));
    expect(netOf('fee')).toBe(7n * 9_952n + 10n); // 0.35 % of 100.00 instead of 0.45
    expect(netOf('extra')).toBeGreaterThan(netOf('twice'));
  });
  it('leaves a sale for the next day, and spoils none that was taken back', () => {
    expect(spoilDay(day, DAY, 'next_day').moved).toEqual([day[0]]);
    const back = sale(8, { kind: 'reversal', mti: '0420', originalKey: '48981000-1123100000-000001' });
    expect(spoilDay([...day, back], DAY, 'next_day').moved).toEqual([day[1]]);
    expect(spoilDay(day, '2026-11-24', 'mixed')).toEqual({ transactions: day, moved: [], lost: [] });
  });
  it('may have a line that nobody can read', () => {
    const file = clearingFiles(day, DAY).acquirer;
    const damaged = damageFirstLine(file);
    expect(Buffer.compare(Buffer.from(file), Buffer.from(damaged))).not.toBe(0);
    expect(Buffer.from(damaged).toString('latin1').slice(62, 74)).toBe('0O0000010000');
  });
});
