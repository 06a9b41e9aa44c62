import type { ConfigurationId } from '../configurations/index.ts'

/** What an award can be kept as: a picture with the badge in it, a certificate to print, or the credential itself. */
export type FileForm = 'png' | 'svg' | 'pdf' | 'open-badge' | 'open-badge-jwt' | 'elm'

/**
 * `configuration`: the credential that is in it. Several forms hold the same one, so that an award has few credentials however often and in however many forms it is
 * downloaded. `ending`: of its file name.
 */
export type FileFormRow = { readonly configuration: ConfigurationId; readonly ending: string }

/** Every form there is. */
export const fileForms = {
  png: { configuration: 'open_badge_file_eddsa', ending: 'badge.png' },
  svg: { configuration: 'open_badge_file_eddsa', ending: 'badge.svg' },
  pdf: { configuration: 'open_badge_file_eddsa', ending: 'certificate.pdf' },
  'open-badge': { configuration: 'open_badge_file_eddsa', ending: 'open-badge.json' },
  'open-badge-jwt': { configuration: 'open_badge_file_jwt', ending: 'open-badge.jwt' },
  elm: { configuration: 'elm_file', ending: 'european-digital-credential.json' },
} as const satisfies Record<FileForm, FileFormRow>

/** Their names, in the order in which people are shown them. */
export const fileFormNames = Object.keys(fileForms) as readonly FileForm[]

/** Whether the text is the name of a form; `__proto__` and the like are none. */
export function isFileForm(text: unknown): text is FileForm {
  return typeof text === 'string' && Object.hasOwn(fileForms, text)
}
