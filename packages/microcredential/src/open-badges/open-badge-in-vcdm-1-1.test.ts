import { describe, expect, it } from 'vitest'
import { awards, badgeOf, contextUrl } from './fixtures/badges.ts'
import { openBadgeInVcdm11 } from './open-badge-in-vcdm-1-1.ts'
import { projectOpenBadge } from './project-open-badge.ts'
import { readOpenBadge } from './read-open-badge.ts'

describe.each(awards)('a badge in VCDM 1.1: $name', ({ award }) => {
  const { document } = projectOpenBadge(badgeOf(award))
  const older = openBadgeInVcdm11(document)

  it('names its period and contexts as that version does', () => {
    expect(older['@context']).toEqual(['https://www.w3.org/2018/credentials/v1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json', contextUrl])
    expect(older).toMatchObject({ issuanceDate: document.validFrom, credentialSubject: document.credentialSubject })
    expect(older.expirationDate).toBe(document.validUntil)
    for (const name of ['validFrom', 'validUntil']) expect(older).not.toHaveProperty(name)
  })

  it('says the same', () => {
    const [one, other] = [readOpenBadge(document), readOpenBadge(older)]
    expect(other.ok).toBe(true)
    expect(other).toMatchObject({ value: one.ok ? one.value : 'unreadable' })
  })
})
