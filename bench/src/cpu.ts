/** CPU time of other processes, read where the system tells it (Linux: /proc). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const US_PER_TICK = 10_000;

interface Stat {
  readonly parent: number;
  /** User and system time, those of children that have ended and were waited for included. */
  readonly cpuUs: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0);
    return { parent: Number(fields[1]), cpuUs: ticks * US_PER_TICK };
  } catch {
    return undefined;
  }
}

/** Microseconds of a process and of the processes below it; undefined where the system has no /proc. */
export function cpuUsBelow(root: number): number | undefined {
  if (statOf(root) === undefined) return undefined;
  const stats = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(Number(name))] as const),
  );
  const below = (pid: number): boolean => {
    for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  let sum = 0;
  for (const [pid, stat] of stats) if (stat !== undefined && below(pid)) sum += stat.cpuUs;
  return sum;
}
