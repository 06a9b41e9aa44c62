/** SD-JWT VC Type Metadata (draft-ietf-oauth-sd-jwt-vc-13 #section-6) of our microcredential, in Dutch and English. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Language, LocalizedText } from '../text/localized-text.ts'
import { cardColours, cardTemplate } from './card-template.ts'
import { claimTable } from './claim-table.ts'
import type { ClaimRow } from './claim-table.ts'

/** Where the issuer serves the type metadata, below its public URL; the last part is the version. A version never changes: credentials hold its hash. */
export const MICROCREDENTIAL_TYPE_PATH = '/vct/microcredential/1'

/** Where the issuer serves the card of the microcredential in a language, seen from its type: beside the type metadata. */
export function cardPath(language: Language): string {
  return `/card.${language}.svg`
}

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
    rendering: z.strictObject({
      simple: z.strictObject({ background_color: colour, text_color: colour }),
      svg_templates: z.array(z.strictObject({
        uri: z.string().min(1),
        'uri#integrity': z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/),
        properties: z.strictObject({ orientation: z.enum(['portrait', 'landscape']), color_scheme: z.enum(['light', 'dark']), contrast: z.enum(['normal', 'high']) }),
      })).min(1),
    }),
  })).min(1),
  claims: z.array(z.strictObject({
    path: z.array(z.union([z.string(), z.int().nonnegative(), z.null()])).min(1),
    display: z.array(z.strictObject({ locale: z.string().min(2), label: z.string().min(1), description: z.string().min(1).optional() })).min(1),
    sd: z.enum(['always', 'allowed', 'never']),
    mandatory: z.boolean(),
    /** The name of the claim in the SVG templates. */
    svg_id: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/).optional(),
  })).min(1),
})
export type TypeMetadata = z.infer<typeof typeMetadataSchema>
export type ClaimMetadata = TypeMetadata['claims'][number]

const locales = { nl: 'nl-NL', en: 'en' } as const
const languageLabels = { nl: { nl: 'in het Nederlands', en: 'in Dutch' }, en: { nl: 'in het Engels', en: 'in English' } } as const

/** The type metadata document for this vct. A wallet shows the labels; a verifier can see from `sd` what it may ask for. */
export function microcredentialTypeMetadata(vct: string): TypeMetadata {
  const rendering = (language: Language) => ({
    simple: { background_color: cardColours.background, text_color: cardColours.text },
    svg_templates: [{
      uri: `${vct}${cardPath(language)}`,
      'uri#integrity': `sha256-${createHash('sha256').update(cardTemplate(language)).digest('base64')}`,
      properties: { orientation: 'landscape' as const, color_scheme: 'dark' as const, contrast: 'high' as const },
    }],
  })
  return {
    vct,
    name: 'Microcredential',
    description: 'A microcredential of a Dutch mbo, hbo or wo institution, with the elements of Council Recommendation 2022/C 243/02.',
    display: [
      { locale: locales.nl, name: 'Microcredential', description: 'Bewijs van een behaalde microcredential aan een Nederlandse onderwijsinstelling', rendering: rendering('nl') },
      { locale: locales.en, name: 'Microcredential', description: 'Proof of a microcredential earned at a Dutch educational institution', rendering: rendering('en') },
    ],
    claims: claimTable.flatMap(claimsOf).map((claim) => {
      const id = claim.path.join('_')
      return onTheCard.has(id) ? { ...claim, svg_id: id } : claim
    }),
  }
}

/** The claims the card shows, by the names of their paths. */
const onTheCard = new Set(['achievement_title_nl', 'achievement_title_en', 'issuing_authority_nl', 'issuing_authority_en', 'given_name', 'family_name', 'date_of_issuance'])

/** The claim metadata of a row: of the claim, and of what is in it. */
export function claimsOf(row: ClaimRow): ClaimMetadata[] {
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
