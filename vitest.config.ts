import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These run inside VS Code: see test/editor/run.ts.
    exclude: ['test/editor/**'],
    environment: 'node',
    setupFiles: ['test/seed.ts'],
    watch: false,
    // Long enough for a loaded machine; a test that needs seconds is a mistake all the same.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
