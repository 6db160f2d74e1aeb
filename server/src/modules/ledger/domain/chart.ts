/** What the name of an account says. */

/** A merchant's own: balances of one merchant are kept for these alone. */
export const isOwnAccount = (account: string): boolean =>
  /^(m|deposit|memo):/.test(account) || account === 'merch_recv';

/** Touched by sales, which are a thousand times as many as everything else (`salePostings`; a test compares). */
export const isSaleAccount = (account: string): boolean =>
  account.startsWith('net_recv:') || SALE_ACCOUNTS.has(account);
const SALE_ACCOUNTS = new Set(['m:pending', 'inc:mdr', 'exp:interchange', 'exp:network']);

/** The transaction that a journal is about, from its key: `sale:txn_…`, `freeze:1:sale:txn_…`, `hold:hld_txn_…`. */
export const transactionOfKey = (key: string): string | undefined => /(?:^|[:_])(txn_[0-9A-Z]+)(?::|$)/.exec(key)?.[1];

const KINDS = [
  'sale',
  'sale_void',
  'refund',
  'completion',
  'completion_advice',
  'completion_void',
  'qr_passive',
  'qr_active',
  'qr_void',
  'offline_sale',
  'tip',
  'adjustment',
  'deposit_capture',
  'deposit_refund',
] as const;

/** The key of the first journal of a transaction of any kind: what it posted, or the hold that it opened. */
export const firstKeysOfTransaction = (transactionId: string): string[] => [
  ...KINDS.map((kind) => `${kind}:${transactionId}`),
  `hold:hld_${transactionId}`,
];

/** Every key under which a journal of this transaction may stand; money frozen and thawed again up to three times. */
export function keysOfTransaction(transactionId: string): string[] {
  const posted = KINDS.map((kind) => `${kind}:${transactionId}`);
  const turns = [1, 2, 3].flatMap((n) => posted.flatMap((key) => [`freeze:${n}:${key}`, `thaw:${n}:${key}`]));
  const hold = `hld_${transactionId}`;
  const ends = ['lapse', transactionId].map((by) => `hold-close:${hold}:${by}`);
  return [
    ...posted,
    ...KINDS.map((kind) => `${kind}-reversal:${transactionId}`),
    ...turns,
    `hold:${hold}`,
    `hold-void:${hold}`,
    ...ends,
  ];
}
