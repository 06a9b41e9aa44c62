import { isJsonObject, type JsonValue } from '@eduwallet/strict-json'

type Claims = Readonly<Record<string, JsonValue | undefined>>

/** Who says to have issued a credential, and what it says to be: `iss` and `vct` of an SD-JWT VC, else `issuer` (text, or an object with an id) and `type`s of the W3C data model. */
export function namesIn({ iss, vct, issuer, type }: Claims, format: string): { readonly issuer: string | undefined; readonly types: string[] } {
  const [named, kinds] = format === 'dc+sd-jwt' ? [iss, vct] : [isJsonObject(issuer) ? issuer['id'] : issuer, type]
  return { issuer: typeof named === 'string' ? named : undefined, types: [kinds].flat().filter((name) => typeof name === 'string') }
}

/** What a credential says, without the name of a kind that it has in another format than its own: nobody looked whether its issuer may issue that. */
export function inItsFormat(claims: Claims, format: string): Claims {
  const { [format === 'dc+sd-jwt' ? 'type' : 'vct']: _, ...said } = claims
  return said
}

/** The type that says most: the `vct`, or the first that not every credential of the data model has. */
export function mainTypeOf(types: readonly string[]): string {
  return types.find((type) => type !== 'VerifiableCredential') ?? types[0] ?? ''
}
