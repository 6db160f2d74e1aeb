import { describe, expect, it } from 'vitest';
import { accept, refuse } from '../../../kernel/outcome.ts';
import {
  decideConfirmation,
  decideSend,
  decideWork,
  isVerified,
  type ChannelPerson,
  type FilingFacts,
} from './decide-filing.ts';

const counter: FilingFacts = { state: 'open', channel: 'counter', outletId: 'out_a', agentId: undefined };
const agent: FilingFacts = { state: 'open', channel: 'agent', outletId: undefined, agentId: 'agt_a' };
const teller: ChannelPerson = { kind: 'officer', staffId: 'stf_t', bankId: 'bnk', outletId: 'out_a' };
const supervisor: ChannelPerson = { ...teller, staffId: 'stf_s' };
const elsewhere: ChannelPerson = { ...teller, staffId: 'stf_x', outletId: 'out_b' };
const rep: ChannelPerson = { kind: 'agent', staffId: 'stf_r', agentId: 'agt_a' };
const good = accept(true as const);
const codeOf = (outcome: { refused: boolean; refusal?: { code: string } }): string | undefined => outcome.refusal?.code;

describe('work on a filing', () => {
  const work = (filing: FilingFacts, person: ChannelPerson, intent: 'read' | 'write' = 'write') =>
    codeOf(decideWork({ filing, person, intent, standing: good }));

  it('is for the outlet or the agent whose filing it is; for everybody else there is no such filing', () => {
    expect(work(counter, teller)).toBeUndefined();
    expect(work(agent, rep)).toBeUndefined();
    for (const [filing, person] of [
      [counter, elsewhere],
      [counter, rep],
      [agent, teller],
      [agent, { ...rep, agentId: 'agt_b' }],
    ] as const)
      expect(work(filing, person)).toBe('channels.filing_unknown');
  });
  it('S22: cannot begin before the merchant has agreed, not even by reading', () => {
    for (const intent of ['read', 'write'] as const)
      expect(work({ ...agent, state: 'awaiting_consent' }, rep, intent)).toBe('channels.consent_awaited');
  });
  it('writes while it is open and reads while somebody still has to look; afterwards neither', () => {
    for (const [state, read, write] of [
      ['open', undefined, undefined],
      ['awaiting_officer', undefined, 'channels.filing_not_open'],
      ['awaiting_merchant', undefined, 'channels.filing_not_open'],
      ['filed', 'channels.filing_not_open', 'channels.filing_not_open'],
      ['stopped', 'channels.filing_not_open', 'channels.filing_not_open'],
      ['withdrawn', 'channels.filing_not_open', 'channels.filing_not_open'],
    ] as const) {
      expect(work({ ...counter, state }, teller, 'read')).toBe(read);
      expect(work({ ...counter, state }, teller, 'write')).toBe(write);
    }
  });
  it('S23: of an agent without standing in the city is refused with the reason', () =>
    expect(
      decideWork({ filing: agent, person: rep, intent: 'write', standing: refuse('channels.certificate_expired') }),
    ).toMatchObject({ refusal: { code: 'channels.certificate_expired' } }));
});

describe('an original', () => {
  it('counts only when ticked for the very photos it stands in the file with', () => {
    expect(isVerified({ item: 'identity_card', materials: ['a', 'b'], ticked: ['b', 'a'] })).toBe(true);
    expect(isVerified({ item: 'identity_card', materials: ['a', 'c'], ticked: ['a', 'b'] })).toBe(false);
    expect(isVerified({ item: 'identity_card', materials: ['a'], ticked: undefined })).toBe(false);
    expect(isVerified({ item: 'identity_card', materials: [], ticked: [] })).toBe(false);
  });
});

describe('a counter’s filing goes to the second officer', () => {
  const ready = {
    state: 'open' as const,
    originals: [{ item: 'identity_card', materials: ['a'], ticked: ['a'] }],
    missing: [],
    faceDone: true,
  };
  it('when the checklist is full, every original ticked and the face seen', () =>
    expect(decideSend(ready).refused).toBe(false));
  it('and otherwise is told what is open', () => {
    expect(decideSend({ ...ready, missing: ['scene'] })).toMatchObject({
      refusal: { code: 'applications.incomplete', facts: { items: ['scene'] } },
    });
    expect(
      decideSend({ ...ready, originals: [{ item: 'licence', materials: ['x'], ticked: undefined }] }),
    ).toMatchObject({ refusal: { code: 'channels.originals_open', facts: { originals: ['licence'] } } });
    expect(codeOf(decideSend({ ...ready, faceDone: false }))).toBe('channels.face_not_witnessed');
    expect(codeOf(decideSend({ ...ready, state: 'filed' }))).toBe('channels.filing_not_open');
  });
});

describe('the second officer', () => {
  const filing: FilingFacts = { ...counter, state: 'awaiting_officer' };
  it('S24: is never somebody who entered, ticked or witnessed anything on it', () => {
    expect(codeOf(decideConfirmation({ filing, person: teller, hands: ['stf_t'] }))).toBe('channels.same_officer');
    expect(codeOf(decideConfirmation({ filing, person: supervisor, hands: ['stf_t', 'stf_s'] }))).toBe(
      'channels.same_officer',
    );
    expect(decideConfirmation({ filing, person: supervisor, hands: ['stf_t'] }).refused).toBe(false);
  });
  it('is of the same outlet, and no agent', () => {
    expect(codeOf(decideConfirmation({ filing, person: elsewhere, hands: [] }))).toBe('channels.filing_unknown');
    expect(codeOf(decideConfirmation({ filing, person: rep, hands: [] }))).toBe('channels.filing_unknown');
  });
  it('has nothing to say before it is sent or after it went on', () => {
    for (const state of ['open', 'awaiting_merchant', 'filed', 'stopped'] as const)
      expect(codeOf(decideConfirmation({ filing: { ...filing, state }, person: supervisor, hands: [] }))).toBe(
        'channels.filing_not_awaiting',
      );
  });
});
