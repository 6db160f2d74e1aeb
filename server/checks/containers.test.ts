/** The container files name only what the program knows, hold no secret, and would start with the settings that they ask for. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../src/platform/settings.ts';
import { knownCommands, knownSettings, textOf, wantedSettings } from './operating.ts';

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const FOLDER = 'deploy/containers';
const composeText = textOf(`${FOLDER}/compose.yaml`);
const compose = parse(composeText, { merge: true, strict: true }) as Compose;
const dockerfile = textOf(`${FOLDER}/Dockerfile`);
const example = textOf(`${FOLDER}/kaitong.env.example`);

const services = Object.entries(compose.services);
const ROLES = ['serve', 'gateway', 'worker'] as const;
const role = (name: (typeof ROLES)[number]): Service => compose.services[name] ?? { image: '' };
/** `NAME=value` of the example, also where a line is only offered. */
const offered = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => ({
  name,
  value,
}));
const SECRET = /(SECRET|PASSWORD|_MAK|_ZPK|_ZMK|_LMK|VENDOR_KEY|ACCESS_KEY|SECRET_KEY|_PIN|DATABASE_URL)$/;
const key16 = '00112233445566778899AABBCCDDEEFF';
/** What somebody would write into the example. */
const filled: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://kaitong:word@database:5432/kaitong',
  KAITONG_PUBLIC_URL: 'https://pay.example.com',
  KAITONG_SMS: 'sms.example.com:2775',
  KAITONG_SMS_SYSTEM_ID: 'kaitong',
  KAITONG_SMS_PASSWORD: 'word',
  KAITONG_CARD_NETWORK: 'network.example.com:9001',
  KAITONG_CARD_NETWORK_MAK: key16,
  KAITONG_CARD_NETWORK_ZPK: key16,
  KAITONG_VENDOR_KEY: key16,
  ...Object.fromEntries(
    ['BANK', 'COURIER', 'REGISTRY'].flatMap((name) => [
      [`KAITONG_${name}_URL`, 'https://partner.example.com'],
      [`KAITONG_${name}_SECRET`, 'a secret of sixteen or more'],
    ]),
  ),
};

