import { useWords } from '../../kit/language.ts';
import { words as deskWords } from '../words.ts';

/** A role as people call it. */
export function useRoleText(): (role: string) => string {
  const t = useWords(deskWords);
  return (role) => (role in deskWords ? t(role as keyof typeof deskWords) : role);
}

/** Roles that are given here; others stand beside an outlet or an agent. */
export const CONSOLE_ROLES = ['reviewer', 'operator', 'accountant', 'hotline', 'auditor', 'admin'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];
