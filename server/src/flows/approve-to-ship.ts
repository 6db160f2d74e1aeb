import { MINUTE_MS, dateInShanghai, isoText, later } from '../kernel/instant.ts';
import { issueActivationCode, codeOf, startCodeLife } from '../modules/activation/index.ts';
import {
  accountOf,
  agreementOf,
  revisionOf,
  applicationOf,
  type Application,
  type Revision,
} from '../modules/applications/index.ts';
import { cardOf, deviceTerms, readPolicy } from '../modules/catalogue/index.ts';
import { agentOf, outletOf, type Filing } from '../modules/channels/index.ts';
import { quoteDeposit, type DepositTerms } from '../modules/deposits/index.ts';
import { createMerchant, merchantOf, type NewMerchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { noteAgentMerchant, switchT0 } from '../modules/settlement/index.ts';
import {
  allocateTerminal,
  createShipment,
  openReplacementOf,
  orderCourier,
  shipmentOf,
  terminalOf,
  type Shipment,
} from '../modules/terminals/index.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Sql, type Tx } from '../platform/postgres/database.ts';
import { takeDocuments } from './documents.ts';
import { filingBehind } from './filer-of.ts';
import type { World } from './ports.ts';
import { openSheet } from './price-changes.ts';
import { placesFor } from './stock-of-filer.ts';
import { stopIfListed } from './stop-listed.ts';
import { smsTexts } from './texts.ts';

class OutOfStock extends Error {}

/**
 * Approved: merchant number, terminal number, a device from stock, the deposit as it was signed, a parcel. All in one transaction,
 * once an application; the courier and the message follow as jobs.
 */
export async function approveToShip(
  world: World,
  input: { applicantId: string; applicationId: string },
): Promise<void> {
  const application = await applicationOf(world, input.applicantId, input.applicationId);
  const revision = await revisionOf(world, { ...input, revisionNo: application.revisionNo });
  const { draft, person } = revision;
  const signed = (await agreementOf(world.db, input))?.sheet;
  const terms = await signedTerms(world, input, draft);
  const account = await payableAccount(world, revision);
  const filing = await filingBehind(world, input);
  const places = await placesFor(world, filing);
  const filerPhone = await phoneOfFiler(world, filing);
  try {
    await withTx(world, async (tx) => {
      const merchant = await createMerchant(world, tx, {
        ...input,
        acquirer: world.acquirer.code,
        ...merchantFacts(revision),
        account,
      });
      if (merchant === undefined) return;
      const { merchantId } = merchant;
      await openSheet(world, tx, { merchantId, planId: draft.planId, signed });
      await takeDocuments(world, tx, { merchantId, ...input, revision, no: application.revisionNo });
      await noteAgent(world, tx, { merchantId, filing });
      if (draft.settlement === 't0') await switchT0(world, tx, { merchantId, automatic: true });
      const allocated = await allocateTerminal(world, tx, {
        merchantId,
        model: draft.deviceModel,
        places,
      });
      if (allocated.refused) throw new OutOfStock();
      const { terminalId, serialNo } = allocated.value;
      await quoteDeposit(world, tx, { merchantId, terminalId, terms });
      const handedOver = application.channel !== 'online';
      const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo, handedOver });
      if (handedOver)
        await sayReady(world, tx, {
          merchantId,
          phone: person.phone,
          channel: application.channel,
          tradeName: draft.business.tradeName,
          filerPhone,
        });
      else await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
      await world.jobs.emit(tx, {
        kind: 'merchant.created',
        audience: [`applicant:${input.applicantId}`, 'console'],
        payload: { merchantId, merchantNo: merchant.merchantNo },
      });
    });
  } catch (error) {
    if (!(error instanceof OutOfStock)) throw error;
    await withTx(world, async (tx) => {
      await scheduleDue(tx, {
        kind: 'approve-to-ship',
        key: input.applicationId,
        at: later(world.clock.now(), 10 * MINUTE_MS),
        data: { ...input },
      });
      await world.jobs.emit(tx, {
        kind: 'stock.missing',
        audience: ['console'],
        payload: { model: draft.deviceModel, applicationId: input.applicationId },
      });
    });
  }
}

/** Of a merchant that an agent filed, the agent has a share from today on. */
async function noteAgent(world: World, tx: Tx, of: { merchantId: string; filing: Filing | undefined }): Promise<void> {
  const agentId = of.filing?.agentId;
  if (agentId === undefined) return;
  await noteAgentMerchant(tx, { merchantId: of.merchantId, agentId, since: dateInShanghai(world.clock.now()) });
}

const merchantFacts = ({
  draft,
  person,
}: Revision): Omit<NewMerchant, 'applicantId' | 'applicationId' | 'acquirer' | 'account'> => ({
  kind: draft.kind,
  name: draft.business.tradeName,
  principalName: person.name,
  idHash: person.idHash,
  ...(draft.licence === undefined ? {} : { creditCode: draft.licence.uscc }),
  phone: person.phone,
  mcc: draft.business.mcc,
  region: draft.business.region,
  address: draft.business.address,
  planId: draft.planId,
  settlement: draft.settlement,
});

const MOBILE = /^1[3-9]\d{9}$/;

