/** The command line. `kaitong start` is the whole house; `serve`, `gateway`, `worker` and `simulators` are its rooms apart. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { defineCommand, runMain } from 'citty';
import { verifyCertificateFile } from '../modules/channels/index.ts';
import { PACK_NAMES, switchPack } from '../modules/catalogue/index.ts';
import { setDeviceProfile } from '../modules/terminals/index.ts';
import { APP_OF_ROLE, ensureStaff, forgetSecondFactor, type StaffRole } from '../modules/identity/index.ts';
import { trialBalance } from '../modules/ledger/index.ts';
import { yuanText, fen } from '../kernel/fen.ts';
import { civilDate, dateInShanghai, isCivilDate, type CivilDate } from '../kernel/instant.ts';
import { replayApplication, replayLines } from './replay.ts';
import { auditLines, verifyAudit } from './verify-audit.ts';
import { booksLines, verifyAllBooks } from './verify-books.ts';
import { openClock } from '../platform/clock.ts';
import { chance, ids } from '../platform/env.ts';
import { openDatabase, watchTransactions } from '../platform/postgres/database.ts';
import { SettingsProblem } from '../platform/settings.ts';
import { startAllInOne } from './all-in-one.ts';
import { dataArgument, keyFileOf, orExplain, say, withDatabase } from './cli.ts';
import { runJourney } from './journey.ts';
import { backup, restore } from './backup/commands.ts';
import { keys } from './keys-command.ts';
import { prepareDatabase, type Role } from './open-world.ts';
import { paths } from './paths.ts';
import { seedCommand } from './seed/command.ts';
import { startApart, startSimulatorsApart } from './roles-apart.ts';

/** Officers of banks and people of agents are added in the console, beside their outlet or agent. */
const CONSOLE_ROLES = (Object.keys(APP_OF_ROLE) as StaffRole[]).filter((role) => APP_OF_ROLE[role] === 'console');

function stopWithGrace(stop: () => Promise<void>): void {
  closeWithGrace({ delay: 15_000 }, async ({ err }) => {
    if (err !== undefined) process.stderr.write(`${err.stack ?? String(err)}\n`);
    await stop();
  });
}

const start = defineCommand({
  meta: { name: 'start', description: 'Start everything on this machine' },
  args: {
    ...dataArgument,
    port: {
      type: 'string',
      default: process.env['KAITONG_PORT'] ?? '8080',
      description: 'Port of the pages (0 = any free one)',
    },
    demo: {
      type: 'boolean',
      default: true,
      negativeDescription: 'Production mode: no simulators; needs the settings of docs/operate/settings.md',
    },
  },
  run: ({ args }) =>
    orExplain(async () => {
      if (args.demo) watchTransactions();
      const living = process.env['KAITONG_DEMO_SEED'] !== 'off';
      const running = await startAllInOne({
        port: Number(args.port),
        dataDir: args.data,
        demo: args.demo,
        living,
        say,
      });
      say(`\n  Kaitong 开通  ${running.url}\n`);
      for (const one of running.signIns) say(`  ${one.role.padEnd(11)} ${one.login} / ${one.password}`);
      say('\n  Ctrl-C stops everything.\n');
      stopWithGrace(() => running.stop());
    }),
});

const roleCommand = (role: Role) =>
  defineCommand({
    meta: { name: role, description: `Only the ${role} role (needs DATABASE_URL)` },
    args: { ...dataArgument, port: { type: 'string', default: '0', description: 'Port to listen on' } },
    run: ({ args }) =>
      orExplain(async () => {
        const running = await startApart({ role, port: Number(args.port), dataDir: resolve(args.data) });
        say(`kaitong ${role} ${running.address}`);
        stopWithGrace(() => running.stop());
      }),
  });

const simulators = defineCommand({
  meta: { name: 'simulators', description: 'Only the outside world of a demo' },
  args: {
    ...dataArgument,
    gateway: { type: 'string', default: '', description: 'host:port of the terminal line' },
    kaitong: { type: 'string', default: '', description: 'host:port of the pages' },
  },
  run: ({ args }) =>
    orExplain(async () => {
      const running = await startSimulatorsApart({
        dataDir: resolve(args.data),
        gateway: args.gateway,
        kaitong: args.kaitong,
      });
      say(`kaitong simulators ${running.names().join(' ')}`);
      stopWithGrace(() => running.stop());
    }),
});

