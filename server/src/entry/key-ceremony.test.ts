import { describe, expect, it } from 'vitest';
import type { Chance } from '../platform/env.ts';
import { componentText, lmkCheckValue } from '../platform/lmk.ts';
import { conductCeremony, type Desk } from './key-ceremony.ts';

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const A = filled(0xa5);
const B = Uint8Array.from({ length: 32 }, (_, i) => i);
const typed = (name: string, component: Uint8Array): string[] => [
  name,
  't',
  componentText(component),
  lmkCheckValue(component),
];

/** Answers in their order; an answer may be read off the screen. `screens` is what stood there between two clearings. */
function desk(answers: (string | ((screen: string) => string))[]): Desk & { screens: string[]; hidden: string[] } {
  const screens = [''];
  const hidden: string[] = [];
  const next = (): string => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('no answer left');
    return typeof answer === 'string' ? answer : answer(screens.join('\n'));
  };
  const say = (line: string): void => void (screens[screens.length - 1] += `${line}\n`);
  return {
    screens,
    hidden,
    say,
    ask(question) {
      const answer = next();
      say(question + answer);
      return Promise.resolve(answer);
    },
    askHidden(question) {
      say(question);
      const answer = next();
      hidden.push(answer);
      return Promise.resolve(answer);
    },
    clear: () => void screens.push(''),
  };
}

const chance = { bytes: () => B } as unknown as Chance;
const hold = (at: Desk, custodians = 2) => conductCeremony(at, { custodians, chance });

describe('a ceremony', () => {
  it('of two who type what they have makes the exclusive or of both, and no screen ever shows a component', async () => {
    const at = desk([...typed('Lin', A), ...typed('Wang', B)]);
    const made = await hold(at);
    expect(Buffer.from(made.lmk).toString('hex')).toBe(Buffer.from(B.map((byte) => byte ^ 0xa5)).toString('hex'));
    expect(made).toMatchObject({ custodians: ['Lin', 'Wang'], checkValue: lmkCheckValue(made.lmk) });
    expect(at.hidden).toEqual([componentText(A), componentText(B)]);
    expect(at.screens.join('')).not.toContain('A5A5');
  });

  it('shows a component that is made here once, on its own screen, and has it typed back', async () => {
    const back = (screen: string): string => /Component {4}([0-9A-F ]+)\n/.exec(screen)?.[1] ?? '';
    const at = desk(['Lin', '', '', back, lmkCheckValue(B), ...typed('Wang', A)]);
    await hold(at);
    expect(at.screens.filter((screen) => screen.includes(componentText(B)))).toHaveLength(1);
    expect(at.screens.find((screen) => screen.includes(componentText(B)))).not.toContain('Wang');
  });

  it('asks again for a component whose check value is another one, and breaks off after the third', async () => {
    const wrong = [componentText(A), 'FFFFFF'];
    const at = desk(['Lin', 't', ...wrong, ...wrong, componentText(A), lmkCheckValue(A), ...typed('Wang', B)]);
    expect((await hold(at)).custodians).toEqual(['Lin', 'Wang']);
    expect(at.screens.join('')).toContain('a digit is wrong');
    await expect(hold(desk(['Lin', 't', ...wrong, ...wrong, ...wrong]))).rejects.toThrow(/broken off/);
  });

  it('does not take the same custodian twice', async () => {
    const at = desk([...typed('Lin', A), 'lin ', 'LIN', 'Ｌin']);
    await expect(hold(at)).rejects.toThrow(/broken off/);
    expect(at.screens.join('')).toContain('the names must differ');
  });

  it('wants two or three people', async () => {
    for (const custodians of [1, 4, Number.NaN]) await expect(hold(desk([]), custodians)).rejects.toThrow(/2 or 3/);
  });
});
