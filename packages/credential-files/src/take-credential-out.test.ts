import { describe, expect, it } from 'vitest'
import { fileLimits } from './file-limits.ts'
import { json, jwt, sdJwt, smallPng, smallSvg, withChunks, bakedChunk } from './fixtures/pictures.ts'
import { refusalOf } from './fixtures/refusal-of.ts'
import { bakePng } from './png/bake-png.ts'
import { bakeSvg } from './svg/bake-svg.ts'
import { takeCredentialOut } from './take-credential-out.ts'

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')
const refused = (file: Uint8Array): string => refusalOf(() => takeCredentialOut(file))

describe('a credential in a file', () => {
  it.each([
    ['png', bakePng(smallPng(), jwt), jwt, 'jwt'], ['png', bakePng(smallPng(), json), json, 'json'],
    ['svg', utf8(bakeSvg(smallSvg, jwt)), jwt, 'jwt'], ['svg', utf8(bakeSvg(smallSvg, json)), json, 'json'],
    ['json', utf8(json), json, 'json'], ['text', utf8(jwt), jwt, 'jwt'], ['text', utf8(sdJwt), sdJwt, 'sd-jwt'],
  ] as const)('comes out of a %s as it went in', (container, file, credential, form) => {
    expect(takeCredentialOut(file)).toEqual({ container, credential, form })
  })

  it('may have a byte order mark and white space around it, as editors leave them', () => {
    for (const [container, text, credential] of [['json', json, json], ['text', jwt, jwt], ['text', sdJwt, sdJwt], ['svg', bakeSvg(smallSvg, jwt), jwt]] as const) {
      expect(takeCredentialOut(utf8(`\uFEFF\r\n ${text}\n\t`)), container).toMatchObject({ container, credential })
    }
    expect(refused(utf8(`\uFEFF\uFEFF${json}`))).toBe('taken') // the second is white space to ECMAScript, and to nobody a character of the credential
  })

  it('an SD-JWT has its disclosures, and its key binding when it is a presentation', () => {
    expect(takeCredentialOut(utf8(`${sdJwt}${jwt}`)).form).toBe('sd-jwt')
    expect(takeCredentialOut(utf8(`${jwt}~`)).form).toBe('sd-jwt')
    for (const text of [`${sdJwt}x`, `${jwt}~a.b~`, `${sdJwt}a.b`]) expect(refused(utf8(text)), text).toBe('CREDENTIAL_MALFORMED')
  })
})

describe('what a file is', () => {
  it('WEB-11: is told from its bytes: a PNG with words in it is a PNG; behind its end nothing may follow', () => {
    const page = '<!DOCTYPE html><script>alert(1)</script>'
    expect(takeCredentialOut(withChunks(smallPng(), ['tEXt', `Comment\0${page}`], bakedChunk(jwt))).container).toBe('png')
    expect(refused(Buffer.concat([bakePng(smallPng(), jwt), utf8(page)]))).toBe('FILE_DAMAGED')
    expect(refused(Buffer.concat([bakePng(smallPng(), jwt), utf8(json)]))).toBe('FILE_DAMAGED')
    expect(refused(Buffer.concat([utf8(json), smallPng()]))).toBe('FILE_NOT_UTF8')
    expect(refused(utf8(`${bakeSvg(smallSvg, jwt)}${page}`))).toBe('FILE_DAMAGED')
  })

  it('WEB-11: that is none of these is called so (FILE_UNKNOWN)', () => {
    for (const file of ['', ' ', 'hello', 'a b', '[]', '"x"', 'https://school.example/badge/1', 'GIF89a', '\0', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'PK\u0003\u0004']) expect(refused(utf8(file)), file).toBe('FILE_UNKNOWN')
    for (const file of [[0xff, 0xd8, 0xff, 0xe0], [0x1f, 0x8b, 0x08], [0x89, 0x50, 0x4e, 0x47]]) expect(refused(Buffer.from(file))).toBe('FILE_UNKNOWN')
  })

  it('a text that is not UTF-8 is called so (FILE_NOT_UTF8): UTF-16, Latin-1, half a character', () => {
    for (const file of [Buffer.from(`\uFEFF${json}`, 'utf16le'), Buffer.from('{"a":"é"}', 'latin1'), Buffer.from([0x7b, 0xed, 0xa0, 0x80, 0x7d]), Buffer.from([0x7b, 0xc0, 0xa2])]) expect(refused(file)).toBe('FILE_NOT_UTF8')
  })

  it('a credential that is neither an object nor a token is refused, wherever it stood (CREDENTIAL_MALFORMED)', () => {
    for (const text of ['{', '{"a":1,"a":2}', '{"__proto__":1}', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, `${json}${json}`, 'a.b.c', 'e30.b', `${jwt}.x`, `${jwt} ${jwt}`.replace(' ', '~ ')]) expect(['CREDENTIAL_MALFORMED', 'FILE_UNKNOWN'], text).toContain(refused(utf8(text)))
    for (const inside of ['', 'hello', '[]', jwt.slice(0, 20)]) {
      expect(refused(withChunks(smallPng(), bakedChunk(inside))), inside).toBe('CREDENTIAL_MALFORMED')
      expect(refused(utf8(bakeSvg(smallSvg, jwt).replace(jwt, inside))), inside).toBe('CREDENTIAL_MALFORMED')
    }
  })

  it('a badge of Open Badges 2.0 is called so, also as JSON (OPEN_BADGES_2)', () => {
    for (const context of ['"https://w3id.org/openbadges/v2"', '["https://w3id.org/openbadges/v1","https://school.example/context"]']) expect(refused(utf8(`{"@context":${context},"type":"Assertion"}`))).toBe('OPEN_BADGES_2')
    for (const context of ['"https://w3id.org/openbadges/v3"', '{"a":"https://w3id.org/openbadges/v2"}', 'null', '[[]]']) expect(refused(utf8(`{"@context":${context}}`)), context).toBe('taken')
  })

  it('too large is refused before it is read (FILE_TOO_LARGE, CREDENTIAL_TOO_LARGE)', () => {
    expect(refused(Buffer.alloc(fileLimits.octets + 1, '{'))).toBe('FILE_TOO_LARGE')
    expect(refused(Buffer.alloc(fileLimits.octets, '{'))).toBe('CREDENTIAL_TOO_LARGE')
    expect(refused(utf8(`${jwt}${'A'.repeat(fileLimits.credentialOctets)}`))).toBe('CREDENTIAL_TOO_LARGE')
    expect(refused(utf8(`<a ${' '.repeat(fileLimits.svgOctets)}>`))).toBe('FILE_TOO_LARGE')
  })
})
