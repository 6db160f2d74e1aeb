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

/** Files of a page that keep their names: what a phone needs to install it. */
function named(): Plugin {
  return {
    name: 'named',
    generateBundle() {
      const folder = at('./merchant/static');
      for (const file of readdirSync(folder))
        this.emitFile({ type: 'asset', fileName: `merchant/${file}`, source: readFileSync(join(folder, file)) });
    },
  };
}

/**
 * The merchant's page on a slow line: a script that fetches what the address needs comes first, and styles last.
 * Styles stand behind what a page shows first: a browser draws nothing before a style sheet that stands in the head has come, and scripts wait
 * for them wherever they stand.
 */
function firstThingsFirst(): Plugin {
  return {
    name: 'first-things-first',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, path }) {
        if (!path.startsWith('/merchant/')) return html;
        const ahead = Object.values(bundle ?? {}).find((one) => one.type === 'chunk' && one.name === 'ahead');
        const styles = html.match(/\s*<link rel="stylesheet"[^>]*>/g) ?? [];
        const bare = styles.reduce((text, one) => text.replace(one, ''), html);
        const first =
          ahead === undefined ? '' : `<script type="module" crossorigin src="/${ahead.fileName}"></script>\n    `;
        return bare
          .replace('<script type="module"', `${first}<script type="module"`)
          .replace('</body>', `${styles.join('')}\n  </body>`);
      },
    },
  };
}

export default defineConfig({
  root: at('.'),
  base: '/',
  publicDir: false, // public/ is a page here
  plugins: [react(), named(), firstThingsFirst(), compressed()],
  // one React for all: the libraries at the root would bring another copy, and hooks of two copies do not mix
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // antd alone is about 1,000 kB before compression; only the console and the world load it
    chunkSizeWarningLimit: 1_600,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(
          pages.map((page) => [page === '' ? 'home' : page.slice(0, -1), at(`./${page}index.html`)]),
        ),
        sw: at('./src/merchant/installed/worker.ts'),
        ahead: at('./src/merchant/ahead.ts'),
      },
      // its scope is the folder it lies in
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'merchant/sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api': { target: process.env['KAITONG_API'] ?? 'http://127.0.0.1:8080', changeOrigin: false } } },
});
