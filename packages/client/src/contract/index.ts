/** One contract of routes: the server's handlers, the typed client and OpenAPI are all made of this table. */
import { accountChangeRoutes } from './account-change.ts';
import { agentShareRoutes, shareDeskRoutes } from './agent-share.ts';
import { agentRoutes } from './agent.ts';
import { applicantRoutes } from './applicant.ts';
import { breakRoutes } from './breaks.ts';
import { auditRoutes } from './audit.ts';
import { booksRoutes } from './books.ts';
import { changeRoutes } from './changes.ts';
import { channelRoutes } from './channels.ts';
import { catalogueRoutes } from './catalogue.ts';
import { complaintRoutes } from './complaints.ts';
import { consoleRoutes } from './console.ts';
import { counterRoutes } from './counter.ts';
import { dataDeskRoutes, dataRoutes } from './data.ts';
import { depositRoutes } from './deposits.ts';
import { disputeDeskRoutes, merchantDisputeRoutes } from './disputes.ts';
import { doctorRoutes } from './doctor.ts';
import { demoRoutes } from './demo.ts';
export { TOUR_STEPS } from './demo.ts';
import { findRoutes } from './find.ts';
import { filingRoutes } from './filing.ts';
import { handOffRoutes } from './hand-off.ts';
import { lateReversalRoutes } from './late-reversals.ts';
import { listRoutes } from './lists.ts';
import { memberRoutes } from './members.ts';
import { merchantRoutes } from './merchant.ts';
import { monthRoutes } from './month.ts';
import { peopleRoutes } from './people.ts';
import { parameterRoutes } from './parameters.ts';
import { queueRoutes } from './queue.ts';
import { referenceRoutes } from './reference.ts';
import { payInRoutes } from './pay-ins.ts';
import { apiKeyRoutes, partnerRoutes, webhookDeskRoutes } from './partner.ts';
import { merchantPriceRoutes, priceDeskRoutes } from './prices.ts';
import { publicRoutes } from './public.ts';
import { hotlineRoutes } from './hotline.ts';
import { policyRoutes } from './policy.ts';
import { receiptRoutes } from './receipts.ts';
import { recoveryRoutes } from './recovery.ts';
import { merchantRiskRoutes, riskDeskRoutes } from './risk.ts';
import { deregistrationRoutes } from './deregistration.ts';
import { returnRoutes } from './returns.ts';
import { seeAsRoutes } from './see-as.ts';
import { restrictionRoutes } from './restrictions.ts';
import { ticketRoutes } from './tickets.ts';
import { reviewRoutes } from './review.ts';
import { simRoutes } from './sim-fee.ts';
import { stockRoutes } from './stock.ts';

