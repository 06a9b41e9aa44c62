/** Batches of any size, and what people and spreadsheets make of them (WEB-06). */
import { randomUUID } from 'node:crypto'
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, learners } from '@eduwallet/microcredential/fixtures'
import { createAchievement, publishAchievement } from '../../catalogue/index.ts'
import type { AchievementId, InstitutionId, ResultBatchId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { InstitutionBooks } from '../../register/index.ts'
import { openMemoryBooks } from '../../register/memory/index.ts'
import { openMemoryScope, type MemoryScope } from '../../register/memory/scope.ts'
import { ResultError } from '../errors.ts'
import type { ResultBatch } from '../result-batch-book.ts'
import { mostLineBytes } from './batch-line.ts'
import { readCsv } from './read-csv.ts'
import { readNdjson } from './read-ndjson.ts'
import { readRow } from './read-row.ts'
import { mostRowsOfBatch, receiveBatch, rowsPerPart } from './receive-batch.ts'

const act: Act = { at: new Date('2026-09-01T10:00:00Z'), actor: 'client:test', correlationId: 'test' }
let scope: MemoryScope
let books: InstitutionBooks
let achievementId: AchievementId
let id: ResultBatchId
beforeEach(async () => {
  scope = openMemoryScope(randomUUID() as InstitutionId)
  books = openMemoryBooks(scope)
  id = randomUUID() as ResultBatchId
  achievementId = await createAchievement({ content: circularMinor, offeringIds: [] }, act, { achievements: books.achievements, newId: randomUUID })
  await publishAchievement(achievementId, act, books)
})

type Read = (pieces: AsyncIterable<Uint8Array>) => ReturnType<typeof readCsv>
/** The octets in pieces of `size`, so that lines and characters are cut anywhere. */
async function* inPieces(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const receive = (read: Read, content: string | Uint8Array | AsyncIterable<Uint8Array>, of: ResultBatchId = id): Promise<ResultBatch> =>
  receiveBatch({ achievementId, id: of, lines: read(typeof content === 'string' || content instanceof Uint8Array ? inPieces(content) : content) }, act, { batches: books.resultBatches, newId: randomUUID })
const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  if (!(error instanceof ResultError)) throw new Error('a ResultError was expected', { cause: error })
  return `${error.code} ${error.message}`
}
const toLookAt = () => books.resultBatches.rows({ achievementId, id }, { after: 0, limit: 1000 })
const row = (reference: string, changes: Record<string, unknown> = {}) => ({ reference, learner: learners.maartje, passed: true, final: true, achievedOn: '2026-06-30', grade: '8', ...changes })
const ndjson = (...rows: unknown[]): string => rows.map((one) => `${JSON.stringify(one)}\n`).join('')
const manyRows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => row(`r-${from + index}`))
const header = 'reference,learnerReference,givenName,familyName,passed,final,achievedOn,grade'
const csv = (...lines: string[]): string => [header, ...lines].map((line) => `${line}\r\n`).join('')
const line = (reference: string): string => `${reference},s1,Noor,de Wit,true,true,2026-06-30,8`

