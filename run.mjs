// The one script behind every npm command. Only node: builtins: it must run before anything is installed.
// It installs what the lockfile names when that has changed, builds what the sources say when they have changed, then starts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
process.chdir(root);
const [command = 'start', ...rest] = process.argv.slice(2);

const NODE_MIN = [20, 19];
const marker = join('node_modules', '.kaitong-installed');
const lockFile = join(root, '.install.lock');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
  fail(`Kaitong needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}`);

const sha = (text) => createHash('sha256').update(text).digest('hex');
const readOr = (path, otherwise) => (existsSync(path) ? readFileSync(path, 'utf8') : otherwise);
const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** One visible line that grows older while something long runs. Returns a function that ends it. */
function progress(text) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const draw = () => process.stdout.write(`\r  ${text} … ${seconds()} s `);
  if (process.stdout.isTTY) draw();
  else process.stdout.write(`  ${text} …\n`);
  const timer = setInterval(() => {
    if (process.stdout.isTTY) draw();
    else if (seconds() % 20 === 0) process.stdout.write(`  … ${seconds()} s\n`);
  }, 1000);
  return () => {
    clearInterval(timer);
    process.stdout.write(process.stdout.isTTY ? `\r  ${text}: ${seconds()} s   \n` : `  ${text}: ${seconds()} s\n`);
  };
}

