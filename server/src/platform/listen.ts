/** One connection that listens: the demo clock and live events reach every process through the database, whichever made them. */
import { Client } from 'pg';
import type { Logger } from 'pino';
import { timers } from './env.ts';

export interface LiveEvent {
  readonly kind: string;
  readonly audience: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Listener {
  onEvent(audience: string, hear: (event: LiveEvent) => void): () => void;
  onClock(hear: () => void): void;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

export async function openListener(parts: { url: string; role: string; log: Logger }): Promise<Listener> {
  const hearers = new Map<string, Set<(event: LiveEvent) => void>>();
  const clockHearers: (() => void)[] = [];
  let client: Client | undefined;
  let closing = false;

  /** One event, or several that were told together. */
  const deliver = (text: string): void => {
    if (hearers.size === 0) return;
    const told = JSON.parse(text) as LiveEvent | readonly LiveEvent[];
    for (const event of Array.isArray(told) ? (told as readonly LiveEvent[]) : [told as LiveEvent])
      for (const audience of event.audience) for (const hear of hearers.get(audience) ?? []) hear(event);
  };
  const connect = async (): Promise<void> => {
    const fresh = new Client({
      connectionString: parts.url,
      options: `-c role=${parts.role}`,
      application_name: 'kaitong-listen',
    });
    fresh.on('notification', (note) => {
      if (note.channel === 'kaitong_clock') for (const hear of clockHearers) hear();
      else if (note.payload !== undefined) deliver(note.payload);
    });
    fresh.on('error', (error) => parts.log.warn({ error: String(error) }, 'listening connection lost'));
    fresh.on('end', () => void reconnect());
    await fresh.connect();
    await fresh.query('LISTEN kaitong_event');
    await fresh.query('LISTEN kaitong_clock');
    client = fresh;
    for (const hear of clockHearers) hear(); // whatever was said while nobody listened
  };
  const reconnect = async (): Promise<void> => {
    for (;;) {
      await timers.wait(RECONNECT_MS);
      if (closing) return;
      try {
        await connect();
        return;
      } catch {
        // the database is still away; the next round tries again
      }
    }
  };
  await connect();
  return {
    onEvent(audience, hear) {
      const set = hearers.get(audience) ?? new Set();
      hearers.set(audience, set.add(hear));
      return () => {
        set.delete(hear);
        if (set.size === 0) hearers.delete(audience);
      };
    },
    onClock: (hear) => clockHearers.push(hear),
    async close() {
      closing = true;
      await client?.end();
    },
  };
}
