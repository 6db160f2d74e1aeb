/** What the owners of wallets do: show a code, scan one and pay, say yes or no to what their wallet asks. */
import { maskPan } from '@kaitong/iso8583';
import type { AdminAnswer, AdminRequest, AdminRoute } from '../kit/index.ts';
import { freshCode, walletOf, wallets, type Wallet } from '../population/wallets.ts';
import { keyOfScanned } from './code-payments.ts';
import type { Issuers, NetworkTransaction } from './issuers.ts';

interface Desk {
  readonly issuers: Issuers;
  readonly nowMs: () => number;
  readonly dates: () => { readonly settlementDate: string; readonly civilDate: string };
  readonly nextAuthCode: () => string;
  readonly keep: (transaction: NetworkTransaction) => void;
}

const over = { status: 409, json: { error: 'nothing waits to be paid' } } as const;

export function walletDesk({ issuers, nowMs, dates, nextAuthCode, keep }: Desk): Record<string, AdminRoute> {
  const about =
    (route: (wallet: Wallet, request: AdminRequest) => AdminAnswer): AdminRoute =>
    (request) => {
      const wallet = walletOf(request.params['key'] ?? '');
      return wallet === undefined ? { status: 404, json: { error: 'no such wallet' } } : route(wallet, request);
    };
  /** Ends a payment that waits: 00 with the account of the wallet, or why not. */
  const end = (payment: NetworkTransaction, { card }: Wallet, code: string): AdminAnswer => {
    const paid = code === '00';
    keep({
      ...payment,
      ...dates(),
      code,
      pan: card.pan,
      issuer: card.bankCode,
      authCode: paid ? nextAuthCode() : '',
    });
    return { json: { code } };
  };
  const pay = (payment: NetworkTransaction, wallet: Wallet): AdminAnswer => {
    const said = issuers.accountSays(wallet.card, BigInt(payment.amountFen));
    // too little money ends nothing: somebody else may scan the same code
    return said === '00' ? end(payment, wallet, '00') : { json: { code: said } };
  };
  return {
    'GET /wallets': () => ({
      json: wallets.map((wallet) => ({
        key: wallet.key,
        holder: wallet.holder,
        bankName: wallet.card.bankName,
        card: maskPan(wallet.card.pan),
        about: wallet.about,
        availableFen: String(issuers.availableFen(wallet.card.pan)),
        asks: issuers.askedOf(wallet.card.pan, nowMs()).map((t) => ({ rrn: t.rrn, amountFen: t.amountFen })),
      })),
    }),
    'POST /wallets/:key/code': about((wallet) => ({ json: { code: freshCode(wallet, nowMs()) } })),
    'POST /wallets/:key/pay': about((wallet, { body }) => {
      const key = keyOfScanned((body as { payload?: string } | undefined)?.payload ?? '');
      const payment = key === undefined ? undefined : issuers.pendingPayment(key, nowMs());
      return payment === undefined ? over : pay(payment, wallet);
    }),
    'POST /wallets/:key/answer': about((wallet, { body }) => {
      const payment = issuers.askedOf(wallet.card.pan, nowMs()).at(-1);
      if (payment === undefined) return over;
      const yes = (body as { yes?: boolean } | undefined)?.yes === true;
      return yes ? pay(payment, wallet) : end(payment, wallet, '05');
    }),
  };
}
