/** A whole host for a benchmark: PostgreSQL, simulators in their own processes, the world of a gateway. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aesKeyWrap } from '@kaitong/iso8583';
import { demoSecrets, demoSettings, simulatorSettings } from '../../server/src/entry/demo.ts';
import { openWorld, prepareDatabase, type OpenedWorld } from '../../server/src/entry/open-world.ts';
import { paths } from '../../server/src/entry/paths.ts';
import { startSimulators } from '../../server/src/entry/simulators.ts';
import { makeLog } from '../../server/src/platform/log.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/launcher.ts';
import { readSettings } from '../../server/src/platform/settings.ts';

export interface BenchTerminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly serialNo: string;
  readonly mak: Uint8Array;
}

export interface BenchWorld {
  readonly opened: OpenedWorld;
  readonly url: string;
  /** The postmaster, whose children are the backends. */
  readonly databasePid: number;
  readonly networkPid: number;
  /** What the card network's simulator says of itself. */
  networkState(): Promise<{ readonly transactions: number }>;
  close(): Promise<void>;
}

export async function openBenchWorld(options: { readonly poolMax: number }): Promise<BenchWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaitong-bench-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
  const { url } = server;
  await prepareDatabase(url, paths.migrations);
  const keyFile = join(dataDir, 'keys.json');
  const secrets = await demoSecrets(keyFile);
  const log = makeLog({ level: 'silent', role: 'bench' });
  const simulators = await startSimulators({
    dataDir,
    entryOf: paths.simulator,
    settings: simulatorSettings(secrets, join(dataDir, 'clearing')),
    clockOffsetMs: 0,
    log,
  });
  const ports = Object.fromEntries(simulators.names().map((name) => [name, simulators.ports(name as 'bank')]));
  const settings = readSettings({
    ...demoSettings(secrets, ports, join(dataDir, 'clearing')),
    KAITONG_KEY_FILE: keyFile,
    KAITONG_MODE: 'demo',
    KAITONG_DATA: dataDir,
    KAITONG_PORT: '0',
    DATABASE_URL: url,
    DATABASE_POOL: String(options.poolMax),
  });
  const roles = new Set(['gateway'] as const);
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  return {
    opened,
    url,
    databasePid: server.pid,
    networkPid: simulators.pid('card-network') ?? 0,
    async networkState() {
      const response = await fetch(`http://${simulators.address('card-network')}/state`);
      return ((await response.json()) as { state: { transactions: number } }).state;
    },
    async close() {
      await opened.close();
      await simulators.stop();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A merchant with an active terminal whose keys the bench knows, written as the product would have left it. */
export async function addTerminal({ world }: OpenedWorld, index: number): Promise<BenchTerminal> {
  const merchantId = world.ids.next('mer');
  const terminalId = world.ids.next('ter');
  const terminalNo = String(20_000_001 + index);
  const merchantNo = `89833015812B${String(index).padStart(3, '0')}`;
  const serialNo = `KTBENCH${String(index).padStart(4, '0')}`;
  const seal = (what: string, value: string): string => world.crypto.seal(`merchant:${merchantId}:${what}`, value);
  const mak = new Uint8Array(16);
  mak.set(world.chance.bytes(8));
  const wrap = (key: Uint8Array): string => Buffer.from(aesKeyWrap(world.crypto.lmk, key)).toString('base64url');
  await world.db.execute(
    `INSERT INTO merchants.merchant (merchant_id, merchant_no, applicant_id, kind, name, principal_name_sealed, id_hash, phone_sealed, mcc, region, plan_id, settlement, address_sealed, state, created_at)
     VALUES ($1, $2, 'bench', 'individual', '测试商户', $3, 'bench', $4, '5812', '330100', 'standard', 't1', $5, 'active', '2026-01-01')`,
    [merchantId, merchantNo, seal('principal', '甲'), seal('phone', '13800000000'), seal('address', '乙')],
  );
  await world.db.execute(
    `INSERT INTO terminals.terminal (merchant_id, terminal_id, terminal_no, serial_no, model, state, batch_no, wrapped_tmk, wrapped_pik, wrapped_mak, test_sale_at, created_at)
     VALUES ($1, $2, $3, $4, 'esign_pos', 'active', 1, $5, $5, $6, '2026-01-01', '2026-01-01')`,
    [merchantId, terminalId, terminalNo, serialNo, wrap(world.chance.bytes(16)), wrap(mak)],
  );
  await world.db.execute(
    'INSERT INTO terminals.terminal_no_directory (terminal_no, merchant_id, terminal_id) VALUES ($1, $2, $3)',
    [terminalNo, merchantId, terminalId],
  );
  return { merchantId, terminalId, terminalNo, merchantNo, serialNo, mak: mak.subarray(0, 8) };
}
