import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';
import { worldCommand, type WorldDoor } from './world-command.ts';

let courier: ForkedSimulator;
let network: ForkedSimulator;
beforeAll(async () => {
  [courier, network] = await Promise.all([forkSimulator('courier'), forkSimulator('card-network')]);
});
afterAll(() => Promise.all([courier.kill(), network.kill()]));

/** One failure that the system knows, and whether it is on. */
let silent = false;
function failuresDoor(method: string, path: string, body: unknown): { ok: boolean; status: number; json: unknown } {
  if (method === 'PUT') {
    const known = path.endsWith('/network-silent');
    if (known) silent = (body as { on: boolean }).on;
    return { ok: known, status: known ? 200 : 404, json: {} };
  }
  const words = { zh: '卡组织不应答', en: 'The network does not answer' };
  return {
    ok: true,
    status: 200,
    json: { rows: [{ name: 'network-silent', on: silent, title: words, sight: words }] },
  };
}

/** The demo routes as the server passes them through. */
async function world(...words: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const door: WorldDoor = {
    say: (line) => void said.push(line),
    async call(method, path, body) {
      if (path.startsWith('/api/demo/failures')) return failuresDoor(method, path, body);
      const [, name, rest] = /^\/api\/demo\/world\/([\w-]+)(\/.*)$/.exec(path) ?? [];
      const simulator = { courier, 'card-network': network }[name ?? ''];
      if (simulator === undefined) return { ok: false, status: 404, json: {} };
      const response = await fetch(`http://127.0.0.1:${simulator.ports['admin']}${rest}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { ok: response.ok, status: response.status, json: await response.json() };
    },
  };
  return { code: await worldCommand(door, words), said: said.join('\n') };
}

describe('the outside world from a shell', () => {
  it('lists the switches of any simulator, in both languages, with what each may be', async () => {
    const { code, said } = await world('card-network', 'faults');
    expect(code).toBe(0);
    expect(said).toMatch(/ {2}answer=normal +normal\|silent\|late\n +应答方式.* · Answers/);
    expect((await world('courier', 'faults')).said).toMatch(/ {2}stuck=false +boolean/);
  });

  it('sets several, marks them, and puts all back to rest', async () => {
    const set = await world('card-network', 'set', 'answer=late', 'delayMs=20', 'duplicate=true', 'decline=05');
    expect(set.code).toBe(0);
    for (const line of ['* answer=late', '* delayMs=20', '* duplicate=true', '* decline=05', '  count=0'])
      expect(set.said).toContain(line);
    expect((await world('card-network', 'reset')).said).not.toContain('* ');
  });

  it('refuses what a switch cannot be and leaves the others alone', async () => {
    expect(await world('card-network', 'set', 'duplicate=true', 'answer=maybe')).toEqual({
      code: 1,
      said: 'refused: answer; see faults for what each may be',
    });
    expect((await world('card-network', 'faults')).said).not.toContain('* ');
  });

  it('reads the log, newest first', async () => {
    await world('courier', 'set', 'stuck=true');
    await world('courier', 'reset');
    expect((await world('courier', 'log', '2')).said).toMatch(
      /stuck=false {2}\[switched\]\n.*stuck=true {2}\[switched\]/,
    );
  });

  it('says what it can do when it is asked for something else, and what is not there', async () => {
    expect((await world('courier', 'dance')).said).toContain('<simulator> faults');
    expect(await world('post-office', 'faults')).toMatchObject({ code: 1 });
  });

  it('forces a failure by its name, says what one will see, and ends it', async () => {
    expect(await world('force', 'network-silent')).toMatchObject({
      code: 0,
      said: expect.stringContaining('does not answer'),
    });
    expect((await world('failures')).said).toMatch(/^\* network-silent/);
    expect((await world('end', 'network-silent')).code).toBe(0);
    expect((await world('failures')).said).toMatch(/^ {2}network-silent/);
    expect(await world('force', 'rain')).toMatchObject({ code: 1, said: expect.stringContaining('network-silent') });
  });
});
