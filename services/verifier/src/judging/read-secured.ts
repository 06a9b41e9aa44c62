import { type Concern, type CredentialReader, isEnvelope, readEnvelope, type PresentationReader, type ReadCredential, type Readers, type ReadPresentation } from '@eduwallet/credential-formats'
import { JsonError, type JsonLimits, type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { isFormatError } from './name-fault.ts'
import { ourReaders } from './open-readers.ts'

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

/** An envelope with the largest token that is read in it. */
const ENVELOPE_LIMITS: JsonLimits = { maxBytes: 2 * 1024 * 1024, maxDepth: 64 }

/** Takes a credential apart: as one of `format`, or where no format is asked as what its content says that it is, out of its envelope when it is in one. */
export function openCredential(text: string, format?: string, { readers }: Readers = ourReaders): OpenedCredential | Refused {
  if (format !== undefined) return firstThatReads(readers.filter((reader) => reader.format === format), text)
  return outOfEnvelope(text, 'EnvelopedVerifiableCredential', (inside) => firstThatReads(readers, inside))
}

/** Takes a presentation apart, in the same way. */
export function openPresentation(text: string, format?: string, { presentationReaders }: Readers = ourReaders): OpenedPresentation | Refused {
  if (format !== undefined) return firstThatReads(presentationReaders.filter((reader) => reader.format === format), text)
  return outOfEnvelope(text, 'EnvelopedVerifiablePresentation', (inside) => firstThatReads(presentationReaders, inside))
}

/** VCDM 2.0 #enveloped-verifiable-credentials: a JSON object around a token. Anything else is read as it is. */
function outOfEnvelope<Opened>(text: string, type: 'EnvelopedVerifiableCredential' | 'EnvelopedVerifiablePresentation', open: (text: string) => Opened | Refused): Opened | Refused {
  const document = text.startsWith('{') ? objectIn(text) : undefined
  if (document === undefined || !isEnvelope(document, type)) return open(text)
  try {
    return open(readEnvelope(document, type).text)
  } catch (error) {
    if (!isFormatError(error)) throw error
    return { refused: error.concern }
  }
}

function objectIn(text: string): JsonObject | undefined {
  try {
    return parseJsonObject(text, ENVELOPE_LIMITS)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
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
