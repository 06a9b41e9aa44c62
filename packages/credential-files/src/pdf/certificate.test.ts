import { circularMinor, institutions, learners } from '@eduwallet/microcredential/fixtures'
import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import { default as jsqr } from 'jsqr'
import { decodePDFRawStream, PDFArray, PDFDict, PDFDocument, PDFName, type PDFRawStream } from 'pdf-lib'
import { PNG } from 'pngjs'
import { getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import type { FileError } from '../file-error.ts'
import { json, jwt, sdJwt, smallPng } from '../fixtures/pictures.ts'
import { takeCredentialOut } from '../take-credential-out.ts'
import type { CertificateOptions, CertificateToDraw } from './certificate-to-draw.ts'
import { drawCertificate } from './draw-certificate.ts'
import { drawQrCode } from './draw-qr-code.ts'

// CommonJS that says so twice: Node and the types see it differently.
const readQr = jsqr as unknown as typeof jsqr.default
const both = (text: string): { nl: string; en: string } => ({ nl: text, en: text })
const certificate: CertificateToDraw = { achievement: circularMinor, learner: learners.maartje, institution: institutions.hogeschool, awardedOn: '2026-06-30', validUntil: '2031-06-29', grade: '8,5' }
const options: CertificateOptions = { language: 'nl', credential: jwt, checkUrl: 'https://verifier.example.nl/check', issuedAt: new Date('2026-06-30T10:00:00Z') }
const draw = (changes: Partial<CertificateToDraw> = {}, other: Partial<CertificateOptions> = {}): Promise<Buffer> => drawCertificate({ ...certificate, ...changes }, { ...options, picture: smallPng(), ...other })

/** As pdf.js, the reader of Firefox, understands it. */
async function read(pdf: Buffer) {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const pages = await Promise.all(Array.from({ length: document.numPages }, (_none, at) => document.getPage(at + 1)))
  const texts = await Promise.all(pages.map(async (page) => (await page.getTextContent()).items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('').replaceAll(/\s+/g, ' ')))
  return { document, pages, texts, text: texts.join(' ') }
}
type Node = { role?: string; alt?: string; children?: Node[] }
const nodesIn = (node: Node | null): Node[] => node === null ? [] : [node, ...(node.children ?? []).flatMap(nodesIn)]

describe('a certificate', () => {
  it.each(['nl', 'en'] as const)('says who, what, how much, at which level, by whom, when, until when, and how to check it (%s)', async (language) => {
    const { text } = await read(await draw({}, { language }))
    const { title, description, learningOutcomes } = circularMinor
    for (const part of [title[language], description![language], ...learningOutcomes!.map((outcome) => outcome.text[language]), 'Maartje van Damme', institutions.hogeschool.name[language], '8,5', 'NLQF 6, EQF 6', 'https://verifier.example.nl/check', 'credential.jwt',
      ...(language === 'nl' ? ['30 EC', '30 juni 2026', '29 juni 2031', 'Geldig tot en met', 'Zo controleert u dit certificaat'] : ['30 ECTS', '30 June 2026', '29 June 2031', 'Valid up to and including', 'How to check this certificate'])]) expect(text).toContain(part)
    expect((await read(await draw({ validUntil: undefined }, { language }))).text).toContain(language === 'nl' ? 'geen einddatum' : 'no end date')
  })

  it('PDF/UA: says that it is tagged, its language and its title, in the properties and as XML', async () => {
    const title = both('R&D <in> "de" praktijk')
    const pdf = await draw({ achievement: { ...circularMinor, title } })
    const { document } = await read(pdf)
    expect((await document.getMarkInfo())?.Marked).toBe(true)
    expect((await document.getMetadata()).info).toMatchObject({ Title: `${title.nl} – Maartje van Damme`, Language: 'nl-NL', PDFFormatVersion: '1.7' })
    const catalog = (await PDFDocument.load(pdf)).catalog
    expect(catalog.lookup(PDFName.of('ViewerPreferences'), PDFDict).get(PDFName.of('DisplayDocTitle'))!.toString()).toBe('true')
    const source = pdf.toString('utf8')
    const metadata = new DOMParser({ onError: (_level, message) => { throw new Error(message) } }).parseFromString(source.slice(source.indexOf('<x:xmpmeta'), source.indexOf('</x:xmpmeta>') + 12), 'text/xml')
    expect(metadata.getElementsByTagName('dc:title')[0]!.textContent!.trim()).toBe(`${title.nl} – Maartje van Damme`)
    expect(metadata.getElementsByTagName('pdfuaid:part')[0]!.textContent).toBe('1')
  })

  it('PDF/UA: everything on a page is tagged as what it is, or as decoration; figures and links have words', async () => {
    const { pages } = await read(await draw())
    const roles = (await Promise.all(pages.map(async (page) => nodesIn(await page.getStructTree() as Node)))).flat()
    const count = (role: string): number => roles.filter((node) => node.role === role).length
    expect([count('Document'), count('H1'), count('H2'), count('Table'), count('TR'), count('TH'), count('TD'), count('L'), count('LI'), count('LBody'), count('Figure'), count('Link')]).toEqual([1, 1, 3, 1, 6, 6, 6, 2, 5, 5, 2, 1])
    expect(roles.filter(({ role }) => role === 'Figure').map(({ alt }) => alt)).toEqual([`Afbeelding bij ${circularMinor.title.nl}`, 'QR-code met het adres waar u dit certificaat controleert'])
    const [link] = (await pages[0]!.getAnnotations()) as { subtype: string; url: string; contentsObj: { str: string } }[]
    expect(link).toMatchObject({ subtype: 'Link', url: 'https://verifier.example.nl/check', contentsObj: { str: 'Controleer dit certificaat' } })
    // Marks that are begun and ended, and between them no drawing or text that is neither tagged nor decoration.
    const items = (await pages[0]!.getTextContent({ includeMarkedContent: true })).items as { type?: string; str?: string; tag?: string }[]
    let open = 0
    for (const item of items) {
      if (item.type?.startsWith('begin')) open += 1
      else if (item.type === 'endMarkedContent') open -= 1
      else if (item.str !== '') expect(open, item.str).toBeGreaterThan(0)
    }
    expect(open).toBe(0)
  })

  it('has bookmarks: its title, and each part', async () => {
    const { document } = await read(await draw())
    expect((await document.getOutline()).map(({ title }) => title)).toEqual([circularMinor.title.nl, 'Waar het over gaat', 'Wat er is geleerd', 'Zo controleert u dit certificaat'])
  })

  it('leaves out what is not known of an achievement', async () => {
    const { text, document } = await read(await draw({ achievement: { title: both('AI'), kind: 'course' }, grade: undefined }))
    for (const part of ['Studielast', 'Niveau', 'Resultaat', 'Wat er is geleerd', 'Waar het over gaat']) expect(text).not.toContain(part)
    expect(await document.getOutline()).toHaveLength(2)
  })

  it('has every font that it uses in it, and leads nowhere but to the address: no script, no form, no other link', async () => {
    const pdf = await draw()
    const source = pdf.toString('latin1')
    expect(source.match(/\/FontFile2/g)).toHaveLength(2)
    expect(source).not.toMatch(/\/(?:Helvetica|JavaScript|JS|OpenAction|AA|Launch|AcroForm|GoToR|SubmitForm)\b/)
    expect(source.match(/\/URI \(/g)).toHaveLength(1)
  })

  it('goes on over as many pages as it needs, each numbered, nothing lost, every part tagged once', async () => {
    const learningOutcomes = Array.from({ length: 50 }, (_none, at) => ({ text: both(`begin${at} ${'leert dijken bouwen '.repeat(40)}end${at}`) }))
    const { pages, text, texts } = await read(await draw({ achievement: { ...circularMinor, learningOutcomes } }))
    expect(pages.length).toBeGreaterThan(5)
    for (let at = 0; at < 50; at += 1) for (const word of [`begin${at} `, `end${at} `]) expect(text).toContain(word)
    texts.forEach((page, at) => { expect(page).toContain(`Pagina ${at + 1} van ${pages.length}`) })
    for (const page of pages) expect(page.view).toEqual([0, 0, 595.28, 841.89])
    expect(texts.at(-1)).toContain('Zo controleert u dit certificaat')
  })

  it('is the same octets for the same input, and its dates are when the credential was issued', async () => {
    const [one, two] = [await draw({}, { picture: undefined }), await draw({}, { picture: undefined })]
    expect(one.equals(two)).toBe(true)
    expect((await (await read(one)).document.getMetadata()).info).toMatchObject({ CreationDate: 'D:20260630100000Z', ModDate: 'D:20260630100000Z' })
    expect((await draw({}, { issuedAt: new Date('2026-07-01T00:00:00Z') })).equals(await draw())).toBe(false)
  })

  it('PAR-07: whatever the texts are, it is a PDF that says no more than they do', async () => {
    const odd = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('\u202Eevil\u202C', '\0', '\uD800', '(\\)>>endobj', 'x'.repeat(1e6), 'a\u0301\u0301\u0301\u0301\u0301', '李小龍 😀', '<b>&amp;'))
    await fc.assert(fc.asyncProperty(odd, odd, odd, async (one, two, three) => {
      const pdf = await draw({ achievement: { ...circularMinor, title: both(one), description: both(two), learningOutcomes: [{ text: both(three) }] }, learner: { givenName: two, familyName: one }, institution: { name: both(three) }, grade: one })
      expect(takeCredentialOut(pdf).credential).toBe(jwt)
      const { text } = await read(pdf)
      expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0]/)
      expect(pdf.length).toBeLessThan(400_000)
    }), { numRuns: 10 })
  }, 60_000)

  it('WEB-12: the address is https, or this machine (ADDRESS_MALFORMED)', async () => {
    for (const checkUrl of ['', 'javascript:alert(1)', 'http://verifier.example.nl/', 'https://user:secret@verifier.example.nl/', 'https://a b', 'https://x\n', `https://verifier.example.nl/${'a'.repeat(1000)}`, 'https://']) {
      await expect(draw({}, { checkUrl }), checkUrl).rejects.toThrow(expect.objectContaining({ code: 'ADDRESS_MALFORMED' }) as FileError)
    }
    expect((await draw({}, { checkUrl: 'http://localhost:8081/check' })).includes('http://localhost:8081/check')).toBe(true)
  })

  it('what is no credential makes no certificate; what is no picture is not on it, and a badge is', async () => {
    await expect(draw({}, { credential: 'x' })).rejects.toThrow(expect.objectContaining({ code: 'CREDENTIAL_MALFORMED' }) as FileError)
    expect((await draw({}, { picture: Buffer.from('GIF89a') })).equals(await draw({}, { picture: undefined }))).toBe(true)
    expect((await draw()).equals(await draw({}, { picture: undefined }))).toBe(false)
  })
})

