import { mechanisms, presentationReaders, readers } from '@eduwallet/credential-formats'
import { DcqlQuery } from 'dcql'
import type { CredentialQuery, DataModelFormat, QuestionQuery } from './types.ts'

/** What a wallet calls the types of Open Badges (Open Badges 3.0 context); both names are one type. OpenID4VP 1.0 #appendix-B.1.1 */
const OPEN_BADGE = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential'
const openBadgeTypes = ['OpenBadgeCredential', 'AchievementCredential']

/** Where an Open Badge says what a claim of the question says, if every badge does: a wallet does not offer a badge that lacks what is asked. */
const badgePaths: Readonly<Record<string, CredentialQuery['claims'][number]['path']>> = {
  achievement_title: ['credentialSubject', 'achievement', 'name'],
  date_of_issuance: ['validFrom'],
}

/**
 * The forms of the data model that are asked for, those first in which a holder can leave things out: VCDM 2.0 in an SD-JWT (Decentralized Identity Interop
 * Profile v5), Data Integrity, and JWT. In the last the date is not asked for, because it has another name in VCDM 1.1 and is shown anyway.
 */
const dataModelForms: readonly { format: DataModelFormat; around?: 'ldp_vp' | 'jwt_vp_json'; claims: readonly string[] }[] = [
  { format: 'vc+sd-jwt', claims: ['achievement_title', 'date_of_issuance'] },
  { format: 'ldp_vc', around: 'ldp_vp', claims: ['achievement_title', 'date_of_issuance'] },
  { format: 'jwt_vc_json', around: 'jwt_vp_json', claims: ['achievement_title'] },
]

/**
 * The query for a credential that says these claims, in each form that a recognised issuer may issue: as an SD-JWT VC of its `vct` types, and as an Open Badge in
 * the forms that are read here when badges are among its types. One of them is enough. Undefined when no recognised type can be asked for.
 */
export function composeQuery(id: string, { types, claims }: { types: readonly string[]; claims: readonly string[] }): QuestionQuery | undefined {
  const [first, ...others] = [...sdJwtVcQuery(id, types, claims), ...badgeQueries(id, types, claims)]
  if (first === undefined) return undefined
  const query: QuestionQuery = others.length === 0 ? { credentials: [first] }
    : { credentials: [first, ...others], credential_sets: [{ options: [[first.id], ...others.map((each): [string] => [each.id])] }] }
  DcqlQuery.validate(DcqlQuery.parse(query))
  return query
}

function sdJwtVcQuery(id: string, types: readonly string[], claims: readonly string[]): CredentialQuery[] {
  // A vct is a URI; the names of the data model have no colon.
  const [type, ...otherTypes] = [...new Set(types)].filter((name) => name.includes(':')).sort()
  const [claim, ...otherClaims] = claims.map((name): { path: [string] } => ({ path: [name] }))
  if (type === undefined || claim === undefined) return []
  return [{ id, format: 'dc+sd-jwt', require_cryptographic_holder_binding: true, meta: { vct_values: [type, ...otherTypes] }, claims: [claim, ...otherClaims] }]
}

function badgeQueries(id: string, types: readonly string[], claims: readonly string[]): CredentialQuery[] {
  if (!openBadgeTypes.some((type) => types.includes(type))) return []
  return dataModelForms.flatMap(({ format, around, claims: offered }) => {
    const paths = offered.flatMap((name) => claims.includes(name) && badgePaths[name] !== undefined ? [{ path: badgePaths[name] }] : [])
    const [path, ...otherPaths] = paths
    const read = readers.some((reader) => reader.format === format) && (around === undefined || presentationReaders.some((reader) => reader.format === around))
    if (!read || path === undefined) return []
    return [{ id: `${id}_${format.replaceAll(/[^a-z]/g, '_')}`, format, require_cryptographic_holder_binding: true, meta: { type_values: [[OPEN_BADGE]] }, claims: [path, ...otherPaths] }]
  })
}

/** What the verifier can verify of each format that a query asks for: one entry a format in `vp_formats_supported` (OpenID4VP 1.0 #client_metadata_parameters). */
export function formatsIn({ credentials }: QuestionQuery): Record<string, Record<string, string[]>> {
  const asked = [...new Set(credentials.map(({ format }) => format))]
  return Object.fromEntries(asked.map((format) => {
    const values: Record<string, string[]> = {}
    for (const { presentation } of mechanisms.filter((mechanism) => mechanism.format === format).map((mechanism) => mechanism.describe())) {
      for (const [name, list] of Object.entries(presentation)) values[name] = [...new Set([...(values[name] ?? []), ...list])]
    }
    return [format, values]
  }))
}
