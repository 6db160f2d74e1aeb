import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DisputeDesk, type DisputeEntry, type DisputeFault } from './disputes.ts';
import { errFile, errWidths } from './err.ts';
import type { NetworkTransaction } from './issuers.ts';

const sale = {
  kind: 'sale',
  code: '00',
  rrn: '112310000001',
  stan: '000001',
  transmissionTime: '1123100000',
  amountFen: '12800',
  cardKind: 'credit',
  settlementDate: '2026-11-23',
  acquirer: '48981000',
  issuer: '03080000',
  merchantNo: '898330158140001',
  terminalNo: '10000001',
  mcc: '5814',
  authCode: '123456',
  pan: '6225880212345678',
} as unknown as NetworkTransaction;

let folder: string;
let fault: DisputeFault;
let kept: DisputeEntry[];
let desk: DisputeDesk;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaitong-desk-'));
  fault = '';
  kept = [];
  desk = openDesk();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openDesk(): DisputeDesk {
  const made: DisputeDesk = new DisputeDesk({
    folder,
    transactions: () => [sale],
    settlementDate: () => '2026-11-24',
    nextDate: () => '2026-11-25',
    time: () => '1124101112',
    fault: () => fault,
    keep: (entry) => {
      kept.push(entry);
      made.apply(entry);
    },
  });
  return made;
}

/** A paper in the network's columns. */
function drop(name: string, type: string): void {
  const cells: Readonly<Record<number, string>> = {
    0: type,
    6: '000000012800',
    13: sale.rrn,
    17: sale.stan,
    18: sale.transmissionTime,
  };
  writeFileSync(
    join(folder, name),
    `${errWidths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' ')}\n@proof\n`,
  );
}
const types = (): string[] => desk.lines().map((line) => line.type);

describe('the desk for disputes', () => {
  it('raises a chargeback about a sale, in the file of the running day, and none about a sale that it does not know', () => {
    expect(desk.raise({ rrn: sale.rrn, kind: 'chargeback' })).toMatchObject({ type: 'E02', amountFen: '12800' });
    expect(desk.raise({ rrn: '000000000000', kind: 'chargeback' })).toBeUndefined();
    expect(errFile(desk.lines('2026-11-24'))).toMatchObject({ count: 1, netFen: -12_800n });
    expect(errFile(desk.lines('2026-11-25'))).toMatchObject({ count: 0, netFen: 0n });
  });

  it('answers a paper once, also after it was started again with the paper still there', () => {
    drop('OUTdsp1-1', 'E13');
    expect([desk.takePapers(), types()]).toEqual([1, ['E13']]);
    drop('OUTdsp1-1', 'E13');
    const before = kept;
    desk = openDesk();
    for (const entry of before) desk.apply(entry);
    desk.takePapers();
    expect([types(), readdirSync(folder)]).toEqual([['E13'], ['OUTdsp1-1.taken']]);
  });

  it('declines, comes again, and writes a line twice where it is told to', () => {
    fault = 'decline';
    drop('OUTdsp1-1', 'E13');
    desk.takePapers();
    fault = 'again';
    drop('OUTdsp1-2', 'E13');
    desk.takePapers();
    fault = 'twice';
    desk.raise({ rrn: sale.rrn, kind: 'document_request' });
    expect(types()).toEqual(['E23', 'E13', 'E03', 'E01', 'E01']);
    expect(desk.lines('2026-11-25').map((line) => line.type)).toEqual(['E03']);
  });

  it('files an answer to a document request, and says nothing', () => {
    drop('OUTdsp1-1', 'E01');
    expect([desk.takePapers(), types()]).toEqual([1, []]);
  });
});
