import type { CivilDate } from '../../kernel/instant.ts';

/** A file as it lies there. */
export interface ClearingSource {
  readonly name: string;
  /** As delivered, packed where it is packed. */
  readonly byteCount: number;
  /** Another when the file was delivered anew. */
  readonly version: string;
  /** Its content, unpacked, piece by piece; `reached` hears how many bytes of `byteCount` have been read. */
  read(reached: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

/** Where the network drops its files. */
export interface ClearingInbox {
  /** The file of a settlement date (ACOM, or ACOMA, packed or not); undefined while it has not come. */
  openAcom(date: CivilDate): Promise<ClearingSource | undefined>;
  /** That of its disputes (ERR, or ERRA, packed or not); it comes of every day, and of one without any it is empty. */
  openErr(date: CivilDate): Promise<ClearingSource | undefined>;
  /** That of the day's brand fees (LFEE), in the same way. */
  openLfee(date: CivilDate): Promise<ClearingSource | undefined>;
}

/** What goes to the network for a dispute, once under its name. */
export interface DisputePaper {
  readonly name: string;
  /** In the network's columns, without an end of line. */
  readonly line: string;
  readonly proofs: readonly { readonly name: string; readonly content: Uint8Array }[];
}

/** Where what we send for disputes is dropped. */
export interface DisputeOutbox {
  /** The same name again changes nothing. */
  submit(paper: DisputePaper): Promise<void>;
}
