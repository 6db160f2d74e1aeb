import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, problemOf } from '../../kit/client.ts';
import { caseQueryKey, useCases, type CaseView } from './case-data.ts';

const RENEW_MS = 4 * 60_000;

export interface Claim {
  readonly mine: boolean;
  /** Who else holds it now, by name. */
  readonly heldBy: string | undefined;
  readonly take: () => Promise<boolean>;
  readonly giveBack: () => Promise<void>;
  readonly pending: boolean;
  readonly error: unknown;
  /** The server said that the lease is gone. */
  readonly lost: (error: unknown) => void;
}

/** The lease on a case: taken by hand, renewed while the page is looked at, lost when the server says so. */
export function useClaim(view: CaseView): Claim {
  const queries = useQueryClient();
  const cases = useCases();
  const { caseId } = view.case;
  const row = cases.data?.rows.find((one) => one.caseId === caseId);
  const hold = (mine: boolean): void => {
    queries.setQueryData<CaseView>(caseQueryKey(caseId), (old) =>
      old === undefined ? old : { ...old, case: { ...old.case, mine } },
    );
    void queries.invalidateQueries({ queryKey: ['cases'] });
  };
  const claim = useMutation({
    mutationFn: () => client.call('POST /api/console/cases/:caseId/claim', { params: { caseId } }),
    onSuccess: () => hold(true),
    onError: (error) => {
      if (problemOf(error).code.startsWith('review.')) hold(false);
    },
  });
  const release = useMutation({
    mutationFn: () => client.call('POST /api/console/cases/:caseId/release', { params: { caseId } }),
    onSuccess: () => hold(false),
  });
  // the queue is asked again and again: it knows first that somebody else took the case after the lease ran out
  const gone = row !== undefined && row.claimedBy !== undefined && !row.mine;
  const mine = view.case.mine && !gone;
  const { mutate } = claim;
  useEffect(() => {
    if (!mine) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') mutate();
    }, RENEW_MS);
    return () => clearInterval(timer);
  }, [mine, mutate]);
  return {
    mine,
    heldBy: mine ? undefined : row === undefined ? view.case.claimedBy : row.mine ? undefined : row.claimedBy,
    take: () =>
      claim.mutateAsync().then(
        () => true,
        () => false,
      ),
    giveBack: () =>
      release.mutateAsync().then(
        () => undefined,
        () => undefined,
      ),
    pending: claim.isPending || release.isPending,
    error: claim.error,
    lost: (error) => {
      if (problemOf(error).code === 'review.not_claimed') hold(false);
    },
  };
}