describe('a batch', () => {
  it('is awarded row by row, counted, and complete; journal and awards know of it', async () => {
    const batch = await receive(readNdjson, ndjson(...manyRows(rowsPerPart * 2 + 3), row('f-1', { passed: false }), { reference: 'x-1' }))
    expect(batch).toMatchObject({ state: 'complete', rows: 1005, counts: { awarded: 1003, not_awarded: 1, rejected: 1, unchanged: 0, corrected: 0 } })
    expect(scope.tables.awards.size).toBe(1003)
    const actions = scope.tables.journal.map(({ action }) => action).filter((action) => action.startsWith('result-batch'))
    expect(actions).toEqual(['result-batch.begun', 'result-batch.completed'])
    expect(await toLookAt()).toMatchObject([
      { row: 1004, line: 1004, reference: 'f-1', outcome: 'not_awarded', reasons: [{ field: '/passed', code: 'RESULT_NOT_PASSED' }] },
      { row: 1005, line: 1005, reference: 'x-1', outcome: 'rejected' },
    ])
    expect(JSON.stringify(await toLookAt())).not.toContain('Maartje')
  })

  it('DUR-02 that was cut off stays `receiving` with whole parts on record; sent again it goes on there, and every row counts once', async () => {
    const rows = manyRows(rowsPerPart * 3)
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(ndjson(...rows.slice(0, rowsPerPart * 2 + 10)))
      await new Promise((resolve) => { setTimeout(resolve, 20) })
      throw new Error('aborted')
    }
    await expect(receive(readNdjson, cut())).rejects.toThrow('aborted')
    expect(await books.resultBatches.get({ achievementId, id })).toMatchObject({ state: 'receiving', rows: rowsPerPart * 2, counts: { awarded: rowsPerPart * 2 } })
    expect(await receive(readNdjson, ndjson(...rows))).toMatchObject({ state: 'complete', rows: rowsPerPart * 3, counts: { awarded: rowsPerPart * 3, unchanged: 0 } })
    expect(scope.tables.awards.size).toBe(rowsPerPart * 3)
  })

  it('that is complete is answered again, and does nothing', async () => {
    const first = await receive(readNdjson, ndjson(row('r-1'), row('r-2', { final: false })))
    const journal = scope.tables.journal.length
    expect(await receive(readNdjson, ndjson(row('r-1'), row('r-2', { final: false })))).toEqual(first)
    expect(scope.tables.journal.length).toBe(journal)
  })

  it.each([
    ['another row', ndjson(row('r-1'), row('r-3'))], ['a row less', ndjson(row('r-1'))], ['a row more', ndjson(row('r-1'), row('r-2'), row('r-3'))], ['another order', ndjson(row('r-2'), row('r-1'))],
  ])('that came in before with other rows is refused: %s', async (_name, content) => {
    await receive(readNdjson, ndjson(row('r-1'), row('r-2')))
    expect(await refusal(receive(readNdjson, content))).toMatch(/^BATCH_DIFFERS /)
    expect([...scope.tables.awards.values()].map(({ sourceReference }) => sourceReference)).toEqual(['r-1', 'r-2'])
  })

  it('is taken from its newest sender: the one before ends at its next part, and each row is there once', async () => {
    const rows = manyRows(rowsPerPart * 3)
    const gate = Promise.withResolvers<void>()
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(ndjson(...rows.slice(0, rowsPerPart)))
      await gate.promise
      yield Buffer.from(ndjson(...rows.slice(rowsPerPart)))
    }
    const first = receive(readNdjson, slow()).then(() => 'complete', (error: unknown) => (error as ResultError).code)
    await expect.poll(async () => (await books.resultBatches.get({ achievementId, id }))?.rows).toBe(rowsPerPart)
    async function* second(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(ndjson(...rows.slice(0, rowsPerPart * 2)))
      gate.resolve()
      expect(await first).toBe('BATCH_TAKEN_OVER')
      yield Buffer.from(ndjson(...rows.slice(rowsPerPart * 2)))
    }
    expect(await receive(readNdjson, second())).toMatchObject({ state: 'complete', rows: rows.length, counts: { awarded: rows.length } })
    expect(scope.tables.awards.size).toBe(rows.length)
  })

  it('that was mended after the row at which reading ended goes on under its own id', async () => {
    const good = Array.from({ length: rowsPerPart * 3 }, (_, index) => line(`r-${index}`))
    expect(await refusal(receive(readCsv, inPieces(csv(...good.slice(0, -1), 'r-x,s1,No"or,de Wit,true,true,2026-06-30,8'), 4000)))).toMatch(/^BATCH_UNREADABLE/)
    expect((await books.resultBatches.get({ achievementId, id }))?.rows).toBeGreaterThan(0)
    expect(await receive(readCsv, csv(...good))).toMatchObject({ state: 'complete', rows: good.length, counts: { awarded: good.length } })
  })

  it('of an achievement that is not there, or without rows, leaves nothing', async () => {
    expect(await refusal(receive(readNdjson, ''))).toMatch(/^BATCH_EMPTY/)
    expect(await refusal(receive(readCsv, `${header}\n`))).toMatch(/^BATCH_EMPTY/)
    achievementId = randomUUID() as AchievementId
    expect(await refusal(receive(readNdjson, ndjson(row('r-1'))))).toMatch(/^RESULT_ACHIEVEMENT_UNKNOWN/)
    expect(scope.tables.resultBatches.size).toBe(0)
  })

  it('a reference twice, however far apart, is rejected the second time', async () => {
    const batch = await receive(readNdjson, ndjson(...manyRows(rowsPerPart + 1), row('r-0', { grade: '9' })))
    expect(batch.counts).toMatchObject({ awarded: rowsPerPart + 1, rejected: 1 })
    expect(await toLookAt()).toMatchObject([{ row: rowsPerPart + 2, reference: 'r-0', reasons: [{ code: 'REFERENCE_REPEATED' }] }])
  })

  it('PRV a national identity number is dropped and counted; one that stands for a reference is neither awarded nor kept', async () => {
    const batch = await receive(readNdjson, ndjson(row('r-1', { bsn: '999990019' }), row('bsn 999990019'), { reference: '999990019' }))
    expect(batch.counts).toMatchObject({ awarded: 1, rejected: 2, droppedNumbers: 1 })
    expect((await toLookAt()).map(({ reference }) => reference)).toEqual([null, null])
    expect(JSON.stringify([...scope.tables.resultBatchRows.values(), ...scope.tables.resultBatches.values(), ...scope.tables.journal])).not.toContain('999990019')
  })

  it('has an end, after which nothing is taken', async () => {
    let yielded = 0
    async function* endless(): AsyncGenerator<{ line: number; content: string; unreadable: never }> {
      for (;;) yield { line: ++yielded, content: 'x', unreadable: { field: '', code: 'NOT_JSON', severity: 'error', message: { nl: 'x', en: 'x' } } as never }
    }
    expect(await refusal(receiveBatch({ achievementId, id, lines: endless() }, act, { batches: { ...books.resultBatches, settle: async () => 'recorded' }, newId: randomUUID }))).toMatch(/^BATCH_TOO_MANY_ROWS/)
    expect(yielded).toBe(mostRowsOfBatch + 1)
  }, 30_000)

  it('is not read faster than it is settled: two parts ahead at most', async () => {
    let yielded = 0
    async function* watched(): AsyncGenerator<Uint8Array> {
      for (const one of manyRows(rowsPerPart * 6)) {
        yielded += 1
        yield Buffer.from(ndjson(one))
      }
    }
    let settled = 0
    const most: number[] = []
    await receiveBatch({ achievementId, id, lines: readNdjson(watched()) }, act, { newId: randomUUID, batches: { ...books.resultBatches, settle: async (part, ...rest) => {
      await new Promise((resolve) => { setTimeout(resolve, 5) })
      most.push(yielded - settled)
      settled += part.results.length
      return books.resultBatches.settle(part, ...rest)
    } } })
    expect(Math.max(...most)).toBeLessThanOrEqual(rowsPerPart * 2 + 1)
  })
})

