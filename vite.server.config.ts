/** The server's build: each process entry is a named input; native packages and those that look for their own files stay outside. */
import { defineConfig } from 'vite';

const simulators = [
  'card-network',
  'bank',
  'sms-centre',
  'courier',
  'registry',
  'terminal-host',
  'sample-shelf',
  'sim-carrier',
];

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/server',
    target: 'node20',
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        kaitong: 'server/src/entry/kaitong.ts',
        'vision-worker': 'packages/vision/src/worker/main.ts',
        ...Object.fromEntries(simulators.map((name) => [`sim-${name}`, `simulators/src/${name}/main.ts`])),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  ssr: { noExternal: [/^@kaitong\//] },
});
