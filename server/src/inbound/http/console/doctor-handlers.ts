import type { DoctorKey } from '@kaitong/client/contract';
import { describeBytes } from '@kaitong/iso8583';
import { activationChart, activationWard } from '../../../flows/activation-doctor.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import type { Handlers } from '../context.ts';

export const doctorHandlers: Handlers<DoctorKey> = {
  'GET /api/console/activations': async ({ world }) =>
    accept({
      rows: (await activationWard(world)).map(
        ({ terminal, contact, codeState, depositState, depositHolder, ...patient }) => ({
          ...patient,
          serialNo: terminal.serialNo,
          model: terminal.model,
          terminalNo: terminal.terminalNo,
          terminalState: terminal.state,
          ...(codeState === undefined ? {} : { codeState }),
          ...(depositState === undefined ? {} : { depositState }),
          ...(depositHolder === undefined ? {} : { depositHolder }),
          ...(contact === undefined ? {} : { contact }),
        }),
      ),
    }),
  'POST /api/console/messages/reading': async ({ input }) => {
    const hex = input.body.hex.replaceAll(/\s/g, '');
    if (hex === '' || hex.length % 2 === 1 || !/^[0-9A-Fa-f]+$/.test(hex)) return refuse('terminals.not_hex');
    const read = describeBytes(Buffer.from(hex, 'hex'));
    return accept({
      ...read,
      fields: read.fields.map(({ parts, ...field }) => ({ ...field, parts: parts.map((part) => ({ ...part })) })),
      faults: read.faults.map((fault) => ({ ...fault })),
    });
  },
  'GET /api/console/activations/:serialNo': async ({ world, input }) =>
    accept({ contacts: await activationChart(world, input.params.serialNo) }),
};
