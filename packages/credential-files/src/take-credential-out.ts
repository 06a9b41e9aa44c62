import type { JsonObject } from '@eduwallet/strict-json'
import { FileError } from './file-error.ts'
import { kindOfFile, type FileKind } from './kind-of-file.ts'
import { readBakedPng } from './png/read-baked-png.ts'
import { readAttachedCredential } from './pdf/reading/read-attached-credential.ts'
import { recogniseCredential, type CredentialText } from './recognise-credential.ts'
import { readBakedSvg } from './svg/read-baked-svg.ts'

/**
 * `container` is what it came out of; `credential` the text that was in it, unchanged but for a byte order mark and white space around it;
 * `form` what that text is, by its looks.
 */
export type CredentialInFile = { container: 'png' | 'svg' | 'pdf' | 'json' | 'text'; credential: string; form: CredentialText }

/**
 * Takes the one credential out of a file that somebody handed in: a baked PNG or SVG (Open Badges 3.0 #docformat), a PDF with a
 * credential attached, a JSON file, or a text file with a JWT or SD-JWT. What the file is, is told from its bytes. Nothing is
 * verified: that comes after.
 *
 * @param file - at most 10 MiB (`fileLimits`); it is not changed, and not kept
 * @throws FileError and nothing else; its `code` says why
 */
export function takeCredentialOut(file: Uint8Array): CredentialInFile {
  const { container, text } = open(file, kindOfFile(file))
  const credential = text.trim()
  const recognised = recogniseCredential(credential)
  if (recognised.form === 'json' && isOpenBadges2(recognised.object)) throw new FileError('OPEN_BADGES_2', 'the file is a badge of Open Badges 2.0')
  return { container, credential, form: recognised.form }
}

/** Open Badges 2.0 #dfn-assertion; 1.1 and 1.0 have one of these contexts as well, or none. */
function isOpenBadges2({ '@context': context }: JsonObject): boolean {
  return [context].flat().some((one) => typeof one === 'string' && /^https:\/\/w3id\.org\/openbadges\/v[12]$/.test(one))
}

function open(file: Uint8Array, found: FileKind): { container: CredentialInFile['container']; text: string } {
  switch (found.kind) {
    case 'png': return { container: 'png', text: readBakedPng(file) }
    case 'pdf': return { container: 'pdf', text: readAttachedCredential(file) }
    case 'xml': return { container: 'svg', text: readBakedSvg(found.text) }
    case 'json': return { container: 'json', text: found.text }
    case 'token': return { container: 'text', text: found.text }
  }
}
