/** Who is signed in, and what they may see. */
import { useQuery } from '@tanstack/react-query';
import { client, problemOf, type Answer } from '../kit/client.ts';

export type Permission =
  | 'console.enter'
  | 'review.read'
  | 'review.decide'
  | 'operate.read'
  | 'operate.act'
  | 'ledger.read'
  | 'ledger.adjust'
  | 'ledger.close'
  | 'price.change'
  | 'policy.change'
  | 'risk.change'
  | 'risk.report'
  | 'hotline.serve'
  | 'audit.read'
  | 'people.read'
  | 'people.change'
  | 'merchant.see_as';
export type Staff = Answer<'GET /api/console/me'>;

const KEPT = 'kaitong.staff';

/** A role without the review queue may not ask who it is; what the sign-in answered is kept for this tab. */
export function keepStaff(staff: Omit<Staff, 'staffId'> | undefined): void {
  if (staff === undefined) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify({ staffId: staff.displayName, ...staff }));
}

async function whoIsHere(): Promise<Staff> {
  try {
    return await client.call('GET /api/console/me');
  } catch (error) {
    const kept = sessionStorage.getItem(KEPT);
    if (isDenied(error) && kept !== null) return JSON.parse(kept) as Staff;
    throw error;
  }
}

export const useStaff = () => useQuery({ queryKey: ['staff'], queryFn: whoIsHere, staleTime: 60_000 });

export const may = (staff: Staff, permission: Permission): boolean => staff.permissions.includes(permission);

export const isDenied = (error: unknown): boolean => problemOf(error).code === 'identity.not_allowed';
