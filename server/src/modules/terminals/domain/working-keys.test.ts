import { expect, it } from 'vitest';
import { parseIso } from '../../../kernel/instant.ts';
import { workingKeysDue } from './working-keys.ts';

const at = (time: string) => parseIso(`2026-11-23T${time}+08:00`);
const facts = { has: true, keysAt: at('10:00:00'), now: at('18:00:00'), hoursMax: 8 };

it('working keys have served their time at the hour that the policy says, not a second before', () => {
  expect(workingKeysDue(facts)).toBe(true);
  expect(workingKeysDue({ ...facts, now: at('17:59:59') })).toBe(false);
});

it('a terminal without working keys is not asked, nor is any where the policy says 0', () => {
  expect(workingKeysDue({ ...facts, has: false })).toBe(false);
  expect(workingKeysDue({ ...facts, keysAt: undefined })).toBe(false);
  expect(workingKeysDue({ ...facts, hoursMax: 0 })).toBe(false);
});
