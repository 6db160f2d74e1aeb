/** The open platform: what partners' systems have opened, and where they want to hear of it. */
export { forceChecks, forcedChecksOf } from './commands/force-checks.ts';
export { claimApplication } from './commands/claim-application.ts';
export { addWebhook, listWebhooks, removeWebhook, type Webhook } from './commands/webhooks.ts';
export {
  announceToPartner,
  deliverWebhook,
  listDeliveries,
  replayDelivery,
  type WebhookDelivery,
  type WebhookSender,
} from './commands/deliver-webhook.ts';
export { signWebhook } from './commands/sign-webhook.ts';
export { webhookDeliveryMachine } from './domain/webhook-delivery-machine.ts';
export { partnerApplicationOf, partnerApplications, type PartnerApplication } from './queries/partner-applications.ts';
