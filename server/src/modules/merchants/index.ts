/** Merchants 商户, their numbers and their settlement accounts. */
export { createMerchant, type NewMerchant } from './commands/create-merchant.ts';
export { changeMerchantPhone } from './commands/change-phone.ts';
export { changePrincipal, changeProfile } from './commands/change-facts.ts';
export { activateMerchant } from './commands/activate-merchant.ts';
export { beginClosing, cancelClosing, finishClosing } from './commands/close-merchant.ts';
export {
  liftRestriction,
  restrictMerchant,
  restrictionsOf,
  type RestrictionReason,
} from './commands/restrict-merchant.ts';
export { resumeMerchant, suspendMerchant } from './commands/suspend-merchant.ts';
export { answerInvitation, endMember, inviteMember, noteMemberAct, setMemberRole } from './commands/members.ts';
export { decideInvitation, roleReaches, type InvitationRefusal, type MemberRole } from './domain/decide-member.ts';
export { memberMachine } from './domain/member-machine.ts';
export { memberActsOf, memberPhone, membersOf, servingAs, shopsOf, type Member, type Shop } from './queries/members.ts';
export { nameKeys } from './domain/name-keys.ts';
export { nameEarlierMerchants } from './commands/name-keys.ts';
export { merchantsByName, merchantsFound, type FoundMerchant } from './queries/find-merchants.ts';
export { merchantsOfPrefix } from './queries/merchants-of-prefix.ts';
export { countBlockedAccounts } from './queries/count-blocked.ts';
export { countMerchantsSharing, merchantsByHash } from './queries/sharing.ts';
export {
  accountChangeOf,
  accountChangesOf,
  beginAccountChange,
  endAccountChange,
  type AccountChange,
} from './commands/change-account.ts';
export { accountChangeMachine } from './domain/account-change-machine.ts';
export {
  keepDocument,
  lookAtDocument,
  noteDocumentTold,
  numberHash,
  type NewDocument,
} from './commands/keep-document.ts';
export { decideDocumentDay, type DocumentDayFacts } from './domain/decide-document-day.ts';
export { documentMachine, DOCUMENT_KINDS, type DocumentKind } from './domain/document-machine.ts';
export { documentsOf, type MerchantDocument } from './queries/documents-of.ts';
export { blockAccount } from './commands/block-account.ts';
export {
  merchantOf,
  merchantByApplicant,
  merchantByNo,
  merchantNames,
  merchantNumbers,
  merchantsAmong,
  settlementAccountOf,
  accountNumberOf,
  accountNumbersOf,
  applicationOfMerchant,
  type Merchant,
  type SettlementAccount,
} from './queries/merchant-of.ts';
export { countMerchants, listMerchants, type MerchantFilter } from './queries/list-merchants.ts';
export {
  countPriceNotices,
  endPriceHold,
  holdPrice,
  listPriceNotices,
  listObjections,
  merchantsOfPlan,
  notePriceNotice,
  priceNoticesOf,
  sayToNotice,
  type PriceNotice,
} from './commands/price-notices.ts';
export { liftOwnLimits, setOwnLimit } from './commands/own-limits.ts';
export { ENTRIES, entryOf, limitsOn, placesOf, type Entry, type Limits, type OwnLimit } from './domain/own-limits.ts';
export { priceDayOf, type PriceHold } from './domain/price-day.ts';
export { microPersonOf, type MicroPerson } from './queries/person-of.ts';
export { merchantMachine } from './domain/merchant-machine.ts';
export { merchantNumber } from './domain/merchant-number.ts';
/** SQL doors: v_merchant, v_payout_account, v_application_merchant. */
