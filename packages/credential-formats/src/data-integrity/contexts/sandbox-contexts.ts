import type { JsonObject } from '@eduwallet/strict-json'
import { type Contexts, openContexts } from './open-contexts.ts'

/**
 * The contexts of an open sandbox: the shipped and added ones, the two of the W3C that give any term a meaning and are for examples and tests only, and
 * what a document defines itself (VCDM 2.0 #contexts allows that). Whatever says anything can be said in it, so nothing that it signs or confirms proves anything.
 */
export function sandboxContexts(added: Iterable<readonly [url: string, document: JsonObject]> = [], others: Parameters<typeof openContexts>[1] = {}): Contexts {
  const forExamples = ['examples', 'undefined-terms'].map((name) => [`https://www.w3.org/ns/credentials/${name}/v2`, { '@context': { '@vocab': `https://www.w3.org/ns/credentials/${name}#` } }] as const)
  return Object.assign(openContexts([...forExamples, ...added], others), { inline: 'allowed' as const })
}
