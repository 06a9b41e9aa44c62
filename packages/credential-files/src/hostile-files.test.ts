/** Files made to cost their reader as much as they can: each is answered in little time, whatever the answer is. */
import { deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../test/measure/index.ts'
import { objectsWith, packed, writePdf, type Objects } from './fixtures/pdfs.ts'
import { refusalOf } from './fixtures/refusal-of.ts'
import { takeCredentialOut } from './take-credential-out.ts'

/** Of processor time. The worst of these take a sixth of it. */
const mostMilliseconds = 1500
const svg = (inside: string, attributes = ''): Buffer => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inside}</svg>`)
const row = (count: number, piece: (at: number) => string): string => Array.from({ length: count }, (_none, at) => piece(at)).join('')

/** A PDF with objects 10 and up, each beginning in what the one before it holds; the names lead to the first thousands of them. */
function overlapping(count: number, opening: string, closing: string): Buffer {
  const header = '%PDF-1.7\n'
  const places: number[] = []
  let body = header
  for (let number = 10; number < 10 + count; number += 1) {
    places.push(body.length)
    body += `${number} 0 obj ${opening}`
  }
  const names = (first: number): string => `/Names[${row(1000, (at) => `(a) ${first + at} 0 R `)}]`
  const pdf = writePdf(objectsWith('x', { 3: `<<${names(10)}/Kids[6 0 R 7 0 R]>>`, 6: `<<${names(1010)}>>`, 7: `<<${names(2010)}>>` }), '', Buffer.from(`${body}${closing}`))
  return Buffer.from(pdf.toString('latin1').replace('xref\n0 1\n', `xref\n10 ${count}\n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}0 1\n`), 'latin1')
}

/** A hundred lists of objects, each of which says where the one before is, and becomes 1.8 MB. */
function manyLists(): Buffer {
  const packedRows = deflateSync(Buffer.from(new Uint8Array(1_799_000).map((_none, at) => (at % 5 === 0 ? 4 : 0))))
  const parts = [Buffer.from('%PDF-1.7\n')]
  let [length, previous] = [parts[0]!.length, 0]
  for (let number = 1; number <= 100; number += 1) {
    const part = Buffer.concat([Buffer.from(`${number} 0 obj\n<</Type/XRef/W[1 2 1]/Index[0 0]/DecodeParms<</Predictor 12/Columns 4>>/Filter/FlateDecode/Length ${packedRows.length}/Prev ${previous}>>\nstream\n`), packedRows, Buffer.from('\nendstream\nendobj\n')])
    parts.push(part)
    previous = length
    length += part.length
  }
  return Buffer.concat([...parts, Buffer.from(`startxref\n${previous}\n%%EOF\n`)])
}

function manyDocuments(): Buffer {
  const document = packed(JSON.stringify({ a: Array.from({ length: 170_000 }, () => 1) }))
  return writePdf(objectsWith('x', { 3: `<</Names[${row(100, (at) => `(a) ${20 + at * 2} 0 R `)}]>>`, ...Object.fromEntries(Array.from({ length: 100 }, (_none, at) => [[20 + at * 2, `<</EF<</F ${21 + at * 2} 0 R>>>>`], [21 + at * 2, document]]).flat()) as Objects }))
}

it.each<[name: string, file: () => Buffer]>([
  ['an SVG of attributes', () => svg('', row(190_000, (at) => ` a${at}=""`))],
  ['an SVG of namespaces', () => svg('', row(60_000, (at) => ` xmlns:a${at}="b"`))],
  ['an SVG of attributes with a namespace', () => svg('', ` xmlns:q="b"${row(125_000, (at) => ` q:a${at}="b"`)}`)],
  ['an SVG of entities', () => svg('&lt;'.repeat(500_000))],
  ['an SVG of brackets', () => svg(']'.repeat(2_000_000))],
  ['an SVG of sections', () => svg('<![CDATA[]]>'.repeat(170_000))],
  ['an SVG of comments', () => svg('<!---->'.repeat(290_000))],
  ['an SVG of instructions', () => svg('<?a?>'.repeat(400_000))],
  ['an SVG of levels that each declare', () => svg(`${'<a:g xmlns:a="x">'.repeat(98)}${'<b/>'.repeat(99_000)}${'</a:g>'.repeat(98)}`)],
  ['one tag without end', () => Buffer.from(`<${'a'.repeat(2_000_000)}`)],
  ['a PDF whose objects share a comment', () => overlapping(90_000, '%', `${' '.repeat(5_000_000)}\nnull `)],
  ['a PDF whose objects share a string', () => overlapping(4000, '(', `${')'.repeat(4000)}\n`)],
  ['a PDF of lists of objects', manyLists],
  ['a PDF of large documents', manyDocuments],
  ['JSON of levels', () => Buffer.from(`{"a":${'['.repeat(500_000)}`)],
  ['JSON of names', () => Buffer.from(`{${row(90_000, (at) => `"${at}":1,`).slice(0, -1)}}`)],
  ['a token of nine megabytes', () => Buffer.from(`a.${'b'.repeat(9_000_000)}`)],
  ['ten megabytes of nothing', () => Buffer.from(' '.repeat(10_000_000))],
])('%s costs little time', (_name, file) => {
  const octets = file()
  expect(cpuMilliseconds(() => { refusalOf(() => takeCredentialOut(octets)) })).toBeLessThan(mostMilliseconds)
})
