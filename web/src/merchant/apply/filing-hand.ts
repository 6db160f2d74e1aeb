/** Set where an agent files for the merchant: the last step then asks the merchant to sign, and signs nothing itself. */
import { createContext } from 'react';

export interface FilingHand {
  readonly hand: () => Promise<unknown>;
  readonly onHanded: () => void;
}

export const FilingContext = createContext<FilingHand | undefined>(undefined);
