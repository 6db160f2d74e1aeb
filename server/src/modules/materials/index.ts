/** Photographs and videos that prove something: judged the moment they arrive, read by OCR, kept encrypted. */
export {
  submitPhoto,
  type DocumentReader,
  type Reading,
  type PhotoFinding,
  type SealReading,
} from './commands/submit-photo.ts';
export { eraseMaterials, keptMaterials, type KeptMaterial } from './commands/erase-materials.ts';
export { retireMaterials } from './commands/retire-materials.ts';
export { submitVideo, type VideoJudge, type VideoReading } from './commands/submit-video.ts';
export { materialOf, materialsOf, type Material } from './queries/material-of.ts';
export { applicantsWithPhoto } from './queries/shared-files.ts';
export { MATERIAL_KINDS, type MaterialKind } from './domain/material-kinds.ts';
export { beginUpload } from './commands/begin-upload.ts';
export { keepPart } from './commands/keep-part.ts';
export { claimUpload, releaseUpload, settleUpload } from './commands/complete-upload.ts';
export { lapseUpload, type UploadKey } from './commands/lapse-upload.ts';
export { UPLOAD_PART_BYTES } from './domain/upload-parts.ts';
export { uploadMachine } from './domain/upload-machine.ts';
export { materialMachine } from './domain/material-machine.ts';
export { decideVideo, type VideoFacts } from './domain/decide-video.ts';
