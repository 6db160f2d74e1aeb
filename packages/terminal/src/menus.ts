/** The menu tree as data: key, word. */
import type { TerminalModel } from './ports.ts';
import type { WordKey } from './words.ts';

export type MenuName =
  | 'management'
  | 'settings'
  | 'print'
  | 'other'
  | 'scan'
  | 'offline'
  | 'preauth'
  | 'operators'
  | 'admin'
  | 'trade_params'
  | 'comm_params'
  | 'keys'
  | 'secrets';

type Items = readonly (readonly [key: string, word: WordKey])[];

/** A small device has six large signs, a big one the whole first level. */
export const homeItems: Readonly<Record<TerminalModel, Items>> = {
  esign_pos: [
    ['1', 'sale'],
    ['2', 'scan'],
    ['3', 'void'],
    ['4', 'query'],
    ['5', 'manage'],
    ['6', 'settings'],
  ],
  smart_pos: [
    ['1', 'sale'],
    ['2', 'void'],
    ['3', 'refund'],
    ['4', 'preauth'],
    ['5', 'balance'],
    ['6', 'print'],
    ['7', 'manage'],
    ['8', 'other'],
    ['9', 'settings'],
  ],
};

/** `parent`: where cancel leads; none leads home. */
export const menus: Readonly<
  Record<MenuName, { readonly title: WordKey; readonly items: Items; readonly parent?: MenuName }>
> = {
  management: {
    title: 'manage',
    items: [
      ['1', 'signIn'],
      ['2', 'signOff'],
      ['3', 'echo'],
      ['4', 'version'],
      ['5', 'settle'],
      ['6', 'operators'],
      ['7', 'query'],
      ['8', 'lock'],
      ['9', 'refund'],
      ['0', 'preauth'],
    ],
  },
  print: {
    title: 'print',
    items: [
      ['1', 'reprintLast'],
      ['2', 'reprintAny'],
      ['3', 'printDetails'],
      ['4', 'printTotals'],
      ['5', 'reprintSettlement'],
    ],
  },
  other: {
    title: 'other',
    items: [
      ['1', 'scan'],
      ['2', 'offline'],
    ],
  },
  offline: {
    title: 'offline',
    items: [
      ['1', 'offline_sale'],
      ['2', 'tip'],
      ['3', 'adjustment'],
    ],
  },
  scan: {
    title: 'scan',
    items: [
      ['1', 'qr_passive'],
      ['2', 'qr_active'],
      ['3', 'qr_void'],
      ['4', 'qr_refund'],
    ],
  },
  preauth: {
    title: 'preauth',
    items: [
      ['1', 'preauth'],
      ['2', 'preauth_void'],
      ['3', 'completion'],
      ['4', 'completion_advice'],
      ['5', 'completion_void'],
    ],
  },
  operators: {
    title: 'operators',
    items: [
      ['1', 'operatorSwitch'],
      ['2', 'changePassword'],
      ['3', 'operatorAdd'],
      ['4', 'operatorRemove'],
      ['5', 'operatorList'],
    ],
  },
  settings: {
    title: 'settings',
    items: [
      ['1', 'language'],
      ['2', 'chooseNetwork'],
      ['3', 'uploadSignatures'],
      ['4', 'admin'],
    ],
  },
  admin: {
    title: 'admin',
    items: [
      ['1', 'merchantParams'],
      ['2', 'tradeParams'],
      ['3', 'systemParams'],
      ['4', 'commParams'],
      ['5', 'keyManagement'],
      ['6', 'passwordManagement'],
      ['7', 'download'],
    ],
  },
  trade_params: {
    title: 'tradeParams',
    parent: 'admin',
    items: [
      ['1', 'paramCopies'],
      ['2', 'paramBatchRows'],
      ['3', 'paramReversals'],
    ],
  },
  comm_params: {
    title: 'commParams',
    parent: 'admin',
    items: [
      ['1', 'paramHostIp'],
      ['2', 'paramHostPort'],
      ['3', 'paramNii'],
      ['4', 'showTpdu'],
      ['5', 'paramTimeout'],
      ['6', 'chooseNetwork'],
    ],
  },
  keys: {
    title: 'keyManagement',
    parent: 'admin',
    items: [
      ['1', 'keyValues'],
      ['2', 'keyByHand'],
      ['3', 'keyByCard'],
      ['4', 'signIn'],
    ],
  },
  secrets: {
    title: 'passwordManagement',
    parent: 'admin',
    items: [
      ['1', 'supervisorSecret'],
      ['2', 'adminSecret'],
    ],
  },
};

/** The small device shows its journal from the first level, so that key of its management is free for what the big one has under 其他. */
const ofSmall: Partial<Record<MenuName, Items>> = {
  management: menus.management.items.map((item) => (item[1] === 'query' ? [item[0], 'offline'] : item)),
};

export const itemsOf = (menu: MenuName, model: TerminalModel): Items =>
  (model === 'esign_pos' ? ofSmall[menu] : undefined) ?? menus[menu].items;
