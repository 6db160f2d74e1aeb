/** The simulators as the server passes them through; their lists are polled while the page is seen. */
import { useQuery } from '@tanstack/react-query';
import { CallProblem, client, type Problem } from '../kit/client.ts';

export const SIMULATORS = [
  'sms-centre',
  'courier',
  'card-network',
  'bank',
  'registry',
  'terminal-host',
  'sim-carrier',
] as const;
export type Simulator = (typeof SIMULATORS)[number];
export type FaultValue = string | number | boolean;

export interface Fault {
  readonly name: string;
  readonly value: FaultValue;
  readonly rest: FaultValue;
  /** All it may be, where that is a list. */
  readonly values?: readonly string[];
  readonly zh: string;
  readonly en: string;
}

export interface SimulatorState<S> {
  readonly simulator: string;
  readonly faults: readonly Fault[];
  readonly state: S;
}

export interface LogEntry {
  readonly at: number;
  readonly came: string;
  readonly answered: string;
  /** Names of faults, or what was wrong with the message. */
  readonly reasons: readonly string[];
}

const POLL_MS = 2_000;

export async function fetchWorld<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`/api/demo/world/${path}`, init).catch((error: unknown) => {
    throw new CallProblem({ type: 'about:blank', title: String(error), status: 0, code: 'network.unreachable' });
  });
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new CallProblem(
      typeof json === 'object' && json !== null && 'code' in json
        ? (json as Problem)
        : { type: 'about:blank', title: response.statusText, status: response.status, code: 'http.unexpected' },
    );
  return json as T;
}

export const useWorld = <T>(simulator: Simulator, path: string) =>
  useQuery({
    queryKey: ['world', simulator, path],
    queryFn: () => fetchWorld<T>(`${simulator}/${path}`),
    refetchInterval: POLL_MS,
  });

export const useSimulator = <S>(simulator: Simulator) => useWorld<SimulatorState<S>>(simulator, 'state');

export const useInfo = () =>
  useQuery({ queryKey: ['info'], queryFn: () => client.call('GET /api/demo/info'), refetchInterval: POLL_MS });
