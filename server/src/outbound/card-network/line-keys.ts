/**
 * The keys of one line to the network. Messages of the line itself (08xx) are sealed with the key that was agreed by hand, everything else
 * with the one that the network has sent over this line (0800/101) once there is one. Kept in no table: a new connection asks anew.
 */
import {
  bytesField,
  keyCheckValue,
  macHolds,
  sameBytes,
  textField,
  tripleDesDecrypt,
  type Message,
} from '@kaitong/iso8583';
import type { WallClock } from '../../platform/env.ts';

export interface KeyExchange {
  /** 16 bytes shared with the network, under which it sends keys. */
  readonly zmk: Uint8Array;
  /** Hands the network's new PIN key, still under the zone master key, to the vault; false where its check value is not its own. */
  takePinKey(wrapped: Uint8Array, checkValue: Uint8Array): Promise<boolean>;
}

/** New keys are asked for when those of the line are this old. */
const KEY_AGE_MS_MAX = 24 * 3_600_000;
/** Requests are given up after 50 s at most, so an answer under the key before comes within a minute of the new one or never. */
const PREVIOUS_KEY_MS_MAX = 60_000;
const DOUBLE_LENGTH = /^NK([0-9A-Fa-f]{32})$/;
/** First digit of field 53. */
const PIN_KEY = '1';
const MAC_KEY = '2';

export class LineKeys {
  readonly #base: Uint8Array;
  readonly #exchange: KeyExchange | undefined;
  readonly #wall: WallClock;
  #mak: Uint8Array | undefined;
  #previous: Uint8Array | undefined;
  #makAt = 0;
  #hasPinKey = false;

  constructor(parts: { base: Uint8Array; exchange: KeyExchange | undefined; wall: WallClock }) {
    this.#base = parts.base;
    this.#exchange = parts.exchange;
    this.#wall = parts.wall;
  }

  /** A new connection begins with the key that was agreed by hand. */
  forget(): void {
    this.#mak = undefined;
    this.#previous = undefined;
    this.#hasPinKey = false;
  }

  /** Keys are exchanged on this line and have not all come. */
  get wanted(): boolean {
    return this.#exchange !== undefined && (this.#mak === undefined || !this.#hasPinKey);
  }

  /** Time to ask for new ones. */
  get due(): boolean {
    return this.#mak !== undefined && this.#wall.now() - this.#makAt >= KEY_AGE_MS_MAX;
  }

  macKey(mti: string): Uint8Array {
    return mti.startsWith('08') ? this.#base : (this.#mak ?? this.#base);
  }

  /** Whether the MAC of a message from the network is right. */
  holds(body: Uint8Array, mti: string): boolean {
    if (macHolds(body, { strategy: 'x99', key: this.macKey(mti) })) return true;
    const previous = this.#previous;
    if (previous === undefined || mti.startsWith('08')) return false;
    return this.#wall.now() - this.#makAt < PREVIOUS_KEY_MS_MAX && macHolds(body, { strategy: 'x99', key: previous });
  }

  /** Takes a key of a genuine 0800/101. The code of its answer: 40 no keys are exchanged here, 30 no key in it, A7 not the key of its check value. */
  async take(message: Message): Promise<'00' | '30' | '40' | 'A7'> {
    if (this.#exchange === undefined) return '40';
    const [, hex] = DOUBLE_LENGTH.exec(textField(message, 48) ?? '') ?? [];
    const kind = textField(message, 53)?.[0];
    const checkValue = bytesField(message, 96)?.subarray(0, 4);
    if (hex === undefined || checkValue === undefined || (kind !== PIN_KEY && kind !== MAC_KEY)) return '30';
    const wrapped = Buffer.from(hex, 'hex');
    if (kind === PIN_KEY) {
      if (!(await this.#exchange.takePinKey(wrapped, checkValue))) return 'A7';
      this.#hasPinKey = true;
      return '00';
    }
    const mak = tripleDesDecrypt(this.#exchange.zmk, wrapped);
    if (!sameBytes(keyCheckValue(mak), checkValue)) return 'A7';
    if (this.#mak === undefined || !sameBytes(mak, this.#mak)) this.#previous = this.#mak ?? this.#base;
    this.#mak = mak;
    this.#makAt = this.#wall.now();
    return '00';
  }
}
