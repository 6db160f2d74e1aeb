/** Photographs that prove something: judged the moment they arrive, read by OCR, kept encrypted. */
export { submitPhoto, type DocumentReader, type Reading, type PhotoFinding } from './commands/submit-photo.ts';
export { materialOf, materialsOf, type Material, type MaterialKind, MATERIAL_KINDS } from './queries/material-of.ts';
export { materialMachine } from './domain/material-machine.ts';
