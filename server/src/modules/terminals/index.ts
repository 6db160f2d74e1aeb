/** Devices 机具 in stock and on their way, terminals 终端 and their keys. */
export { importStock, type StockRow } from './commands/import-stock.ts';
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
export { swapDevice } from './commands/swap-device.ts';
export {
  askRegister,
  openRegistration,
  type FiveElements,
  type RegisterAnswer,
  type TerminalRegister,
} from './commands/register-terminal.ts';
export { setTerminalKeys, moveTerminal, noteTestSale, noteSeen } from './commands/terminal-steps.ts';
export { type KeyVault, type WorkingKeySet, type ActivationAnswer } from './key-vault.ts';
export { deviceMachine, terminalMachine, shipmentMachine } from './domain/terminal-machines.ts';
export { registrationMachine, decideRegistration } from './domain/registration-machine.ts';
export { newestRegistration, terminalStandings, type TerminalStanding } from './queries/registration-of.ts';
export {
  terminalByNo,
  terminalOf,
  deviceOf,
  terminalsOf,
  shipmentOf,
  stockCount,
  listDevices,
  type Terminal,
  type TerminalState,
  type Device,
  type Shipment,
} from './queries/terminal-of.ts';
/** SQL doors: v_delivery. */
