/** The open platform: what partners' systems have opened. */
export { claimApplication } from './commands/claim-application.ts';
export { partnerApplicationOf, partnerApplications, type PartnerApplication } from './queries/partner-applications.ts';
