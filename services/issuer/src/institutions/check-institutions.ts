import { chainExpiry } from '@eduwallet/keys'
import { fewAtATime } from './few-at-a-time.ts'
import type { InstitutionBook } from './institution-book.ts'
import type { InstitutionDirectory } from './institution-directory.ts'

/** Whether institutions can issue. Each gives the slugs of those that cannot while others can, and throws when none can. */
export type InstitutionChecks = {
  /** Every signing key opens with the key-encryption key of this process. */
  signingKeys(): Promise<readonly string[]>
  /** No certificate that is sent along with signatures has expired. */
  certificates(): Promise<readonly string[]>
}

/** Makes the checks. That the record cannot be reached is for another check to say. */
export function checkInstitutions({ book, directory, now }: {
  book: Pick<InstitutionBook, 'list'>
  directory: Pick<InstitutionDirectory, 'bySlug'>
  now: () => Date
}): InstitutionChecks {
  async function failing(fails: (slug: string) => Promise<boolean>, fault: string): Promise<readonly string[]> {
    let slugs: string[]
    try {
      slugs = (await book.list()).map(({ slug }) => slug)
    } catch (error) {
      if (isUnavailable(error)) return []
      throw error
    }
    const outcomes = await fewAtATime(slugs, async (slug) => ({ slug, failed: await fails(slug) }))
    const found = outcomes.filter(({ failed }) => failed).map(({ slug }) => slug)
    if (found.length > 0 && found.length === slugs.length) throw new Error(`${fault}: ${found.join(', ')}`)
    return found
  }
  return {
    signingKeys: () => failing((slug) => directory.bySlug(slug).then(() => false, (error: unknown) => !isUnavailable(error)), 'signing keys that cannot be opened'),
    certificates: () => failing(async (slug) => {
      const institution = await directory.bySlug(slug).catch(() => undefined)
      const expiresAt = institution && chainExpiry(institution.signers.ES256.x5c)
      return expiresAt !== undefined && expiresAt <= now()
    }, 'certificates that have expired'),
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'DATABASE_UNAVAILABLE'
}
