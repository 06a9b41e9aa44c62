import { describe, expect, it } from 'vitest'
import { fileLimits } from '../../file-limits.ts'
import { json, jwt, sdJwt } from '../../fixtures/pictures.ts'
import { objectsWith, packed, pdfOf, saveAgain, writePdf, type Objects } from '../../fixtures/pdfs.ts'
import { refusalOf } from '../../fixtures/refusal-of.ts'
import { takeCredentialOut } from '../../take-credential-out.ts'
import { pdfLimits } from './pdf-limits.ts'

const refused = (pdf: Buffer): string => refusalOf(() => takeCredentialOut(pdf))
const taken = (pdf: Buffer): string => takeCredentialOut(pdf).credential
const withMore = (more: Objects, trailer = ''): Buffer => writePdf(objectsWith(json, more), trailer)

/** A PDF whose table of objects is this stream (ISO 32000-1 #7.5.8), and nothing else. */
function withList([dictionary, octets]: readonly [string, Buffer], more: string): Buffer {
  const pdf = writePdf({ 9: [`${dictionary.slice(0, -2)}/Type/XRef/Root 1 0 R${more}>>`, octets] })
  return Buffer.concat([pdf.subarray(0, pdf.lastIndexOf('xref\n0 1')), Buffer.from(`startxref\n${pdf.indexOf('9 0 obj')}\n%%EOF\n`)])
}

/** A PDF whose catalog, object 1, is the first in this stream of objects (ISO 32000-1 #7.5.7). */
function withStreamOfObjects(stream: readonly [string, Buffer]): Buffer {
  const first = writePdf({ 8: stream })
  const start = first.subarray(0, first.lastIndexOf('xref\n0 1'))
  const row = (kind: number, middle: number): Buffer => Buffer.from([kind, middle >> 8, middle & 0xff, 0])
  const rows = Buffer.concat([row(2, 8), row(1, first.indexOf('8 0 obj'))])
  return Buffer.concat([start, Buffer.from(`9 0 obj\n<</Type/XRef/W[1 2 1]/Index[1 1 8 1]/Size 9/Root 1 0 R/Length ${rows.length}>>\nstream\n`), rows, Buffer.from(`\nendstream\nendobj\nstartxref\n${start.length}\n%%EOF\n`)])
}

