import type { FourElementAnswer, Registry } from '../../modules/review/index.ts';
import type { RegisterAnswer, TerminalRegister, WithdrawAnswer } from '../../modules/terminals/index.ts';
import { callPartner, type Partner, type PartnerAnswer } from '../http-partner.ts';

const LICENCE_STATES = ['normal', 'abnormal', 'revoked', 'cancelled'] as const;

/** What the register of businesses says of a licence: in order, on the list of irregularities, revoked, struck off. */
export type LicenceState = (typeof LICENCE_STATES)[number];

/** The entry of a unified social credit code. `validTo` is YYYY-MM-DD or 长期; `type` is the registered type, e.g. 个体工商户. */
export type CompanyAnswer =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly legalPerson: string;
      readonly type: string;
      readonly status: LicenceState;
      readonly validTo: string;
      readonly address: string;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** `wrong` names the parts that do not belong to the account: accountNumber, accountName, uscc, branchCode. */
export type CorporateAccountAnswer =
  | { readonly kind: 'match' }
  | { readonly kind: 'mismatch'; readonly wrong: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Questions about businesses; `branchCode` is the 12-digit code of the large-value payment system. */
export interface BusinessRegistry {
  company(input: { uscc: string }): Promise<CompanyAnswer>;
  corporateAccount(input: {
    accountNumber: string;
    accountName: string;
    uscc: string;
    branchCode: string;
  }): Promise<CorporateAccountAnswer>;
}

/**
 * The registries over signed HTTP. No answer, or one that is not the protocol's, is "unavailable": for a person, never a no
 * (S09).
 */
export function createRegistry(partner: Partner): Registry & BusinessRegistry & TerminalRegister {
  const compare = async (path: string, input: object): Promise<FourElementAnswer & CorporateAccountAnswer> => {
    const answer = await callPartner(partner, 'POST', path, input);
    const json = bodyOf(answer);
    if (json?.['result'] === 'match') return { kind: 'match' };
    if (json?.['result'] === 'mismatch') return { kind: 'mismatch', wrong: texts(json['wrong']) };
    return { kind: 'unavailable', reason: reasonOf(answer) };
  };
  return {
    fourElement: (input) => compare('/four-element', input),
    corporateAccount: (input) => compare('/corporate-account', input),
    async bindTerminal({ account, ...input }) {
      return bindingIn(await callPartner(partner, 'POST', '/terminal-bindings', { ...input, account: account.number }));
    },
    async withdrawTerminal(input) {
      return withdrawalIn(await callPartner(partner, 'POST', '/terminal-bindings/withdrawals', input));
    },
    async acquirers(input) {
      const answer = await callPartner(partner, 'POST', '/acquirers', input);
      const others = bodyOf(answer)?.['others'];
      return typeof others === 'number' ? { kind: 'found', others } : { kind: 'unavailable', reason: reasonOf(answer) };
    },
    async company(input) {
      const answer = await callPartner(partner, 'POST', '/company', input);
      const json = bodyOf(answer);
      if (json?.['found'] === false) return { kind: 'absent' };
      return entryIn(json) ?? { kind: 'unavailable', reason: reasonOf(answer) };
    },
  };
}

/** Anything but a plain yes or a plain no is unknown, and asked again under the same reference. */
function bindingIn(answer: PartnerAnswer): RegisterAnswer {
  const json = bodyOf(answer);
  const [reference, reason] = [json?.['networkReference'], json?.['reason']];
  if (json?.['result'] === 'accepted' && typeof reference === 'string')
    return { kind: 'registered', networkReference: reference };
  if (json?.['result'] === 'refused' && typeof reason === 'string') return { kind: 'refused', reason };
  return { kind: 'unknown', reason: reasonOf(answer) };
}

/** A no is not taken for an end: the binding would stand there without a terminal here. */
function withdrawalIn(answer: PartnerAnswer): WithdrawAnswer {
  const json = bodyOf(answer);
  if (json?.['result'] === 'withdrawn') return { kind: 'withdrawn' };
  const { result, reason } = json ?? {};
  return { kind: 'unknown', reason: result === 'refused' && typeof reason === 'string' ? reason : reasonOf(answer) };
}

function bodyOf(answer: PartnerAnswer): Record<string, unknown> | undefined {
  if (answer.kind === 'unknown' || answer.status !== 200) return undefined;
  return typeof answer.json === 'object' && answer.json !== null ? (answer.json as Record<string, unknown>) : undefined;
}

function reasonOf(answer: PartnerAnswer): string {
  if (answer.kind === 'unknown') return answer.reason;
  return answer.status === 200 ? 'not an answer of the protocol' : `status ${answer.status}`;
}

/** A whole entry, or undefined: half an entry is no basis for a decision. */
function entryIn(json: Record<string, unknown> | undefined): CompanyAnswer | undefined {
  const status = LICENCE_STATES.find((state) => state === json?.['status']);
  const text = (name: string): string | undefined => {
    const value = json?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [name, legalPerson, type] = [text('name'), text('legalPerson'), text('type')];
  const [validTo, address] = [text('validTo'), text('address')];
  if (json?.['found'] !== true || status === undefined || name === undefined || legalPerson === undefined)
    return undefined;
  if (type === undefined || validTo === undefined || address === undefined) return undefined;
  return { kind: 'found', name, legalPerson, type, status, validTo, address };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
