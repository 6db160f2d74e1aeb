import { assert, integer, nat, pre, property, uint8Array, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { componentText, lmkCheckValue, lmkOfParts, readComponent, type CustodianPart } from './lmk.ts';

const bytes = uint8Array({ minLength: 32, maxLength: 32 });
const part = (name: string, component: Uint8Array): CustodianPart => ({ name, component });
const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

describe('a local master key', () => {
  it('has the check value that AES-256 gives for sixteen zero bytes', () => {
    // FIPS 197 / NIST AESAVS: AES-256 of a zero block under a zero key is DC95C078A2408989AD48A21492842087
    expect(lmkCheckValue(filled(0))).toBe('DC95C0');
  });

  it('is the same in whatever order the components come', () => {
    assert(
      property(uniqueArray(bytes, { minLength: 3, maxLength: 3, selector: componentText }), (components) => {
        const parts = components.map((component, i) => part(`c${i}`, component));
        const made = [parts, parts.toReversed(), [...parts.slice(1), ...parts.slice(0, 1)]].map((some) =>
          lmkOfParts(some),
        );
        expect(made[1]).toEqual(made[0]);
        expect(made[2]).toEqual(made[0]);
      }),
    );
  });

  it('gives each component back when the others are taken away from it', () => {
    assert(
      property(bytes, bytes, (a, b) => {
        pre(componentText(a) !== componentText(b) && a.some((one) => one !== 0) && b.some((one) => one !== 0));
        const made = lmkOfParts([part('a', a), part('b', b)]);
        expect(made.ok && made.lmk.map((byte, i) => byte ^ (b[i] ?? 0))).toEqual(a);
      }),
    );
  });

  it('is not made by one person under two spellings, by one or four people, or by somebody without a name', () => {
    const fault = (...names: string[]) => {
      const made = lmkOfParts(names.map((name, i) => part(name, filled(i + 1))));
      return made.ok ? 'made' : made.fault;
    };
    expect(fault('Lin Mei', 'Ｌin  mei ')).toBe('same_custodian');
    expect([fault('a'), fault('a', 'b', 'c', 'd')]).toEqual(['custodian_count', 'custodian_count']);
    expect(fault('a', ' ')).toBe('custodian_unnamed');
    expect([fault('a', 'b'), fault('a', 'b', 'd')]).toEqual(['made', 'weak_key']);
  });

  it('is not made of components that cancel each other, nor is it ever one that a custodian knows', () => {
    const fault = (...components: Uint8Array[]) => {
      const made = lmkOfParts(components.map((one, i) => part(`c${i}`, one)));
      return made.ok ? 'made' : made.fault;
    };
    expect(fault(filled(7), filled(7))).toBe('same_component');
    expect(fault(filled(7), filled(7), filled(9))).toBe('same_component');
    expect(fault(filled(1), filled(2), filled(3))).toBe('weak_key');
    expect(fault(filled(0), filled(9))).toBe('weak_key');
  });
});

describe('a component', () => {
  it('is read as it was written down, in whatever case and with whatever spaces', () => {
    assert(
      property(bytes, (component) => {
        const read = readComponent(
          ` ${componentText(component).toLowerCase()} `,
          lmkCheckValue(component).toLowerCase(),
        );
        expect(read).toEqual({ ok: true, component });
      }),
    );
  });

  it('with one digit typed wrong is caught by its check value', () => {
    assert(
      property(bytes, nat(63), integer({ min: 1, max: 15 }), (component, at, by) => {
        const digits = Buffer.from(component).toString('hex').split('');
        digits[at] = (Number.parseInt(digits[at] ?? '0', 16) ^ by).toString(16);
        expect(readComponent(digits.join(''), lmkCheckValue(component))).toEqual({
          ok: false,
          fault: 'check_value_wrong',
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('too short, too long or with a letter that is no digit is none', () => {
    for (const text of ['', '00'.repeat(31), '00'.repeat(33), `${'00'.repeat(31)}0G`])
      expect(readComponent(text, 'DC95C0')).toEqual({ ok: false, fault: 'not_a_component' });
  });
});
