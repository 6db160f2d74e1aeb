import { contract, type Route } from '@kaitong/client/contract';
import { describe, expect, it } from 'vitest';
import { actionOf, objectOf, reasonOf } from './audit-words.ts';

const none = {};

describe('what a call is called', () => {
  it('is its route in dotted words, with the step that the path names', () => {
    expect(actionOf('POST /api/console/risk-cases/:merchantId/:caseId/decisions')).toBe('console.risk_cases.decisions');
    expect(actionOf('DELETE /api/console/sessions/current')).toBe('console.sessions.current.delete');
    expect(actionOf('POST /api/agent/repairs/:ticketId/:event', { event: 'accept' })).toBe('agent.repairs.accept');
  });

  it('leaves out what is no step but something that was typed', () => {
    expect(actionOf('POST /api/agent/repairs/:ticketId/:event', { event: '138 0000 1234' })).toBe('agent.repairs');
  });

  it('tells every two calls of staff apart', () => {
    const keys = Object.entries(contract as Readonly<Record<string, Route>>)
      .filter(([key, { guard }]) => !key.startsWith('GET ') && (guard.kind === 'staff' || guard.kind === 'channel'))
      .map(([key]) => key);
    const steps = keys.map((key) => actionOf(key, { event: 'step' }));
    expect(keys.length).toBeGreaterThan(80);
    const twice = keys.filter((key, i) => steps.indexOf(steps[i] ?? '') !== i);
    expect(twice).toEqual([]);
  });
});

describe('what a call is about', () => {
  it('is the last thing that the path names, within the first', () => {
    expect(objectOf({ params: { merchantId: 'm1', caseId: 'c1', event: 'x' }, answer: none, body: none })).toEqual({
      kind: 'case',
      key: 'c1',
      within: 'm1',
    });
  });

  it('is what the answer made, else what the body names, and nothing that speaks of a person', () => {
    const body = { phone: '13800001234', idNumber: '11010119900307123X', words: 'hello', agentId: 'agt_1' };
    expect(objectOf({ params: none, answer: { filingId: 'f1' }, body })).toEqual({ kind: 'filing', key: 'f1' });
    expect(objectOf({ params: none, answer: { ok: true }, body })).toEqual({ kind: 'agent', key: 'agt_1' });
    expect(objectOf({ params: none, answer: none, body: { phone: '13800001234', customerNo: '1' } })).toBeUndefined();
  });
});

it('a note is a reason at a desk and a message where it goes to the merchant', () => {
  expect(reasonOf({ reason: 'because', note: 'n' }, 'are messages')).toBe('because');
  expect(reasonOf({ note: 'n' }, 'are reasons')).toBe('n');
  expect(reasonOf({ note: 'n', words: 'w' }, 'are messages')).toBeUndefined();
});