function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let said = '';
    const keep = (chunk) => (said = (said + chunk).slice(-8000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, said: String(error) }));
    child.on('exit', (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Two terminals at once: the second waits for the first. */
async function withLock(work) {
  for (;;) {
    try {
      const handle = openSync(lockFile, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch {
      const holder = Number(readOr(lockFile, '0'));
      if (!isAlive(holder)) rmSync(lockFile, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && cli.endsWith('.js')) return run(process.execPath, [cli, ...args]);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' });
}

/** A system that runs from these files would lose them under its feet. */
function refuseWhileRunning() {
  const facts = JSON.parse(readOr(join('data', 'run.json'), '{}') || '{}');
  if (facts.pid !== undefined && facts.pid !== process.pid && isAlive(facts.pid))
    fail(`Kaitong runs from this folder (process ${facts.pid}); stop it before its dependencies are changed`);
}

async function install() {
  const wanted = sha(readFileSync('package-lock.json', 'utf8') + process.versions.modules);
  if (readOr(marker, '') === wanted) return;
  refuseWhileRunning();
  const done = progress(
    'installing dependencies (once; about 530 MB to download, mostly inference, the test browser and the pages’ libraries)',
  );
  const result = await npm([
    'ci',
    '--loglevel=error',
    '--no-fund',
    '--no-audit',
    '--include=dev',
    '--include=optional',
  ]);
  done();
  if (result.code !== 0) fail(`npm ci failed:\n${result.said}`);
  writeFileSync(marker, wanted);
}

const SOURCES = [
  'packages',
  'simulators',
  'server/src',
  'web',
  'tools/src',
  'bench',
  'vite.server.config.ts',
  'package-lock.json',
  'tsconfig.json',
];
const SKIPPED = new Set(['node_modules', 'dist', 'dist.fresh']);

function* filesOf(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesOf(inner);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield inner;
  }
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES)
    for (const file of [...filesOf(source)].sort((a, b) => (a < b ? -1 : 1)))
      hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

async function build() {
  const wanted = hashOfSources();
  const stamp = join('dist', 'built');
  if (readOr(stamp, '') === wanted) return;
  const done = progress('building');
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  rmSync('dist.fresh', { recursive: true, force: true });
  mkdirSync('dist.fresh', { recursive: true });
  const server = await run(process.execPath, [
    vite,
    'build',
    '-c',
    'vite.server.config.ts',
    '--outDir',
    'dist.fresh/server',
    '--logLevel',
    'warn',
  ]);
  const web =
    server.code === 0
      ? await run(process.execPath, [
          vite,
          'build',
          'web',
          '--outDir',
          join(root, 'dist.fresh', 'web'),
          '--emptyOutDir',
          '--logLevel',
          'warn',
        ])
      : server;
  done();
  if (web.code !== 0) fail(`the build failed:\n${web.said}`);
  writeFileSync(join('dist.fresh', 'built'), wanted);
  rmSync('dist', { recursive: true, force: true });
  renameSync('dist.fresh', 'dist');
}

/** The benches are built as the server is (vite.bench.config.ts), into a folder that the next build of the server throws away. */
async function buildBench() {
  const stamp = join('dist', 'bench', 'built');
  const wanted = readOr(join('dist', 'built'), '');
  if (readOr(stamp, '') === wanted) return;
  const done = progress('building the benches');
  const result = await run(process.execPath, [
    join('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '-c',
    'vite.bench.config.ts',
    '--logLevel',
    'warn',
  ]);
  done();
  if (result.code !== 0) fail(`the benches do not build:\n${result.said}`);
  writeFileSync(stamp, wanted);
}

async function bench() {
  await buildBench();
  foreground(process.execPath, [young, join('dist', 'bench', 'main.js'), ...rest]);
}

/**
 * Runs a program in the foreground and takes over its exit code. It has a process group of its own, so that one Ctrl-C reaches it
 * once, from us: the terminal tells the whole group, npm tells its child again, and a second signal means "at once".
 */
function foreground(file, args) {
  const child = spawn(file, args, { stdio: 'inherit', detached: process.platform !== 'win32' });
  let toldAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (Date.now() - toldAt < 2000) return;
      toldAt = Date.now();
      child.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    });
  process.on('exit', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}

const bin = (name, file) => join('node_modules', name, file);
const vitest = bin('vitest', 'vitest.mjs');

async function test() {
  const report = join('dist', 'test-report.json');
  rmSync(report, { force: true });
  const given = command === 'test' ? rest : ['--project', command, ...rest];
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile=${report}`, ...given],
    { stdio: 'inherit' },
  );
  const code = await new Promise((resolve) => child.on('exit', (value) => resolve(value ?? 1)));
  const totals = JSON.parse(readOr(report, '{}'));
  const skipped = (totals.numPendingTests ?? 0) + (totals.numTodoTests ?? 0);
  const broken = (totals.numFailedTests ?? 0) + (code !== 0 && (totals.numFailedTests ?? 0) === 0 ? 1 : 0);
  process.stdout.write(
    `\n${totals.numPassedTests ?? 0} passed, ${broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  process.exit(code);
}

/**
 * The key vault's contract against SoftHSM, and a whole server on it: the adapter's own dependencies, tokens that are thrown away, the
 * tests. It fails where SoftHSM is missing: whoever asks for this wants to know.
 */
async function testHsm() {
  const adapter = join('adapters', 'pkcs11');
  const candidates = [
    '/usr/lib/softhsm/libsofthsm2.so',
    '/usr/local/lib/softhsm/libsofthsm2.so',
    '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  ];
  const module = process.env.KAITONG_PKCS11_MODULE ?? candidates.find((path) => existsSync(path));
  const util = spawnSync('softhsm2-util', ['--version']);
  if (module === undefined || !existsSync(module) || util.status !== 0)
    fail(
      'SoftHSM 2 is not here (libsofthsm2.so and softhsm2-util).\nNext: apt-get install softhsm2 (Debian, Ubuntu) or brew install softhsm, then npm run test:hsm again.',
    );
  const wanted = sha(readFileSync(join(adapter, 'package-lock.json'), 'utf8') + process.versions.modules);
  const stamp = join(adapter, 'node_modules', '.kaitong-installed');
  if (readOr(stamp, '') !== wanted) {
    const done = progress('compiling the PKCS#11 binding (once)');
    const result = await npm(['ci', '--prefix', adapter, '--ignore-scripts=false', '--loglevel=error']);
    done();
    if (result.code !== 0)
      fail(
        `the adapter did not install:\n${result.said}\nNext: a C++ compiler, make and Python 3 are needed (apt-get install build-essential python3).`,
      );
    writeFileSync(stamp, wanted);
  }
  const folder = mkdtempSync(join(tmpdir(), 'kaitong-hsm-'));
  try {
    mkdirSync(join(folder, 'tokens'));
    const conf = join(folder, 'softhsm2.conf');
    writeFileSync(
      conf,
      `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    );
    const env = {
      ...process.env,
      SOFTHSM2_CONF: conf,
      KAITONG_PKCS11_MODULE: module,
      KAITONG_PKCS11_SLOT: 'kaitong-test',
      KAITONG_PKCS11_PIN: '12345678',
    };
    // one for the vault by itself, one for the system that is started on it
    for (const label of ['kaitong-test', 'kaitong-system']) {
      const pins = ['--so-pin', '12345678', '--pin', '12345678'];
      const init = spawnSync(
        'softhsm2-util',
        ['--module', module, '--init-token', '--free', '--label', label, ...pins],
        { env, encoding: 'utf8' },
      );
      if (init.status !== 0) fail(`softhsm2-util did not make a token:\n${init.stdout}${init.stderr}`);
    }
    const config = join(adapter, 'vitest.config.ts');
    process.exitCode =
      spawnSync(process.execPath, [vitest, 'run', '--config', config, '--root', '.', ...rest], {
        stdio: 'inherit',
        env,
      }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function help() {
  process.stdout.write(`npm start -- [options]

  --port <n>      port of the pages (default 8080; 0 = any free one)
  --data <folder> data folder (default ./data)
  --no-demo       production mode: no simulators, no demo clock; needs the settings of docs/operate/settings.md
  --help          this text

Other commands: npm test · npm run stories · npm run journeys · npm run journey · npm run bench -- <name> · npm run kaitong -- <command>
                npm run terminal -- [--model esign|smart] [--url <u>] · npm run decode -- <hex> · npm run fuzz -- --frames <n> [--seed <n>]
                npm run world -- [<simulator> faults | set <fault>=<value> | reset | log | on | off] [failures | force <name> | end <name>]
                npm run seed -- [--merchants <n>] [--days <n>] [--seed <n>] [--sales-per-day <n>] [--fresh]
                npm run sim -- matrix [--kind <k>] [--fault <f>] [--write]
                npm run fleet -- [--terminals <n>] [--tps <n>] [--minutes <n>] · npm run soak -- [--minutes <n>]
`);
}

if (command === 'start' && rest.includes('--help')) {
  help();
  process.exit(0);
}
await withLock(async () => {
  await install();
  if (!['lint', 'types', 'format', 'knip', 'decode', 'fuzz', 'terminal', 'world'].includes(command)) await build();
});
const cli = join('dist', 'server', 'kaitong.js');
// What a sale needs lives from its frame to its answer: a young generation of the usual 16 MB copies it several times on the way
const young = '--max-semi-space-size=64';
const oneShot = (args) => process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
const commands = {
  start: () => foreground(process.execPath, [young, cli, 'start', ...rest]),
  journey: () => foreground(process.execPath, [cli, 'journey', ...rest]),
  kaitong: () => foreground(process.execPath, [young, cli, ...rest]),
  seed: () => foreground(process.execPath, [cli, 'seed', ...rest]),
  bench,
  sim: () => foreground(process.execPath, ['--import', 'tsx', 'server/sim/main.ts', ...rest]),
  fleet: () => foreground(process.execPath, ['--import', 'tsx', 'server/sim/main.ts', 'fleet', ...rest]),
  soak: () => foreground(process.execPath, ['--import', 'tsx', 'server/sim/main.ts', 'soak', ...rest]),
  lighthouse: () => foreground(process.execPath, [bin('tsx', 'dist/cli.mjs'), 'journeys/lighthouse.ts', ...rest]),
  decode: () => oneShot([bin('tsx', 'dist/cli.mjs'), 'packages/iso8583/src/cli/decode.ts', ...rest]),
  fuzz: () => foreground(process.execPath, [bin('tsx', 'dist/cli.mjs'), 'packages/iso8583/src/cli/fuzz.ts', ...rest]),
  terminal: () => oneShot([bin('tsx', 'dist/cli.mjs'), 'simulators/src/cli/terminal.ts', ...rest]),
  world: () => oneShot([bin('tsx', 'dist/cli.mjs'), 'simulators/src/cli/world.ts', ...rest]),
  test,
  journeys: test,
  stories: test,
  'test:hsm': testHsm,
  build: () => undefined,
  lint: () => oneShot([bin('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings', ...rest]),
  format: () => oneShot([bin('oxfmt', 'bin/oxfmt'), ...(rest.length > 0 ? rest : ['.'])]),
  knip: () => oneShot([bin('knip', 'bin/knip.js')]),
  types: () => oneShot([bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.']),
};
const chosen = commands[command];
if (chosen === undefined) fail(`unknown command ${command}; one of ${Object.keys(commands).join(', ')}`);
await chosen();
