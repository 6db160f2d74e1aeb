import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { certificateStatus, decideStanding, type CertificateFacts } from './certificate-status.ts';

const today = civilDate('2026-11-23');
const certificate: CertificateFacts = {
  cities: ['330100', '330200'],
  validFrom: civilDate('2026-01-01'),
  validTo: today,
  state: 'valid',
};
const facts = { agentState: 'active' as const, today };

describe('a certificate', () => {
  it('is valid to the end of its last day and from its first', () => {
    expect(certificateStatus(certificate, facts)).toBe('valid');
    expect(certificateStatus(certificate, { ...facts, today: civilDate('2026-11-24') })).toBe('expired');
    expect(certificateStatus(certificate, { ...facts, today: civilDate('2026-01-01') })).toBe('valid');
    expect(certificateStatus(certificate, { ...facts, today: civilDate('2025-12-31') })).toBe('not_yet');
  });
  it('covers every district of its cities and no other city', () => {
    expect(certificateStatus(certificate, { ...facts, city: '330106' })).toBe('valid');
    expect(certificateStatus(certificate, { ...facts, city: '330300' })).toBe('wrong_city');
  });
  it('of a suspended agent is suspended, and a revoked one says so whatever else it is', () => {
    expect(certificateStatus(certificate, { ...facts, agentState: 'suspended' })).toBe('suspended');
    expect(certificateStatus({ ...certificate, state: 'suspended' }, facts)).toBe('suspended');
    expect(
      certificateStatus(
        { ...certificate, state: 'revoked' },
        { agentState: 'suspended', today: civilDate('2030-01-01') },
      ),
    ).toBe('revoked');
  });
});

describe('S23: an agent', () => {
  const standing = (
    certificates: CertificateFacts[],
    city = '330100',
    agentState: 'active' | 'suspended' = 'active',
  ) => {
    const decision = decideStanding({ agentState, certificates, today, city });
    return decision.refused ? decision.refusal.code : 'may act';
  };
  it('may act in a city that one valid certificate covers', () => {
    expect(standing([certificate])).toBe('may act');
    expect(standing([{ ...certificate, validTo: civilDate('2026-11-22') }, certificate])).toBe('may act');
  });
  it('may not with an expired, a suspended or a revoked one, outside its cities, or while suspended', () => {
    expect(standing([{ ...certificate, validTo: civilDate('2026-11-22') }])).toBe('channels.certificate_expired');
    expect(standing([{ ...certificate, state: 'suspended' }])).toBe('channels.certificate_invalid');
    expect(standing([{ ...certificate, state: 'revoked' }])).toBe('channels.certificate_invalid');
    expect(standing([])).toBe('channels.certificate_invalid');
    expect(standing([certificate], '110100')).toBe('channels.city_not_covered');
    expect(standing([certificate], '330100', 'suspended')).toBe('channels.agent_suspended');
  });
});
