import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { recogniseCredential } from './recognise-credential.ts'

const vcdm2 = 'https://www.w3.org/ns/credentials/v2'

/**
 * What a file is called that holds nothing but this credential, and its media type: `application/vc` for a credential of VCDM 2.0 (#media-types),
 * `application/ld+json` for other JSON-LD (Open Badges 3.0 #docformat), `application/vc+jwt`, `application/vc+sd-jwt` and `application/dc+sd-jwt` for
 * what says so in `typ`, and otherwise `application/jwt` (RFC 7519), `application/sd-jwt` (RFC 9901) or `application/json`.
 *
 * @throws FileError CREDENTIAL_TOO_LARGE, CREDENTIAL_MALFORMED
 */
export function credentialFile(credential: string): { name: string; mediaType: string } {
  const recognised = recogniseCredential(credential)
  if (recognised.form === 'json') return { name: 'credential.json', mediaType: typeOfJson(recognised.object) }
  const { form, header } = recognised
  const said = typeof header['typ'] === 'string' ? header['typ'].replace(/^application\//, '') : ''
  const known = form === 'jwt' ? ['vc+jwt'] : ['vc+sd-jwt', 'dc+sd-jwt']
  return { name: form === 'jwt' ? 'credential.jwt' : 'credential.sd-jwt', mediaType: `application/${known.includes(said) ? said : form}` }
}

function typeOfJson({ '@context': context }: JsonObject): string {
  const first = Array.isArray(context) ? context[0] : context
  if (first === vcdm2) return 'application/vc'
  return typeof first === 'string' || (first !== undefined && isJsonObject(first)) ? 'application/ld+json' : 'application/json'
}
