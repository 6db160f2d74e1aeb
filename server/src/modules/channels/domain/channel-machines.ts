import type { Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * 代办: staff of a bank or an agent at work on somebody's application. Nothing may be entered before the merchant's own consent,
 * a counter's filing passes a second officer, and only the merchant's signature files it. A fix that review asks for opens it again.
 */
export const filingMachine = {
  name: 'filing',
  column: 'channels.filing.state',
  initial: 'awaiting_consent',
  final: ['stopped', 'withdrawn'],
  states: {
    awaiting_consent: { consent: 'open', refuse: 'withdrawn', withdraw: 'withdrawn', stop: 'stopped' },
    open: {
      send: 'awaiting_officer',
      hand: 'awaiting_merchant',
      sign: 'filed',
      withdraw: 'withdrawn',
      stop: 'stopped',
    },
    awaiting_officer: {
      confirm: 'awaiting_merchant',
      return: 'open',
      sign: 'filed',
      withdraw: 'withdrawn',
      stop: 'stopped',
    },
    awaiting_merchant: { sign: 'filed', reopen: 'open', withdraw: 'withdrawn', stop: 'stopped' },
    filed: { reopen: 'open' },
    stopped: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type FilingState = StateOf<typeof filingMachine>;

/** 上门服务. */
export const visitMachine = {
  name: 'visit',
  column: 'channels.visit.state',
  initial: 'requested',
  final: ['done', 'cancelled'],
  states: {
    requested: { accept: 'accepted', cancel: 'cancelled' },
    accepted: { check_in: 'checked_in', cancel: 'cancelled' },
    checked_in: { finish: 'done', cancel: 'cancelled' },
    done: {},
    cancelled: {},
  },
} as const satisfies Machine;
export type VisitState = StateOf<typeof visitMachine>;

export const agentMachine = {
  name: 'agent',
  column: 'channels.agent.state',
  initial: 'active',
  final: [],
  states: { active: { suspend: 'suspended' }, suspended: { resume: 'active' } },
} as const satisfies Machine;
export type AgentState = StateOf<typeof agentMachine>;

/** 授权服务证书. Expiry is computed from its dates, never stored. */
export const certificateMachine = {
  name: 'certificate',
  column: 'channels.certificate.state',
  initial: 'valid',
  final: ['revoked'],
  states: {
    valid: { suspend: 'suspended', revoke: 'revoked' },
    suspended: { resume: 'valid', revoke: 'revoked' },
    revoked: {},
  },
} as const satisfies Machine;
export type CertificateState = StateOf<typeof certificateMachine>;

export const handoverMachine = {
  name: 'handover',
  column: 'channels.handover.state',
  initial: 'planned',
  final: ['done'],
  states: {
    planned: { finish: 'done', cancel: 'cancelled' },
    cancelled: { plan: 'planned' },
    done: {},
  },
} as const satisfies Machine;
export type HandoverState = StateOf<typeof handoverMachine>;

export const reportMachine = {
  name: 'intermediary report',
  column: 'channels.intermediary_report.state',
  initial: 'new',
  final: ['closed'],
  states: { new: { look: 'looked_at', close: 'closed' }, looked_at: { close: 'closed' }, closed: {} },
} as const satisfies Machine;
export type ReportState = StateOf<typeof reportMachine>;
