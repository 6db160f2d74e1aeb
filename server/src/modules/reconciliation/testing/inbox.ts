/** Files as the network drops them, for tests. */
import type { CivilDate } from '../../../kernel/instant.ts';
import type { ClearingInbox, ClearingSource } from '../clearing-inbox.ts';

/** A file that lies there. */
export const fileAt = (name: string, bytes: Uint8Array, version = `${bytes.length}`): ClearingSource => ({
  name,
  byteCount: bytes.length,
  version,
  async *read(reached) {
    reached(bytes.length);
    yield await Promise.resolve(bytes);
  },
});

const empty = (sort: string) => (date: CivilDate) =>
  Promise.resolve(fileAt(`IND${date}${sort}`, new Uint8Array(), 'empty'));

/** A network that nobody disputes anything with, and to which no brand sends a bill. */
export const noDisputes: Pick<ClearingInbox, 'openErr' | 'openLfee'> = {
  openErr: empty('ERR'),
  openLfee: empty('LFEE'),
};
