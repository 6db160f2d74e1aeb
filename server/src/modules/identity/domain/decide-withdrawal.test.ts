import { describe, expect, it } from 'vitest';
import { CONSENT_KINDS } from '../commands/set-consent.ts';
import { decideWithdrawal, type WithdrawalFacts } from './decide-withdrawal.ts';

const filling: WithdrawalFacts = { kind: 'face', stage: 'filling_in', faceRoute: 'live', witnessed: false };

describe('a consent that is taken back', () => {
  it('while the application is filled in, opens its step again and forgets what was collected by it', () => {
    expect(decideWithdrawal(filling)).toBe('face_forgotten');
    expect(decideWithdrawal({ ...filling, kind: 'id_images' })).toBe('card_forgotten');
    expect(decideWithdrawal({ ...filling, kind: 'interview', faceRoute: 'interview' })).toBe('interview_forgotten');
    expect(decideWithdrawal({ ...filling, kind: 'third_party_check' })).toBe('cannot_submit');
  });

  it('while people judge, ends the application, because nobody may go on judging', () => {
    const judged = { ...filling, stage: 'judged' } as const;
    for (const kind of ['privacy', 'id_images', 'face', 'third_party_check'] as const)
      expect(decideWithdrawal({ ...judged, kind })).toBe('application_ends');
  });

  it('of the way that was not taken changes nothing', () => {
    expect(decideWithdrawal({ ...filling, stage: 'judged', faceRoute: 'interview' })).toBe('nothing');
    expect(decideWithdrawal({ ...filling, stage: 'judged', witnessed: true })).toBe('nothing');
    expect(decideWithdrawal({ ...filling, stage: 'judged', kind: 'interview' })).toBe('nothing');
  });

  it('of a merchant keeps what the law wants kept; of the place it can always be taken back', () => {
    for (const kind of CONSENT_KINDS)
      expect(decideWithdrawal({ ...filling, stage: 'merchant', kind })).toBe(
        kind === 'location' ? 'nothing' : 'kept_by_law',
      );
  });
});