export * from './route.ts';
export * from './ledger-words.ts';
export { LISTS, type ListName } from './lists.ts';
export { MESSAGE_PURPOSES, LIST_PAGE, LIST_PAGE_MAX, SHEET_ROWS_MAX } from './list-parts.ts';
export * from './month-words.ts';
export { CHANGE_REASONS } from './changes.ts';
export { blockerNames } from './deregistration.ts';
export const contract = {
  ...applicantRoutes,
  ...handOffRoutes,
  ...merchantRoutes,
  ...memberRoutes,
  ...monthRoutes,
  ...merchantPriceRoutes,
  ...priceDeskRoutes,
  ...merchantRiskRoutes,
  ...riskDeskRoutes,
  ...consoleRoutes,
  ...findRoutes,
  ...listRoutes,
  ...parameterRoutes,
  ...referenceRoutes,
  ...queueRoutes,
  ...dataRoutes,
  ...dataDeskRoutes,
  ...booksRoutes,
  ...auditRoutes,
  ...peopleRoutes,
  ...reviewRoutes,
  ...catalogueRoutes,
  ...policyRoutes,
  ...hotlineRoutes,
  ...stockRoutes,
  ...ticketRoutes,
  ...returnRoutes,
  ...deregistrationRoutes,
  ...payInRoutes,
  ...lateReversalRoutes,
  ...breakRoutes,
  ...disputeDeskRoutes,
  ...merchantDisputeRoutes,
  ...accountChangeRoutes,
  ...depositRoutes,
  ...simRoutes,
  ...seeAsRoutes,
  ...restrictionRoutes,
  ...changeRoutes,
  ...doctorRoutes,
  ...filingRoutes,
  ...counterRoutes,
  ...agentRoutes,
  ...agentShareRoutes,
  ...shareDeskRoutes,
  ...channelRoutes,
  ...apiKeyRoutes,
  ...webhookDeskRoutes,
  ...partnerRoutes,
  ...publicRoutes,
  ...receiptRoutes,
  ...complaintRoutes,
  ...recoveryRoutes,
  ...demoRoutes,
} as const;
export type Contract = typeof contract;
export type RouteKey = keyof Contract;
export type ApplicantKey = keyof typeof applicantRoutes;
export type HandOffKey = keyof typeof handOffRoutes;
export type MerchantKey = keyof typeof merchantRoutes;
export type MemberKey = keyof typeof memberRoutes;
export type MonthKey = keyof typeof monthRoutes;
export type MerchantPriceKey = keyof typeof merchantPriceRoutes;
export type PriceDeskKey = keyof typeof priceDeskRoutes;
export type MerchantRiskKey = keyof typeof merchantRiskRoutes;
export type RiskDeskKey = keyof typeof riskDeskRoutes;
export type ConsoleKey = keyof typeof consoleRoutes;
export type FindKey = keyof typeof findRoutes;
export type ListKey = keyof typeof listRoutes;
export type ParameterKey = keyof typeof parameterRoutes;
export type QueueKey = keyof typeof queueRoutes;
export type ReferenceKey = keyof typeof referenceRoutes;
export type DataKey = keyof typeof dataRoutes;
export type DataDeskKey = keyof typeof dataDeskRoutes;
export type AuditKey = keyof typeof auditRoutes;
export type PeopleKey = keyof typeof peopleRoutes;
export type BooksKey = keyof typeof booksRoutes;
export type DeregistrationKey = keyof typeof deregistrationRoutes;
export type ReturnKey = keyof typeof returnRoutes;
export type TicketKey = keyof typeof ticketRoutes;
export type StockKey = keyof typeof stockRoutes;
export type DoctorKey = keyof typeof doctorRoutes;
export type DepositKey = keyof typeof depositRoutes;
export type SeeAsKey = keyof typeof seeAsRoutes;
export type RestrictionKey = keyof typeof restrictionRoutes;
export type ChangeKey = keyof typeof changeRoutes;
export type SimRouteKey = keyof typeof simRoutes;
export type PayInKey = keyof typeof payInRoutes;
export type AccountChangeKey = keyof typeof accountChangeRoutes;
export type BreakRouteKey = keyof typeof breakRoutes;
export type DisputeDeskKey = keyof typeof disputeDeskRoutes;
export type MerchantDisputeKey = keyof typeof merchantDisputeRoutes;
export type LateReversalKey = keyof typeof lateReversalRoutes;
export type HotlineKey = keyof typeof hotlineRoutes;
export type PolicyKey = keyof typeof policyRoutes;
export type CatalogueKey = keyof typeof catalogueRoutes;
export type ReviewKey = keyof typeof reviewRoutes;
export type FilingKey = keyof typeof filingRoutes;
export type CounterKey = keyof typeof counterRoutes;
export type AgentKey = keyof typeof agentRoutes;
export type AgentShareKey = keyof typeof agentShareRoutes;
export type ShareDeskKey = keyof typeof shareDeskRoutes;
export type ChannelKey = keyof typeof channelRoutes;
export type ApiKeyKey = keyof typeof apiKeyRoutes;
export type WebhookDeskKey = keyof typeof webhookDeskRoutes;
export type PartnerKey = keyof typeof partnerRoutes;
export type PublicKey = keyof typeof publicRoutes;
export type ComplaintKey = keyof typeof complaintRoutes;
export type ReceiptKey = keyof typeof receiptRoutes;
export type RecoveryKey = keyof typeof recoveryRoutes;
export type DemoKey = keyof typeof demoRoutes;
