import { describe, expect, it } from 'vitest';
import { decideRequest, type RequestFacts } from './authorise-card.ts';

const sale: RequestFacts = {
  terminal: { state: 'active', testSaleDone: true, registrationRefused: undefined },
  kind: 'sale',
  amount: 10_000n,
  card: { kind: 'debit', bankName: '招商银行', organisation: 'CUP' },
  entryMode: '051',
  pinBlock: new Uint8Array(8),
  deposit: undefined,
  testSaleFen: 100n,
  offlineAllowed: false,
  foreignAllowed: false,
  amountMaxFen: 5_000_000n,
};
const freeze: RequestFacts = {
  ...sale,
  kind: 'pre_auth',
  amount: 9_900n,
  terminal: { state: 'activating', testSaleDone: false, registrationRefused: undefined },
  card: { kind: 'credit', bankName: '招商银行', organisation: 'CUP' },
  deposit: { state: 'quoted', amount: 9_900n },
};

describe('an offline sale', () => {
  const offline = { ...sale, kind: 'offline_sale', entryMode: '052', pinBlock: undefined, authCode: '112233' } as const;
  it('is refused in words unless the policy lets merchants sell without asking the card', () => {
    expect(decideRequest(offline)).toMatchObject({ code: '58', text: '未开通离线消费' });
    expect(decideRequest({ ...offline, offlineAllowed: true })).toEqual({ code: '00', kind: 'offline_sale' });
  });
  it('needs the code that the issuer gave by phone, whole', () => {
    for (const authCode of [undefined, '', '12345', '1234567'])
      expect(decideRequest({ ...offline, offlineAllowed: true, authCode }).code).toBe('30');
  });
});

describe('a foreign card', () => {
  const foreign = { ...sale, card: { kind: 'credit', bankName: 'Harbour Bank', organisation: 'VIS' } } as const;
  const codeOf = (kind: RequestFacts['kind'], foreignAllowed: boolean) =>
    decideRequest({ ...foreign, kind, foreignAllowed, authCode: '112233', offlineAllowed: true }).code;
  it('is refused in words where the acquirer has no contract for it, and taken where it has', () => {
    expect(decideRequest(foreign)).toMatchObject({ code: '62', text: '未开通外卡受理' });
    const kinds = ['sale', 'pre_auth', 'completion', 'offline_sale', 'balance', 'tip'] as const;
    expect(kinds.map((kind) => codeOf(kind, false))).toEqual(kinds.map(() => '62'));
    expect(kinds.map((kind) => codeOf(kind, true))).toEqual(kinds.map(() => '00'));
  });
  it('gets its money back also when no more are taken', () => {
    const kinds = ['sale_void', 'refund', 'completion_void', 'pre_auth_void', 'adjustment'] as const;
    expect(kinds.map((kind) => codeOf(kind, false))).toEqual(kinds.map(() => '00'));
  });
  it('secures no deposit', () =>
    expect(decideRequest({ ...freeze, card: foreign.card, foreignAllowed: true })).toMatchObject({
      code: '57',
      text: '请使用境内银联信用卡',
    }));
});

describe('a deposit freeze', () => {
  it('by credit card, of the amount that was signed, on a terminal being activated, goes to the network', () => {
    expect(decideRequest(freeze)).toEqual({ code: '00', kind: 'deposit_freeze' });
    expect(decideRequest({ ...freeze, deposit: { state: 'capture_failed', amount: 9_900n } })).toMatchObject({
      code: '00',
    });
  });
  it('S33: by debit card is refused before anything is written or sent', () => {
    expect(
      decideRequest({ ...freeze, card: { kind: 'debit', bankName: '招商银行', organisation: 'CUP' } }),
    ).toMatchObject({
      code: '57',
      text: '请使用信用卡',
    });
  });
  it('of another amount is refused', () =>
    expect(decideRequest({ ...freeze, amount: 9_800n })).toMatchObject({ code: '13' }));
  it('S35: of a deposit that is frozen already is refused: no card is frozen twice', () => {
    expect(decideRequest({ ...freeze, deposit: { state: 'frozen', amount: 9_900n } })).toMatchObject({ code: '12' });
    expect(decideRequest({ ...freeze, deposit: undefined })).toMatchObject({ code: '12' });
  });
  it('on a terminal that is not being activated is refused', () => {
    for (const state of ['pending_activation', 'suspended', 'closed'] as const)
      expect(
        decideRequest({ ...freeze, terminal: { state, testSaleDone: false, registrationRefused: undefined } }),
      ).toMatchObject({ code: '97' });
  });
  it('is a customer’s pre-authorisation once the terminal is active and its test sale done, by any card', () => {
    const terminal = { state: 'active', testSaleDone: true, registrationRefused: undefined } as const;
    const card = { kind: 'debit', bankName: '招商银行', organisation: 'CUP' } as const;
    expect(decideRequest({ ...freeze, terminal, card, deposit: undefined })).toEqual({ code: '00', kind: 'pre_auth' });
    expect(decideRequest({ ...freeze, terminal: { ...terminal, testSaleDone: false } }).code).toBe('12');
  });
});

