import { type CredentialInFile, FileError, fileLimits, takeCredentialOut } from '@eduwallet/credential-files'
import { type Outbound, OutboundError } from '@eduwallet/outbound'
import { InspectError } from './errors.ts'
import type { Inspection, JudgedFile } from './types.ts'

export type Inspecting = {
  readonly judge: (credential: string) => Promise<JudgedFile>
  readonly outbound: Outbound
}

/** Longer than any address of a file that people pass on. */
const MAX_LINK_BYTES = 2048
/** What a link leads to: a picture with a badge in it, at most. */
const MAX_LINKED_BYTES = 2 * 1024 * 1024
const ACCEPT = 'application/vc, application/vc+jwt, application/ld+json;q=0.9, application/json;q=0.9, image/png;q=0.8, image/svg+xml;q=0.8, application/pdf;q=0.8, text/plain;q=0.5'

/**
 * Takes the one credential out of what was handed in and has it judged: the bytes of a file (PNG, SVG, PDF, JSON or text, told by what is in it), or a link to one, which is
 * fetched once when `links` are followed: for who is known here, so that strangers cannot have addresses of their choice fetched. Nothing else that a file or credential points to is opened, and nothing is kept. What a rejected credential says is left out: nobody
 * needs to read it. Throws InspectError when no credential came out, which says nothing about any.
 */
export async function inspect({ judge, outbound }: Inspecting, handedIn: Uint8Array, { links }: { readonly links: 'followed' | 'refused' }): Promise<Inspection> {
  const link = linkIn(handedIn)
  if (link !== undefined && links === 'refused') throw new InspectError('LINK_REFUSED', 'links are not followed for strangers')
  const { container, credential } = takeOut(link === undefined ? handedIn : await follow(outbound, link))
  const judged = await judge(credential)
  if (judged.verdict !== 'rejected' || judged.credential === undefined) return { ...judged, container }
  return { ...judged, container, credential: { ...judged.credential, says: {} } }
}

function linkIn(handedIn: Uint8Array): string | undefined {
  if (handedIn.byteLength > MAX_LINK_BYTES) return undefined
  const text = Buffer.from(handedIn).toString('utf8').trim()
  return /^https?:\/\/[\x21-\x7e]+$/i.test(text) ? text : undefined
}

async function follow(outbound: Outbound, link: string): Promise<Uint8Array> {
  try {
    return (await outbound.get(link, { accept: ACCEPT, maxBytes: MAX_LINKED_BYTES })).body
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    if (error.code === 'OUTBOUND_TOO_LARGE') throw new InspectError('FILE_TOO_LARGE', 'what the link leads to is too large', { cause: error })
    const refused = error.code === 'OUTBOUND_FORBIDDEN_URL' || error.code === 'OUTBOUND_FORBIDDEN_ADDRESS' || error.code === 'OUTBOUND_REDIRECT'
    throw refused ? new InspectError('LINK_REFUSED', 'only public https addresses are fetched', { cause: error }) : new InspectError('LINK_UNREACHABLE', 'what the link leads to could not be had', { cause: error })
  }
}

function takeOut(file: Uint8Array): CredentialInFile {
  if (file.byteLength > fileLimits.octets) throw new InspectError('FILE_TOO_LARGE', `a file is at most ${fileLimits.octets} bytes`)
  try {
    return takeCredentialOut(file)
  } catch (error) {
    // A code that only making a certificate gives is a fault of ours here.
    throw error instanceof FileError && error.code !== 'ADDRESS_MALFORMED' ? new InspectError(error.code, error.message, { cause: error }) : error
  }
}