describe('WEB-06 a CSV file', () => {
  it.each([
    ['with commas', csv(line('r-1'), line('r-2'))],
    ['with semicolons', csv(line('r-1'), line('r-2')).replaceAll(',', ';')],
    ['with a byte order mark', `\uFEFF${csv(line('r-1'), line('r-2'))}`],
    ['with plain line feeds and no last one', csv(line('r-1'), line('r-2')).replaceAll('\r', '').trimEnd()],
    ['with old Macintosh line ends', csv(line('r-1'), line('r-2')).replaceAll('\n', '')],
    ['with empty lines', csv('', line('r-1'), '', line('r-2'), '')],
    ['with everything in quotes', csv(line('r-1'), line('r-2')).replaceAll(/[^,\r\n]+/g, '"$&"')],
    ['with columns in another order', 'grade,final,passed,achievedOn,familyName,givenName,learnerReference,reference\n8,TRUE,waar,2026-06-30,de Wit,Noor,s1,r-1\n8,ja,yes,2026-06-30,de Wit,Noor,s1,r-2\n'],
    ['with columns that are not needed', csv(line('r-1'), line('r-2')).replaceAll(/\r\n/g, ',x\r\n').replace(',x', ',shoe size')],
  ])('is read %s', async (_name, content) => {
    expect(await receive(readCsv, content)).toMatchObject({ state: 'complete', counts: { awarded: 2, rejected: 0 } })
    expect([...scope.tables.awards.values()][1]).toMatchObject({ sourceReference: 'r-2', learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' }, grade: '8' })
  })

  it('names line, column and reason of each bad row, and keeps the good ones', async () => {
    const batch = await receive(readCsv, csv(line('r-1'), 'r-2,s1,"No\nor",de Wit,true,true,2026-06-30,8', 'r-3,s1,,de Wit,true,true,2026-06-30,8', 'r-4,s1,Noor,de Wit,misschien,true,30-06-2026,8', 'r-5,s1,Noor', line('r-1'), line('r-7')))
    expect(batch.counts).toMatchObject({ awarded: 2, rejected: 5 })
    expect((await toLookAt()).map(({ line: at, reference, reasons }) => [at, reference, ...reasons.map(({ field, code }) => `${field} ${code}`)])).toEqual([
      [3, 'r-2', '/givenName TEXT_CONTROL_CHARACTER'],
      [5, 'r-3', '/givenName MISSING'],
      [6, 'r-4', expect.stringMatching(/^\/passed /), expect.stringMatching(/^\/achievedOn /)],
      [7, null, ' INCONSISTENT'],
      [8, 'r-1', '/reference REFERENCE_REPEATED'],
    ])
  })

  it('drops and counts a column with a national identity number, and refuses its number as a reference', async () => {
    const batch = await receive(readCsv, [`${header},bsn`, `${line('r-1')},999990019`, '999990019,s1,Noor,de Wit,true,true,2026-06-30,8,999990019'].join('\n'))
    expect(batch.counts).toMatchObject({ awarded: 1, rejected: 1, droppedNumbers: 2 })
    expect(await toLookAt()).toMatchObject([{ line: 3, reference: null, reasons: [{ code: 'LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER' }, { code: 'NATIONAL_IDENTITY_NUMBER' }] }])
  })

  it('keeps accents, emoji and text that a spreadsheet would take for a formula, as it is', async () => {
    await receive(readCsv, csv('=1+1,s1,Zoë 👩‍🎓,"van ""Dámme"", jr.",true,true,2026-06-30,8'))
    expect([...scope.tables.awards.values()][0]).toMatchObject({ sourceReference: '=1+1', learner: { givenName: 'Zoë 👩‍🎓', familyName: 'van "Dámme", jr.' } })
  })

  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${csv(line('r-1'))}`, 'utf16le'), /UTF-8/],
    ['Latin-1', Buffer.from(csv(line('r-1').replace('Noor', 'Zoë')), 'latin1'), /Save it as “CSV UTF-8”/],
    ['a NUL', csv(line('r-1').replace('Noor', 'No\0or')), /NUL/],
    ['no header', `${line('r-1')}\n`, /lacks the columns reference, learnerReference/],
    ['a missing column', csv(line('r-1')).replace('familyName', 'name'), /lacks the columns familyName\. It must name/],
    ['tabs', csv(line('r-1')).replaceAll(',', '\t'), /commas or semicolons/],
    ['a column twice', csv(line('r-1')).replace('grade', 'passed'), /same name/],
    ['a prototype as column', csv(`${line('r-1')},x`).replace('grade', 'grade,__proto__'), /not allowed/],
    ['201 columns', `${header},${Array.from({ length: 193 }, (_, at) => `c${at}`).join(',')}\n`, /more than 200 columns/],
    ['nothing', '', /nothing in the file/],
    ['a stray quote', csv(line('r-1'), 'r-2,s1,No"or,de Wit,true,true,2026-06-30,8'), /quotes do not match on line 3\./],
    ['JSON', ndjson(row('r-1')), /quotes do not match on line 1\./],
  ])('with %s is refused, and the sentence says what to do', async (_name, content, sentence) => {
    const said = await refusal(receive(readCsv, content))
    expect(said).toMatch(/^BATCH_UNREADABLE /)
    expect(said).toMatch(sentence)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each([
    ['a cell of 1 MB', csv(`r-1,s1,${'x'.repeat(1_048_576)},de Wit,true,true,2026-06-30,8`)],
    ['a quote that is never closed', csv(line('r-1'), `r-2,s1,"Noor,${`${line('r-3')}\n`.repeat(3000)}`)],
    ['a first line without end', 'x'.repeat(1_048_576)],
    ['a row of separators only', csv(','.repeat(1_048_576))],
    ['a row of empty fields in quotes', csv('"",'.repeat(349_525))],
  ])('with %s is not held in memory (BATCH_LINE_TOO_LONG)', async (_name, content) => {
    expect(await refusal(receive(readCsv, inPieces(content, 10_000)))).toMatch(/^BATCH_LINE_TOO_LONG/)
  })

  it('whose references stand in wide cells costs the memory of the references', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const heap = (): number => { collect(); return memoryUsage().heapUsed }
    const [rows, width] = [800, 60_000]
    const before = heap()
    async function* wide(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(csv())
      for (let at = 0; at < rows; at += 1) yield Buffer.from(`${line(`reference-of-student-${at}${' '.repeat(width)}`)}\n`)
    }
    const seen = new Set<string>()
    for await (const read of readCsv(wide())) if ('value' in read) readRow(read.value, seen)
    expect(seen.size).toBe(rows)
    expect(heap() - before).toBeLessThan(rows * width / 4)
  })
})

