export { createVision, VisionError, type Vision, type VisionErrorCode, type VisionOptions } from './client.ts';
export type * from './types.ts';