/** The number of the outlet or the agent, where a message can reach it: a landline has the list of its app alone. */
async function phoneOfFiler(world: World, filing: Filing | undefined): Promise<string | undefined> {
  const { agentId, outletId } = filing ?? {};
  const found =
    agentId !== undefined
      ? await agentOf(world.db, agentId)
      : outletId === undefined
        ? undefined
        : await outletOf(world.db, outletId);
  return found !== undefined && MOBILE.test(found.phone) ? found.phone : undefined;
}

interface Ready {
  readonly merchantId: string;
  readonly phone: string;
  readonly channel: Application['channel'];
  readonly tradeName: string;
  readonly filerPhone: string | undefined;
}

/** Filed at a counter or with an agent: the merchant is told who hands the device over, and whoever hands it over that it is time. */
async function sayReady(world: World, tx: Tx, input: Ready): Promise<void> {
  const { merchantId, filerPhone } = input;
  const message = { purpose: 'application_result', subject: `merchant:${merchantId}` } as const;
  const by = input.channel === 'counter' ? 'bank' : 'agent';
  await queueMessage(world, tx, { ...message, phone: input.phone, text: smsTexts.readyForHandover(by) });
  if (filerPhone !== undefined)
    await queueMessage(world, tx, { ...message, phone: filerPhone, text: smsTexts.handOverNow(input.tradeName) });
}

/** The deposit's terms as they were signed; an application of before sheets were signed has those of today. */
async function signedTerms(
  world: World,
  key: { applicantId: string; applicationId: string },
  draft: Revision['draft'],
): Promise<DepositTerms> {
  const agreement = await agreementOf(world.db, key);
  if (agreement !== undefined) {
    const { amountFen, targetFen, targetDays, giveBackDays } = agreement.sheet.deposit;
    return {
      amount: fen(BigInt(amountFen)),
      target: fen(BigInt(targetFen)),
      targetDays,
      // what was not on the sheet that was signed can never be kept
      ...(giveBackDays === undefined ? {} : { giveBackDays }),
      signedAt: isoText(agreement.signedAt),
    };
  }
  const today = await deviceTerms(world.db, draft.deviceModel, dateInShanghai(world.clock.now()));
  return {
    amount: today.depositFen,
    target: today.targetFen,
    targetDays: today.targetDays,
    signedAt: isoText(world.clock.now()),
  };
}

/** The account of the revision with the name of its bank: typed for a corporate one, by the issuer table for a card. */
async function payableAccount(world: World, revision: Revision): Promise<NewMerchant['account']> {
  const account = must(accountOf(revision), 'account of an approved application');
  if (account.kind === 'corporate') return { ...account, bankName: revision.draft.corporateAccount?.bankName ?? '' };
  return { ...account, bankName: (await cardOf(world.db, account.number))?.bankName ?? '' };
}

/** Hands the parcel over and, when the waybill is known, sends the activation code with the shipping note. Asked twice, it does both once. */
export async function orderAndNotify(world: World, input: { merchantId: string; shipmentId: string }): Promise<void> {
  if (await stopIfListed(world, input.merchantId)) return;
  const merchant = await merchantOf(world, input.merchantId);
  const ordered = must(await shipmentOf(world.db, input.shipmentId), 'shipment');
  const terminal = must(await terminalOf(world.db, input.merchantId, ordered.terminalId), 'terminal of a shipment');
  await orderCourier(world, {
    ...input,
    model: terminal.model,
    receiver: merchant.principalName,
    phone: merchant.phone,
    address: merchant.address,
  });
  const shipment = must(await shipmentOf(world.db, input.shipmentId), 'shipment');
  const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
  await withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`code:${shipment.terminalId}`]);
    const code = await codeOf(tx, input.merchantId, shipment.terminalId);
    // of a replacement the newest code may be the one that its old device was activated with
    if (code !== undefined && code.serialNo === shipment.serialNo && code.state !== 'revoked') return;
    const replaces = await wasReplacement(tx, shipment);
    await issueActivationCode(world, tx, {
      merchantId: input.merchantId,
      terminalId: shipment.terminalId,
      serialNo: shipment.serialNo,
      send: (code) =>
        queueMessage(world, tx, {
          purpose: 'activation_code',
          phone: merchant.phone,
          subject: `merchant:${input.merchantId}`,
          text: smsTexts[replaces ? 'replacementSent' : 'activationCode']({
            code,
            waybillNo: shipment.waybillNo ?? '',
            courier: shipment.courier ?? '',
            serialTail: shipment.serialNo.slice(-4),
            days: policy.number('activation.code_days'),
          }),
        }),
    });
  });
}

/** Delivered: the code's thirty days begin. */
export async function afterDelivery(world: World, input: { merchantId: string; terminalId: string }): Promise<void> {
  const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
  await withTx(world, (tx) => startCodeLife(world, tx, { ...input, days: policy.number('activation.code_days') }));
}

/** The parcel brings a device that takes another's place. */
async function wasReplacement(sql: Sql, { merchantId, terminalId, serialNo }: Shipment): Promise<boolean> {
  return (await openReplacementOf(sql, merchantId, terminalId))?.newSerial === serialNo;
}
