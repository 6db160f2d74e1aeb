import { z } from 'zod';
import { isoText } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;

const contact = z.object({
  at: isoText,
  message: z.enum(['code', 'resume', 'sign_in', 'step', 'send_code', 'bind', 'deposit', 'acknowledge']),
  code: z.string(),
  text: z.string(),
});

/** The activation doctor: the console sees the step a device is in, live, with the reason it stopped. */
export const doctorRoutes = {
  'GET /api/console/activations': {
    summary: 'Activations that are not finished, with what each device was told last',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          serialNo: z.string(),
          model: z.string(),
          terminalNo: z.string(),
          terminalState: z.string(),
          merchantName: z.string(),
          step: z.enum([
            'not_connected',
            'code_accepted',
            'keys_loaded',
            'deposit_secured',
            'account_bound',
            'active',
            'test_sale_ok',
          ]),
          next: z.enum(['code', 'deposit', 'account', 'acknowledge', 'test_sale']),
          codeState: z.string().optional(),
          depositState: z.string().optional(),
          /** Whose card the deposit was frozen on, as far as the register knows. */
          depositHolder: z.enum(['own', 'other', 'unknown']).optional(),
          contact: contact.optional(),
        }),
      ),
    }),
  },
  'POST /api/console/messages/reading': {
    summary: 'Bytes of a terminal or network message as a person reads them; masked, kept nowhere',
    guard: reads,
    body: z.object({ hex: z.string().max(20_000) }),
    answer: z.object({
      dialect: z.string(),
      length: z.number().optional(),
      tpdu: z.string().optional(),
      header: z.string().optional(),
      mti: z.string(),
      fields: z.array(
        z.object({
          number: z.number(),
          zh: z.string(),
          en: z.string(),
          value: z.string(),
          parts: z.array(z.object({ label: z.string(), value: z.string() })),
        }),
      ),
      faults: z.array(z.object({ field: z.number(), offset: z.number(), expected: z.string() })),
    }),
    refusals: ['terminals.not_hex'],
  },
  'GET /api/console/activations/:serialNo': {
    summary: 'What one device was told while it was being activated, newest first',
    guard: reads,
    params: z.object({ serialNo: z.string().max(40) }),
    answer: z.object({ contacts: z.array(contact) }),
  },
} as const;
