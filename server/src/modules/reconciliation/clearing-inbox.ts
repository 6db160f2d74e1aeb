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
}
