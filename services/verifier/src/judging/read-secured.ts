import { type Concern, type CredentialReader, presentationReaders, type PresentationReader, type ReadCredential, readers, type ReadPresentation } from '@eduwallet/credential-formats'
import { isFormatError } from './name-fault.ts'

/** A credential taken apart, with the reader that can verify it. Nothing of it is verified. */
export type OpenedCredential = { readonly reader: CredentialReader; readonly read: ReadCredential }

/** A presentation taken apart, with the reader that can verify it. Nothing of it is verified. */
export type OpenedPresentation = { readonly reader: PresentationReader; readonly read: ReadPresentation }

/** What a text was refused for by those who might have read it. */
export type Refused = { readonly refused: Concern }

/** Around which credentials a presentation of each kind stands (OpenID4VP 1.0 #appendix-B.1). */
const presentationOf: Readonly<Record<string, ReadPresentation['format']>> = { ldp_vc: 'ldp_vp', jwt_vc_json: 'jwt_vp_json', 'vc+jwt': 'vp+jwt' }

/** The format in which a credential of this one is presented; undefined when it carries the holder's proof itself. */
export function presentationFormatOf(format: string): ReadPresentation['format'] | undefined {
  return Object.hasOwn(presentationOf, format) ? presentationOf[format] : undefined
}

/** Takes a credential apart: as one of `format`, or where no format is asked as what its content says that it is. */
export function openCredential(text: string, format?: string): OpenedCredential | Refused {
  return firstThatReads(readers.filter((reader) => format === undefined || reader.format === format), text)
}

/** Takes a presentation apart, in the same way. */
export function openPresentation(text: string, format?: string): OpenedPresentation | Refused {
  return firstThatReads(presentationReaders.filter((reader) => format === undefined || reader.format === format), text)
}

/**
 * The first reader that the text is for. Each reader refuses what is of another kind, so that there is one at most. When there is none, the most telling
 * refusal counts: that of a reader that saw its own kind, then that it is another kind, then that it is nothing at all.
 */
function firstThatReads<Read, Reader extends { read(text: string): Read }>(candidates: readonly Reader[], text: string): { readonly reader: Reader; readonly read: Read } | Refused {
  const refusals: Concern[] = []
  for (const reader of candidates) {
    try {
      return { reader, read: reader.read(text) }
    } catch (error) {
      if (!isFormatError(error)) throw error
      refusals.push(error.concern)
    }
  }
  return { refused: refusals.find((concern) => concern !== 'text' && concern !== 'kind') ?? refusals.find((concern) => concern === 'kind') ?? 'text' }
}
