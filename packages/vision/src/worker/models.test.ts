import { expect, test } from 'vitest';
import { MODELS, readModel } from './models.ts';

test('every model is the one that was pinned', () => {
  for (const model of Object.values(MODELS)) expect(readModel(model).length).toBeGreaterThan(20_000);
});

test('a model with other content stops the worker', () => {
  expect(() => readModel({ ...MODELS.dictionary, sha256: MODELS.textDirection.sha256 })).toThrow(/SHA-256/);
});
