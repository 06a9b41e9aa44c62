import type { OpenBadgeCredential } from './open-badge-credential.ts'

/** The terms that stand for an ordered list: in our context, and `allowedValue` of a ResultDescription in that of Open Badges. */
const ofAchievement = ['learningOutcome', 'instructionLanguage', 'prerequisite'] as const
const ofResultDescription = 'allowedValue'

/**
 * The badge for a proof of which the holder shows a part (ecdsa-sd-2023): without what is an ordered list. The libraries that holders have for it
 * (@digitalbazaar/di-sd-primitives) give a name to every node, and cannot give one to a list. Learning outcomes and prerequisites are left out; the language
 * stands in `inLanguage` as well.
 */
export function openBadgeWithoutLists(badge: OpenBadgeCredential): OpenBadgeCredential {
  const achievement = Object.fromEntries(Object.entries(badge.credentialSubject.achievement).flatMap(([name, value]): [string, unknown][] => {
    if (ofAchievement.some((list) => list === name)) return []
    return [[name, name === 'resultDescription' && Array.isArray(value) ? value.map(withoutAllowedValues) : value]]
  })) as OpenBadgeCredential['credentialSubject']['achievement']
  return { ...badge, credentialSubject: { ...badge.credentialSubject, achievement } }
}

function withoutAllowedValues(description: unknown): unknown {
  return Object.fromEntries(Object.entries(description as object).filter(([name]) => name !== ofResultDescription))
}
