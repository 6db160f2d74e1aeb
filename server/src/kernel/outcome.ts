/**
 * A refusal is an answer, not an exception: it has a stable dotted code that the edges translate to HTTP or field 39, and
 * facts that help to say what to do next. Faults (a broken network, a full disk) are thrown instead.
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly facts?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export type Outcome<T, R extends Refusal = Refusal> =
  | { readonly refused: false; readonly value: T }
  | { readonly refused: true; readonly refusal: R };

export const accept = <T>(value: T): { readonly refused: false; readonly value: T } => ({ refused: false, value });

export function refuse<const Code extends string>(
  code: Code,
  facts?: Refusal['facts'],
): { readonly refused: true; readonly refusal: Refusal<Code> } {
  return { refused: true, refusal: facts === undefined ? { code } : { code, facts } };
}
