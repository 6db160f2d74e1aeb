import { defineConfig } from 'vitest/config';

/** Apart from the projects of `npm test`: it needs a token and a binding that is compiled. */
export default defineConfig({
  test: { name: 'hsm', include: ['adapters/pkcs11/*.hsm.test.ts'], testTimeout: 60_000, fileParallelism: false },
});
