/** The ceremony in which custodians make a local master key together, each at the keyboard alone. */
import {
  componentText,
  CUSTODIANS_MAX,
  CUSTODIANS_MIN,
  custodianKey,
  LMK_BYTES,
  lmkCheckValue,
  lmkOfParts,
  readComponent,
  type CeremonyFault,
  type CustodianPart,
} from '../platform/lmk.ts';
import type { Chance } from '../platform/env.ts';
import { SettingsProblem } from '../platform/settings.ts';

/** A screen and a keyboard. */
export interface Desk {
  say(line: string): void;
  ask(question: string): Promise<string>;
  /** Nothing of the answer is seen. */
  askHidden(question: string): Promise<string>;
  /** What stood on the screen is gone, so that the next custodian does not see it. */
  clear(): void;
}

export interface MadeLmk {
  readonly lmk: Uint8Array;
  readonly checkValue: string;
  readonly custodians: readonly string[];
}

const TRIES_MAX = 3;

const FAULTS: Readonly<Record<CeremonyFault, string>> = {
  custodian_count: `a ceremony wants ${CUSTODIANS_MIN} or ${CUSTODIANS_MAX} custodians`,
  custodian_unnamed: 'every custodian has a name',
  same_custodian: 'one person holds one component: the names must differ',
  same_component: 'two components are the same and would cancel each other',
  weak_key: 'these components cancel each other: make new ones',
};

/** Asks up to three times. @throws SettingsProblem when the third answer is wrong as well. */
async function tried<T>(desk: Desk, once: () => Promise<T | string>): Promise<T> {
  for (let i = 1; i <= TRIES_MAX; i += 1) {
    const answer = await once();
    if (typeof answer !== 'string') return answer;
    desk.say(answer);
  }
  throw new SettingsProblem('three times wrong: the ceremony is broken off, nothing was written');
}

const typeComponent = (desk: Desk): Promise<Uint8Array> =>
  tried(desk, async () => {
    const text = await desk.askHidden('Your component (64 hex digits, not shown): ');
    const read = readComponent(text, await desk.ask('Its check value (6 hex digits): '));
    if (read.ok) return read.component;
    return read.fault === 'not_a_component'
      ? 'That is not a component: 64 hex digits.'
      : 'The check value is another one: a digit is wrong. Once more.';
  });

/** Made here, shown once, and typed back: what was written down is what is used. */
async function makeComponent(desk: Desk, chance: Chance): Promise<Uint8Array> {
  const component = chance.bytes(LMK_BYTES);
  desk.say(`Component    ${componentText(component)}`);
  desk.say(`Check value  ${lmkCheckValue(component)}`);
  await desk.ask('Write both down. They are never shown again. Enter when done: ');
  desk.clear();
  return tried(desk, async () => {
    const back = await typeComponent(desk);
    return Buffer.compare(back, component) === 0 ? back : 'That is not the component that was shown.';
  });
}

/** @throws SettingsProblem where the parts make no key; nothing is written here. */
export async function conductCeremony(
  desk: Desk,
  options: { readonly custodians: number; readonly chance: Chance },
): Promise<MadeLmk> {
  if (!(options.custodians >= CUSTODIANS_MIN && options.custodians <= CUSTODIANS_MAX))
    throw new SettingsProblem(FAULTS.custodian_count);
  const parts: CustodianPart[] = [];
  for (let i = 1; i <= options.custodians; i += 1) {
    desk.clear();
    const { name } = await tried(desk, async () => {
      const given = (await desk.ask(`Custodian ${i} of ${options.custodians}, your name: `)).trim();
      if (given === '') return FAULTS.custodian_unnamed;
      if (parts.some((one) => custodianKey(one.name) === custodianKey(given))) return FAULTS.same_custodian;
      return { name: given };
    });
    const way = await desk.ask('Enter to make a component here, t to type one that you have: ');
    const component =
      way.trim().toLowerCase() === 't' ? await typeComponent(desk) : await makeComponent(desk, options.chance);
    parts.push({ name, component });
    desk.clear();
  }
  const made = lmkOfParts(parts);
  if (!made.ok) throw new SettingsProblem(FAULTS[made.fault]);
  return { lmk: made.lmk, checkValue: lmkCheckValue(made.lmk), custodians: parts.map((one) => one.name) };
}
