/** Devices 机具 in stock and on their way, terminals 终端 and their keys. */
export { importStock, type StockRow } from './commands/import-stock.ts';
export { importBatch, type BatchFile, type BatchResult } from './commands/import-batch.ts';
export { addWarehouse, ensurePlace, receiveTransfer, sendTransfer, settleTransfer } from './commands/move-stock.ts';
export { closeCount, confirmCount, dropCount, openCount } from './commands/count-stock.ts';
export { stockCountMachine, stockTransferMachine } from './domain/stock-machines.ts';
export {
  countDevices,
  findDevices,
  listBatches,
  listCounts,
  listTransfers,
  placeOfOwner,
  stockByPlace,
  MAIN_PLACE,
  type DeviceFilter,
  type StockDevice,
} from './queries/stock-of.ts';
export { inspectDevice } from './commands/inspect-device.ts';
export { endReport, openReport, takeArrived } from './commands/report-device.ts';
export { deviceReportMachine, standingOfArrived, type ReportKind, type ReportRefusal } from './domain/device-report.ts';
export { arrivedDevice, listReports, openReportOf, reportOf, type DeviceReport } from './queries/reports-of.ts';
export { allocateTerminal, type Allocation } from './commands/allocate-terminal.ts';
export {
  createShipment,
  recordShipmentStep,
  orderCourier,
  cancelShipment,
  recordHandover,
  sendInstead,
  type Courier,
  type ShipmentStep,
} from './commands/ship-device.ts';
export { askForLabel, cancelReturn, handInDevice, orderReturn, recordReturnStep } from './commands/return-device.ts';
export { deviceReturnMachine, type ReturnReason, type ReturnRefusal } from './domain/device-return.ts';
export { openReturnOf, returnOf, returnsOf, type DeviceReturn } from './queries/returns-of.ts';
export {
  cancelReplacement,
  endReplacement,
  finishReplacement,
  noteGiven,
  reserveReplacement,
  takeOverTerminal,
} from './commands/replace-device.ts';
export { replacementMachine, type DeviceFault, type ReplaceRefusal } from './domain/replacement.ts';
export { openReplacementOf, replacementsOf, wasReplaced, type Replacement } from './queries/replacements-of.ts';
export { decideMove, relocateTerminal } from './commands/relocate-terminal.ts';
export { relocationMachine, type RelocateRefusal } from './domain/relocation.ts';
export { driftsOf, listRelocations, newestRelocation, ownPlaceOf, type Relocation } from './queries/place-of.ts';
export { setDeviceProfile } from './commands/set-device-profile.ts';
export { swapDevice } from './commands/swap-device.ts';
export {
  askRegister,
  openRegistration,
  type FiveElements,
  type RegisterAnswer,
  type TerminalRegister,
  type WithdrawAnswer,
} from './commands/register-terminal.ts';
export { setTerminalKeys, moveTerminal, nextBatch, noteTestSale, noteSeen } from './commands/terminal-steps.ts';
export { keysToRewrap, rewrapKeys, STORED_KEYS, type Rewrapped } from './commands/rewrap-keys.ts';
export {
  askWithdrawal,
  closeUnbound,
  endDevice,
  endTerminal,
  resumeSales,
  stopSales,
  type EndReason,
} from './commands/end-terminal.ts';
export { resumeTerminals, suspendTerminals } from './commands/suspend-terminals.ts';
export { noteSighting, type Sighting } from './commands/note-drift.ts';
export { layoutAsked, SIGN_IN_CODES } from './domain/key-layout.ts';
export { workingKeysDue } from './domain/working-keys.ts';
export { decidePlace, type PlaceDecision } from './domain/decide-place.ts';
export { type KeyUse, type KeyVault, type HeldKey, type WorkingKeySet, type ActivationAnswer } from './key-vault.ts';
export { deviceMachine, terminalMachine, shipmentMachine } from './domain/terminal-machines.ts';
export { registrationMachine, decideRegistration } from './domain/registration-machine.ts';
export {
  countTerminals,
  listTerminals,
  terminalNumbers,
  type ListedTerminal,
  type TerminalFilter,
  type TerminalNumbers,
} from './queries/list-terminals.ts';
export { countShipments, listShipments, type ListedShipment, type ShipmentFilter } from './queries/list-shipments.ts';
export { endedSince, endOf } from './queries/end-of.ts';
export { newestRegistration, terminalStandings, type TerminalStanding } from './queries/registration-of.ts';
export {
  terminalByNo,
  rememberedTerminal,
  terminalOf,
  deviceOf,
  merchantsOfSameDevices,
  terminalsOf,
  unfinishedTerminals,
  shipmentOf,
  stockCount,
  type Terminal,
  type TerminalState,
  type RememberedTerminal,
  type Device,
  type Shipment,
} from './queries/terminal-of.ts';
/** SQL doors: v_delivery, v_row. */
