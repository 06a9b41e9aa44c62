import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { contextList, type ShippedContext } from './context-list.ts'

const shippedDirectory = join(import.meta.dirname, '..', '..', '..', 'contexts')

/**
 * Reads every shipped context and compares each with its hash: one changed byte, and nothing here may decide what a credential means.
 * Throws an Error that prints the whole list, so that a service that loads this does not start. VC Data Integrity 1.0 #validating-contexts
 */
export function loadShippedContexts(directory = shippedDirectory, list = contextList): ReadonlyMap<string, JsonObject> {
  const files = list.map((entry) => ({ entry, bytes: readIfThere(join(directory, entry.file)) }))
  const problems = files.flatMap(({ entry, bytes }) => bytes === undefined ? [`${entry.file} is missing`] : hash('sha256', bytes) === entry.sha256 ? [] : [`${entry.file} was changed`])
  if (problems.length > 0) throw new Error(`JSON-LD contexts are not as they were shipped: ${problems.join(', ')}. They must be:\n${list.map(line).join('\n')}`)
  return new Map(files.map(({ entry, bytes = new Uint8Array() }) => [entry.url, parseJsonObject(bytes, { maxDepth: 32, maxBytes: 1_048_576 })]))
}

function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function line({ url, file, sha256 }: ShippedContext): string {
  return `${sha256}  ${file}  ${url}`
}
