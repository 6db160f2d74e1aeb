import type { DoctorKey } from '@kaitong/client/contract';
import { activationChart, activationWard } from '../../../flows/activation-doctor.ts';
import { accept } from '../../../kernel/outcome.ts';
import type { Handlers } from '../context.ts';

export const doctorHandlers: Handlers<DoctorKey> = {
  'GET /api/console/activations': async ({ world }) =>
    accept({
      rows: (await activationWard(world)).map(({ terminal, contact, codeState, depositState, ...patient }) => ({
        ...patient,
        serialNo: terminal.serialNo,
        model: terminal.model,
        terminalNo: terminal.terminalNo,
        terminalState: terminal.state,
        ...(codeState === undefined ? {} : { codeState }),
        ...(depositState === undefined ? {} : { depositState }),
        ...(contact === undefined ? {} : { contact }),
      })),
    }),
  'GET /api/console/activations/:serialNo': async ({ world, input }) =>
    accept({ contacts: await activationChart(world, input.params.serialNo) }),
};
