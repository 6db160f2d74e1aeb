import { z } from 'zod';

/** Who may call: nobody signed in, the applicant (later the merchant) on the phone, staff with a permission, people of a bank or an agent, a partner's system with its key, the demo page. */
export type Guard =
  | { readonly kind: 'public' }
  /** `filing`: also staff of a bank or an agent that names the filing it works on. */
  | {
      readonly kind: 'applicant';
      readonly filing?: true;
      /** Changes something of the merchant, and stays open when it is deregistered: answers in the recourse period. */
      readonly afterClose?: true;
      /** Also people who work for the merchant, of this role or a higher one; without it the owner alone. */
      readonly staff?: 'cashier' | 'manager';
    }
  | { readonly kind: 'channel'; readonly audience: 'counter' | 'agent'; readonly permission?: Permission }
  /** `beforeFactor`: also for whoever has no second factor yet where one is demanded. */
  | { readonly kind: 'staff'; readonly permission: Permission; readonly beforeFactor?: true }
  | { readonly kind: 'partner'; readonly scope: PartnerScope }
  | { readonly kind: 'demo' };

export const forCashier = { kind: 'applicant', staff: 'cashier' } as const satisfies Guard;
export const forManager = { kind: 'applicant', staff: 'manager' } as const satisfies Guard;
export const managerAfterClose = { kind: 'applicant', staff: 'manager', afterClose: true } as const satisfies Guard;

export const PARTNER_SCOPES = ['applications.read', 'applications.write', 'webhooks'] as const;
export type PartnerScope = (typeof PARTNER_SCOPES)[number];

export const PERMISSIONS = [
  'console.enter',
  'review.read',
  'review.decide',
  'operate.read',
  'operate.act',
  'ledger.read',
  'ledger.adjust',
  'ledger.close',
  'price.change',
  'policy.change',
  'risk.change',
  'risk.report',
  'counter.enter',
  'counter.confirm',
  'agent.work',
  'hotline.serve',
  'audit.read',
  'people.read',
  'people.change',
  'merchant.see_as',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Which role may do what: one table, tested route by route. */
export const ROLE_PERMISSIONS = {
  reviewer: ['console.enter', 'review.read', 'review.decide'],
  operator: [
    'console.enter',
    'review.read',
    'operate.read',
    'operate.act',
    'ledger.read',
    'price.change',
    'policy.change',
    'risk.change',
    'hotline.serve',
    'merchant.see_as',
  ],
  accountant: [
    'console.enter',
    'operate.read',
    'ledger.read',
    'ledger.adjust',
    'ledger.close',
    'price.change',
    'risk.report',
  ],
  admin: [
    'console.enter',
    'review.read',
    'review.decide',
    'operate.read',
    'operate.act',
    'ledger.read',
    'ledger.adjust',
    'ledger.close',
    'price.change',
    'policy.change',
    'risk.change',
    'risk.report',
    'hotline.serve',
    'audit.read',
    'people.read',
    'people.change',
    'merchant.see_as',
  ],
  /** Looks at everything and changes nothing: no permission of an auditor opens a route that does. */
  auditor: ['console.enter', 'operate.read', 'ledger.read', 'audit.read', 'people.read'],
  hotline: ['console.enter', 'hotline.serve', 'merchant.see_as'],
  teller: ['counter.enter'],
  supervisor: ['counter.enter', 'counter.confirm'],
  agent_rep: ['agent.work'],
} as const satisfies Record<string, readonly Permission[]>;

export interface Route {
  readonly summary: string;
  readonly guard: Guard;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Multipart form: text fields here, files by the handler. */
  readonly form?: z.ZodObject;
  /** Headers of its own that a caller may send, each with what it does. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: z.ZodType;
  /** A body that works, shown in the description of the interface. */
  readonly example?: object;
  /** A route that only reads and stands in the audit log all the same: what is taken out of the house. */
  readonly audited?: true;
  /** The answer holds a secret: it is never kept under an Idempotency-Key. */
  readonly answersSecret?: true;
  /** Stable codes of refusals that this route may return (besides the general ones). */
  readonly refusals?: readonly string[];
}

/** Amounts travel as whole fen in decimal text: JSON numbers would lose the exactness of bigint. */
export const fenText = z.string().regex(/^-?\d{1,15}$/);
export const isoText = z.string();
export const ok = z.object({ ok: z.literal(true) });
