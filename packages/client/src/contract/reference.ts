/** Reference data: working days, card issuers, trades, branches; brought in as files and put in force by two people. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const changes = { kind: 'staff', permission: 'policy.change' } as const;

const kind = z.enum(['calendar', 'bin', 'trade', 'branch']);
const note = z.string().trim().min(5).max(300);
const importId = z.object({ importId: z.string().max(40) });
const open = ['catalogue.import_unknown', 'catalogue.import_closed'] as const;
const judged = [
  'catalogue.import_empty',
  'catalogue.import_faulty',
  'catalogue.import_nothing_new',
  'catalogue.calendar_past',
] as const;

const listed = z.object({
  importId: z.string(),
  kind,
  state: z.enum(['receiving', 'proposed', 'approved', 'applied', 'refused', 'withdrawn', 'dropped']),
  fileName: z.string(),
  source: z.string(),
  lines: z.number(),
  fresh: z.number(),
  other: z.number(),
  same: z.number(),
  gone: z.number(),
  /** Last line in force, while a file is put in force. */
  doneLine: z.number(),
  broughtBy: z.string(),
  broughtAt: isoText,
  own: z.boolean(),
  decidedBy: z.string().optional(),
  decisionReason: z.string().optional(),
});

export const referenceRoutes = {
  'GET /api/console/reference': {
    summary: 'What is in force of each kind, how long the calendar is known, and files that were brought',
    guard: reads,
    answer: z.object({
      today: z.string(),
      coverage: z.object({ to: z.string(), daysLeft: z.number(), alarm: z.boolean() }),
      counts: z.object({ bin: z.number(), trade: z.number(), branch: z.number() }),
      imports: z.array(listed),
    }),
  },
  'GET /api/console/reference/calendar/:year': {
    summary: 'Published days off and working weekends of a year',
    guard: reads,
    params: z.object({ year: z.string().regex(/^20\d\d$/) }),
    answer: z.object({
      days: z.array(z.object({ day: z.string(), kind: z.enum(['off', 'work']) })),
      /** None where the year is not covered. */
      source: z.string().optional(),
    }),
  },
  'GET /api/console/reference/issuers': {
    summary: 'Card issuers by prefix, first digits of a card or name of the bank; a hundred at most',
    guard: reads,
    query: z.object({ q: z.string().max(40) }),
    answer: z.object({
      rows: z.array(
        z.object({
          prefix: z.string(),
          cardLength: z.number(),
          cardKind: z.enum(['debit', 'credit']),
          bankName: z.string(),
          organisation: z.string(),
        }),
      ),
    }),
  },
  'GET /api/console/reference/imports/:importId': {
    summary: 'One file: what it would change, line by line, or what is wrong with it',
    guard: reads,
    params: importId,
    answer: z.object({
      file: listed,
      faults: z.array(z.object({ lineNo: z.number(), key: z.string(), fault: z.string() })),
      differences: z.array(
        z.object({ lineNo: z.number(), key: z.string(), before: z.string().optional(), after: z.string().optional() }),
      ),
    }),
    refusals: ['catalogue.import_unknown'],
  },
  'POST /api/console/reference/imports': {
    summary: 'Begin to bring a file',
    guard: changes,
    body: z.object({ kind, fileName: z.string().trim().min(1).max(120), source: note }),
    answer: z.object({ importId: z.string() }),
  },
  'POST /api/console/reference/imports/:importId/lines': {
    summary: 'A package of lines with the header before them; the same package again changes nothing',
    guard: changes,
    params: importId,
    body: z.object({ firstLine: z.number().int().min(2).max(1_000_000), text: z.string().min(1).max(180_000) }),
    answer: z.object({ lines: z.number(), faults: z.number() }),
    refusals: [...open, 'catalogue.import_unreadable', 'catalogue.import_too_long'],
  },
  'POST /api/console/reference/imports/:importId/complete': {
    summary: 'Every line is there: compare, and put it before a colleague',
    guard: changes,
    params: importId,
    body: z.object({}),
    answer: ok,
    refusals: [...open, ...judged],
  },
  'POST /api/console/reference/imports/:importId/decision': {
    summary: 'Put in force or refuse what somebody else brought, or take back one’s own',
    guard: changes,
    params: importId,
    body: z.object({ event: z.enum(['approve', 'refuse', 'withdraw']), reason: note }),
    answer: z.object({ state: z.string() }),
    refusals: [...open, ...judged, 'catalogue.import_second_person', 'catalogue.import_not_yours'],
  },
} as const satisfies Record<string, Route>;
