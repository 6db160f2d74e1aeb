import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideReport, standingOfArrived, type ReportKind, type ReportRefusal } from '../domain/device-report.ts';
import { arrivedDevice, openReportOf, type DeviceReport } from '../queries/reports-of.ts';
import type { Terminal } from '../queries/terminal-of.ts';
import { keysErased } from './terminal-steps.ts';

/**
 * Writes down what is said of a terminal's device. One that is gone is lost at once and for good: its key is never taken on the line
 * again. One that another came for keeps its place until an operator has looked.
 */
export async function openReport(
  env: Env,
  tx: Tx,
  input: {
    readonly terminal: Terminal;
    readonly kind: ReportKind;
    readonly arrivedSerial: string | undefined;
    readonly by: string;
  },
): Promise<Outcome<string, ReportRefusal>> {
  const { merchantId, terminalId, serialNo, state } = input.terminal;
  const decision = decideReport({
    terminalState: state,
    expectedSerial: serialNo,
    kind: input.kind,
    arrivedSerial: input.arrivedSerial,
    openAlready: (await openReportOf(tx, merchantId, terminalId)) !== undefined,
  });
  if (decision.refused) return decision;
  const reportId = env.ids.next('rpt');
  const now = at(env.clock.now());
  const opened = await tx.execute(
    `INSERT INTO terminals.device_report (merchant_id, report_id, terminal_id, kind, expected_serial, arrived_serial, state, reported_by, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8) ON CONFLICT (merchant_id, terminal_id) WHERE state = 'open' DO NOTHING`,
    [
      merchantId,
      reportId,
      terminalId,
      input.kind,
      serialNo,
      input.kind === 'lost' ? null : (input.arrivedSerial ?? null),
      input.by,
      now,
    ],
  );
  if (opened === 0) return refuse('terminals.report_open');
  if (input.kind === 'lost')
    await tx.execute(
      `UPDATE terminals.device SET state = 'lost', merchant_id = NULL, terminal_id = NULL, changed_at = $2
        WHERE serial_no = $1 AND state IN ('allocated', 'shipped', 'delivered')`,
      [serialNo, now],
    );
  await env.jobs.emit(tx, {
    kind: 'device.reported',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, terminalId, reportId, reported: input.kind },
  });
  return accept(reportId);
}

/** Ends a report once. False where somebody else has ended it. */
export async function endReport(
  env: Env,
  tx: Tx,
  report: DeviceReport,
  end: { readonly state: 'swapped' | 'resent' | 'dismissed'; readonly by: string },
): Promise<boolean> {
  const now = at(env.clock.now());
  const ended = await tx.execute(
    `UPDATE terminals.device_report SET state = $3, resolved_by = $4, resolved_at = $5 WHERE merchant_id = $1 AND report_id = $2 AND state = 'open'`,
    [report.merchantId, report.reportId, end.state, end.by, now],
  );
  if (ended === 1 && end.state !== 'dismissed')
    // where it is nobody knows: it waits to be found and taken into stock again, and may be activated by nobody
    await tx.execute(
      `UPDATE terminals.device SET state = 'returned', merchant_id = NULL, terminal_id = NULL, changed_at = $2
        WHERE serial_no = $1 AND terminal_id = $3 AND state IN ('allocated', 'shipped', 'delivered')`,
      [report.expectedSerial, now, report.terminalId],
    );
  return ended === 1;
}

/** The device that came becomes this terminal's, if it stands free in our stock; it has been delivered already. */
export async function takeArrived(
  env: Env,
  tx: Tx,
  input: { readonly terminal: Terminal; readonly arrivedSerial: string },
): Promise<Outcome<true, Refusal<'terminals.arrived_not_free'>>> {
  const { merchantId, terminalId, model } = input.terminal;
  const standing = standingOfArrived(await arrivedDevice(tx, input.arrivedSerial, 'for update'), model);
  if (standing !== 'free') return refuse('terminals.arrived_not_free', { standing });
  const moved = await tx.execute(
    `UPDATE terminals.terminal SET serial_no = $3, registration_refused = NULL, ${keysErased('$4')},
       key_profile = (SELECT key_profile FROM terminals.device WHERE serial_no = $3)
      WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'pending_activation'`,
    [merchantId, terminalId, input.arrivedSerial, at(env.clock.now())],
  );
  if (moved === 0) return refuse('terminals.arrived_not_free', { standing: 'terminal_moved' });
  await tx.execute(
    `UPDATE terminals.device SET state = 'delivered', merchant_id = $2, terminal_id = $3, changed_at = $4 WHERE serial_no = $1`,
    [input.arrivedSerial, merchantId, terminalId, at(env.clock.now())],
  );
  await env.jobs.emit(tx, {
    kind: 'terminal.allocated',
    audience: ['console'],
    payload: { merchantId, terminalId, serialNo: input.arrivedSerial },
  });
  return accept(true);
}
