/** What the server knows of the person signed in. */
import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { client, problemOf, type Answer, type RouteKey } from '../kit/client.ts';

export type Me = Answer<'GET /api/applicant/me'>;
export type Application = Answer<'GET /api/applicant/application'>;
export type Draft = Application['draft'];
export type Material = Me['materials'][number];
export type MaterialKind = Material['kind'];
export type ConsentKind = Me['consents'][number];
export type ConsentEffect = NonNullable<Me['consentEffects'][ConsentKind]>;
export type Requirement = Application['requirements'][number];
export type Offer = Answer<'GET /api/applicant/offer'>;
export type Sale = Answer<'GET /api/merchant/transactions'>['rows'][number];

export const useStatus = () =>
  useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status'), staleTime: 60_000 });
export const useDemo = (): boolean => useStatus().data?.demo === true;
const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => client.call('GET /api/applicant/me') });
export const useMe = () => useQuery(meQuery);
export const useOffer = () =>
  useQuery({ queryKey: ['offer'], queryFn: () => client.call('GET /api/applicant/offer'), staleTime: 300_000 });

async function applicationOrNone(): Promise<Application | null> {
  try {
    return await client.call('GET /api/applicant/application');
  } catch (error) {
    if (problemOf(error).code === 'applications.none') return null;
    throw error;
  }
}

const applicationQuery = queryOptions({ queryKey: ['application'], queryFn: applicationOrNone });

/** `null`: none has been opened yet; not asked for while `me` knows of none. */
export function useApplication(me: Me) {
  const opened = me.applicationState !== undefined;
  const { data, error, refetch } = useQuery({ ...applicationQuery, enabled: opened });
  return opened ? { data, error, refetch } : { data: data ?? null, error: null, refetch };
}

/** The application as the page above has fetched it; for parts of a step that only look. */
export function useApplicationNow(): Application | undefined {
  const { data } = useQuery({ ...applicationQuery, staleTime: 60_000 });
  return data ?? undefined;
}

const homeQuery = queryOptions({ queryKey: ['home'], queryFn: () => client.call('GET /api/merchant/home') });
export const useHome = () => useQuery(homeQuery);

/** What the page at this address asks for, asked at once instead of one after the other. Whoever is not signed in is refused, as before. */
export function askAhead(queries: QueryClient, pathname: string): void {
  void queries.prefetchQuery(meQuery);
  if (pathname === '/merchant/home') void queries.prefetchQuery(homeQuery);
}

export const useSales = () =>
  useQuery({ queryKey: ['sales'], queryFn: () => client.call('GET /api/merchant/transactions') });
/** While a message with its receipt is on its way, what becomes of it is asked again. */
export const useSale = (transactionId: string) =>
  useQuery({
    refetchInterval: (query) =>
      query.state.data?.shares.some((one) => one.state === 'waiting' || one.state === 'sent') === true ? 2_000 : false,
    queryKey: ['sale', transactionId],
    queryFn: () => client.call('GET /api/merchant/transactions/:transactionId', { params: { transactionId } }),
  });
export const useSettlements = () =>
  useQuery({ queryKey: ['settlements'], queryFn: () => client.call('GET /api/merchant/settlements') });
export const useT0 = () => useQuery({ queryKey: ['t0'], queryFn: () => client.call('GET /api/merchant/t0') });
export const usePrices = () =>
  useQuery({ queryKey: ['prices'], queryFn: () => client.call('GET /api/merchant/prices') });
export const useSims = () => useQuery({ queryKey: ['sims'], queryFn: () => client.call('GET /api/merchant/sims') });
export const useDocuments = () =>
  useQuery({ queryKey: ['documents'], queryFn: () => client.call('GET /api/merchant/documents') });
export const useChanges = () =>
  useQuery({ queryKey: ['changes'], queryFn: () => client.call('GET /api/merchant/changes') });
export const useChange = (changeId: string) =>
  useQuery({
    queryKey: ['change', changeId],
    queryFn: () => client.call('GET /api/merchant/changes/:changeId', { params: { changeId } }),
  });
export const useDisputes = () =>
  useQuery({ queryKey: ['disputes'], queryFn: () => client.call('GET /api/merchant/disputes') });
export const useDelays = () =>
  useQuery({ queryKey: ['delays'], queryFn: () => client.call('GET /api/merchant/delays') });
export const useFlags = () => useQuery({ queryKey: ['flags'], queryFn: () => client.call('GET /api/merchant/flags') });
export const useLimits = () =>
  useQuery({ queryKey: ['limits'], queryFn: () => client.call('GET /api/merchant/limits') });
export const useDeposits = () =>
  useQuery({ queryKey: ['deposits'], queryFn: () => client.call('GET /api/merchant/deposits') });
export const useDevices = () =>
  useQuery({ queryKey: ['devices'], queryFn: () => client.call('GET /api/merchant/devices') });

export const imageOf = (materialId: string): string =>
  client.href('GET /api/applicant/materials/:materialId/image' satisfies RouteKey, { materialId });
