import { isJsonObject, type JsonValue } from '@eduwallet/strict-json'

type Claims = Readonly<Record<string, JsonValue | undefined>>

/** Who says to have issued a credential: `issuer` of the W3C data model (text, or an object with an id), or `iss`. */
export function issuerOf({ issuer, iss }: Claims): string | undefined {
  const id = isJsonObject(issuer) ? issuer['id'] : issuer ?? iss
  return typeof id === 'string' ? id : undefined
}

/** What a credential says to be: its `vct`, or its `type`s in the W3C data model. */
export function typesOf({ vct, type }: Claims): string[] {
  return [vct ?? type].flat().filter((name) => typeof name === 'string')
}

/** The type that says most: the `vct`, or the first that not every credential of the data model has. */
export function mainTypeOf(types: readonly string[]): string {
  return types.find((type) => type !== 'VerifiableCredential') ?? types[0] ?? ''
}
