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
          contact: contact.optional(),
        }),
      ),
    }),
  },
  'GET /api/console/activations/:serialNo': {
    summary: 'What one device was told while it was being activated, newest first',
    guard: reads,
    params: z.object({ serialNo: z.string().max(40) }),
    answer: z.object({ contacts: z.array(contact) }),
  },
} as const;