const trialBalanceCommand = defineCommand({
  meta: { name: 'trial-balance', description: 'Every account; exits 0 only if the total is zero' },
  args: { ...dataArgument, json: { type: 'boolean', default: false } },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const db = openDatabase({ url, poolMax: 2 });
        const balance = await trialBalance(db);
        await db.close();
        if (args.json)
          say(
            JSON.stringify(balance, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
          );
        else {
          for (const row of balance.accounts)
            say(
              `${row.account.padEnd(36)} ${yuanText(fen(row.debitFen)).padStart(16)} ${yuanText(fen(row.creditFen)).padStart(16)} ${yuanText(fen(row.balanceFen)).padStart(16)}`,
            );
          say(
            `${'total'.padEnd(36)} ${''.padStart(33)} ${yuanText(fen(balance.totalFen)).padStart(16)}   (${balance.journalCount} journals)`,
          );
        }
        if (balance.totalFen !== 0n) process.exitCode = 1;
      }),
    ),
});

const replay = defineCommand({
  meta: {
    name: 'replay',
    description: 'What reviewers saw at each decision of an application; exits 1 when anything was touched since',
  },
  args: {
    ...dataArgument,
    applicationId: { type: 'positional', required: true, description: 'The application (app_…)' },
    json: { type: 'boolean', default: false },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const found = await replayApplication({
          url,
          keyFile: keyFileOf(args.data),
          applicationId: args.applicationId,
        });
        for (const line of args.json ? [JSON.stringify(found)] : replayLines(found)) say(line);
        if (found.faults.length > 0) process.exitCode = 1;
      }),
    ),
});

const civilArgument = (name: string, value: string | undefined): { [key: string]: CivilDate } => {
  if (value === undefined || value === '') return {};
  if (!isCivilDate(value)) throw new SettingsProblem(`--${name} wants a day as YYYY-MM-DD`);
  return { [name]: value };
};

const verifyBooksCommand = defineCommand({
  meta: {
    name: 'verify-books',
    description:
      'Closed days against their digests and totals; exits 1 when anything was touched since, and names the day',
  },
  args: {
    ...dataArgument,
    from: { type: 'string', description: 'First day, YYYY-MM-DD' },
    to: { type: 'string', description: 'Last day, YYYY-MM-DD' },
    expect: { type: 'string', description: 'A digest that was noted before: must still be the one of a closed day' },
    quiet: { type: 'boolean', default: false, description: 'No line for each day' },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const books = await verifyAllBooks({
          url,
          ...civilArgument('from', args.from),
          ...civilArgument('to', args.to),
          ...(args.expect === undefined ? {} : { expect: args.expect }),
          note: (day) =>
            args.quiet ||
            say(
              `${day.day}  ${String(day.journalCount).padStart(9)}  ${day.digest}  ${day.faults.length === 0 ? 'ok' : 'TAMPERED'}`,
            ),
        });
        const { lines, sound } = booksLines(books);
        for (const line of lines) say(line);
        if (!sound) process.exitCode = 1;
      }),
    ),
});

const verifyAuditCommand = defineCommand({
  meta: {
    name: 'verify-audit',
    description: 'The audit log against its chain; exits 1 when anything was touched, and names the first row that was',
  },
  args: {
    ...dataArgument,
    expect: { type: 'string', description: 'A digest that was noted before: must still stand in the chain' },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const found = await verifyAudit({ url, expect: args.expect, note: (checked) => say(`${checked} rows`) });
        for (const line of auditLines(found)) say(line);
        if (!found.sound) process.exitCode = 1;
      }),
    ),
});

const packCommand = defineCommand({
  meta: { name: 'pack', description: 'Put a pack of policy parameters in force from a day on: default or strict' },
  args: {
    ...dataArgument,
    name: { type: 'positional', required: true, description: PACK_NAMES.join(' or ') },
    from: { type: 'string', description: 'The first day, YYYY-MM-DD; today (Shanghai) where it is left out' },
    'dry-run': { type: 'boolean', default: false, description: 'Only say what would change' },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const pack = PACK_NAMES.find((one) => one === args.name);
        if (pack === undefined)
          throw new SettingsProblem(`no such pack: ${args.name}; one of ${PACK_NAMES.join(', ')}`);
        const db = openDatabase({ url, poolMax: 2 });
        const today = dateInShanghai((await openClock(db)).now());
        const from = args.from ?? today;
        if (!isCivilDate(from) || from < today)
          throw new SettingsProblem(`--from wants a day from ${today} on, as YYYY-MM-DD`);
        const changes = await switchPack(db, { pack, from: civilDate(from), write: !args['dry-run'] });
        await db.close();
        for (const one of changes) say(`${one.name.padEnd(36)} ${one.before} → ${one.after}   (${one.unit})`);
        say(
          changes.length === 0
            ? `nothing to change from ${from} on`
            : `from ${from} on${args['dry-run'] ? ', not written' : ''}`,
        );
      }),
    ),
});

const SPEECHES = ['cup-double', 'sm4'] as const;

