/**
 * The statements of a proof's options. Most proofs say the same five things, and of those only the time and the key differ from one proof to the next:
 * their statements are made once, with a time and a key that stand for any other, and then filled in.
 */
import type { JsonObject } from '@eduwallet/strict-json'
import { canonicalise, type CanonicalHash } from './canonicalise.ts'
import type { Contexts } from './contexts/open-contexts.ts'

const USUAL_MEMBERS = ['@context', 'created', 'cryptosuite', 'proofPurpose', 'type', 'verificationMethod'].join()
const ANY_TIME = '2000-01-01T00:00:00Z'
const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
/** What comes before the first colon is all that a context could give another meaning; what comes after is written in N-Quads as it is. */
const PLAIN_URL = /^(did:|https:\/\/)[a-zA-Z0-9:/?#&=%._~-]{1,1024}$/
const MOST_FORMS = 64

const forms = new WeakMap<Contexts, Map<string, string | undefined>>()

/** `canonicalise(options, contexts, hash)`, to the octet. `options` is a proof without its value, under the contexts of its document. */
export async function canonicaliseOptions(options: JsonObject, contexts: Contexts, hash: CanonicalHash): Promise<string> {
  const { created, verificationMethod, ...fixed } = options
  const scheme = typeof verificationMethod === 'string' ? PLAIN_URL.exec(verificationMethod)?.[1] : undefined
  if (scheme === undefined || typeof verificationMethod !== 'string' || typeof created !== 'string' || !WHOLE_SECONDS.test(created) || Object.keys(options).sort().join() !== USUAL_MEMBERS) {
    return canonicalise(options, contexts, hash)
  }
  const known = forms.get(contexts) ?? new Map<string, string | undefined>()
  forms.set(contexts, known)
  const key = JSON.stringify([scheme, hash, fixed])
  const anyUrl = `${scheme}example:any`
  if (!known.has(key)) {
    const statements = await canonicalise({ ...fixed, created: ANY_TIME, verificationMethod: anyUrl }, contexts, hash)
    if (known.size >= MOST_FORMS) known.clear()
    known.set(key, canBeFilledIn(statements, anyUrl) ? statements : undefined)
  }
  const form = known.get(key)
  return form === undefined
    ? canonicalise(options, contexts, hash)
    : form.replace(`"${ANY_TIME}"`, () => `"${created}"`).replace(`<${anyUrl}>`, () => `<${verificationMethod}>`)
}

/** What differs stands in it once each, as a whole literal and a whole URL, and no two statements are put in order by it. */
function canBeFilledIn(statements: string, anyUrl: string): boolean {
  const beginnings = statements.trimEnd().split('\n').map((line) => line.split(' ').slice(0, 2).join(' '))
  return [ANY_TIME, `"${ANY_TIME}"`, anyUrl, `<${anyUrl}>`].every((text) => statements.split(text).length === 2)
    && new Set(beginnings).size === beginnings.length && beginnings.every((beginning) => !beginning.includes(anyUrl))
}
