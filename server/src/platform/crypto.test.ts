import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkPassword,
  hashPassword,
  makeCrypto,
  readKeyFile,
  rotateKeyFile,
  sameText,
  type KeyFile,
} from './crypto.ts';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64url');
const file: KeyFile = { active: 'k1', master: { k1: key(1) }, lookup: key(8), lmk: key(9) };
const crypto = makeCrypto(file);

describe('sealing', () => {
  it('opens under the same context to what was sealed, texts and bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
        expect(crypto.open('t.c:1', crypto.seal('t.c:1', text))).toBe(text);
        expect(Buffer.from(crypto.openBytes('t.c:1', crypto.sealBytes('t.c:1', bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });
  it('cannot be moved: the value of one owner does not open as the value of another', () => {
    expect(() => crypto.open('applicant:2:name', crypto.seal('applicant:1:name', '林小满'))).toThrow();
    expect(() => crypto.openBytes('b', crypto.sealBytes('a', new Uint8Array(3)))).toThrow();
  });
  it('gives another text each time, so that equal values do not show', () =>
    expect(crypto.seal('a', 'x')).not.toBe(crypto.seal('a', 'x')));
  it('notices every changed character', () => {
    const sealed = crypto.seal('a', '330106199003070465');
    const body = sealed.lastIndexOf('.') + 1;
    fc.assert(
      fc.property(fc.integer({ min: body, max: sealed.length - 2 }), (place) => {
        const changed = sealed.slice(0, place) + (sealed[place] === 'A' ? 'B' : 'A') + sealed.slice(place + 1);
        expect(() => crypto.open('a', changed)).toThrow();
      }),
    );
    expect(() => crypto.open('a', 'v1.k1')).toThrow();
    expect(() => crypto.open('a', '')).toThrow(/no key/);
  });
});

describe('rotation', () => {
  const rotated = makeCrypto({ ...file, active: 'k2', master: { k1: key(1), k2: key(2) } });
  it('a value sealed before still opens, and new ones are under the new key', () => {
    expect(rotated.open('a', crypto.seal('a', 'before'))).toBe('before');
    expect(rotated.keyIdOf(rotated.seal('a', 'after'))).toBe('k2');
    expect(rotated.keyIdOf(crypto.seal('a', 'before'))).toBe('k1');
    expect(() => crypto.open('a', rotated.seal('a', 'after'))).toThrow(/no key k2/);
  });
  it('hashes by which values are found stay the same over it, and so do derived keys', () => {
    expect(rotated.lookup('phone', '13800138000')).toBe(crypto.lookup('phone', '13800138000'));
    expect(rotated.derive('x', 16)).toEqual(crypto.derive('x', 16));
  });
  it('a file that names a key it does not hold is a bug', () =>
    expect(() => makeCrypto({ ...file, active: 'k9' })).toThrow(/k9/));
});

describe('finding', () => {
  it('depends on the purpose, the value and the key', () => {
    const other = makeCrypto({ ...file, lookup: key(7) });
    expect(
      new Set([
        crypto.lookup('phone', '1'),
        crypto.lookup('id', '1'),
        crypto.lookup('phone', '2'),
        other.lookup('phone', '1'),
      ]).size,
    ).toBe(4);
    expect(crypto.lookup('a', 'b:c')).not.toBe(crypto.lookup('a:b', 'c'));
  });
});

describe('the key file', () => {
  it('is made once, readable by its owner alone, and never made anew where it must exist', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kaitong-keys-')), 'keys', 'keys.json');
    await expect(readKeyFile(path, 'must-exist')).rejects.toThrow(/keys init/);
    const made = await readKeyFile(path, 'create');
    expect(await readKeyFile(path, 'create')).toEqual(made);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await rotateKeyFile(path)).toBe('k2');
    const after = await readKeyFile(path, 'must-exist');
    expect([after.active, Object.keys(after.master), after.lookup]).toEqual(['k2', ['k1', 'k2'], made.lookup]);
    expect(makeCrypto(after).open('a', makeCrypto(made).seal('a', 'old'))).toBe('old');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('passwords', () => {
  it('are checked against their own hash and no other', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).not.toContain('correct');
    expect(await checkPassword('correct horse', stored)).toBe(true);
    expect(await checkPassword('correct horsf', stored)).toBe(false);
    expect(await checkPassword('', stored)).toBe(false);
  });
  it('texts are compared whole', () =>
    expect([sameText('ab', 'ab'), sameText('ab', 'ac'), sameText('ab', 'abc'), sameText('', '')]).toEqual([
      true,
      false,
      false,
      true,
    ]));
});
