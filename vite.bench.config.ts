/**
 * The benches, built as the server is: what is measured is what runs. (A loader that compiles at start names every closure anew, and a
 * sale makes dozens of them.) One folder, so that each entry finds its neighbours.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/bench',
    target: 'node20',
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        main: 'bench/src/main.ts',
        'authorise-load': 'bench/src/authorise-load.ts',
        'lines-client': 'bench/src/lines-client.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: [/^@kaitong\//] },
});
