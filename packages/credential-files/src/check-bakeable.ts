import { FileError } from './file-error.ts'
import { recogniseCredential } from './recognise-credential.ts'

/**
 * Open Badges 3.0 #png-baking and #svg-baking know two forms: a compact JWS, and JSON with a proof in it.
 *
 * @throws FileError CREDENTIAL_TOO_LARGE, CREDENTIAL_MALFORMED
 */
export function checkBakeable(credential: string): 'json' | 'jwt' {
  const { form } = recogniseCredential(credential)
  if (form === 'sd-jwt') throw new FileError('CREDENTIAL_MALFORMED', 'an SD-JWT cannot stand in a badge (Open Badges 3.0 #docformat)')
  return form
}