const deviceProfileCommand = defineCommand({
  meta: {
    name: 'device-profile',
    description: 'Say which ciphers a device was made for, before it is activated: cup-double or sm4',
  },
  args: {
    ...dataArgument,
    serial: { type: 'positional', required: true, description: 'Serial number' },
    profile: { type: 'positional', required: true, description: SPEECHES.join(' or ') },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const profile = SPEECHES.find((one) => one === args.profile);
        if (profile === undefined)
          throw new SettingsProblem(`no such profile: ${args.profile}; one of ${SPEECHES.join(', ')}`);
        const db = openDatabase({ url, poolMax: 2 });
        const done = await setDeviceProfile(db, { serialNo: args.serial, profile });
        await db.close();
        if (done.refused)
          throw new SettingsProblem(
            done.refusal.code === 'terminals.device_unknown'
              ? `no device ${args.serial}`
              : `${args.serial} is activated: its keys are of the other kind`,
          );
        say(`${args.serial} speaks ${profile}`);
      }),
    ),
});

const staffCommand = defineCommand({
  meta: {
    name: 'staff',
    description: 'Add somebody to the console, or give them a new password; it is shown here and never again',
  },
  args: {
    ...dataArgument,
    login: { type: 'positional', required: true, description: 'What they sign in with' },
    role: { type: 'string', required: true, description: CONSOLE_ROLES.join(', ') },
    name: { type: 'string', required: true, description: 'The name that others see' },
    'works-for': {
      type: 'string',
      default: '',
      description:
        'Banks and agents they also work for (bank:<id>,agent:<id>): what those file stays out of their sight',
    },
    'forget-second-factor': {
      type: 'boolean',
      default: false,
      description: 'For whoever has lost everything: take app, passkeys and recovery codes away and end every session',
    },
  },
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const role = CONSOLE_ROLES.find((one) => one === args.role);
        if (role === undefined)
          throw new SettingsProblem(`no such role: ${args.role}; one of ${CONSOLE_ROLES.join(', ')}`);
        const organisations = args['works-for'].split(',').flatMap((one) => one.trim() || []);
        const wrong = organisations.filter((one) => !/^(bank|agent):[\w]+$/.test(one));
        if (wrong.length > 0)
          throw new SettingsProblem(`--works-for wants bank:<id> or agent:<id>, not ${wrong.join(', ')}`);
        const db = openDatabase({ url, poolMax: 2 });
        const password = Buffer.from(chance.bytes(12)).toString('base64url');
        const { login, name: displayName } = args;
        const staffId = await ensureStaff({ db, ids }, { login, displayName, password, role, organisations });
        if (args['forget-second-factor']) await forgetSecondFactor({ db }, staffId);
        await db.close();
        say(`${login} / ${password}`);
      }),
    ),
});

const migrate = defineCommand({
  meta: { name: 'migrate', description: 'Bring the database to this version' },
  args: dataArgument,
  run: ({ args }) =>
    orExplain(() =>
      withDatabase(args.data, async (url) => {
        const ran = await prepareDatabase(url, paths.migrations);
        say(ran.length === 0 ? 'up to date' : ran.join('\n'));
      }),
    ),
});

const journey = defineCommand({
  meta: { name: 'journey', description: 'Drive the whole line against a fresh system and see the money arrive' },
  args: { json: { type: 'boolean', default: false, description: 'End with one JSON line' } },
  run: ({ args }) =>
    orExplain(async () => {
      const ok = await runJourney({ say, json: args.json });
      process.exit(ok ? 0 : 1);
    }),
});

const verifyCertificate = defineCommand({
  meta: {
    name: 'verify-certificate',
    description: 'Check an agent’s certificate file against the public key of the acquirer; exits 0 only if it holds',
  },
  args: {
    file: { type: 'positional', required: true, description: 'The downloaded JSON file' },
    key: { type: 'string', required: true, description: 'PEM file, from GET /api/public/agent-key' },
  },
  run: ({ args }) =>
    orExplain(async () => {
      const file = JSON.parse(await readFile(resolve(args.file), 'utf8')) as { certificate?: unknown };
      const holds = verifyCertificateFile(file, await readFile(resolve(args.key), 'utf8'));
      say(holds ? `the signature holds: ${String(file.certificate)}` : 'the signature does not hold');
      if (!holds) process.exitCode = 1;
    }),
});

await runMain(
  defineCommand({
    meta: { name: 'kaitong', description: 'Kaitong 开通: merchant onboarding, terminals, switching and settlement' },
    subCommands: {
      start,
      backup,
      restore,
      serve: roleCommand('serve'),
      gateway: roleCommand('gateway'),
      'device-profile': deviceProfileCommand,
      worker: roleCommand('worker'),
      simulators,
      migrate,
      keys,
      journey,
      replay,
      seed: seedCommand,
      'verify-books': verifyBooksCommand,
      'verify-audit': verifyAuditCommand,
      pack: packCommand,
      staff: staffCommand,
      'trial-balance': trialBalanceCommand,
      'verify-certificate': verifyCertificate,
    },
  }),
);