describe('the credential of a certificate', () => {
  it.each([['credential.jwt', 'application/vc+jwt', jwt], ['credential.json', 'application/vc', json], ['credential.sd-jwt', 'application/sd-jwt', sdJwt]])('is attached as it is, with its media type and what it is to the page (%s)', async (name, mediaType, credential) => {
    const pdf = await draw({}, { credential })
    const attachments = await (await read(pdf)).document.getAttachments()
    expect([...attachments!].map(([id, { filename, description }]) => [id, filename, description])).toEqual([[name, name, 'Het digitale bewijs bij dit certificaat']])
    const source = pdf.toString('latin1')
    expect(source).toContain(`/Subtype /${mediaType.replace('/', '#2F')}`)
    expect(source).toContain('/AFRelationship /Source')
    const { catalog } = await PDFDocument.load(pdf)
    const stream = catalog.lookup(PDFName.of('AF'), PDFArray).lookup(0, PDFDict).lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F')) as PDFRawStream
    expect(Buffer.from(decodePDFRawStream(stream).decode()).toString('utf8')).toBe(credential)
  })

  it('comes out as it went in, also after another program saved the certificate', async () => {
    for (const credential of [jwt, json, sdJwt]) {
      const pdf = await draw({}, { credential })
      expect(takeCredentialOut(pdf)).toMatchObject({ container: 'pdf', credential })
      for (const useObjectStreams of [true, false]) expect(takeCredentialOut(await (await PDFDocument.load(pdf)).save({ useObjectStreams })).credential).toBe(credential)
    }
  })
})

describe('a QR code', () => {
  it('is read by another reader as the address, at any length that an address may have', () => {
    for (const address of ['https://verifier.example.nl/check', `https://verifier.example.nl/${'a1-B'.repeat(240)}`]) {
      const side = 800
      const bitmap = new PNG({ width: side, height: side })
      const paint: [number, number, number, number][] = []
      const pen = { rect: (...box: [number, number, number, number]) => { paint.push(box); return pen }, fill: (colour: string) => {
        for (const [left, top, width, height] of paint.splice(0)) for (let y = Math.round(top); y < Math.min(side, Math.round(top + height)); y += 1) for (let x = Math.round(left); x < Math.round(left + width); x += 1) bitmap.data.writeUInt32BE(colour === '#000000' ? 0x00_00_00_ff : 0xff_ff_ff_ff, (y * side + x) * 4)
        return pen
      } }
      drawQrCode(pen as unknown as PDFKit.PDFDocument, address, 0, 0, side)
      expect(readQr(new Uint8ClampedArray(bitmap.data), side, side)?.data).toBe(address)
    }
  })
})
