import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/app/',
  plugins: [preact()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The policy allows files of our own origin only, so nothing may become a data: address.
    assetsInlineLimit: 0,
  },
});
