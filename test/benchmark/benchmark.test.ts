import { expect, it } from 'vitest'
import { runBenchmark } from './run-benchmark.ts'
import { medianOf, percentileOf, spreadOf } from './statistics.ts'
import { writeReport } from './write-report.ts'

it('the benchmark runs and every number comes out', async () => {
  const report = writeReport(await runBenchmark('quick', () => {}))
  expect(report.match(/^## .*$/gm)).toEqual(['## Claims', '## Memory of the issuer', '## Verdicts', '## Status list', '## Results', '## Projections', '## Formats'])
  expect(report).not.toMatch(/–(?!\d)|NaN|Infinity|undefined/)
}, 120_000)

it('a median is the middle, a percentile lies between its neighbours', () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), percentileOf([0, 10], 0.99), medianOf([])]).toEqual([2, 2.5, 9.9, Number.NaN])
  expect(spreadOf([2, 9, 4])).toEqual({ median: 4, least: 2, most: 9 })
})
