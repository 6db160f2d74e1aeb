import type { RouteKey } from '@kaitong/client/contract';

/**
 * What staff may read while they see as a merchant (decision 0031). A list of what is shown, so that a new route is closed until somebody has thought
 * about it. Not on it: codes, pictures of documents, papers with numbers in full, files that leave the house, and live events (a line that is
 * open would outlive the look).
 */
export const SHOWN_TO_LOOKS: ReadonlySet<RouteKey> = new Set<RouteKey>([
  'GET /api/applicant/look',
  'GET /api/applicant/me',
  'GET /api/applicant/data',
  'GET /api/applicant/filing-requests',
  'GET /api/applicant/offer',
  'GET /api/applicant/sessions',
  'GET /api/applicant/visits',
  'GET /api/merchant/account',
  'GET /api/merchant/changes',
  'GET /api/merchant/changes/:changeId',
  'GET /api/merchant/delays',
  'GET /api/merchant/deposits',
  'GET /api/merchant/deregistration',
  'GET /api/merchant/devices',
  'GET /api/merchant/disputes',
  'GET /api/merchant/disputes/:disputeId',
  'GET /api/merchant/documents',
  'GET /api/merchant/flags',
  'GET /api/merchant/home',
  'GET /api/merchant/limits',
  'GET /api/merchant/month',
  'GET /api/merchant/month/lines',
  'GET /api/merchant/notices',
  'GET /api/merchant/outages',
  'GET /api/merchant/people',
  'GET /api/merchant/prices',
  'GET /api/merchant/returns',
  'GET /api/merchant/settlements',
  'GET /api/merchant/sims',
  'GET /api/merchant/t0',
  'GET /api/merchant/tickets',
  'GET /api/merchant/tickets/:ticketId',
  'GET /api/merchant/transactions',
  'GET /api/merchant/transactions/:transactionId',
  'GET /api/merchant/transactions/:transactionId/receipt',
  'GET /api/merchant/transactions/:transactionId/signature',
]);
