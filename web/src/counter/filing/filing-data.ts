/** Everything the filing page reads, and how it saves: the merchant's own routes, in this filing's name. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { CallProblem, client, problemOf, type Answer } from '../../kit/client.ts';

export type Detail = Answer<'GET /api/counter/filings/:filingId'>;
export type Me = Answer<'GET /api/applicant/me'>;
export type Application = Answer<'GET /api/applicant/application'>;
export type Draft = Application['draft'];
export type Material = Me['materials'][number];
export type Offer = Answer<'GET /api/applicant/offer'>;

const POLL_MS = 4_000;

export const useDetail = (filingId: string) =>
  useQuery({
    queryKey: ['filing', filingId],
    queryFn: () => client.call('GET /api/counter/filings/:filingId', { params: { filingId } }),
    refetchInterval: POLL_MS,
  });

/** Only while the filing is one that may be read; `filingId` is part of every key. */
export function useMerchantSide(filingId: string, readable: boolean) {
  const me = useQuery({
    queryKey: ['filing', filingId, 'me'],
    queryFn: () => client.call('GET /api/applicant/me'),
    enabled: readable,
  });
  const application = useQuery({
    queryKey: ['filing', filingId, 'application'],
    queryFn: () => client.call('GET /api/applicant/application'),
    enabled: readable,
  });
  const offer = useQuery({
    queryKey: ['filing', filingId, 'offer'],
    queryFn: () => client.call('GET /api/applicant/offer'),
    enabled: readable,
    staleTime: 300_000,
  });
  return { me, application, offer };
}

export interface Desk {
  readonly filingId: string;
  readonly me: Me;
  readonly application: Application;
  readonly offer: Offer;
  readonly readOnly: boolean;
  /** Reads everything of this filing again. */
  readonly refresh: () => Promise<void>;
}

export function useRefresh(filingId: string): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: ['filing', filingId] }), [queries, filingId]);
}

const CONFLICT = 'applications.draft_conflict';
const keysOf = (draft: Draft): (keyof Draft)[] => Object.keys(draft) as (keyof Draft)[];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Saves one part on top of what the server has; somebody else's change to other parts is kept. A part that the merchant or a
 * colleague has changed since this desk read it is never written over: the desk is told, and shown what stands there now.
 */
export function useSavePart(desk: Desk) {
  const shown = desk.application.draft;
  return useMutation({
    mutationFn: async (patch: Draft) => {
      const put = async (): Promise<void> => {
        const base = await client.call('GET /api/applicant/application');
        const isTheirs = (part: keyof Draft): boolean =>
          !same(base.draft[part], shown[part]) && !same(base.draft[part], patch[part]);
        if (keysOf(patch).some(isTheirs))
          throw new CallProblem({ type: 'about:blank', title: 'changed elsewhere', status: 409, code: CONFLICT });
        await client.call('PUT /api/applicant/application/draft', {
          body: { version: base.draftVersion, draft: { ...base.draft, ...patch } },
        });
      };
      try {
        await put();
      } catch (error) {
        if (problemOf(error).code !== CONFLICT) throw error;
        await put(); // somebody saved between reading and writing
      }
    },
    onSettled: desk.refresh,
  });
}
