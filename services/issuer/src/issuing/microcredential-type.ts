import { integrityOf } from '@eduwallet/credential-formats'
import { MICROCREDENTIAL_TYPE_PATH, microcredentialTypeMetadata } from '@eduwallet/microcredential'

/** The type metadata as it is served: these characters as UTF-8 and no others. `integrity` (`sha256-…`) is over those bytes. */
export type TypeDocument = { readonly vct: string; readonly json: string; readonly integrity: string }

/** By public URL, of which a process has one: every credential is issued with it. */
const documents = new Map<string, TypeDocument>()

/** The type (`vct`) of the microcredentials of every institution here. */
export function microcredentialType(publicUrl: string): string {
  return `${publicUrl}${MICROCREDENTIAL_TYPE_PATH}`
}

/**
 * The type metadata of the microcredential, and what `vct#integrity` of a credential promises of it (SD-JWT VC draft 13 #section-6,
 * document integrity; SRI #the-integrity-attribute). Written once in a process, and the same in each.
 *
 * The promise stands in credentials for as long as anybody keeps them, so a version never changes, no letter of a label: whatever is to be said
 * differently is said at `/vct/microcredential/2`, and `/1` stays as it was.
 */
export function microcredentialTypeDocument(publicUrl: string): TypeDocument {
  const known = documents.get(publicUrl)
  if (known !== undefined) return known
  const vct = microcredentialType(publicUrl)
  const json = JSON.stringify(microcredentialTypeMetadata(vct))
  const document = { vct, json, integrity: integrityOf(json) }
  documents.set(publicUrl, document)
  return document
}
