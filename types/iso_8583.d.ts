/** What the codec's benchmark calls of it; the package brings no types. */
declare module 'iso_8583' {
  export default class Iso8583 {
    constructor(fields: Readonly<Record<string, string>>, formats?: Readonly<Record<string, unknown>>);
    /** The bytes, or an object that says what is wrong. */
    getBufferMessage(): unknown;
    getIsoJSON(bytes: Uint8Array): unknown;
  }
}
