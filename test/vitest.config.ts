import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** The house's own rules run before the tests of what it does. */
const HOUSE_RULES = ['test/architecture.test.ts', 'test/lint.test.ts', 'test/tidy.test.ts'];
/** CI has two cores, and each integration file may run a Redis of its own beside its worker. */
const MAX_UNIT_WORKERS = 2;

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [vue()],
  test: {
    // Tests must not pass because nothing ran.
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'house',
          include: HOUSE_RULES,
          environment: 'node',
          // They read and parse every file of the house.
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...HOUSE_RULES],
          globalSetup: 'test/fixtures/debian-servers.ts',
          // Component tests ask for jsdom in their own first line.
          environment: 'node',
          maxWorkers: MAX_UNIT_WORKERS,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: 'test/fixtures/chromium.ts',
          // Software WebGL takes both cores: two pages drawing at once would measure each other.
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
