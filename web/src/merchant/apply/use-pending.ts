import { useEffect, useState } from 'react';
import type { MaterialKind } from '../queries.ts';
import type { Pending } from './pending-clips.ts';

/** A shot of this person that was on its way when the page was closed. `busy`: while something is sent nothing is offered. */
export function usePending(
  owner: string | undefined,
  kind: MaterialKind,
  busy: boolean,
): { readonly pending: Pending | undefined; readonly drop: () => void } {
  const [pending, setPending] = useState<Pending>();
  useEffect(() => {
    if (owner === undefined || busy) return undefined;
    let gone = false;
    void import('./pending-clips.ts')
      .then((kept) => kept.pendingOf(owner, kind))
      .then((found) => {
        if (!gone) setPending(found);
      })
      .catch(() => undefined); // without its code nothing can be sent on; the next visit offers it
    return () => {
      gone = true;
    };
  }, [owner, kind, busy]);
  const drop = (): void => {
    setPending(undefined);
    if (owner !== undefined) void import('./pending-clips.ts').then((kept) => kept.dropPending(owner, kind));
  };
  return { pending: busy || owner === undefined ? undefined : pending, drop };
}