describe('a credential attached to a PDF', () => {
  it.each([['with a table of objects', false], ['with streams of objects', true]])('is found in what another library wrote (%s), whatever it is called', async (_form, streams) => {
    for (const credential of [json, jwt, sdJwt]) {
      expect(takeCredentialOut(await pdfOf([['x.bin', credential]], streams))).toMatchObject({ container: 'pdf', credential })
      expect(taken(await pdfOf([['picture.png', Buffer.from([0x89, 0xff])], ['invoice.xml', '<x/>'], ['settings.json', '{"a":1}'], ['note.txt', 'hello'], ['c', credential], ['large.bin', Buffer.alloc(2_000_000)]], streams))).toBe(credential)
    }
  })

  it('may be packed or not, in a tree of names with branches, or only an associated file; a JWS in JSON is a credential too', () => {
    expect(taken(writePdf(objectsWith(json)))).toBe(json)
    expect(taken(withMore({ 5: packed(json) }))).toBe(json)
    expect(taken(withMore({ 5: packed(json, '/DecodeParms null') }))).toBe(json)
    expect(taken(withMore({ 3: '<</Kids[6 0 R 7 0 R]>>', 6: '<</Kids[8 0 R]>>', 7: '<</Names[]>>', 8: '<</Names[(a) 4 0 R]>>' }))).toBe(json)
    expect(taken(withMore({ 1: '<</Type/Catalog/AF[4 0 R]>>' }))).toBe(json)
    expect(taken(withMore({ 1: '<</Type/Catalog/Names<</EmbeddedFiles 3 0 R>>/AF[4 0 R]>>' }))).toBe(json)
    expect(taken(writePdf(objectsWith('{"payload":"e30","signatures":[]}')))).toContain('payload')
  })

  it.each([[0, 'none'], [1, 'left'], [2, 'up'], [3, 'both'], [4, 'the nearest']])('may be listed in a table that is packed with predictor %i of PNG (%s)', (kind) => {
    const objects = objectsWith(json)
    const plain = writePdf(objects)
    const start = plain.subarray(0, plain.lastIndexOf('xref\n0 1'))
    const rows = [1, 2, 3, 4, 5, 9].map((number) => [1, number === 9 ? start.length : start.indexOf(`${number} 0 obj`)]).map(([type = 0, place = 0]) => [type, place >> 8, place & 0xff])
    const octets = Buffer.from(rows.flatMap((columns, at) => [kind, ...columns.map((octet, column) => {
      const [left, up, upLeft] = [columns[column - 1] ?? 0, rows[at - 1]?.[column] ?? 0, rows[at - 1]?.[column - 1] ?? 0]
      const nearest = [left, up, upLeft].map((each) => [Math.abs(left + up - upLeft - each), each] as const).sort(([one], [other]) => one - other)[0]![1]
      return (octet - [0, left, up, Math.floor((left + up) / 2), nearest][kind]!) & 0xff
    })]))
    const [dictionary, stream] = packed(octets, '/Type/XRef/W[1 2 0]/Index[1 5 9 1]/Size 10/Root 1 0 R/DecodeParms<</Predictor 15/Columns 3>>')
    expect(taken(Buffer.concat([start, Buffer.from(`9 0 obj\n${dictionary.replace('/Type/EmbeddedFile', '')}\nstream\n`), stream, Buffer.from(`\nendstream\nendobj\nstartxref\n${start.length}\n%%EOF\n`)]))).toBe(json)
  })

  it('strings, names, numbers and comments may be written in any way that a PDF allows', () => {
    expect(taken(withMore({ 4: '<< % a comment >>\r\n/F(a\\)\\(\\\\\\101\\\r\n(nested))/UF<FEFF 0041 7>/X[-1 +2.5 .5 4. true null]/#45F << /F 5 0 R >> >>', 9: '[1 2 3 R0 1 0 R]' }))).toBe(json)
  })

  it('that was saved again is the newest one, and what is no longer listed is not there', () => {
    const first = writePdf(objectsWith(json))
    expect(taken(saveAgain(first, { 5: [`<</Length ${jwt.length}>>`, Buffer.from(jwt)] }))).toBe(jwt)
    expect(refused(saveAgain(first, { 3: '<</Names[]>>' }))).toBe('CREDENTIAL_MISSING')
  })

  it('WEB-09: two are refused, the same one twice is one (CREDENTIAL_TWICE)', async () => {
    expect(refused(await pdfOf([['a', json], ['b', jwt]], true))).toBe('CREDENTIAL_TWICE')
    expect(taken(await pdfOf([['a', json], ['b', json]], true))).toBe(json)
  })

  it('none is called that (CREDENTIAL_MISSING)', async () => {
    expect(refused(await pdfOf([], false))).toBe('CREDENTIAL_MISSING')
    expect(refused(await pdfOf([['settings.json', '{"a":1}'], ['a.txt', 'a.b.c']], true))).toBe('CREDENTIAL_MISSING')
  })
})

