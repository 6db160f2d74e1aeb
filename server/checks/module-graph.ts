/** Which module may call which other's door. Anything more goes through a flow or an event. */
export const MODULE_GRAPH: Readonly<Record<string, readonly string[]>> = {
  identity: [],
  catalogue: [],
  ledger: [],
  notifications: [],
  audit: [],
  materials: ['catalogue'],
  merchants: ['catalogue'],
  applications: ['materials', 'catalogue'],
  channels: ['identity', 'applications'],
  risk: ['merchants'],
  terminals: ['merchants', 'catalogue'],
  review: ['applications', 'materials', 'risk'],
  openplatform: ['applications'],
  switching: ['terminals', 'merchants', 'risk', 'ledger'],
  deposits: ['ledger', 'switching', 'terminals'],
  activation: ['terminals', 'deposits', 'switching'],
  settlement: ['ledger', 'merchants', 'switching'],
  reconciliation: ['settlement', 'switching', 'ledger', 'merchants'],
  insight: ['identity', 'applications', 'review', 'merchants', 'terminals', 'activation'],
  servicing: ['terminals', 'merchants', 'deposits', 'settlement', 'ledger'],
};

/** Edges beyond the table, each with the reason why it is borne. A reason that is gone takes its edge with it. */
export const BORNE_EDGES: Readonly<Record<string, string>> = {
  'review -> catalogue':
    'machine review judges a card by the issuer table and dates by policy parameters, and both are reference data that calls nobody',
};

/** From the outside in: a file may import from its own layer and from those after it. Inbound and outbound never meet. */
export const LAYERS = ['entry', 'edge', 'flows', 'modules', 'platform', 'kernel'] as const;
