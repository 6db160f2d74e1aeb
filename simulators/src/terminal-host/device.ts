/** One device that the courier has delivered: its factory data, its memory on disk, its software, who looks at it. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  Terminal,
  type Store,
  type Stored,
  type TerminalModel,
  type TerminalOptions,
  type Transport,
} from '@kaitong/terminal';
import { cardKinds } from './cards.ts';
import { bars, batteries, changed, goodConditions, type Conditions } from './conditions.ts';
import { Paper, type PaperSide } from './paper.ts';

export interface FactoryData {
  readonly serialNo: string;
  readonly model: TerminalModel;
  /** 32 hex digits. A real device keeps it, and its memory, inside a tamper-proof chip. */
  readonly deviceKeyHex: string;
}

export interface Place {
  readonly longitude: string;
  readonly latitude: string;
}

/** Hangzhou, Wensan Road. */
const placeDefault: Place = { longitude: '+120.12850', latitude: '+30.27640' };

/** Whole or not at all, and on the disk when it returns. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.part`;
  const fd = openSync(temporary, 'w');
  writeSync(fd, text);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(temporary, path);
}

function fileStore(path: string): Store {
  return {
    load: () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Stored) : undefined),
    save: (state) => writeWhole(path, JSON.stringify(state)),
  };
}

export interface DeviceSurroundings {
  /** The line of one device, as good as it is where that device stands. */
  readonly transport: (line: () => Conditions['line'], serialNo: string) => Transport;
  readonly nowMs: () => number;
  readonly timeoutMs: () => number;
}

export class Device {
  readonly factory: FactoryData;
  readonly terminal: Terminal;
  readonly watchers = new Set<() => void>();
  /** Only the model that prints has one; a device comes out of its box without a roll in it. */
  readonly paper: Paper | undefined;
  readonly #folder: string;
  #place: Place;
  #conditions: Conditions;

  constructor(folder: string, factory: FactoryData, surroundings: DeviceSurroundings) {
    this.factory = factory;
    this.#folder = folder;
    const placeFile = join(folder, 'place.json');
    this.#place = existsSync(placeFile) ? (JSON.parse(readFileSync(placeFile, 'utf8')) as Place) : placeDefault;
    const place = () => this.#place;
    const conditionsFile = join(folder, 'conditions.json');
    this.#conditions = existsSync(conditionsFile)
      ? changed(goodConditions, JSON.parse(readFileSync(conditionsFile, 'utf8')) as Conditions)
      : goodConditions;
    this.paper = factory.model === 'smart_pos' ? new Paper(this.#paperSide(), () => this.#changed()) : undefined;
    const options: TerminalOptions = {
      model: factory.model,
      serialNo: factory.serialNo,
      deviceKey: Uint8Array.from(Buffer.from(factory.deviceKeyHex, 'hex')),
      appVersion: '00010000',
      cardKinds: cardKinds(),
      get location() {
        return place();
      },
      get timeoutMs() {
        return surroundings.timeoutMs();
      },
    };
    this.terminal = new Terminal(options, {
      transport: surroundings.transport(() => this.#conditions.line, factory.serialNo),
      battery: () => batteries[this.#conditions.battery],
      signal: () => bars[this.#conditions.line],
      ...(this.paper === undefined ? {} : { printer: this.paper }),
      store: fileStore(join(folder, 'memory.json')),
      nowMs: surroundings.nowMs,
      randomBytes: (length) => Uint8Array.from(randomBytes(length)),
      onChange: () => this.#changed(),
    });
  }

  /** Puts a delivered device down: its factory data are on the disk before it is used. */
  static deliver(folder: string, factory: FactoryData, surroundings: DeviceSurroundings): Device {
    mkdirSync(folder, { recursive: true });
    writeWhole(join(folder, 'factory.json'), JSON.stringify(factory));
    return new Device(folder, factory, surroundings);
  }

  /** A device that was delivered in an earlier run, or undefined where the folder holds none. */
  static reopen(folder: string, surroundings: DeviceSurroundings): Device | undefined {
    const file = join(folder, 'factory.json');
    if (!existsSync(file)) return undefined;
    return new Device(folder, JSON.parse(readFileSync(file, 'utf8')) as FactoryData, surroundings);
  }

  /** Somebody carries the device away: field 59 says it from now on. */
  move(place: Place): void {
    this.#place = place;
    writeWhole(join(this.#folder, 'place.json'), JSON.stringify(place));
  }

  get place(): Place {
    return this.#place;
  }

  #paperSide(): PaperSide {
    const file = join(this.#folder, 'paper.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { side: PaperSide }).side : 'none';
  }

  /** Somebody opens the lid: puts a roll in, turns it over, takes it out. */
  loadPaper(side: PaperSide): void {
    writeWhole(join(this.#folder, 'paper.json'), JSON.stringify({ side }));
    this.paper?.load(side);
  }

  get conditions(): Conditions {
    return this.#conditions;
  }

  /** Somebody lets the battery run down, plugs the charger in, or carries the device into a cellar. */
  changeConditions(wish: { readonly battery?: unknown; readonly line?: unknown }): void {
    this.#conditions = changed(this.#conditions, wish);
    writeWhole(join(this.#folder, 'conditions.json'), JSON.stringify(this.#conditions));
    this.#changed();
  }

  /** Keeps the drawing of a signature beside the memory; the terminal itself only knows that it was drawn. */
  keepSignature(rrn: string, dataUrl: string): void {
    const base64 = /^data:image\/png;base64,([A-Za-z0-9+/=]{1,200000})$/.exec(dataUrl)?.[1];
    if (base64 === undefined || !/^[0-9A-Za-z]{1,12}$/.test(rrn)) return;
    writeFileSync(join(this.#folder, `signature-${rrn}.png`), Buffer.from(base64, 'base64'));
  }

  #changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}
