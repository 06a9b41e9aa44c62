import { randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { StatusListId } from '../institutions/types.ts'
import type { PublicationMarks } from '../publishing/publication-marks.ts'

/**
 * Publication marks in a small JSON file (`{"<list id>": <sequence>}`) of the data directory, written whole and renamed,
 * so that a crash leaves the old or the new one. Throws when the file is there and cannot be read: going on without marks
 * is what they are there to prevent.
 */
export async function openPublicationMarkFile(file: string): Promise<PublicationMarks> {
  const marks = new Map<string, number>(Object.entries(await read(file)))
  let written = new Map(marks)
  let writing: Promise<void> = Promise.resolve()

  /** Writes all marks there are; several that came in the meantime are one writing. */
  async function write(): Promise<void> {
    // Another process may share the folder: what it has marked stays marked.
    for (const [id, sequence] of Object.entries(await read(file))) raiseIn(marks, id, sequence)
    const now = new Map(marks)
    if ([...now].every(([id, sequence]) => written.get(id) === sequence)) return
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(Object.fromEntries(now), null, 1)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
    written = now
  }

  return {
    of: (id) => marks.get(id) ?? 0,
    lists: () => [...marks.keys()] as StatusListId[],
    async raise(id, sequence) {
      if (sequence <= (written.get(id) ?? 0)) return
      raiseIn(marks, id, sequence)
      writing = writing.catch(() => {}).then(write)
      await writing
    },
  }
}

function raiseIn(marks: Map<string, number>, id: string, sequence: number): void {
  if (sequence > (marks.get(id) ?? 0)) marks.set(id, sequence)
}

async function read(file: string): Promise<Record<string, number>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  const value: unknown = JSON.parse(text)
  const isMarks = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((mark) => Number.isSafeInteger(mark))
  if (!isMarks) throw new Error(`${path.basename(file)} does not hold publication marks`)
  return value as Record<string, number>
}
