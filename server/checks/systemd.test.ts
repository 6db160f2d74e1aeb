/** The units start what there is, with settings that there are, and may do no more than they need. */
import { describe, expect, it } from 'vitest';
import { knownCommands, knownOptions, knownSettings, textOf, wantedSettings } from './operating.ts';

const ROLES = ['serve', 'gateway', 'worker'] as const;
const unitOf = (role: string): { readonly key: string; readonly value: string }[] =>
  [...textOf(`deploy/systemd/kaitong-${role}.unit`).matchAll(/^([A-Z]\w+)=(.*)$/gm)].map(
    ([, key = '', value = '']) => ({ key, value }),
  );
const valuesOf = (role: string, key: string): string[] =>
  unitOf(role)
    .filter((line) => line.key === key)
    .map((line) => line.value);

/** Each line of it shuts something; a unit that lost one would still start. */
const HARDENING: Readonly<Record<string, string>> = {
  User: 'kaitong',
  NoNewPrivileges: 'yes',
  ProtectSystem: 'strict',
  ProtectHome: 'yes',
  PrivateTmp: 'yes',
  PrivateDevices: 'yes',
  ProtectKernelModules: 'yes',
  ProtectKernelTunables: 'yes',
  ProtectControlGroups: 'yes',
  CapabilityBoundingSet: '',
  RestrictNamespaces: 'yes',
  RestrictSUIDSGID: 'yes',
  LockPersonality: 'yes',
  SystemCallArchitectures: 'native',
  UMask: '0077',
  LimitCORE: '0',
};

describe.each(ROLES)('the unit of %s', (role) => {
  it('starts a command of the program, with options that it takes', () => {
    const [line = ''] = valuesOf(role, 'ExecStart');
    const [node, young, entry, command = '', ...rest] = line.split(' ');
    expect([node, young, entry]).toEqual([
      '/usr/bin/node',
      '--max-semi-space-size=64',
      '/opt/kaitong/dist/server/kaitong.js',
    ]);
    expect(command).toBe(role);
    expect(knownCommands()).toContain(command);
    for (const option of rest.filter((one) => one.startsWith('--'))) expect(knownOptions()).toContain(option.slice(2));
  });

  it('sets only what the program knows, and no secret', () => {
    const names = valuesOf(role, 'Environment').map((one) => one.split('=')[0] ?? '');
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      expect([...knownSettings(), 'NODE_ENV']).toContain(name);
      expect(name).not.toMatch(/SECRET|PASSWORD|_MAK$|_ZPK$|_LMK$|VENDOR_KEY|_PIN$|DATABASE_URL/);
    }
    expect(valuesOf(role, 'EnvironmentFile')).toEqual(['/etc/kaitong/kaitong.env']);
  });

  it('leaves to its environment file only what the example of one offers', () => {
    const set = valuesOf(role, 'Environment').map((one) => one.split('=')[0]);
    const example = textOf('deploy/containers/kaitong.env.example');
    const left = wantedSettings().filter((name) => !set.includes(name) && name !== 'KAITONG_PORT');
    expect(left.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([]);
  });

  it('may do no more than it needs', () => {
    for (const [key, value] of Object.entries(HARDENING)) expect([key, valuesOf(role, key)]).toEqual([key, [value]]);
    // the compiler of Node writes what it runs: with this it would not start
    expect(valuesOf(role, 'MemoryDenyWriteExecute')).toEqual([]);
  });

  it('is given the time that closing takes', () => {
    const graceMs = Number(
      /closeWithGrace\(\{ delay: ([\d_]+)/.exec(textOf('server/src/entry/kaitong.ts'))?.[1]?.replace('_', ''),
    );
    expect(Number(valuesOf(role, 'TimeoutStopSec')[0]) * 1000).toBeGreaterThan(graceMs);
  });
});
