/** Settings of one process: from the environment, checked by a schema, with an error that names the variable and what it wants. */
import { z } from 'zod';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9A-Fa-f]{${bytes * 2}}$`), `${bytes} bytes in hex`);
const address = z.string().regex(/^[^:\s]+:\d{1,5}$/, 'host:port');
const addresses = z.string().regex(/^[^:,\s]+:\d{1,5}(,[^:,\s]+:\d{1,5}){0,7}$/, 'host:port, up to eight with commas');

const TLS = ['KAITONG_GATEWAY_TLS_PORT', 'KAITONG_GATEWAY_TLS_CERT', 'KAITONG_GATEWAY_TLS_KEY'] as const;

const variables = z.object({
  KAITONG_MODE: z.enum(['demo', 'production']),
  KAITONG_DATA: z.string().min(1),
  KAITONG_HOST: z.string().default('127.0.0.1'),
  KAITONG_PORT: z.coerce.number().int().min(0).max(65_535),
  /** Of a role without pages: where it answers /healthz, /readyz and /metrics; left out, nowhere. */
  KAITONG_STATUS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  KAITONG_STATUS_HOST: z.string().default('127.0.0.1'),
  KAITONG_GATEWAY_HOST: z.string().default('127.0.0.1'),
  KAITONG_GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** 1: the lines behind the plain port are closed to strangers, and it is opened; left out: in demo mode only. */
  KAITONG_GATEWAY_CLOSED_LINES: z.enum(['0', '1']).optional(),
  /** The terminal line over TLS, beside the plain one; all three or none. */
  KAITONG_GATEWAY_TLS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  KAITONG_GATEWAY_TLS_CERT: z.string().min(1).optional(),
  KAITONG_GATEWAY_TLS_KEY: z.string().min(1).optional(),
  /** File of the authority whose certificates devices must show on TLS and HTTPS. */
  KAITONG_GATEWAY_TLS_CLIENT_CA: z.string().min(1).optional(),
  /** The same frames posted by HTTPS, with the certificate of TLS. */
  KAITONG_GATEWAY_HTTPS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  KAITONG_GATEWAY_PER_ADDRESS: z.coerce.number().int().min(1).max(12_000).default(64),
  /** Messages a second of one terminal on plain lines. */
  KAITONG_GATEWAY_PER_TERMINAL: z.coerce.number().int().min(1).max(1_000_000).default(100),
  KAITONG_GATEWAY_IN_WORK: z.coerce.number().int().min(4).max(10_000).default(2_000),
  KAITONG_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  KAITONG_LOG_FILE: z.string().optional(),
  /** Where people reach the pages; goes into messages. */
  KAITONG_PUBLIC_URL: z.url().optional(),
  /** Gets a message when a promise to an applicant is broken. */
  KAITONG_DUTY_PHONE: z
    .string()
    .regex(/^1[3-9]\d{9}$/, 'a mobile number')
    .optional(),
  /** Of staff of the console in demo mode; in production a second factor is always demanded. */
  KAITONG_STAFF_SECOND_FACTOR: z.enum(['required', 'offered']).default('offered'),
  KAITONG_HTTPS: z.enum(['0', '1']).default('0'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'postgres://user:password@host:port/database'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(8),
  KAITONG_KEY_FILE: z.string().min(1),
  /** The local master key where no file shall hold it; with the ones before it, a comma between, while they still open something. */
  KAITONG_LMK: hex(32).optional(),
  KAITONG_LMK_OLD: z
    .string()
    .regex(/^[0-9A-Fa-f]{64}(,[0-9A-Fa-f]{64})*$/, '32 bytes in hex, a comma between two')
    .optional(),
  KAITONG_LMK_FILE: z.string().min(1).optional(),
  /** Where keys are clear: in this process, or in a hardware module by the adapter of `adapters/pkcs11`. */
  KAITONG_KEY_VAULT: z.enum(['software', 'pkcs11']).default('software'),
  KAITONG_PKCS11_MODULE: z.string().min(1).optional(),
  KAITONG_PKCS11_SLOT: z.string().min(1).optional(),
  KAITONG_PKCS11_PIN: z.string().min(4).optional(),
  KAITONG_PKCS11_PIN_FILE: z.string().min(1).optional(),
  /** Folder of the adapter where it is not `adapters/pkcs11` of this installation. */
  KAITONG_PKCS11_ADAPTER: z.string().min(1).optional(),
  KAITONG_ACQUIRER_CODE: z
    .string()
    .regex(/^\d{3}$/, 'three digits')
    .default('898'),
  KAITONG_ACQUIRER_INSTITUTION: z
    .string()
    .regex(/^\d{8,11}$/, '8 to 11 digits')
    .default('48981000'),
  KAITONG_ACQUIRER_NAME: z.string().default('开通支付'),
  /** Where deposits may be paid in by transfer: holder, number and bank between bars. */
  KAITONG_DEPOSIT_ACCOUNT: z
    .string()
    .regex(/^[^|]{1,80}\|\d{8,32}\|[^|]{1,80}$/, 'holder|number|bank')
    .optional(),
  KAITONG_SMS: address,
  KAITONG_SMS_SYSTEM_ID: z.string().max(15),
  KAITONG_SMS_PASSWORD: z.string().max(8),
  KAITONG_CARD_NETWORK: addresses,
  KAITONG_CARD_NETWORK_MAK: hex(16),
  KAITONG_CARD_NETWORK_ZPK: hex(16),
  /** The key under which the network sends others (0800/101); without it keys are exchanged by hand only. */
  KAITONG_CARD_NETWORK_ZMK: hex(16).optional(),
  KAITONG_CARD_NETWORK_TIMEOUT_MS: z.coerce.number().int().min(200).max(50_000).default(25_000),
  KAITONG_CLEARING_INBOX: z.string().min(1),
  KAITONG_BANK_URL: z.url(),
  KAITONG_BANK_SECRET: z.string().min(16),
  /** How payouts go to the bank: one by one over its interface, or gathered into files. */
  KAITONG_PAYOUT_WAY: z.enum(['api', 'file']).default('api'),
  KAITONG_PAYOUT_FORMAT: z.enum(['iso20022', 'csv']).default('iso20022'),
  /** The folder that we share with the bank; wanted with files, as is the account that pays. */
  KAITONG_PAYOUT_FOLDER: z.string().min(1).optional(),
  /** The reserve account: holder, number and bank between bars. */
  KAITONG_PAYOUT_ACCOUNT: z
    .string()
    .regex(/^[^|]{1,80}\|\d{8,32}\|[^|]{1,80}$/, 'holder|number|bank')
    .optional(),
  KAITONG_COURIER_URL: z.url(),
  KAITONG_COURIER_SECRET: z.string().min(16),
  KAITONG_REGISTRY_URL: z.url(),
  KAITONG_REGISTRY_SECRET: z.string().min(16),
  /** Platform of the carrier whose data SIM cards are in the devices; left out: nobody switches data. */
  KAITONG_SIM_CARRIER_URL: z.url().optional(),
  KAITONG_SIM_CARRIER_SECRET: z.string().min(16).optional(),
  KAITONG_VENDOR_KEY: hex(16),
  KAITONG_S3_ENDPOINT: z.url().optional(),
  KAITONG_S3_ACCESS_KEY: z.string().optional(),
  KAITONG_S3_SECRET_KEY: z.string().optional(),
  KAITONG_S3_REGION: z.string().default('auto'),
  /** Demo only: simulator=host:port,… for the page of the outside world. */
  KAITONG_DEMO_WORLD: z.string().default(''),
});

const schema = variables.superRefine((settings, context) => {
  if (settings.KAITONG_PAYOUT_WAY === 'file')
    for (const name of ['KAITONG_PAYOUT_FOLDER', 'KAITONG_PAYOUT_ACCOUNT'] as const)
      if (settings[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'wanted with KAITONG_PAYOUT_WAY=file' });
  const missing = TLS.filter((name) => settings[name] === undefined);
  const wanted =
    missing.length < TLS.length ||
    settings.KAITONG_GATEWAY_HTTPS_PORT !== undefined ||
    settings.KAITONG_GATEWAY_TLS_CLIENT_CA !== undefined;
  if (missing.length === 0 || !wanted) return;
  for (const name of missing)
    context.addIssue({ code: 'custom', path: [name], message: `wanted with the others of ${TLS.join(', ')}` });
});

export type Settings = z.output<typeof schema>;

export class SettingsProblem extends Error {
  override readonly name = 'SettingsProblem';
}

/** Keys that lie in a hardware module are not asked for; nothing reads these zeros there. */
const keysElsewhere = (vault: string | undefined): Record<string, string> =>
  vault === 'pkcs11' ? { KAITONG_VENDOR_KEY: '0'.repeat(32), KAITONG_CARD_NETWORK_ZPK: '0'.repeat(32) } : {};

/** @throws SettingsProblem with one line for each variable that is missing or does not fit. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = schema.safeParse({ ...keysElsewhere(environment['KAITONG_KEY_VAULT']), ...environment });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.')}: ${issue.code === 'invalid_type' ? 'is missing' : issue.message}`,
  );
  throw new SettingsProblem(`these settings are needed (docs/operate/settings.md):\n${lines.join('\n')}`);
}