describe('WEB-06 NDJSON', () => {
  it('is read with any line ends and empty lines, each row from its own line', async () => {
    const text = `\n${JSON.stringify(row('r-1'))}\r\n\r\n  \n${JSON.stringify(row('r-2', { passed: false }))}`
    expect(await receive(readNdjson, text)).toMatchObject({ state: 'complete', rows: 2, counts: { awarded: 1, not_awarded: 1 } })
    expect(await toLookAt()).toMatchObject([{ row: 2, line: 5, reference: 'r-2' }])
  })

  const bad: [string, string | Uint8Array][] = [
    ['half an object', '{"reference":'], ['a list', `[${JSON.stringify(row('r-9'))}]`], ['a text', '"x"'], ['two objects on a line', '{}{}'], ['a member twice', '{"a":1,"a":2}'], ['a prototype', '{"__proto__":{"polluted":true}}'],
    ['a constructor', '{"constructor":{"prototype":{"polluted":true}}}'], ['a NUL', '{"reference":"a\\u0000"}'], ['half a character', '{"reference":"\\ud800"}'], ['deep nesting', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`], ['1e999', '{"a":1e999}'],
    ['Latin-1', Buffer.from('{"reference":"é"}', 'latin1')], ['a bare NUL octet', Buffer.from([0x7b, 0, 0x7d])],
  ]
  it.each(bad)('a later line with %s is one rejected row', async (_name, content) => {
    const batch = await receive(readNdjson, Buffer.concat([Buffer.from(ndjson(row('r-1'))), Buffer.from(content), Buffer.from(`\n${ndjson(row('r-2'))}`)]))
    expect(batch.counts).toMatchObject({ awarded: 2, rejected: 1 })
    expect(await toLookAt()).toMatchObject([{ row: 2, line: 2, reference: null, reasons: [{ code: 'NOT_JSON' }] }])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
  it.each([...bad, ['a byte order mark', `\uFEFF${ndjson(row('r-1'))}`], ['CSV', csv(line('r-1'))], ['pretty-printed JSON', JSON.stringify(row('r-1'), null, 2)]])('a first line with %s says that this is something else', async (_name, content) => {
    expect(await refusal(receive(readNdjson, content))).toMatch(/^BATCH_UNREADABLE The first line is not a JSON object in UTF-8 .*Send one result on each line/)
    expect(scope.tables.resultBatches.size).toBe(0)
  })

  it('a line without end is not held in memory', async () => {
    expect(await refusal(receive(readNdjson, inPieces(`${ndjson(row('r-1'))}{"a":"${'x'.repeat(mostLineBytes)}`, 10_000)))).toMatch(/^BATCH_LINE_TOO_LONG/)
  })
})
