/** The composition root: the only place that creates databases, lines, clocks and ports, for whichever roles this process has. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { World } from '../flows/ports.ts';
import { jobHandlers, SUBSCRIPTIONS } from '../flows/jobs.ts';
import { createCardNetwork, type CardNetwork as NetworkLine } from '../outbound/card-network/index.ts';
import { createClearingInbox, createDisputeOutbox } from '../outbound/clearing/index.ts';
import { createCourier } from '../outbound/courier/index.ts';
import type { Partner } from '../outbound/http-partner.ts';
import { createPayoutFiles } from '../outbound/payout-files/index.ts';
import { createPayoutBank } from '../outbound/payout-bank/index.ts';
import { createWebhookSender } from '../outbound/webhooks/index.ts';
import { createRegistry } from '../outbound/registry/index.ts';
import { createSimCarrier } from '../outbound/sim-carrier/index.ts';
import { createSmsLine, type SmsLine } from '../outbound/sms/index.ts';
import { createLocalStore, createS3Store } from '../outbound/storage/index.ts';
import { createVisionPorts } from '../outbound/vision/index.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { coverageOf, readHolidays } from '../modules/catalogue/index.ts';
import { openClock, type DemoClock } from '../platform/clock.ts';
import { makeCrypto, readKeyFile } from '../platform/crypto.ts';
import { chance, ids, timers, wallClock } from '../platform/env.ts';
import { makeFiles, type ObjectStore } from '../platform/files.ts';
import { openJobs, openQueueInstaller } from '../platform/jobs.ts';
import { openListener, type Listener } from '../platform/listen.ts';
import { makeMetrics } from '../platform/metrics.ts';
import { openDatabase, withTx, type Database } from '../platform/postgres/database.ts';
import { APPLICATION_ROLE, migrate, migrateJobs } from '../platform/postgres/migrate.ts';
import type { Settings } from '../platform/settings.ts';
import { openVault, zoneMasterKey } from './open-vault.ts';

export type Role = 'serve' | 'gateway' | 'worker';

export interface OpenedWorld {
  readonly world: World;
  readonly clock: DemoClock;
  readonly listener: Listener;
  /** Why this process must not take work; empty when all is well. */
  notReady(): Promise<string[]>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly settings: Settings;
  readonly roles: ReadonlySet<Role>;
  readonly log: Logger;
  readonly visionEntry: string;
}

const PARTNER_TIMEOUT_MS = 8_000;
const WEBHOOK_ANSWER_MS = 10_000;
const SMS_ANSWER_MS = 8_000;

/** Brings the database up to date. The owner's connection is used for this alone. */
export async function prepareDatabase(url: string, migrationsFolder: string): Promise<string[]> {
  const ran = await migrate(url, migrationsFolder);
  await migrateJobs(url, Object.keys(jobHandlers({} as World)), openQueueInstaller);
  return ran;
}

