import { type BusboyInstance, Busboy } from '@fastify/busboy'

/** A file, a text, and room for what a browser adds. */
const MAX_PARTS = 8

/**
 * The one thing that was handed in with a form (multipart/form-data, RFC 7578): the octets of its `file`, or of its `text`. An empty field is none. Else the name of what
 * is wrong: nothing was given, both were, or the form cannot be read. The body was bounded while it came in.
 */
export async function readForm(body: unknown, contentType: string): Promise<Uint8Array | 'nothing' | 'both' | 'unreadable'> {
  if (!(body instanceof Uint8Array)) return 'unreadable'
  const parts = await readParts(body, contentType)
  if (parts === undefined) return 'unreadable'
  const given = parts.filter(({ name, octets }) => name === 'file' ? octets.length > 0 : name === 'text' && octets.toString('utf8').trim() !== '')
  if (given.length > 1) return 'both'
  return given[0]?.octets ?? 'nothing'
}

type Part = { readonly name: string; readonly octets: Buffer }

/** Every part with its name; undefined when the form is broken or cut off. */
async function readParts(body: Uint8Array, contentType: string): Promise<Part[] | undefined> {
  return await new Promise((resolve) => {
    const parts: Part[] = []
    const broken = (): void => { resolve(undefined) }
    let reader: BusboyInstance
    try {
      reader = new Busboy({ headers: { 'content-type': contentType }, limits: { parts: MAX_PARTS, fields: MAX_PARTS, files: MAX_PARTS, fieldSize: body.byteLength, headerPairs: 50 } })
    } catch {
      return broken()
    }
    reader.on('file', (name, stream) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => { chunks.push(chunk) })
      stream.on('end', () => { parts.push({ name, octets: Buffer.concat(chunks) }) })
      stream.on('error', broken)
    })
    reader.on('field', (name, value) => { parts.push({ name, octets: Buffer.from(value, 'utf8') }) })
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) reader.on(limit, broken)
    reader.on('error', broken)
    reader.on('finish', () => { resolve(parts) })
    reader.end(Buffer.from(body))
  })
}
