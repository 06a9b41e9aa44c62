/**
 * Full names of types of the W3C data model, as their contexts define them (VCDM 2.0; Open Badges 3.0, where both names are one type). Only these
 * can be asked for by name, and only with them is an answer compared; a type that is not here is its own name, which no query has.
 */
const fullNames: Readonly<Record<string, string>> = {
  VerifiableCredential: 'https://www.w3.org/2018/credentials#VerifiableCredential',
  OpenBadgeCredential: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
  AchievementCredential: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
}

/** The full name of a type; undefined when it has none here. */
function fullNameOf(type: string): string | undefined {
  return Object.hasOwn(fullNames, type) ? fullNames[type] : undefined
}

/** Types as a wallet sees them after the context was applied (OpenID4VP 1.0 #appendix-B.1.1, `type_values`). */
export function expandTypes(types: readonly string[]): string[] {
  return types.map((type) => fullNameOf(type) ?? type)
}