export async function openWorld(options: WorldOptions): Promise<OpenedWorld> {
  const { settings, roles, log } = options;
  const demo = settings.KAITONG_MODE === 'demo';
  const db = openDatabase({ url: settings.DATABASE_URL, role: APPLICATION_ROLE, poolMax: settings.DATABASE_POOL });
  const listener = await openListener({ url: settings.DATABASE_URL, role: APPLICATION_ROLE, log });
  const clock = await openClock(db, demo ? listener : undefined);
  const crypto = makeCrypto(await readKeyFile(settings.KAITONG_KEY_FILE, 'must-exist'));
  const metrics = makeMetrics({ waiting: () => jobs.waiting(), calendarDays: () => calendarDays(db, clock) });
  const jobs = await openJobs({
    url: settings.DATABASE_URL,
    role: APPLICATION_ROLE,
    db,
    log,
    ids,
    clock,
    subscriptions: SUBSCRIPTIONS,
    onFailed: (queue) => metrics.jobsFailed.inc({ queue }),
  });
  const files = makeFiles({ db, crypto, objects: objectStore(settings) });
  const vision = roles.has('serve') ? createVisionPorts({ workerEntry: options.visionEntry, log }) : undefined;
  const vault = await openVault(settings);
  const network =
    roles.has('gateway') || roles.has('worker') ? networkLine(settings, { log, metrics, vault }) : undefined;
  const env = { clock, wall: wallClock, ids, chance, timers, db, log, jobs, crypto, files, metrics, demo };
  const partner = partners(settings);
  const sms: SmsLine | undefined = roles.has('worker')
    ? smsLine(
        settings,
        log,
        (receipt) =>
          void withTx(env, (tx) => jobs.enqueue(tx, 'message-receipt', { ...receipt })).catch((error: unknown) =>
            log.error({ error: String(error) }, 'receipt lost'),
          ),
      )
    : undefined;
  const world: World = {
    ...env,
    sms: sms ?? notHere('SMS centre'),
    documents: vision?.documents ?? notHere('document reader'),
    face: vision?.face ?? notHere('face engine'),
    videos: vision?.videos ?? notHere('video judge'),
    registry: createRegistry(partner('registry', settings.KAITONG_REGISTRY_URL, settings.KAITONG_REGISTRY_SECRET)),
    courier: createCourier(partner('courier', settings.KAITONG_COURIER_URL, settings.KAITONG_COURIER_SECRET)),
    bank: createPayoutBank(partner('bank', settings.KAITONG_BANK_URL, settings.KAITONG_BANK_SECRET)),
    payoutFiles: payoutFilesOf(settings),
    vault,
    cardNetwork: network ?? notHere('card network'),
    clearing: createClearingInbox(settings.KAITONG_CLEARING_INBOX),
    disputes: createDisputeOutbox(join(settings.KAITONG_CLEARING_INBOX, 'disputes')),
    simCarrier: simCarrierOf(settings, partner),
    webhooks: createWebhookSender({ allowPrivate: demo, timeoutMs: WEBHOOK_ANSWER_MS }),
    site: { publicUrl: settings.KAITONG_PUBLIC_URL, dutyPhone: settings.KAITONG_DUTY_PHONE },
    acquirer: acquirerOf(settings),
    lines: linesOf(sms, network),
  };
  return {
    world,
    clock,
    listener,
    notReady: () => notReady(world, { demo, sms, network, roles }),
    async close() {
      await jobs.stop();
      sms?.close();
      network?.close();
      await vision?.close();
      await listener.close();
      await db.close();
    },
  };
}

function linesOf(sms: SmsLine | undefined, network: NetworkLine | undefined): NonNullable<World['lines']> {
  return {
    ...(sms === undefined ? {} : { sms: () => sms.answers() }),
    ...(network === undefined ? {} : { network: () => network.ready() }),
  };
}

function payoutFilesOf(settings: Settings): World['payoutFiles'] {
  const { KAITONG_PAYOUT_WAY: way, KAITONG_PAYOUT_FORMAT: format, KAITONG_PAYOUT_FOLDER: folder } = settings;
  const payer = accountOf(settings.KAITONG_PAYOUT_ACCOUNT);
  if (way === 'api' || folder === undefined || payer === undefined) return undefined;
  return createPayoutFiles({ folder, format, payer });
}

function simCarrierOf(settings: Settings, partner: ReturnType<typeof partners>): World['simCarrier'] {
  const { KAITONG_SIM_CARRIER_URL: url, KAITONG_SIM_CARRIER_SECRET: secret } = settings;
  return url === undefined || secret === undefined ? undefined : createSimCarrier(partner('SIM carrier', url, secret));
}

const acquirerOf = (settings: Settings): World['acquirer'] => ({
  code: settings.KAITONG_ACQUIRER_CODE,
  institution: settings.KAITONG_ACQUIRER_INSTITUTION,
  name: settings.KAITONG_ACQUIRER_NAME,
  depositAccount: accountOf(settings.KAITONG_DEPOSIT_ACCOUNT),
});

function accountOf(text: string | undefined): World['acquirer']['depositAccount'] {
  const [holder, number, bank] = text?.split('|') ?? [];
  return holder === undefined || number === undefined || bank === undefined ? undefined : { holder, number, bank };
}

const partners =
  (_settings: Settings) =>
  (name: string, url: string, secret: string): Partner => ({
    name,
    url: url.replace(/\/$/, ''),
    secret,
    timeoutMs: PARTNER_TIMEOUT_MS,
  });