describe('the compose file', () => {
  it('has the three roles, a database and an object store, and nothing that it does not declare', () => {
    expect(Object.keys(compose.services)).toEqual(['database', ...ROLES, 'objects']);
    for (const [name, service] of services) {
      for (const secret of service.secrets ?? [])
        expect([name, Object.keys(compose.secrets)]).toContainEqual(expect.arrayContaining([secret]));
      for (const network of service.networks ?? []) expect(Object.keys(compose.networks)).toContain(network);
      for (const volume of service.volumes ?? []) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });

  it('runs commands of the program', () => {
    for (const name of ROLES) {
      expect(knownCommands()).toContain(role(name).command?.[0]);
      expect(role(name).command?.[0]).toBe(name);
    }
  });

  it('names only settings that the program knows', () => {
    expect(knownSettings().length).toBeGreaterThan(50);
    for (const name of ROLES)
      for (const setting of Object.keys(role(name).environment ?? {})) expect(knownSettings()).toContain(setting);
  });

  it('pins every image to a version', () => {
    const images = [
      ...services.map(([, service]) => service.image),
      ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image),
    ];
    expect(images.length).toBeGreaterThan(5);
    expect(images.filter((image) => !/:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(image))).toEqual([]);
  });

  it('runs nobody as root, and nobody with more rights than it needs', () => {
    for (const [name, service] of services) {
      expect([name, service.user]).toEqual([name, expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
      expect([name, service.cap_drop]).toEqual([name, ['ALL']]);
      expect([name, service.security_opt]).toEqual([name, ['no-new-privileges:true']]);
    }
    for (const name of ROLES) expect([name, role(name).read_only]).toEqual([name, true]);
  });

  it('asks each role whether it should get work', () => {
    expect(role('serve').healthcheck?.test?.join(' ')).toContain('127.0.0.1:8080/readyz');
    for (const name of ['gateway', 'worker'] as const) {
      const port = role(name).environment?.['KAITONG_STATUS_PORT'];
      expect(role(name).healthcheck?.test?.join(' ')).toContain(`127.0.0.1:${port}/readyz`);
    }
    for (const name of ['database', 'objects']) expect(compose.services[name]?.healthcheck?.test?.[0]).toBe('CMD');
  });

  it('publishes the port that each role listens on: pages to this machine only, terminals over TLS only', () => {
    expect(role('serve').command).toEqual(['serve', '--port', '8080']);
    expect(role('serve').ports).toEqual(['127.0.0.1:8080:8080']);
    expect(role('gateway').ports).toEqual(['8584:8584', '127.0.0.1:9464:9464']);
    expect(role('gateway').environment).not.toHaveProperty('KAITONG_GATEWAY_CLOSED_LINES');
    const published = services.filter(([, service]) => service.ports !== undefined).map(([name]) => name);
    expect(published).toEqual(['serve', 'gateway']);
    expect(compose.networks['inside']?.internal).toBe(true);
  });

  it('holds no secret in clear', () => {
    for (const [name, service] of services)
      for (const [setting, value] of Object.entries(service.environment ?? {}))
        if (SECRET.test(setting)) expect([name, setting, value]).toEqual([name, setting, 'is in a file']);
    expect(composeText).not.toMatch(/postgres(ql)?:\/\/|[0-9A-Fa-f]{32}/);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^secrets\//);
    expect(offered.filter(({ name, value }) => SECRET.test(name) && value !== '')).toEqual([]);
    expect(dockerfile).not.toMatch(/^(ARG|ENV) \S*(SECRET|PASSWORD|KEY|LMK|PIN)\b/m);
    const ignored = textOf(`${FOLDER}/Dockerfile.dockerignore`).split('\n');
    for (const path of ['deploy/containers/*.env', 'deploy/containers/secrets', 'data'])
      expect(ignored).toContain(path);
  });
});

describe('the example of an environment', () => {
  it('offers only settings that the program knows, and none that the compose file sets', () => {
    const set = Object.keys(role('serve').environment ?? {});
    for (const { name } of offered) {
      expect(knownSettings()).toContain(name);
      expect(set).not.toContain(name);
    }
  });

  it('leaves out none that the program wants', () => {
    const here = new Set([...offered.map(({ name }) => name), ...Object.keys(role('worker').environment ?? {})]);
    // of the role itself: the port that its command line names
    expect(wantedSettings().filter((name) => !here.has(name) && name !== 'KAITONG_PORT')).toEqual([]);
  });

  it.each(ROLES)('filled in, it is what %s starts with', (name) => {
    const settings = readSettings({ ...filled, ...role(name).environment, KAITONG_PORT: '8080' });
    expect(settings.KAITONG_MODE).toBe('production');
  });
});

describe('the container file', () => {
  it('runs as somebody, with the entry that is built, in the folder that the compose file keeps', () => {
    expect(/^USER (.+)$/m.exec(dockerfile)?.[1]).toBe(role('serve').user);
    expect(dockerfile).toContain('"dist/server/kaitong.js"');
    expect(/^VOLUME (.+)$/m.exec(dockerfile)?.[1]).toBe(role('serve').environment?.['KAITONG_DATA']);
    expect(role('serve').volumes).toEqual(['app:/var/lib/kaitong']);
  });
  it('asks itself whether it lives', () => expect(dockerfile).toMatch(/HEALTHCHECK[\s\S]+127\.0\.0\.1:8080\/healthz/));
  it('takes its settings by names that the program knows', () => {
    for (const [, name = ''] of dockerfile.matchAll(/^ENV ((?:KAITONG|DATABASE)_\w+)=/gm))
      expect(knownSettings()).toContain(name);
  });
});
