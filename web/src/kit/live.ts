/** Live events of the server; the browser opens the line again by itself. */
import { useEffect, useRef } from 'react';

export interface LiveEvent {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** `again` is any value whose change opens a new line (the audience of a line is fixed when it opens). */
export function useLive(address: string, again: string, hear: (event: LiveEvent) => void): void {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    if (again === '') return undefined;
    const source = new EventSource(address);
    source.addEventListener('message', (message: MessageEvent<string>) => {
      try {
        latest.current(JSON.parse(message.data) as LiveEvent);
      } catch {
        // a line that is no event changes nothing
      }
    });
    return () => source.close();
  }, [address, again]);
}
