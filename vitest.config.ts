import os from 'node:os'
import { defineConfig } from 'vitest/config'
import { sizedTag } from './test/faults/settings.ts'
import { ClosingReporter } from './test/reporter/closing-reporter.ts'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'services/**/*.test.ts', 'test/**/*.test.ts'],
    // One PostgreSQL server for the whole run: test/database/global-setup.ts.
    globalSetup: ['./test/database/global-setup.ts'],
    pool: 'forks',
    maxWorkers: Math.max(2, Math.min(4, os.availableParallelism())),
    tags: [{ name: sizedTag, description: 'does more when EDUWALLET_FAULTS says that there is time' }],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: [process.env['CI'] === undefined ? 'default' : 'dot', new ClosingReporter()],
  },
})
