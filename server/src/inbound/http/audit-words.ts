/** What a call is called in the audit log, and what it was about: read from the route, never from what was written in it. */

/** Steps that a path names (`:event`) are part of the words; anything else that somebody may have typed there is not. */
const STEP = /^[a-z_]{1,30}$/;
const VERBS: Readonly<Record<string, string>> = {
  POST: '',
  PUT: '.put',
  DELETE: '.delete',
  GET: '.get',
  PATCH: '.patch',
};

type Fields = Readonly<Record<string, unknown>>;

/** `POST /api/console/risk-cases/:merchantId/:caseId/decisions` is `console.risk_cases.decisions`. */
export function actionOf(key: string, params: Fields = {}): string {
  const [method = '', path = ''] = key.split(' ');
  const words = path
    .split('/')
    .slice(2)
    .flatMap((part) => {
      const step = params['event'];
      if (part === ':event') return typeof step === 'string' && STEP.test(step) ? [step] : [];
      return part.startsWith(':') || part === '*' ? [] : [part.replaceAll('-', '_')];
    });
  return `${words.join('.')}${VERBS[method] ?? ''}`;
}

/** Fields of a body that name what a call is about, where neither path nor answer does. No other field of a body is read. */
const OF_BODY = [
  'merchantNo',
  'merchantId',
  'terminalNo',
  'serialNo',
  'agentId',
  'outletId',
  'bankId',
  'planId',
  'placeId',
];
const NAMES_A_THING = /^[a-z][A-Za-z]*(Id|No)$/;

const kindOf = (field: string): string =>
  field.replace(/(Id|No)$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

export interface AboutWhat {
  readonly kind: string;
  readonly key: string;
  readonly within?: string;
}

/** The last thing that the path names (within the first one), else what the answer made, else what the body names. */
export function objectOf(input: {
  readonly params: Fields;
  readonly answer: Fields;
  readonly body: Fields;
}): AboutWhat | undefined {
  const named = Object.entries(input.params).filter(([name]) => name !== 'event');
  const [last, first] = [named.at(-1), named[0]];
  if (last !== undefined) {
    const key = textOf(last[1]);
    const within = first === undefined || first === last ? undefined : textOf(first[1]);
    return key === undefined ? undefined : { kind: kindOf(last[0]), key, ...(within === undefined ? {} : { within }) };
  }
  const made = Object.entries(input.answer).find(([name, value]) => NAMES_A_THING.test(name) && textOf(value));
  if (made !== undefined) return { kind: kindOf(made[0]), key: String(made[1]) };
  const field = OF_BODY.find((name) => textOf(input.body[name]));
  return field === undefined ? undefined : { kind: kindOf(field), key: String(input.body[field]) };
}

/** What was given as a reason. A note to a merchant or an applicant is a message and no reason: reviewers and channels write those. */
export function reasonOf(body: Fields, notes: 'are reasons' | 'are messages'): string | undefined {
  return textOf(body['reason']) ?? (notes === 'are reasons' ? textOf(body['note']) : undefined);
}
