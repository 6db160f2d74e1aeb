import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { DOCUMENT_OF, type DocumentKind, type PhotoKind } from '../domain/material-kinds.ts';
import { decideSize, type SizeRefusal } from '../domain/upload-parts.ts';
import type { Material } from '../queries/material-of.ts';
import { keepMaterial } from './keep-material.ts';

export interface PhotoFinding {
  readonly reason: string;
  readonly score: number;
  readonly limit: number;
}

type Box = readonly [x: number, y: number, width: number, height: number];

/** A company's or an authority's seal on the paper, and the text that runs around its ring. */
export interface SealReading {
  readonly box: Box;
  readonly text: string;
  readonly confidence: number;
}

/** What the document pipeline saw. Field boxes are in pixels of the upright image: [x, y, width, height]. */
export interface Reading {
  readonly quality: {
    readonly verdict: 'good' | 'warn' | 'refuse';
    readonly findings: readonly PhotoFinding[];
    readonly scores: Readonly<Record<string, number>>;
  };
  readonly fields: Readonly<Record<string, { value: string; confidence: number; box: Box; valid: boolean }>>;
  readonly lines: readonly { text: string; confidence: number; box: Box }[];
  readonly seals?: readonly SealReading[];
  /** Of a scene: what it looks like, 256 places of 0 and 1. */
  readonly look?: string;
  readonly width: number;
  readonly height: number;
  readonly elapsedMs: number;
}

export interface DocumentReader {
  readDocument(input: { image: Uint8Array; kind: DocumentKind }): Promise<Reading>;
}

const LINES_MAX = 200;

export type PhotoRefusal = Refusal<'materials.photo_refused'> | SizeRefusal;

/**
 * Judges and reads one photo. A photo that fails the gate is refused with every finding (reason, measured score, limit) and is
 * not kept; an accepted one replaces the earlier photo of its kind.
 */
export async function submitPhoto(
  env: Env & { readonly documents: DocumentReader },
  input: { applicantId: string; kind: PhotoKind; content: Uint8Array; contentType: string },
): Promise<Outcome<Material, PhotoRefusal> & { readonly findings?: readonly PhotoFinding[] }> {
  const size = decideSize(input.kind, input.content.length);
  if (size.refused) return size;
  const reading = await env.documents.readDocument({ image: input.content, kind: DOCUMENT_OF[input.kind] });
  if (reading.quality.verdict === 'refuse') {
    const reasons = reading.quality.findings.map((finding) => finding.reason);
    return { ...refuse('materials.photo_refused', { reasons }), findings: reading.quality.findings };
  }
  const kept = { fields: reading.fields, lines: reading.lines.slice(0, LINES_MAX), seals: reading.seals ?? [] };
  return accept(
    await keepMaterial(env, {
      ...input,
      quality: reading.quality,
      reading: kept,
      video: undefined,
      // screens of one app all look alike: only a photo of a place is told by its look
      look: input.kind === 'scene_photo' ? reading.look : undefined,
      elapsedMs: reading.elapsedMs,
    }),
  );
}
