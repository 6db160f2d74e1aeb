import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { civilDate } from '../../kernel/instant.ts';
import { createClearingInbox, createDisputeOutbox } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaitong-disputes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder of the network', () => {
  it('gives the file of disputes by any of its names, packed too, and says where there is none', async () => {
    const inbox = createClearingInbox(folder);
    const day = civilDate('2026-11-23');
    expect(await inbox.openErr(day)).toBeUndefined();
    writeFileSync(join(folder, 'IND26112301ERRA.gz'), gzipSync('one line\n'));
    writeFileSync(join(folder, 'IND26112399ALFEE'), '');
    const err = await inbox.openErr(day);
    const pieces: Buffer[] = [];
    for await (const piece of err?.read(() => undefined) ?? []) pieces.push(Buffer.from(piece));
    expect([err?.name, Buffer.concat(pieces).toString()]).toEqual(['IND26112301ERRA.gz', 'one line\n']);
    expect((await inbox.openLfee(day))?.byteCount).toBe(0);
  });

  it('takes a paper with its proofs once: not again while it lies there, and not when the network has taken it', async () => {
    const outbox = createDisputeOutbox(join(folder, 'disputes'));
    const paper = {
      name: 'OUTdsp1-1',
      line: 'E13',
      proofs: [{ name: '01.jpeg', content: new Uint8Array([1, 2]) }],
    };
    await outbox.submit(paper);
    await outbox.submit({ ...paper, line: 'another' });
    const at = (name: string): string => join(folder, 'disputes', name);
    expect(readFileSync(at('OUTdsp1-1'), 'latin1')).toBe('E13\n@OUTdsp1-1.01.jpeg\n');
    renameSync(at('OUTdsp1-1'), at('OUTdsp1-1.taken'));
    await outbox.submit(paper);
    expect(readdirSync(join(folder, 'disputes')).toSorted()).toEqual(['OUTdsp1-1.01.jpeg', 'OUTdsp1-1.taken']);
  });
});
