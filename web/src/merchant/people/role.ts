import { createContext, useContext } from 'react';
import type { Role } from './shop.ts';

/** As whom this page shows a merchant; the server asks the same question again. */
export const RoleContext = createContext<Role>('owner');
export const useRole = (): Role => useContext(RoleContext);