/** A port that this role has no business with: touching it is a bug, and says so. */
function notHere(what: string): never {
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'then') return undefined;
        throw new Error(`${what} is not part of this role (${String(name)})`);
      },
    },
  ) as never; // fits every port
}

function objectStore(settings: Settings): ObjectStore {
  const {
    KAITONG_S3_ENDPOINT: endpoint,
    KAITONG_S3_ACCESS_KEY: accessKeyId,
    KAITONG_S3_SECRET_KEY: secretAccessKey,
  } = settings;
  if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    return createLocalStore(join(settings.KAITONG_DATA, 'files'));
  return createS3Store({ endpoint, accessKeyId, secretAccessKey, region: settings.KAITONG_S3_REGION });
}

const hostOf = (address: string): { host: string; port: number } => {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
};

async function calendarDays(db: Database, clock: DemoClock): Promise<number> {
  const { coverageTo } = await readHolidays(db);
  return coverageOf(coverageTo, dateInShanghai(clock.now())).daysLeft;
}

function networkLine(settings: Settings, parts: Pick<World, 'log' | 'metrics' | 'vault'>): NetworkLine {
  const { log, metrics, vault } = parts;
  const zmk = zoneMasterKey(settings);
  return createCardNetwork({
    processors: settings.KAITONG_CARD_NETWORK.split(',').map(hostOf),
    networkMak: Buffer.from(settings.KAITONG_CARD_NETWORK_MAK, 'hex'),
    keys:
      zmk === undefined
        ? undefined
        : { zmk, takePinKey: (wrapped, checkValue) => vault.takeZoneKey(wrapped, checkValue) },
    acquirerId: settings.KAITONG_ACQUIRER_INSTITUTION,
    timeoutMs: settings.KAITONG_CARD_NETWORK_TIMEOUT_MS,
    allowSimulator: settings.KAITONG_MODE === 'demo',
    log,
    timers,
    wall: wallClock,
    chance,
    // the reversal that silence has started is already on its way, so a late answer is only told
    onLate(late) {
      const result = late.answer.code === '00' ? 'approved' : 'declined';
      metrics.networkLate.inc({ result });
      log.warn({ stan: late.stan, result }, 'the network answered too late: nothing is posted');
    },
    onStray() {
      metrics.networkLate.inc({ result: 'stray' });
      log.warn('the network answered what nobody asked, or once more: nothing is posted');
    },
    onState: (processor, state) => metrics.networkUp.set({ processor }, state === 'up' ? 1 : 0),
  });
}

function smsLine(
  settings: Settings,
  log: Logger,
  onReceipt: (receipt: { reference: string; delivered: boolean; reason: string }) => void,
): SmsLine {
  return createSmsLine({
    ...hostOf(settings.KAITONG_SMS),
    systemId: settings.KAITONG_SMS_SYSTEM_ID,
    password: settings.KAITONG_SMS_PASSWORD,
    sender: 'Kaitong',
    answerMsMax: SMS_ANSWER_MS,
    timers,
    log,
    onReceipt,
    allowSimulator: settings.KAITONG_MODE === 'demo',
  });
}

async function notReady(
  world: World,
  parts: { demo: boolean; sms: SmsLine | undefined; network: NetworkLine | undefined; roles: ReadonlySet<Role> },
): Promise<string[]> {
  const reasons: string[] = [];
  const alive = await world.db.query('SELECT 1').then(
    () => true,
    () => false,
  );
  if (!alive) reasons.push('database.unreachable');
  if (parts.network !== undefined && !parts.network.ready()) reasons.push('card_network.not_signed_on');
  if (parts.sms !== undefined && !parts.sms.ready()) reasons.push('sms_centre.not_bound');
  if (parts.demo) return reasons;
  if (parts.network?.simulator() === true) reasons.push('card_network.is_a_simulator');
  if (parts.sms?.simulator() === true) reasons.push('sms_centre.is_a_simulator');
  if (await world.bank.simulator().catch(() => false)) reasons.push('bank.is_a_simulator');
  if ((await world.payoutFiles?.simulator()) === true) reasons.push('payout_folder.is_a_simulator');
  return reasons;
}
