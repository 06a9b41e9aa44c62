import { VC_JWT_MEDIA_TYPE } from '@eduwallet/status-list'
import type { BitstringForm } from '../../publishing/bitstring-lists.ts'

/** For whoever does not say. */
const first: { form: BitstringForm; mediaType: string } = { form: 'jwt', mediaType: VC_JWT_MEDIA_TYPE }
/** What each form may be called, in order of preference. JSON-LD readers ask for plain JSON. VC-JOSE-COSE #iana, VCDM 2.0 #media-types */
const forms: readonly (typeof first)[] = [
  first,
  { form: 'data-integrity', mediaType: 'application/vc' },
  { form: 'data-integrity', mediaType: 'application/ld+json' },
  { form: 'data-integrity', mediaType: 'application/json' },
]

export const bitstringMediaTypes: readonly string[] = forms.map(({ mediaType }) => mediaType)

/**
 * The form that an Accept header likes best (RFC 9110 #section-12.5.1), and what it is called then; the first when it names none of them, because
 * a list in another form than was hoped for tells more than no list.
 */
export function chooseForm(accept: string | undefined): { form: BitstringForm; mediaType: string } {
  const wishes = (accept ?? '').slice(0, 1000).split(',').map(readWish).filter((wish) => wish !== undefined)
  let best: { quality: number; choice: (typeof forms)[number] } | undefined
  for (const choice of forms) {
    const quality = wishes.find(({ range }) => range === choice.mediaType)?.quality ?? 0
    if (quality > (best?.quality ?? 0)) best = { quality, choice }
  }
  return best?.choice ?? first
}

/** One media range with its weight, without further parameters; ranges with a star say nothing about which form. */
function readWish(text: string): { range: string; quality: number } | undefined {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  if (range === '' || range.includes('*')) return undefined
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = weight === undefined ? 1 : /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0
  return { range, quality }
}
