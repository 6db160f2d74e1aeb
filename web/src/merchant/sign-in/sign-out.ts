import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { client } from '../../kit/client.ts';
import { forgetShop } from '../people/shop.ts';

/** Signs this device out; the next person at it finds nothing of this one. */
export function useSignOut() {
  const queries = useQueryClient();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: () => client.call('DELETE /api/applicant/sessions/current'),
    onSuccess: async () => {
      await (await import('../apply/pending-clips.ts')).dropAllPending();
      forgetShop();
      go('/');
      queries.clear();
      await queries.resetQueries();
      location.reload();
    },
  });
}
