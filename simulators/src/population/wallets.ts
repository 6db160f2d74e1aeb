/** Wallets on the phones of the drawn people: the account each draws on, and the codes that it shows to a cashier. */
import { createHash } from 'node:crypto';
import { people, testCards, type PopulationCard } from './index.ts';

export interface Wallet {
  readonly key: string;
  readonly holder: string;
  /** What is paid comes from here. */
  readonly card: PopulationCard;
  /** Up to this its code is enough; above it the wallet asks its owner. */
  readonly freeFen: bigint;
  /** What it shows, for the tray of wallets. */
  readonly about: { readonly zh: string; readonly en: string };
}

const freeFen = 100_000n;

const own: readonly Wallet[] = people.flatMap((person) => {
  const card = person.cards.find((one) => one.kind === 'debit');
  const about = { zh: '1000 元以内免密', en: 'Asks above ¥1,000' };
  return card === undefined ? [] : [{ key: person.key, holder: person.name, card, freeFen, about }];
});

const test = (key: string, of: Pick<Wallet, 'about' | 'freeFen'> & { readonly card: string }): Wallet[] =>
  testCards
    .filter((one) => one.key === of.card)
    .map(({ holder, card }) => ({ key, holder, card, freeFen: of.freeFen, about: of.about }));

/** Those of the people, then those that show what may happen. */
export const wallets: readonly Wallet[] = [
  ...own,
  ...test('asks', {
    card: 'daily-count',
    freeFen: 0n,
    about: { zh: '每笔都要本人确认：09', en: 'Asks its owner each time: 09' },
  }),
  ...test('poor', { card: 'poor', freeFen, about: { zh: '余额 10 元，不足：51', en: 'Holds ¥10, above that: 51' } }),
  ...test('restricted', { card: 'restricted', freeFen, about: { zh: '账户受限：62', en: 'Restricted: 62' } }),
];

export const walletOf = (key: string): Wallet | undefined => wallets.find((one) => one.key === key);

const lifeSeconds = 120;

const checkOf = (body: string): string =>
  String(createHash('sha256').update(`kaitong demo wallet ${body}`).digest().readUInt32BE(0) % 100_000).padStart(
    5,
    '0',
  );

/** 19 digits: 62, the wallet 2, the second 10, a check that nobody outside the drawn world can make. */
export function codeAt(wallet: Wallet, second: number): string {
  const body = `62${String(wallets.indexOf(wallet)).padStart(2, '0')}${String(second).padStart(10, '0')}`;
  return body + checkOf(body);
}

const shown = new Map<string, number>();

/** The code that a wallet shows now; one that was shown before is not shown again. */
export function freshCode(wallet: Wallet, nowMs: number): string {
  const second = Math.max(Math.floor(nowMs / 1000), (shown.get(wallet.key) ?? 0) + 1);
  shown.set(wallet.key, second);
  return codeAt(wallet, second);
}

/** Whose code it is; undefined for no code of ours, and for one that is over. */
export function walletOfCode(code: string, nowMs: number): Wallet | undefined {
  const [, no, second] = /^62(\d{2})(\d{10})\d{5}$/.exec(code) ?? [];
  const wallet = wallets[Number(no)];
  if (wallet === undefined || code.slice(-5) !== checkOf(code.slice(0, -5))) return undefined;
  return nowMs / 1000 - Number(second) <= lifeSeconds ? wallet : undefined;
}
