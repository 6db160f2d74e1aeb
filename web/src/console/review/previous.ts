import { useQuery } from '@tanstack/react-query';
import { client } from '../../kit/client.ts';
import { useLanguage } from '../../kit/language.ts';
import type { CaseView } from './case-data.ts';
import { docOf, type Doc } from './documents.ts';

/** The photo that stood in this place in the revision before; asked for only when somebody compares, because every look is logged. */
export function usePrevious(view: CaseView, slot: Doc['slot']): Doc | undefined {
  const language = useLanguage();
  const { caseId } = view.case;
  const previous = useQuery({
    queryKey: ['case', caseId, 'previous'],
    queryFn: () => client.call('GET /api/console/cases/:caseId/previous', { params: { caseId } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const found = previous.data?.materials.find((one) => one.slot === slot);
  return found === undefined ? undefined : docOf(caseId, found, language);
}
