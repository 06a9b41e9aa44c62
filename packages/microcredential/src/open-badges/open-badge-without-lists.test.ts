import { describe, expect, it } from 'vitest'
import { expandSafely } from '../testing/json-ld.ts'
import { microcredentialContext } from './context.ts'
import { awards, badgeOf, contextUrl } from './fixtures/badges.ts'
import { openBadgeWithoutLists } from './open-badge-without-lists.ts'
import { projectOpenBadge } from './project-open-badge.ts'

const own = new Map([[contextUrl, microcredentialContext]])

describe.each(awards)('a badge without lists: $name', ({ award }) => {
  const { document } = projectOpenBadge(badgeOf(award))
  const badge = openBadgeWithoutLists(document)

  it('has no ordered list in what it says, and nothing else is gone', async () => {
    expect(JSON.stringify(await expandSafely(badge, own))).not.toContain('@list')
    const { achievement: { learningOutcome: _outcome, instructionLanguage: _language, prerequisite: _prerequisite, resultDescription: _description, ...rest }, ...subject } = document.credentialSubject
    expect(badge).toMatchObject({ ...document, credentialSubject: { ...subject, achievement: rest } })
  })
})
