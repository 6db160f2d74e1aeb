import { defineConfig } from 'vitest/config';

/**
 * `vitest run` runs everything; `vitest run --project sql` one kind. Two workers: the machine this is developed on has two cores,
 * and more would only make the tests that measure time unfair.
 *
 * Files of one kind share their imports (`isolate: false`): they hold no state of their own in modules, and reading everything anew for
 * each of 280 files took a third of the run (unit 61 s apart, 36 s together; sql 150 s and 98 s).
 */
/** Takes as long as a poor line takes: only where it is asked for (`--project slow`). */
const slow = {
  test: {
    name: 'slow',
    include: ['journeys/slow/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
};

/** Every journey from first tap to activation code, the reviewer's keyboard, stock, axe in two languages: minutes of a real browser. */
const journeys = {
  test: {
    name: 'journeys',
    include: ['journeys/long/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // one at a time: a page that shares two cores with another system's OCR misses what a person would have seen in time
    maxWorkers: 1,
    fileParallelism: false,
  },
};

/**
 * The same whole systems at length: every kind of merchant, every way to apply, the counter, the open platform, roles apart; and every
 * drawn paper read, which is minutes of both cores (`npm test` reads those that its stories hand in).
 */
const stories = {
  test: {
    name: 'stories',
    include: ['server/stories/long/*.test.ts', 'tools/**/*.long.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      ...(process.argv.includes('slow') ? [slow] : []),
      ...(process.argv.includes('journeys') ? [journeys] : []),
      ...(process.argv.includes('stories') ? [stories] : []),
      {
        test: {
          name: 'unit',
          isolate: false,
          include: [
            'packages/**/*.test.ts',
            'simulators/**/*.test.ts',
            'tools/**/*.test.ts',
            'bench/**/*.test.ts',
            'web/src/**/*.test.ts',
            'server/src/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.sql.test.ts', '**/*.long.test.ts'],
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'sql',
          isolate: false,
          include: ['server/src/**/*.sql.test.ts'],
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'checks',
          isolate: false,
          include: ['server/checks/*.test.ts'],
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        // whole systems out of dist/, after everything else: two at a time, because each reads papers on one core
        test: {
          name: 'story',
          include: ['server/stories/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['journeys/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
