/** Live events of the server; the browser opens the line again by itself. */
import { useEffect, useRef } from 'react';

export interface LiveEvent {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A line that the server refuses is asked for again after this long; the browser itself tries again only while nothing answers. */
const ASK_AGAIN_MS = 10_000;
/** Heard when a line was refused: what the page may see has changed, or the server is being replaced. */
export const LINE_REFUSED = 'line.refused';

/** `again` is any value whose change opens a new line (the audience of a line is fixed when it opens). */
export function useLive(address: string, again: string, hear: (event: LiveEvent) => void): void {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    if (again === '') return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      const fresh = new EventSource(address);
      source = fresh;
      fresh.addEventListener('message', (message: MessageEvent<string>) => {
        try {
          latest.current(JSON.parse(message.data) as LiveEvent);
        } catch {
          // a line that is no event changes nothing
        }
      });
      fresh.addEventListener('error', () => {
        if (fresh.readyState !== EventSource.CLOSED) return;
        latest.current({ kind: LINE_REFUSED, payload: {} });
        timer = setTimeout(open, ASK_AGAIN_MS);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [address, again]);
}
