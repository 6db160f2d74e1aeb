/** What the reader chose, kept in the page's address: a shared or printed page says the same. */
import { useState } from 'react';
import type { CallInput } from '../../kit/client.ts';

type Query = CallInput<'GET /api/public/preparation'>['query'];
export type Kind = Query['kind'];
export type Model = NonNullable<Query['deviceModel']>;
export type Settlement = NonNullable<Query['settlement']>;
export type Account = NonNullable<Query['accountKind']>;

export const KINDS = ['individual', 'sole_proprietor', 'company'] as const satisfies readonly Kind[];
export const MODELS = ['esign_pos', 'smart_pos'] as const satisfies readonly Model[];
export const SETTLEMENTS = ['t1', 't0'] as const satisfies readonly Settlement[];
export const ACCOUNTS = ['personal', 'corporate'] as const satisfies readonly Account[];

export interface Choices {
  readonly kind: Kind;
  /** Undefined: the one that is suggested. */
  readonly model: Model | undefined;
  readonly settlement: Settlement;
  readonly account: Account;
  /** Digits, or nothing. */
  readonly monthly: string;
  readonly amount: string;
}

const digits = (text: string, places: number): string => text.replace(/\D/g, '').slice(0, places);

function read(search: string): Choices {
  const asked = new URLSearchParams(search);
  const one = <V extends string>(name: string, values: readonly V[]): V | undefined =>
    values.find((value) => value === asked.get(name));
  return {
    kind: one('kind', KINDS) ?? 'individual',
    model: one('device', MODELS),
    settlement: one('settlement', SETTLEMENTS) ?? 't1',
    account: one('account', ACCOUNTS) ?? 'personal',
    monthly: digits(asked.get('monthly') ?? '', 8),
    amount: digits(asked.get('amount') ?? '1000', 7),
  };
}

function write(choices: Choices): string {
  const { kind, model, settlement, account, monthly, amount } = choices;
  const query = new URLSearchParams({ kind, settlement, account });
  if (model !== undefined) query.set('device', model);
  if (monthly !== '') query.set('monthly', monthly);
  if (amount !== '') query.set('amount', amount);
  return query.toString();
}

/** A company has a corporate account, an individual a card; only between them there is a choice. */
export const accountOf = ({ kind, account }: Choices): Account =>
  kind === 'company' ? 'corporate' : kind === 'individual' ? 'personal' : account;

export function preparationQuery(choices: Choices): Query {
  const { kind, model, settlement, monthly } = choices;
  return {
    kind,
    settlement,
    accountKind: accountOf(choices),
    ...(model === undefined ? {} : { deviceModel: model }),
    ...(monthly === '' ? {} : { monthlyYuan: monthly }),
  };
}

export function useChoices(): [choices: Choices, change: (part: Partial<Choices>) => void] {
  const [choices, setChoices] = useState(() => read(location.search));
  const change = (part: Partial<Choices>): void => {
    const next = { ...choices, ...part };
    setChoices(next);
    history.replaceState(history.state, '', `?${write(next)}`);
  };
  return [choices, change];
}
