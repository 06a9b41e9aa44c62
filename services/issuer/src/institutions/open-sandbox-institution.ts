import { multikeyOf } from '@eduwallet/keys'
import type { Act } from '../journal/types.ts'
import type { CreatedInstitution, InstitutionProfile } from './create-institution.ts'
import { InstitutionError } from './errors.ts'
import type { InstitutionDirectory } from './institution-directory.ts'
import type { IssuingInstitution } from './issuing-institution.ts'

/** The institution in whose name an open sandbox issues. It is one like any other, but that nobody has to be asked. */
export const sandboxSlug = 'open-sandbox'

const profile: InstitutionProfile = { slug: sandboxSlug, name: { nl: 'Proefomgeving', en: 'Sandbox' }, country: 'NL', identifiers: {} }

/** Finds the institution of an open sandbox, and founds it at the first start. Two processes that start together have the same one. */
export async function openSandboxInstitution({ directory, found, now }: {
  directory: InstitutionDirectory
  found: (profile: InstitutionProfile, act: Act) => Promise<CreatedInstitution>
  now: () => Date
}): Promise<IssuingInstitution> {
  if (await directory.bySlug(sandboxSlug) === undefined) {
    try {
      await found(profile, { at: now(), actor: 'service', correlationId: 'open-sandbox' })
    } catch (error) {
      if (!(error instanceof InstitutionError && error.code === 'INSTITUTION_SLUG_TAKEN')) throw error
    }
  }
  const institution = await directory.bySlug(sandboxSlug)
  if (institution === undefined) throw new Error('the institution of the open sandbox is not there')
  return institution
}

/**
 * The names under which a key of the institution can be known without a document: `did:key`, one for each key
 * (did:key method #format). Test suites that resolve no other DID method take these as issuer.
 */
export function didKeysOf({ keys }: Pick<IssuingInstitution, 'keys'>): string[] {
  return keys.map(({ publicJwk }) => `did:key:${multikeyOf(publicJwk)}`)
}
