import type { TextRow } from '../ocr/rows.ts';
import { LIMITS, PAPERS } from '../quality/index.ts';
import type { DocumentKind, QualityReason, QualityReport } from '../types.ts';
import { kindOfText, type Fields } from './index.ts';
import { isCreditCode } from './rules.ts';

export interface ReadContent {
  readonly kind: DocumentKind;
  readonly rows: readonly TextRow[];
  readonly fields: Fields;
  readonly missing: readonly string[];
  /** How many red seals were found. */
  readonly seals: number;
}

/** Adds what only the text can tell: another document, fields off the frame or under a lamp, a copy where none will do. */
export function withContent(quality: QualityReport, read: ReadContent): QualityReport {
  if (read.kind === 'scene_photo' || quality.verdict === 'refuse') return quality;
  const spoken = kindOfText(read.rows);
  const add = (reason: QualityReason, score: number, limit: number): QualityReport => ({
    ...quality,
    verdict: 'refuse',
    findings: [{ reason, score, limit }, ...quality.findings.filter((f) => f.reason !== reason)],
  });
  const mayBeThisKind = spoken === read.kind || spoken === undefined;
  const proven = provenHint(quality, read);
  if (proven !== undefined && mayBeThisKind && read.missing.length > 0) return add(proven, read.missing.length, 0);
  const isThisKind = spoken === read.kind || (spoken === undefined && Object.values(read.fields).some((f) => f.valid));
  if (!isThisKind) return add('doc_wrong_type', 1, 0);
  const chroma = quality.scores['chroma'] ?? 0;
  return isRefusedCopy(read, chroma) ? add('img_copy', chroma, LIMITS.copyChromaRefuse) : quality;
}

/** A hint that missing fields prove right. On white paper a bright patch or a patch like skin is no more than that. */
function provenHint(quality: QualityReport, read: ReadContent): QualityReason | undefined {
  const hint = quality.findings.find((f) => f.reason === 'img_cut_off' || f.reason === 'img_occluded');
  if (hint !== undefined || !PAPERS.has(read.kind)) return hint?.reason;
  if ((quality.scores['finger'] ?? 0) >= LIMITS.fingerRefuse) return 'img_occluded';
  return (quality.scores['glare'] ?? 0) >= LIMITS.glareRefuse ? 'img_glare' : undefined;
}

/**
 * A company hands in a copy of its licence with its seal, and contracts and letters may be copied too. A shop of one owner
 * photographs the original; a permit without colour must at least bear a seal.
 */
function isRefusedCopy(read: ReadContent, chroma: number): boolean {
  if (chroma >= LIMITS.copyChromaRefuse) return false;
  if (read.kind === 'account_permit') return read.seals === 0;
  if (read.kind !== 'business_licence') return false;
  const code = read.fields['uscc']?.value ?? '';
  return isCreditCode(code) ? code.startsWith('92') : (read.fields['type']?.value ?? '').startsWith('个体');
}
