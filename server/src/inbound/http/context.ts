import type { Answer, CallInput } from '@kaitong/client';
import type { Contract, RouteKey } from '@kaitong/client/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InstantMs } from '../../kernel/instant.ts';
import type { Outcome, Refusal } from '../../kernel/outcome.ts';
import type { MemberRole } from '../../modules/merchants/index.ts';
import type { World } from '../../flows/ports.ts';
import type { DemoClock } from '../../platform/clock.ts';
import type { Listener } from '../../platform/listen.ts';
import type { ProblemCode } from './problems.ts';
import type { Demo } from './demo/demo.ts';

/** What handlers share; `demo` is there in demo mode only. */
export interface Site {
  readonly world: World;
  readonly clock: DemoClock;
  readonly listener: Listener;
  readonly version: string;
  readonly partnerSecrets: { readonly courier: string };
  readonly secure: boolean;
  readonly demo: Demo | undefined;
  /** Whether staff of the console must prove themselves with more than a password. */
  readonly secondFactor: 'required' | 'offered';
  /** Reasons why this process must not take work (production with a simulator at the other end, for one). */
  readonly notReady: () => Promise<string[]>;
}

export interface Upload {
  readonly field: string;
  readonly content: Uint8Array;
  readonly contentType: string;
}

/** Staff of a bank or an agent at work in a merchant's application. */
export interface Actor {
  readonly staffId: string;
  readonly filingId: string;
}

/** Somebody who works for a merchant, at work there: the subject is the merchant's owner. */
export interface MemberAtWork {
  readonly memberId: string;
  readonly merchantId: string;
  readonly role: MemberRole;
  /** applicant_id of the person. */
  readonly personId: string;
}

/** Somebody of staff who sees the app of the subject as the subject does, and changes nothing. */
export interface Look {
  readonly staffId: string;
  readonly reason: string;
  readonly until: InstantMs;
}

export interface Context<K extends RouteKey> {
  readonly site: Site;
  readonly world: World;
  readonly input: CallInput<K>;
  readonly form: Contract[K] extends { form: infer F extends { _zod: { output: unknown } } }
    ? F['_zod']['output']
    : undefined;
  readonly files: readonly Upload[];
  /** applicant_id or staff_id of whoever is signed in, or a partner's key; '' on public routes. */
  readonly subjectId: string;
  /** Set where somebody else than the subject acts, in a filing of theirs. */
  readonly actor: Actor | undefined;
  /** Set where somebody who works for the merchant acts for it. */
  readonly member: MemberAtWork | undefined;
  /** Set where staff see as the subject does: reading only. */
  readonly look: Look | undefined;
  /** Set where a partner's system calls: whose applications it may see. */
  readonly partner: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** An answer, a refusal with a code of the contract, or 'sent' when the handler has written the reply itself. */
export type Handled<K extends RouteKey> = Outcome<Answer<K>, Refusal<ProblemCode>> | 'sent';
export type Handler<K extends RouteKey> = (context: Context<K>) => Promise<Handled<K>>;
export type Handlers<Keys extends RouteKey> = { readonly [K in Keys]: Handler<K> };
