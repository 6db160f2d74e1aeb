/** What the eye can look at. `scene_photo` also takes screenshots of orders: text only, no fields. */
export type DocumentKind =
  | 'id_front'
  | 'id_back'
  | 'bank_card'
  | 'scene_photo'
  /** 营业执照, the original or a copy. */
  | 'business_licence'
  /** 开户许可证, or the bank's printout 基本存款账户信息. */
  | 'account_permit'
  /** 租赁合同 or 不动产权证书. */
  | 'lease'
  /** 授权委托书. */
  | 'auth_letter'
  | 'account_letter';

/** Left, top, width, height; pixels of the upright picture whose sides the reading states. */
export type Box = readonly [x: number, y: number, width: number, height: number];

export type QualityReason =
  | 'img_blurry'
  | 'img_glare'
  | 'img_occluded'
  | 'img_cut_off'
  | 'img_copy'
  | 'img_screen'
  | 'img_too_small'
  | 'img_dark'
  | 'file_corrupt'
  | 'file_type'
  | 'doc_wrong_type';

export interface QualityFinding {
  readonly reason: QualityReason;
  /** What was measured, and the limit it crossed, in the measure's own unit. */
  readonly score: number;
  readonly limit: number;
}

export interface QualityReport {
  readonly verdict: 'good' | 'warn' | 'refuse';
  readonly findings: readonly QualityFinding[];
  /** Every measure taken, also the quiet ones; for the reviewer's screen and for tuning. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface FieldReading {
  readonly value: string;
  /** Mean character confidence of the recogniser, 0 to 1; says little about truth. */
  readonly confidence: number;
  readonly box: Box;
  /** True when the field's own rule holds (check digit, calendar, word list): the thing to trust. */
  readonly valid: boolean;
}

export interface TextLine {
  readonly text: string;
  readonly confidence: number;
  readonly box: Box;
}

/** A red seal on a paper: a company's own, or that of the authority that issued it; which of them, its text tells. */
export interface SealReading {
  readonly box: Box;
  readonly shape: 'round' | 'oval';
  /** What runs along the ring, clockwise; the line under the star is not read. May lack or misread characters: compare by likeness. */
  readonly text: string;
  /** Mean character confidence of the recogniser, 0 to 1. */
  readonly confidence: number;
  /** Share of the ring that was seen, 0 to 1. */
  readonly score: number;
}

/** What a picture says. Bytes that are no picture are a reading too, refused for `file_type` or `file_corrupt`. */
export interface DocumentReading {
  readonly quality: QualityReport;
  readonly fields: Readonly<Record<string, FieldReading>>;
  readonly lines: readonly TextLine[];
  /** Seals on licences, permits, contracts and letters, largest first; none is looked for on cards and scenes. */
  readonly seals: readonly SealReading[];
  /** Of a scene: its difference hash, 256 places of 0 and 1, by which the same picture is found again. */
  readonly look?: string;
  /** Sides of the upright picture (at most 2,200); 0 when it could not be decoded. */
  readonly width: number;
  readonly height: number;
  readonly elapsedMs: number;
}

export type FaceBand = 'pass' | 'human' | 'fail';

export interface FaceComparison {
  /** Cosine of the largest faces' embeddings, -1 to 1; 0 when a face is missing. */
  readonly similarity: number;
  readonly band: FaceBand;
  readonly referenceFaces: number;
  readonly liveFaces: number;
}

/** `turn_left` is the person's own left; frames come as the camera saw them, not mirrored as the preview shows them. */
export type LivenessAction = 'turn_left' | 'turn_right' | 'open_mouth' | 'nod';

export interface LivenessFrame {
  readonly image: Uint8Array;
  /** Since the clip's start. */
  readonly atMs: number;
}

export type LivenessReason =
  | 'too_few_frames'
  | 'too_many_frames'
  | 'too_short'
  | 'too_long'
  | 'time_not_rising'
  | 'unreadable_frame'
  | 'no_face'
  | 'many_faces'
  | 'still_image'
  | 'action_missing'
  | 'identity_changed'
  | 'reference_no_face'
  | 'reference_mismatch';

/** What one frame measured; numbers are ratios, see docs/domain/vision.md. */
export interface LivenessFrameScore {
  readonly atMs: number;
  readonly faces: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly mouth: number;
}

export interface LivenessJudgement {
  readonly passed: boolean;
  readonly reason?: LivenessReason;
  /** First action of the challenge that was not seen; only with `action_missing`. */
  readonly missingAction?: LivenessAction;
  /** Cosine between the reference and the best frame, when a reference was given. */
  readonly similarity?: number;
  /** Band of that cosine. `human` does not fail the clip. */
  readonly band?: FaceBand;
  /** Lowest cosine between the first, middle and last frames. */
  readonly identity?: number;
  readonly scores: readonly LivenessFrameScore[];
  /** The frame nearest to the pose at rest, mouth closed: keep this one for the file; -1 when there is none. */
  readonly bestFrame: number;
}

export interface VideoFrame {
  /** Since the clip's start. */
  readonly atMs: number;
  readonly quality: QualityReport;
}

/** What a clip says. Bytes that are no clip are an answer too. */
export type VideoJudgement =
  | {
      readonly kind: 'read';
      /** From the packets, also where the header names no length. */
      readonly durationMs: number;
      /** As shown, after the container's own rotation. */
      readonly width: number;
      readonly height: number;
      /** avc, hevc, vp8, vp9, av1. */
      readonly codec: string;
      /** The container's own creation time, ISO in UTC; absent where the recorder wrote none. Anybody can write any time. */
      readonly recordedAt?: string;
      /** True when nothing moves: a photograph shown as a video. */
      readonly still: boolean;
      /** Levels (0 to 255) by which the liveliest two hundredth of the picture changes. */
      readonly frameDifference: number;
      /** Up to eight, spread evenly. */
      readonly frames: readonly VideoFrame[];
      /** The sharpest frame, JPEG. */
      readonly bestFrame: Uint8Array;
      /** Text of the best frame, in its pixels. */
      readonly lines: readonly TextLine[];
      readonly elapsedMs: number;
    }
  | { readonly kind: 'unreadable'; readonly reason: 'file_corrupt' | 'file_type' };
