import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The octets of a file of one of our libraries: the one thing that is read here. `name` is the file as one would import it. */
export function readShippedFile(name: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(name)))
}
