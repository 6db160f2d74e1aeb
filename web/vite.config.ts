/** One build, one entry per audience; each page loads only what it uses. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pages = ['', 'merchant/', 'console/', 'world/', 'terminal/', 'counter/', 'agent/', 'public/'].filter((page) =>
  existsSync(at(`./${page}index.html`)),
);

export default defineConfig({
  root: at('.'),
  base: '/',
  publicDir: false, // public/ is a page here
  plugins: [react()],
  // one React for all: the libraries at the root would bring another copy, and hooks of two copies do not mix
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // antd alone is about 1,000 kB before compression; only the console and the world load it
    chunkSizeWarningLimit: 1_600,
    rolldownOptions: {
      input: Object.fromEntries(
        pages.map((page) => [page === '' ? 'home' : page.slice(0, -1), at(`./${page}index.html`)]),
      ),
    },
  },
  server: { proxy: { '/api': { target: process.env['KAITONG_API'] ?? 'http://127.0.0.1:8080', changeOrigin: false } } },
});
