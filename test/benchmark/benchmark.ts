/**
 * `npm run benchmark`: measures what the services do and prints it. The usual run writes docs/benchmark.md.
 *
 *     node test/benchmark/benchmark.ts            about five minutes
 *     node test/benchmark/benchmark.ts --quick    half a minute, one round; writes nothing
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runBenchmark, type Extent } from './run-benchmark.ts'
import { writeReport } from './write-report.ts'

const extents = new Map<string | undefined, Extent>([[undefined, 'usual'], ['--quick', 'quick']])
const extent = extents.get(process.argv[2])

if (extent === undefined || process.argv.length > 3) {
  process.stderr.write('usage: npm run benchmark [-- --quick]\n')
  process.exitCode = 2
} else {
  const report = writeReport(await runBenchmark(extent, (line) => { process.stderr.write(`${line} …\n`) }))
  process.stdout.write(report)
  if (extent !== 'quick') {
    const docs = path.join(import.meta.dirname, '..', '..', 'docs')
    await mkdir(docs, { recursive: true })
    // What people found out with these numbers is written by hand beside them.
    const notes = await readFile(path.join(import.meta.dirname, 'notes.md'), 'utf8')
    await writeFile(path.join(docs, 'benchmark.md'), `${report}\n${notes}`)
  }
}
