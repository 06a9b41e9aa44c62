/** SD-JWT VC Type Metadata (draft-ietf-oauth-sd-jwt-vc-13 #section-6) of our microcredential, in Dutch and English. */
import { z } from 'zod'
import type { LocalizedText } from '../text/localized-text.ts'
import { claimTable } from './claim-table.ts'
import type { ClaimRow } from './claim-table.ts'

/** Where the issuer serves the type metadata, below its public URL; the last part is the version of the claims. */
export const MICROCREDENTIAL_TYPE_PATH = '/vct/microcredential/1'

const colour = z.string().regex(/^#[0-9a-f]{6}$/)
/** The structure of type metadata as draft 13 names it (`locale`, `label`). */
export const typeMetadataSchema = z.strictObject({
  vct: z.string().min(1),
  name: z.string().min(1),
  description: z.string().min(1),
  display: z.array(z.strictObject({
    locale: z.string().min(2),
    name: z.string().min(1),
    description: z.string().min(1),
    rendering: z.strictObject({ simple: z.strictObject({ background_color: colour, text_color: colour }) }),
  })).min(1),
  claims: z.array(z.strictObject({
    path: z.array(z.union([z.string(), z.int().nonnegative(), z.null()])).min(1),
    display: z.array(z.strictObject({ locale: z.string().min(2), label: z.string().min(1), description: z.string().min(1).optional() })).min(1),
    sd: z.enum(['always', 'allowed', 'never']),
    mandatory: z.boolean(),
  })).min(1),
})
export type TypeMetadata = z.infer<typeof typeMetadataSchema>
type ClaimMetadata = TypeMetadata['claims'][number]

const locales = { nl: 'nl-NL', en: 'en' } as const
const languageLabels = { nl: { nl: 'in het Nederlands', en: 'in Dutch' }, en: { nl: 'in het Engels', en: 'in English' } } as const

/** The type metadata document for this vct. A wallet shows the labels; a verifier can see from `sd` what it may ask for. */
export function microcredentialTypeMetadata(vct: string): TypeMetadata {
  const rendering = { simple: { background_color: '#0b3d5c', text_color: '#ffffff' } }
  return {
    vct,
    name: 'Microcredential',
    description: 'A microcredential of a Dutch mbo, hbo or wo institution, with the elements of Council Recommendation 2022/C 243/02.',
    display: [
      { locale: locales.nl, name: 'Microcredential', description: 'Bewijs van een behaalde microcredential aan een Nederlandse onderwijsinstelling', rendering },
      { locale: locales.en, name: 'Microcredential', description: 'Proof of a microcredential earned at a Dutch educational institution', rendering },
    ],
    claims: claimTable.flatMap(claimsOf),
  }
}

function claimsOf(row: ClaimRow): ClaimMetadata[] {
  const own: ClaimMetadata = { path: [row.name], display: display(row.label, row.description), sd: row.sd, mandatory: row.mandatory }
  // What lies inside a claim is shown or kept back with it, so its own rule is `never`.
  const within = (path: ClaimMetadata['path'], label: LocalizedText, mandatory = false): ClaimMetadata => ({ path, display: display(label), sd: 'never', mandatory })
  const inLanguages = (path: ClaimMetadata['path'], label: LocalizedText, mandatory: boolean) => (['nl', 'en'] as const).map((language) =>
    within([...path, language], { nl: `${label.nl} ${languageLabels[language].nl}`, en: `${label.en} ${languageLabels[language].en}` }, mandatory))
  const { form, name, label, mandatory } = row
  if (form === undefined) return [own]
  if (form === 'languages') return [own, ...inLanguages([name], label, mandatory)]
  if (form === 'list') return [own, within([name, null], label)]
  if (form === 'languages-list') return [own, within([name, null], label), ...inLanguages([name, null], label, false)]
  return [own, ...form.flatMap((member) => {
    const memberLabel = { nl: `${label.nl}: ${member.label.nl}`, en: `${label.en}: ${member.label.en}` }
    return [within([name, member.name], memberLabel), ...(member.form === 'languages' ? inLanguages([name, member.name], memberLabel, false) : [])]
  })]
}

function display(label: LocalizedText, description?: LocalizedText): ClaimMetadata['display'] {
  return (['nl', 'en'] as const).map((language) => ({ locale: locales[language], label: label[language], ...(description ? { description: description[language] } : {}) }))
}
