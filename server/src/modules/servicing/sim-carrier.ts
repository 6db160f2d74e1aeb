/** Whoever runs the data SIM cards: a carrier's platform for things. */
export interface SimCarrier {
  /** Lets data through a card, or stops them. Asked again it does nothing more. Silence is `unknown`: ask again later. */
  setData(input: { readonly iccid: string; readonly on: boolean }): Promise<SimCarrierAnswer>;
}

export type SimCarrierAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };
