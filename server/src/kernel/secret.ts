/** Personal data and keys: prints as `***` wherever it slips into a log, a template or JSON. */
export class Secret<T = string> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** The only way out; `reason` is written where somebody greps for it. */
  expose(_reason: string): T {
    return this.#value;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(***)';
  }
}

export const secret = <T>(value: T): Secret<T> => new Secret(value);
