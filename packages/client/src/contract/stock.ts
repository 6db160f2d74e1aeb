/** Terminals with what the network knows of them, and the devices that stand in stock. */
import { z } from 'zod';
import { deviceFilter, page, pageOf } from './list-parts.ts';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;

const placeId = z.string().max(40);
/** Typed or scanned; what a transfer or a shelf holds at most. */
const serials = z.array(z.string().trim().toUpperCase().min(1).max(40)).max(2_000);
const transferParams = z.object({ transferId: z.string().max(40) });
const countParams = z.object({ countId: z.string().max(40) });
const transferRefusals = ['terminals.transfer_unknown', 'terminals.transfer_elsewhere'] as const;
const countRefusals = ['terminals.count_unknown', 'terminals.count_elsewhere'] as const;
/** 190 kB of file in base64: 2,000 lines fit, and the whole stays below the limit of a body. */
const FILE_TEXT_MAX = 253_000;

export const stockRoutes = {
  'GET /api/console/terminals': {
    summary: 'Terminals and their registration with the network, refused ones first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          terminalNo: z.string(),
          serialNo: z.string(),
          model: z.string(),
          state: z.string(),
          merchantNo: z.string(),
          merchantName: z.string(),
          /** Absent for a terminal of before registrations were kept. */
          registration: z
            .object({
              state: z.enum(['pending', 'registered', 'refused', 'superseded']),
              version: z.number(),
              tries: z.number(),
              reason: z.string().optional(),
              networkReference: z.string().optional(),
              askedAt: isoText.optional(),
            })
            .optional(),
        }),
      ),
    }),
  },
  'POST /api/console/terminals/:terminalNo/registration': {
    summary: 'Register a terminal with the network again, with the five elements as they are now',
    guard: acts,
    params: z.object({ terminalNo: z.string().max(8) }),
    answer: ok,
    refusals: ['terminals.unknown'],
  },
  'GET /api/console/terminals/relocations': {
    summary: 'Moves of terminals, those that wait for a person first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          relocationId: z.string(),
          state: z.enum(['in_review', 'registering', 'done', 'refused', 'cancelled']),
          merchantName: z.string(),
          terminalNo: z.string(),
          serialNo: z.string(),
          /** Stopped because it sold outside its city. */
          drifted: z.boolean(),
          from: z.object({ region: z.string(), address: z.string() }),
          to: z.object({ region: z.string(), address: z.string() }),
          askedAt: isoText,
          reason: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/terminals/relocations/:relocationId': {
    summary: 'Decide a move: approved, the network is told the new place and a stop for drift is lifted once it has it',
    guard: acts,
    params: z.object({ relocationId: z.string().max(40) }),
    body: z.object({ decision: z.enum(['approve', 'refuse']), reason: z.string().trim().min(2).max(200) }),
    answer: ok,
    refusals: ['terminals.relocation_unknown', 'terminals.relocation_elsewhere'],
  },
  'GET /api/console/terminals/reports': {
    summary: 'Devices that did not come as they should, open ones first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          reportId: z.string(),
          kind: z.enum(['wrong_serial', 'lost']),
          state: z.enum(['open', 'swapped', 'resent', 'dismissed']),
          merchantName: z.string(),
          expectedSerial: z.string(),
          arrivedSerial: z.string().optional(),
          /** What the serial number that was typed is to us, now. */
          arrivedIs: z.enum(['unknown', 'free', 'other_model', 'of_other_merchant', 'not_free']).optional(),
          byMerchant: z.boolean(),
          reportedAt: isoText,
        }),
      ),
    }),
  },
  'POST /api/console/terminals/:terminalNo/reports': {
    summary: 'Report a device for a merchant who has called',
    guard: acts,
    params: z.object({ terminalNo: z.string().max(8) }),
    body: z.object({
      kind: z.enum(['wrong_serial', 'lost']),
      arrivedSerial: z.string().trim().toUpperCase().min(4).max(40).optional(),
    }),
    answer: ok,
    refusals: [
      'terminals.unknown',
      'terminals.report_too_late',
      'terminals.report_open',
      'terminals.serial_needed',
      'terminals.serial_is_right',
    ],
  },
  'POST /api/console/terminals/reports/:reportId/resolve': {
    summary: 'Take the device that came, send another, or dismiss',
    guard: acts,
    params: z.object({ reportId: z.string().max(40) }),
    body: z.object({ how: z.enum(['swap', 'send_another', 'dismiss']) }),
    answer: ok,
    refusals: [
      'terminals.report_unknown',
      'terminals.report_elsewhere',
      'terminals.arrived_not_free',
      'terminals.out_of_stock',
      'terminals.report_too_late',
    ],
  },
  'GET /api/console/stock': {
    summary: 'What stands free where, and who else may have a place of stock',
    guard: reads,
    answer: z.object({
      places: z.array(
        z.object({
          placeId: z.string(),
          kind: z.enum(['warehouse', 'outlet', 'agent']),
          name: z.string(),
          models: z.array(z.object({ model: z.string(), free: z.number() })),
          coming: z.number(),
        }),
      ),
      owners: z.array(z.object({ kind: z.enum(['outlet', 'agent']), ownerId: z.string(), name: z.string() })),
    }),
  },
  'POST /api/console/stock/places': {
    summary: 'Open a place of stock: a warehouse of that name, or the shelf of an outlet or an agent',
    guard: acts,
    body: z.union([
      z.object({ kind: z.literal('warehouse'), name: z.string().trim().min(2).max(60) }),
      z.object({ kind: z.enum(['outlet', 'agent']), ownerId: z.string().max(40) }),
    ]),
    answer: z.object({ placeId: z.string() }),
    refusals: ['terminals.place_owner_unknown'],
  },
  'GET /api/console/stock/devices': {
    summary: 'Devices in the order of their serial numbers, page by page',
    guard: reads,
    query: deviceFilter.extend(page),
    answer: pageOf(
      z.object({
        serialNo: z.string(),
        model: z.string(),
        state: z.string(),
        place: z.string(),
        batchId: z.string().nullable(),
        onTransfer: z.boolean(),
        merchantNo: z.string().optional(),
        merchantName: z.string().optional(),
      }),
    ),
  },
  'POST /api/console/stock/devices/:serialNo/inspection': {
    summary: 'A device that came back was looked at: it stands free at a place again, or is scrapped for good',
    guard: acts,
    params: z.object({ serialNo: z.string().max(40) }),
    body: z.object({ outcome: z.enum(['restock', 'scrap']), placeId }),
    answer: z.object({ state: z.string() }),
    refusals: ['terminals.device_unknown', 'terminals.device_not_returned', 'terminals.place_unknown'],
  },
  'GET /api/console/stock/batches': {
    summary: 'Files of vendors that were taken into stock',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          batchId: z.string(),
          vendor: z.string(),
          fileName: z.string(),
          place: z.string(),
          devices: z.number(),
          importedBy: z.string(),
          importedAt: isoText,
        }),
      ),
    }),
  },
  'POST /api/console/stock/batches': {
    summary: 'Look through a vendor’s file (dryRun), or take all of it into stock; the same file again adds nothing',
    guard: acts,
    body: z.object({
      vendor: z.string().trim().min(1).max(60),
      fileName: z.string().trim().min(1).max(120),
      placeId,
      contentBase64: z.base64().max(FILE_TEXT_MAX),
      dryRun: z.boolean(),
    }),
    answer: z.object({
      batchId: z.string().optional(),
      repeated: z.boolean(),
      devices: z.array(z.object({ model: z.string(), count: z.number() })),
      faults: z.array(z.object({ line: z.number(), serialNo: z.string(), reason: z.string() })),
    }),
    refusals: ['terminals.stock_file_unreadable', 'terminals.stock_file_wrong', 'terminals.place_unknown'],
  },
  'GET /api/console/stock/transfers': {
    summary: 'Moves between places, newest first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          transferId: z.string(),
          from: z.string(),
          to: z.string(),
          state: z.enum(['sent', 'received', 'differs', 'settled', 'cancelled']),
          note: z.string(),
          sentBy: z.string(),
          sentAt: isoText,
          lines: z.array(z.object({ serialNo: z.string(), note: z.string() })),
        }),
      ),
    }),
  },
  'POST /api/console/stock/transfers': {
    summary: 'Send devices from one place to another; on their way nobody allocates them',
    guard: acts,
    body: z.object({ fromPlace: placeId, toPlace: placeId, serials: serials.min(1), note: z.string().trim().max(200) }),
    answer: z.object({ transferId: z.string() }),
    refusals: ['terminals.place_unknown', 'terminals.transfer_same_place', 'terminals.device_not_here'],
  },
  'POST /api/console/stock/transfers/:transferId/receive': {
    summary: 'What came out of the box; differences are noted',
    guard: acts,
    params: transferParams,
    body: z.object({ arrived: serials }),
    answer: z.object({ state: z.string() }),
    refusals: transferRefusals,
  },
  'POST /api/console/stock/transfers/:transferId/settle': {
    summary: 'What is missing went back, or is lost; a transfer on its way is taken back',
    guard: acts,
    params: transferParams,
    body: z.object({ missing: z.enum(['back', 'lost']) }),
    answer: z.object({ state: z.string() }),
    refusals: transferRefusals,
  },
  'GET /api/console/stock/counts': {
    summary: 'Counts of places, newest first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          countId: z.string(),
          place: z.string(),
          state: z.enum(['open', 'agreed', 'differs', 'confirmed', 'cancelled']),
          openedBy: z.string(),
          openedAt: isoText,
          closedBy: z.string().optional(),
          /** Then somebody else has to confirm. */
          closedByMe: z.boolean(),
          confirmedBy: z.string().optional(),
          present: z.number(),
          lines: z.array(
            z.object({ serialNo: z.string(), finding: z.enum(['missing', 'unexpected']), note: z.string() }),
          ),
        }),
      ),
    }),
  },
  'POST /api/console/stock/counts': {
    summary: 'Open a count of a place',
    guard: acts,
    body: z.object({ placeId }),
    answer: z.object({ countId: z.string() }),
    refusals: ['terminals.place_unknown', 'terminals.count_open_already'],
  },
  'POST /api/console/stock/counts/:countId/close': {
    summary: 'Close a count with the serial numbers that were seen',
    guard: acts,
    params: countParams,
    body: z.object({ seen: serials }),
    answer: z.object({ state: z.string() }),
    refusals: countRefusals,
  },
  'POST /api/console/stock/counts/:countId/confirm': {
    summary: 'A second person stands for the differences: missing devices are lost, others move here',
    guard: acts,
    params: countParams,
    answer: z.object({ lost: z.number(), movedHere: z.number(), refused: z.number() }),
    refusals: [...countRefusals, 'terminals.count_same_person'],
  },
  'POST /api/console/stock/counts/:countId/drop': {
    summary: 'Count again, or give the count up',
    guard: acts,
    params: countParams,
    body: z.object({ again: z.enum(['recount', 'cancel']) }),
    answer: z.object({ state: z.string() }),
    refusals: countRefusals,
  },
} as const satisfies Record<string, Route>;
