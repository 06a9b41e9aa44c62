/** A certificate that a person keeps, sends and prints; the credential is attached to it. */
import { achievementKindLabels, cardColours, escapeXmlText, textLimits } from '@eduwallet/microcredential'
import { credentialFile } from '../credential-file.ts'
import { drawBadgePng } from '../drawing/draw-badge-png.ts'
import { FileError } from '../file-error.ts'
import { drawableLine, drawableLines, withinFont } from '../lettering/drawable-text.ts'
import { dateInWords, levelInWords, workloadInWords } from '../lettering/in-words.ts'
import { openShippedFonts, type ShippedFonts } from '../lettering/shipped-fonts.ts'
import { pictureAsPng } from '../picture/picture-as-png.ts'
import type { CertificateOptions, CertificateToDraw } from './certificate-to-draw.ts'
import { certificateWords } from './certificate-words.ts'
import { drawQrCode } from './draw-qr-code.ts'
import { margins, openTaggedPages, pageWidth, registerFonts, soft, textWidth } from './tagged-pages.ts'

const pictureSide = 104
const qrSide = 120

/**
 * The certificate as a PDF 1.7, tagged for screen readers (PDF/UA: language, title, headings, alternative texts, bookmarks), with its fonts in it. The credential is
 * attached as it is (ISO 32000-2 #14.13, relationship Source); `takeCredentialOut` finds it. Nothing leads outside but the address to check at.
 * The same input gives the same octets: the file's dates are `issuedAt`. Texts are drawn as `drawableLine` makes them, within the limits of the
 * model; a letter that our font does not have (it has Latin, Greek and Cyrillic) is drawn as U+FFFD, and is whole in the credential.
 *
 * @throws FileError ADDRESS_MALFORMED, CREDENTIAL_TOO_LARGE, CREDENTIAL_MALFORMED
 */
export async function drawCertificate(certificate: CertificateToDraw, options: CertificateOptions): Promise<Buffer> {
  const { language, credential, issuedAt } = options
  const { name: attachment, mediaType } = credentialFile(credential)
  const checkUrl = checkAddress(options.checkUrl)
  const fonts = await openShippedFonts()
  const text = drawableTexts(certificate, options, fonts)
  // The library decodes what is not opaque where an error can be caught by nobody, so it is given only what we drew ourselves.
  const given = options.picture === undefined ? undefined : await pictureAsPng(options.picture, pictureSide * 4)
  const picture = given ?? await drawBadgePng({ ...certificate.achievement, institution: certificate.institution.name }, language)
  const { default: PdfDocument } = await import('pdfkit')
  const pdf = new PdfDocument(Object.assign<PDFKit.PDFDocumentOptions, { subset: string }>({
    pdfVersion: '1.7', tagged: true, lang: certificateWords[language].locale, displayTitle: true, autoFirstPage: false, bufferPages: true, font: '', size: 'A4', margins,
    info: { Title: new TitleText(`${text.title} – ${text.learner}`) as unknown as string, Creator: 'Eduwallet', Producer: 'PDFKit', CreationDate: issuedAt, ModDate: issuedAt },
  }, { subset: 'PDF/UA' }))
  const octets = collect(pdf)
  registerFonts(pdf, fonts)
  writePages(pdf, text, { picture, checkUrl, attachment, language })
  pdf.file(Buffer.from(credential, 'utf8'), Object.assign<PDFKit.Mixins.PDFAttachmentOptions, { relationship: string }>({ name: attachment, type: mediaType, description: certificateWords[language].attachment, creationDate: issuedAt, modifiedDate: issuedAt }, { relationship: 'Source' }))
  pdf.end()
  return octets
}

/** Every text of the certificate, safe to draw. */
type Texts = { learner: string; title: string; kind: string; institution: string; description: string[]; outcomes: string[]; facts: [label: string, value: string][] }

