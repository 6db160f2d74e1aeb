/** What names a transaction at the network: who sent it, when, and under which number. */
export function transactionKey(of: { transmissionTime: string; stan: string }, acquirer: string): string {
  return `${acquirer}-${of.transmissionTime}-${of.stan}`;
}
