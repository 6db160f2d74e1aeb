import { useQuery } from '@tanstack/react-query';
import { client, type Answer } from '../../kit/client.ts';

export type CaseRow = Answer<'GET /api/console/cases'>['rows'][number];
export type CaseView = Answer<'GET /api/console/cases/:caseId'>;
export type Material = CaseView['materials'][number];

export const useCases = () =>
  useQuery({ queryKey: ['cases'], queryFn: () => client.call('GET /api/console/cases'), refetchInterval: 8_000 });

/** Fetched once and by hand: every fetch is a logged look at somebody's papers. */
export const useCase = (caseId: string) =>
  useQuery({
    queryKey: ['case', caseId],
    queryFn: () => client.call('GET /api/console/cases/:caseId', { params: { caseId } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export const imageOf = (caseId: string, materialId: string): string =>
  client.href('GET /api/console/cases/:caseId/images/:materialId', { caseId, materialId });

/** A field of one document: chosen on either side, shown on both. */
export interface Focus {
  readonly materialId: string;
  readonly field?: string;
}
