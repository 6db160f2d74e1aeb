/** One build, one entry per audience; each page loads only what it uses. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pages = ['', 'merchant/', 'console/', 'world/', 'terminal/', 'counter/', 'agent/', 'public/', 'r/'].filter(
  (page) => existsSync(at(`./${page}index.html`)),
);

/** Beside every text file its gzip and its brotli, so that the server sends few bytes without compressing anything itself. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle({ dir = '' }) {
      for (const file of readdirSync(dir, { recursive: true }).map(String)) {
        if (!/\.(js|css|html|svg)$/.test(file)) continue;
        const content = readFileSync(join(dir, file));
        writeFileSync(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
        writeFileSync(join(dir, `${file}.br`), brotliCompressSync(content));
      }
    },
  };
}

export default defineConfig({
  root: at('.'),
  base: '/',
  publicDir: false, // public/ is a page here
  plugins: [react(), compressed()],
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