function drawableTexts({ achievement, learner, institution, awardedOn, validUntil, grade }: CertificateToDraw, { language }: CertificateOptions, { regular: { font } }: ShippedFonts): Texts {
  const words = certificateWords[language]
  const line = (text: string, longest: number): string => withinFont(drawableLine(text, longest), font)
  const lines = (text: string | undefined, longest: number): string[] => drawableLines(text ?? '', longest).map((each) => withinFont(each, font))
  const by = line(institution.name[language], textLimits.name)
  const facts: [string, string][] = [
    [words.facts.institution, by],
    [words.facts.date, line(dateInWords(awardedOn, language), 60)],
    [words.facts.workload, line(workloadInWords(achievement.workload, language), 120)],
    [words.facts.level, line(levelInWords(achievement.level), 60)],
    [words.facts.grade, line(grade ?? '', textLimits.grade)],
    [words.facts.validUntil, validUntil === undefined ? words.noEndDate : line(dateInWords(validUntil, language), 60)],
  ]
  return {
    learner: line(`${learner.givenName} ${learner.familyName}`, 2 * textLimits.name),
    title: line(achievement.title[language], textLimits.title),
    kind: achievementKindLabels[achievement.kind][language],
    institution: by,
    description: lines(achievement.description?.[language], textLimits.text),
    outcomes: (achievement.learningOutcomes ?? []).slice(0, 50).map(({ text }) => lines(text[language], textLimits.outcome).join(' ')),
    facts: facts.filter(([, value]) => value !== ''),
  }
}

type Extras = { picture: Uint8Array; checkUrl: string; attachment: string; language: CertificateOptions['language'] }

function writePages(pdf: PDFKit.PDFDocument, text: Texts, { picture, checkUrl, attachment, language }: Extras): void {
  const words = certificateWords[language]
  const pages = openTaggedPages(pdf)
  const beside = textWidth - pictureSide - 24
  pages.text('P', text.institution, { size: 12, bold: true, colour: cardColours.background, width: beside })
  pages.space(14)
  pages.text('P', `${words.certificate} · ${text.kind}`, { size: 11, colour: soft, width: beside })
  pages.space(2)
  pdf.outline.addItem(text.title)
  pages.text('H1', text.title, { size: text.title.length > 80 ? 18 : 24, bold: true, width: beside })
  const { top } = margins
  const right = pageWidth - margins.right
  pages.figure(words.picture(text.title), [right - pictureSide, top, right, top + pictureSide], () => { pdf.image(Buffer.from(picture), right - pictureSide, top, { fit: [pictureSide, pictureSide], align: 'right' }) })
  pages.below(top + pictureSide)
  pages.space(16)
  pages.text('P', words.earnedBy, { size: 11, colour: soft })
  pages.text('P', text.learner, { size: text.learner.length > 60 ? 14 : 20, bold: true })
  pages.space(12)
  pages.facts(text.facts)
  if (text.description.length > 0) {
    pages.heading(words.description, 40)
    for (const paragraph of text.description) pages.text('P', paragraph, { size: 11 })
  }
  if (text.outcomes.length > 0) {
    pages.heading(words.outcomes, 40)
    pages.list(text.outcomes)
  }
  pages.heading(words.check, qrSide + 60)
  const qrTop = pdf.y
  pages.figure(words.qrCode, [right - qrSide, qrTop, right, qrTop + qrSide], () => { drawQrCode(pdf, checkUrl, right - qrSide, qrTop, qrSide) })
  pages.list(words.checkSteps(attachment), textWidth - qrSide - 16)
  pages.below(qrTop + qrSide)
  pages.space(6)
  pages.link(checkUrl, words.link)
  pages.end(words.page)
}

/** A certificate sends whoever scans it to this address and no other. */
function checkAddress(address: string): string {
  const url = address.length <= 1000 && /^https?:\/\/[!-~]+$/.test(address) ? URL.parse(address) : null
  const local = url !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url === null || url.username !== '' || url.password !== '' || (url.protocol !== 'https:' && !local)) throw new FileError('ADDRESS_MALFORMED', 'the address to check at is no https address of at most 1,000 characters')
  return address
}

/** The library writes the title into XML as it is: there it is escaped, and in the file's own list of properties it is not. */
class TitleText extends String {
  override toString(): string {
    return escapeXmlText(this.valueOf())
  }

  // The methods of a String go by `toString`; by this one the library tells whether a text is ASCII.
  override charCodeAt(index: number): number {
    return this.valueOf().charCodeAt(index)
  }
}

async function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of pdf as unknown as AsyncIterable<Uint8Array>) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}
