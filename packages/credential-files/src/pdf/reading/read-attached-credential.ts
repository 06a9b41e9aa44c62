import type { JsonObject } from '@eduwallet/strict-json'
import { FileError } from '../../file-error.ts'
import { fileLimits } from '../../file-limits.ts'
import { readUtf8 } from '../../read-utf8.ts'
import { recogniseCredential } from '../../recognise-credential.ts'
import { OpenPdf } from './open-pdf.ts'
import { pdfLimits } from './pdf-limits.ts'
import { PdfStream, type PdfDictionary, type PdfValue } from './pdf-value.ts'

/**
 * The credential that is attached to a PDF. Looked at are the files in the catalog's tree of embedded files (ISO 32000-1 #7.11.4) and its associated
 * files (ISO 32000-2 #14.13), whatever they are called: which one is a credential, its content says. Read are tables of objects and streams of
 * them, files that were saved again, and attachments that are not packed or packed with Flate. Not read are encrypted files (FILE_ENCRYPTED),
 * other ways of packing (FILE_UNSUPPORTED), files that hang on a page, and damaged files, which are not mended.
 *
 * No library reads a PDF here, because none was found that bounds what it unpacks: 600 kB can become 600 MB in them.
 *
 * @throws FileError also FILE_TOO_LARGE, FILE_DAMAGED, CREDENTIAL_MISSING, CREDENTIAL_TWICE
 */
export function readAttachedCredential(file: Uint8Array): string {
  const pdf = new OpenPdf(file)
  const catalog = pdf.dictionary(pdf.trailer.get('Root'))
  if (catalog === undefined) throw new FileError('FILE_DAMAGED', 'the PDF has no catalog')
  const attached = new Set([...embeddedFiles(pdf, catalog), ...pdf.array(catalog.get('AF'))].flatMap((specification) => streamOf(pdf, specification)))
  if (attached.size > pdfLimits.attachments) throw new FileError('FILE_TOO_LARGE', `a PDF has at most ${pdfLimits.attachments} attachments`)
  const [found, second] = new Set([...attached].flatMap((stream) => credentialIn(pdf, stream)))
  if (found === undefined) throw new FileError('CREDENTIAL_MISSING', 'no credential is attached to the PDF')
  if (second !== undefined) throw new FileError('CREDENTIAL_TWICE', 'more than one credential is attached to the PDF')
  return found
}

/** The file specifications in the tree of names (ISO 32000-1 #7.9.6). */
function* embeddedFiles(pdf: OpenPdf, catalog: PdfDictionary): Generator<PdfValue> {
  const root = pdf.dictionary(pdf.dictionary(catalog.get('Names'))?.get('EmbeddedFiles'))
  const waiting = root === undefined ? [] : [root]
  const seen = new Set<PdfDictionary>()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node) || seen.size === pdfLimits.nodes) throw new FileError('FILE_DAMAGED', 'the attachments of the PDF have no end')
    seen.add(node)
    for (const kid of pdf.array(node.get('Kids')).slice(0, pdfLimits.nodes)) {
      const child = pdf.dictionary(kid)
      if (child !== undefined) waiting.push(child)
    }
    const names = pdf.array(node.get('Names'))
    for (let at = 1; at < names.length && at < 2 * pdfLimits.nodes; at += 2) yield names[at] ?? null
  }
}

function streamOf(pdf: OpenPdf, specification: PdfValue): PdfStream[] {
  const files = pdf.dictionary(pdf.dictionary(specification)?.get('EF'))
  const stream = pdf.resolve(files?.get('UF') ?? files?.get('F'))
  return stream instanceof PdfStream ? [stream] : []
}

/** The text of an attachment that is a credential; nothing for any other file. */
function credentialIn(pdf: OpenPdf, stream: PdfStream): string[] {
  try {
    const text = readUtf8(pdf.octets(stream, fileLimits.credentialOctets)).trim()
    const recognised = recogniseCredential(text)
    return recognised.form === 'json' && !hasMarks(recognised.object) ? [] : [text]
  } catch (error) {
    // Pictures, invoices, other texts, and what is larger than a credential can be.
    if (error instanceof FileError && ['FILE_NOT_UTF8', 'CREDENTIAL_MALFORMED', 'CREDENTIAL_TOO_LARGE', 'FILE_TOO_LARGE'].includes(error.code)) return []
    throw error
  }
}

/** Any JSON may be attached to a PDF. A credential has a `@context`, or is a JWS in JSON (RFC 7515 #section-7.2). */
function hasMarks(object: JsonObject): boolean {
  return '@context' in object || ('payload' in object && ('signatures' in object || 'signature' in object))
}