describe('what is not a sale', () => {
  const fresh = { state: 'active', testSaleDone: false, registrationRefused: undefined } as const;
  it('waits for the test sale, but for undoing it and for looking', () => {
    const taken = (
      [
        'sale_void',
        'balance',
        'refund',
        'pre_auth',
        'pre_auth_void',
        'completion',
        'completion_advice',
        'completion_void',
      ] as const
    ).filter((kind) => decideRequest({ ...sale, kind, terminal: fresh }).code === '00');
    expect(taken).toEqual(['sale_void', 'balance']);
  });
  it('has an amount, an inquiry apart', () => {
    expect(decideRequest({ ...sale, kind: 'balance', amount: 0n }).code).toBe('00');
    for (const kind of ['sale_void', 'refund', 'completion'] as const)
      expect(decideRequest({ ...sale, kind, amount: 0n }).code).toBe('13');
  });
  it('is limited where it charges, and not where it gives back', () => {
    const codeOf = (kind: RequestFacts['kind']) => decideRequest({ ...sale, kind, amount: 5_000_001n }).code;
    expect((['pre_auth', 'completion', 'completion_advice'] as const).map(codeOf)).toEqual(['61', '61', '61']);
    expect((['refund', 'sale_void', 'completion_void'] as const).map(codeOf)).toEqual(['00', '00', '00']);
  });
});

describe('a sale', () => {
  it('on an active terminal whose test sale is done goes to the network, by debit and by credit card', () => {
    expect(decideRequest(sale)).toEqual({ code: '00', kind: 'sale' });
    expect(decideRequest({ ...sale, card: { kind: 'credit', bankName: '', organisation: 'CUP' } })).toEqual({
      code: '00',
      kind: 'sale',
    });
  });
  it('before the test sale may be of 1.00 and of nothing else', () => {
    const fresh: RequestFacts = {
      ...sale,
      terminal: { state: 'active', testSaleDone: false, registrationRefused: undefined },
    };
    expect(decideRequest({ ...fresh, amount: 100n })).toEqual({ code: '00', kind: 'test_sale' });
    for (const amount of [99n, 101n, 10_000n])
      expect(decideRequest({ ...fresh, amount })).toMatchObject({ code: '12' });
    expect(decideRequest({ ...sale, amount: 100n })).toEqual({ code: '00', kind: 'sale' });
  });
  it('S38: on a terminal that is not active is answered 97', () => {
    for (const state of ['pending_activation', 'activating', 'suspended', 'unbound', 'closed'] as const)
      expect(
        decideRequest({ ...sale, terminal: { state, testSaleDone: true, registrationRefused: undefined } }),
      ).toMatchObject({ code: '97' });
  });
  it('of a merchant that is being deregistered is answered 03, and what gives money back is let through', () => {
    const terminal = {
      state: 'active',
      testSaleDone: true,
      registrationRefused: undefined,
      salesStopped: ['closing'],
    } as const;
    for (const kind of ['sale', 'pre_auth', 'completion', 'tip'] as const)
      expect(decideRequest({ ...sale, kind, terminal })).toMatchObject({ code: '03', text: '商户注销中，不再收款' });
    for (const kind of ['refund', 'sale_void', 'completion_void'] as const)
      expect(decideRequest({ ...sale, kind, terminal })).toEqual({ code: '00', kind });
  });
  it('above the single limit is refused, at the limit it is not; of nothing or less it is invalid', () => {
    expect(decideRequest({ ...sale, amount: 5_000_000n }).code).toBe('00');
    expect(decideRequest({ ...sale, amount: 5_000_001n }).code).toBe('61');
    expect(decideRequest({ ...sale, amount: 0n }).code).toBe('13');
    expect(decideRequest({ ...sale, amount: -1n }).code).toBe('13');
  });
  it('whose entry mode promises a PIN carries one, and the other way round', () => {
    const { pinBlock: _taken, ...without } = sale;
    expect(decideRequest(without).code).toBe('30');
    expect(decideRequest({ ...sale, entryMode: '052' }).code).toBe('30');
    expect(decideRequest({ ...without, entryMode: '052' }).code).toBe('00');
  });
});

describe('a terminal that has sold too often elsewhere', () => {
  it('hears why it is suspended, also when the sale is decided anew by the row that it has suspended', () => {
    const terminal = { ...sale.terminal, state: 'suspended' } as const;
    expect(decideRequest({ ...sale, terminal: { ...terminal, suspendedReason: 'place_drift' } })).toMatchObject({
      code: '97',
      text: '终端不在登记城市，已暂停',
    });
    expect(decideRequest({ ...sale, terminal })).toMatchObject({ code: '97', text: '终端未激活' });
  });
});

describe('a terminal that the network would not register', () => {
  const refusedTerminal = { ...sale.terminal, registrationRefused: 'element_mismatch' };
  it('takes no sale and freezes no deposit: 97, whatever else holds', () => {
    expect(decideRequest({ ...sale, terminal: refusedTerminal })).toMatchObject({ code: '97' });
    expect(
      decideRequest({ ...freeze, terminal: { ...freeze.terminal, registrationRefused: 'serial_bound_elsewhere' } }),
    ).toMatchObject({ code: '97' });
  });
});
