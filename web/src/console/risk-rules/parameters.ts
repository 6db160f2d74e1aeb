/** Parameters of rules between the form and what is sent: amounts are typed in yuan, lists with commas. */
import type { Answer } from '../../kit/client.ts';

export type Kinds = Answer<'GET /api/console/risk-rules'>['kinds'];
export type Spec = Kinds[string][string];

const FEN_OF_YUAN = 100;

/** A value as it is shown and typed. */
export function typed(spec: Spec, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (spec.type === 'fen') return String(Number(value) / FEN_OF_YUAN);
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What was typed as it is sent; undefined where it is none. */
export function parsed(spec: Spec, text: string): unknown {
  if (spec.type === 'flag') return text === 'true';
  if (spec.type === 'time') return text;
  if (spec.type === 'cards' || spec.type === 'codes')
    return text
      .split(/[,，\s]+/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  const number = Number(text);
  return spec.type === 'fen' ? Math.round(number * FEN_OF_YUAN) : number;
}

/** Whether what was typed lies within the bounds of the parameter. */
export function within(spec: Spec, text: string): boolean {
  const value = parsed(spec, text);
  if (spec.type === 'flag') return true;
  if (spec.type === 'time') return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
  if (spec.type === 'cards' || spec.type === 'codes')
    return Array.isArray(value) && value.length > 0 && value.length <= (spec.max ?? value.length);
  if (typeof value !== 'number') return false;
  const whole = spec.type === 'number' || Number.isInteger(value);
  return whole && value >= (spec.min ?? 0) && value <= (spec.max ?? Number.MAX_SAFE_INTEGER);
}