describe('a PDF from elsewhere', () => {
  it('that is encrypted is called so (FILE_ENCRYPTED); packed in another way, or twice, too (FILE_UNSUPPORTED)', () => {
    expect(refused(withMore({}, '/Encrypt<</Filter/Standard>>'))).toBe('FILE_ENCRYPTED')
    for (const filter of ['/LZWDecode', '[/ASCII85Decode/FlateDecode]', '/JBIG2Decode', '[/FlateDecode/FlateDecode]', '(x)']) expect(refused(withMore({ 5: [`<</Filter${filter}/Length 3>>`, Buffer.from('abc')] })), filter).toBe('FILE_UNSUPPORTED')
    expect(refused(withMore({ 5: packed(json, '/DecodeParms<</Predictor 2>>') }))).toBe('FILE_UNSUPPORTED')
  })

  it('WEB-08: what is packed is bounded before it is unpacked: an attachment, a stream of objects, the list of objects (memory stays flat)', () => {
    const bomb = packed(Buffer.alloc(100_000_000, 0x20))
    const files = [withMore({ 5: bomb }), withList(bomb, '/W[1 4 2]/Size 9'), withStreamOfObjects([`${bomb[0].slice(0, -2)}/N 1/First 4>>`, bomb[1]])]
    const before = process.memoryUsage.rss()
    expect(files.map(refused)).toEqual(['CREDENTIAL_MISSING', 'FILE_TOO_LARGE', 'FILE_TOO_LARGE'])
    expect(process.memoryUsage.rss() - before).toBeLessThan(120_000_000)
    // The same with little in it is read: the refusals above are for what it becomes.
    expect(refused(withStreamOfObjects(['<</N 1/First 4/Length 14>>', Buffer.from('1 0 <</Names 7')]))).toBe('FILE_DAMAGED')
    expect(refused(withStreamOfObjects(['<</N 1/First 4/Length 8>>', Buffer.from('1 0 <<>>')]))).toBe('CREDENTIAL_MISSING')
  })

  it('WEB-08: a hundred attachments that each become a megabyte cost little time', () => {
    const start = process.threadCpuUsage().user
    const many = Object.fromEntries(Array.from({ length: 100 }, (_none, at) => [[20 + at * 2, `<</EF<</F ${21 + at * 2} 0 R>>>>`], [21 + at * 2, packed(Buffer.alloc(fileLimits.credentialOctets, 0x20))]]).flat()) as Objects
    expect(refused(withMore({ 3: `<</Names[${Array.from({ length: 100 }, (_none, at) => `(a) ${20 + at * 2} 0 R`).join(' ')}]>>`, ...many }))).toBe('CREDENTIAL_MISSING')
    expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(3000)
  })

  it('whose objects lead to themselves has an end (FILE_DAMAGED, CREDENTIAL_MISSING)', () => {
    const loops: [string, Buffer][] = [
      ['FILE_DAMAGED', withMore({ 3: '<</Kids[3 0 R]>>' })],
      ['FILE_DAMAGED', withMore({ 3: '<</Kids[6 0 R]>>', 6: '<</Kids[3 0 R]>>' })],
      ['FILE_DAMAGED', withMore({ 5: ['<</Length 5 0 R>>', Buffer.from('x')] })],
      ['CREDENTIAL_MISSING', withMore({ 3: '3 0 R' })],
      ['CREDENTIAL_MISSING', withMore({ 5: '6 0 R', 6: '5 0 R' })],
      ['FILE_DAMAGED', withMore({}, '/Prev 9')],
    ]
    for (const [code, pdf] of loops) expect(refused(pdf), pdf.toString('latin1').slice(0, 300)).toBe(code)
    const pdf = writePdf(objectsWith(json))
    const place = /startxref\n(\d+)/.exec(pdf.toString('latin1'))![1]!
    expect(refused(withMore({}, `/Prev ${place}`))).toBe('FILE_DAMAGED')
  })

  it('with more values, levels, objects or attachments than a certificate has is refused (FILE_TOO_LARGE), in little time', () => {
    const start = process.threadCpuUsage().user
    const files = [
      withMore({ 4: '['.repeat(200_000) }), withMore({ 4: '<</A'.repeat(pdfLimits.depth + 1) }), withMore({ 3: `<</Names[${'1 '.repeat(pdfLimits.values)}]>>` }),
      Buffer.from(writePdf(objectsWith(json)).toString('latin1').replace('xref\n0 1\n', `xref\n500 ${pdfLimits.objects + 1}\n${'0000000000 00000 n \n'.repeat(pdfLimits.objects + 1)}0 1\n`), 'latin1'),
      withMore({ 3: `<</Names[${Array.from({ length: 101 }, (_none, at) => `(a) ${20 + at * 2} 0 R`).join(' ')}]>>`, ...Object.fromEntries(Array.from({ length: 101 }, (_none, at) => [[20 + at * 2, `<</EF<</F ${21 + at * 2} 0 R>>>>`], [21 + at * 2, ['<</Length 1>>', Buffer.from('x')]]]).flat()) as Objects }),
    ]
    for (const pdf of files) expect(refused(pdf)).toBe('FILE_TOO_LARGE')
    expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(4000)
    expect(refused(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(fileLimits.octets)]))).toBe('FILE_TOO_LARGE')
  })

  it('that is not whole, or whose parts are not where it says, is refused (FILE_DAMAGED)', () => {
    const pdf = writePdf(objectsWith(json))
    const text = pdf.toString('latin1')
    for (let length = 5; length < pdf.length - 7; length += 1) expect(refused(pdf.subarray(0, length)), String(length)).toBe('FILE_DAMAGED')
    const changes: [RegExp, string][] = [[/startxref\n\d+/, 'startxref\n99999'], [/startxref\n\d+/, 'startxref\n-1'], [/startxref\n\d+/, 'startxref\n9'], [/\/Root 1 0 R/, '/Root 2 0 S'], [/\/Root 1 0 R/, '/Roof 1 0 R'], [/\n4 0 obj/, '\n9 0 obj'], [/endstream/, 'endstraem'],
      [/\/Length \d+/, '/Length 9999999'], [/\/Length \d+/, '/Length (x)'], [/stream\n/, 'stream'], [/\(credential\.json\)/, '(credential.json'], [/\/F\(/, '(F)('], [/<<\/Names/, '<</Names<GG>/Names']]
    for (const [from, to] of changes) expect(refused(Buffer.from(text.replace(from, to), 'latin1')), to).toBe('FILE_DAMAGED')
    expect(refused(withMore({ 5: ['<</Filter/FlateDecode/Length 3>>', Buffer.from('abc')] }))).toBe('FILE_DAMAGED')
  })
})
