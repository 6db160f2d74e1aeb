/**
 * States are tables: for each state the events that leave it and where they lead. Everything not in the table is refused.
 * The same table is walked by tests, compared with the SQL CHECK and drawn into docs/machines.
 */
export interface Machine {
  readonly name: string;
  /** Where the SQL keeps it: schema.table.column, compared with its CHECK constraint. */
  readonly column: string;
  readonly initial: string;
  readonly final: readonly string[];
  readonly states: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type StateOf<M extends Machine> = keyof M['states'] & string;
export type EventOf<M extends Machine> = { [S in keyof M['states']]: keyof M['states'][S] }[keyof M['states']] & string;

/** The state after `event`, or undefined where the table has no such step. */
export function step<M extends Machine>(machine: M, state: StateOf<M>, event: EventOf<M>): StateOf<M> | undefined {
  return machine.states[state]?.[event];
}

/** Every complaint about a table: unknown targets, unreachable states, states that nothing leaves. Empty when it is sound. */
export function machineFaults(machine: Machine): string[] {
  const names = Object.keys(machine.states);
  const faults: string[] = [];
  const reached = new Set<string>([machine.initial]);
  const queue = [machine.initial];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const target of Object.values(machine.states[state] ?? {})) {
      if (!names.includes(target)) faults.push(`${machine.name}: ${state} leads to ${target}, which is no state`);
      if (!reached.has(target)) {
        reached.add(target);
        queue.push(target);
      }
    }
  }
  for (const state of names) {
    if (!reached.has(state)) faults.push(`${machine.name}: ${state} is never reached`);
    const leaves = Object.keys(machine.states[state] ?? {}).length > 0;
    if (!leaves && !machine.final.includes(state)) faults.push(`${machine.name}: nothing leaves ${state}`);
  }
  for (const state of machine.final)
    if (!names.includes(state)) faults.push(`${machine.name}: final ${state} is no state`);
  return faults;
}
