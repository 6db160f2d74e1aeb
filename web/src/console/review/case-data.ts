import { useQuery } from '@tanstack/react-query';
import { client, type Answer } from '../../kit/client.ts';

export type CaseRow = Answer<'GET /api/console/cases'>['rows'][number];
export type CaseView = Answer<'GET /api/console/cases/:caseId'>;
export type Material = CaseView['materials'][number];
export type Check = CaseView['checks'][number];
export type Verdict = CaseView['verdicts'][number];
export type Item = CaseView['items'][number];

export const useCases = () =>
  useQuery({ queryKey: ['cases'], queryFn: () => client.call('GET /api/console/cases'), refetchInterval: 8_000 });

export const caseQueryKey = (caseId: string) => ['case', caseId] as const;

/** Fetched once and by hand: every fetch is a logged look at somebody's papers. */
export const useCase = (caseId: string) =>
  useQuery({
    queryKey: caseQueryKey(caseId),
    queryFn: () => client.call('GET /api/console/cases/:caseId', { params: { caseId } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const imageOf = (caseId: string, materialId: string): string =>
  client.href('GET /api/console/cases/:caseId/images/:materialId', { caseId, materialId });

/** A place on one document: chosen on either side, shown on both. `field` is a field that was read, or `seal:0`. */
export interface Focus {
  readonly materialId: string;
  readonly field?: string;
}
