/** Of a title, at most. */
const mostLetters = 60

/**
 * A name under which a file can be saved anywhere: the title in ASCII letters and digits with hyphens, and what kind of file it is. It holds nothing else, so it
 * can be in a header, leads to no folder and is no device; and nothing of the learner, because a downloads folder is seen by others.
 */
export function fileNameOf(title: string, ending: string): string {
  const words = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, mostLetters).replaceAll(/^-+|-+$/g, '')
  return words === '' ? ending : `${words}-${ending}`
}
