/** Photographs and videos that prove something: judged the moment they arrive, read by OCR, kept encrypted. */
export {
  submitPhoto,
  PHOTO_BYTES_MAX,
  type DocumentReader,
  type Reading,
  type PhotoFinding,
  type SealReading,
} from './commands/submit-photo.ts';
export { retireMaterials } from './commands/retire-materials.ts';
export { submitVideo, VIDEO_BYTES_MAX, type VideoJudge, type VideoReading } from './commands/submit-video.ts';
export { materialOf, materialsOf, type Material } from './queries/material-of.ts';
export { applicantsWithFile } from './queries/shared-files.ts';
export { MATERIAL_KINDS, type MaterialKind } from './domain/material-kinds.ts';
export { materialMachine } from './domain/material-machine.ts';
export { decideVideo, type VideoFacts } from './domain/decide-video.ts';
