/** Files that somebody hands in: pictures and PDFs with a credential in them, and texts that are one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bakePng, bakeSvg, drawCertificate, FileError, takeCredentialOut } from '@eduwallet/credential-files'
import { objectsWith, packed, pdfOf, writePdf } from '../../packages/credential-files/src/fixtures/pdfs.ts'
import { json, jwt, sdJwt, smallPng, smallSvg } from '../../packages/credential-files/src/fixtures/pictures.ts'
import { amount, sized } from '../faults/settings.ts'
import { attempt, type Reader } from './attempt.ts'
import { anyText, changeText, textChange } from './changes.ts'

const runs = (): number => amount(300, 50_000)
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')
const reader: Reader<Buffer> = { read: takeCredentialOut, refusals: [FileError] }
const genuine: Readonly<Record<string, Buffer>> = {
  'a PNG with a token': bakePng(smallPng(), jwt), 'a PNG with JSON': bakePng(smallPng(), json), 'an SVG with a token': utf8(bakeSvg(smallSvg, jwt)), 'an SVG with JSON': utf8(bakeSvg(smallSvg, json)),
  'a PDF': writePdf(objectsWith(json)), 'a PDF with a packed token': writePdf(objectsWith('', { 5: packed(jwt) })), 'a PDF with streams of objects': await pdfOf([['a', sdJwt], ['b', 'x']], true),
  'a JSON file': utf8(json), 'a token': utf8(jwt), 'an SD-JWT': utf8(sdJwt),
}
/** Pieces of what the readers look for, put together in any order. */
const pieces = ['\u0089PNG\r\n\u001a\n', 'IHDR', 'iTXt', 'IEND', 'openbadgecredential\0', '<svg', ' xmlns="http://www.w3.org/2000/svg"', ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', '>', '/>', '<openbadges:credential', ' verify="', '</', '<![CDATA[', ']]>', '<!DOCTYPE', '<!ENTITY', '&x;', '&#', '<?xml',
  '%PDF-1.7\n', ' 0 obj', '<<', '>>', '/Length ', 'stream\n', 'endstream', 'xref\n', 'trailer', 'startxref\n', '0 1 R', '/Root', '/Names', '/EF', '/Filter/FlateDecode',
  '{"', '":', '[', '}', 'eyJhbGciOiJFUzI1NiJ9', '.', '~', '\uFEFF', '\0', ...Object.values(genuine).map((file) => file.toString('latin1'))]

describe.each(Object.keys(genuine))('%s', (name) => {
  const file = genuine[name]!

  it('is taken as it was made', async () => { expect(await attempt(reader, file)).toBe(true) })

  it('with other bytes in it is taken or refused, in time', sized(30, 900), async () => {
    await fc.assert(fc.asyncProperty(fc.array(textChange, { minLength: 1, maxLength: 3 }), async (changes) => {
      await attempt(reader, Buffer.from(changes.reduce(changeText, file.toString('latin1')), 'latin1'))
    }), { numRuns: runs() })
  })

  it('cut off anywhere is taken or refused, in time', async () => {
    for (let length = 0; length < file.length; length += 7) await attempt(reader, file.subarray(0, length))
  })
})

it('any other bytes are taken or refused, in time', sized(30, 900), async () => {
  const built = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''), 'latin1'))
  await fc.assert(fc.asyncProperty(fc.oneof(built, anyText.map(utf8), fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))), async (file) => { await attempt(reader, file) }), { numRuns: runs() * 3 })
})

it('a certificate with other bytes in it is taken or refused, in time', sized(30, 900), async () => {
  const certificate = (await drawCertificate(
    { achievement: { title: { nl: 'a', en: 'a' }, kind: 'course' }, learner: { givenName: 'b', familyName: 'c' }, institution: { name: { nl: 'd', en: 'd' } }, awardedOn: '2026-01-01' },
    { language: 'nl', credential: jwt, checkUrl: 'https://verifier.example/', issuedAt: new Date(0), picture: smallPng() },
  )).toString('latin1')
  expect(takeCredentialOut(Buffer.from(certificate, 'latin1')).credential).toBe(jwt)
  await fc.assert(fc.asyncProperty(fc.array(textChange, { minLength: 1, maxLength: 3 }), async (changes) => { await attempt(reader, Buffer.from(changes.reduce(changeText, certificate), 'latin1')) }), { numRuns: runs() })
})
