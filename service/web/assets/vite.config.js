import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

export default defineConfig({
  base: '/static/dist/',
  build: {
    outDir: resolve(here, '../static/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    license: { fileName: 'licenses.md' },
    // Fonts and icons stay files: inlined data would be fetched even where it is not used.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { main: resolve(here, 'src/main.js') } },
  },
});
