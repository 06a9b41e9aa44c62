import { expect, it } from 'vitest'
import { credentialFile } from './credential-file.ts'
import { sdJwt } from './fixtures/pictures.ts'
import { refusalOf } from './fixtures/refusal-of.ts'

const token = (header: object): string => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.x`

it.each([
  ['credential.json', 'application/vc', '{"@context":["https://www.w3.org/ns/credentials/v2"]}'],
  ['credential.json', 'application/ld+json', '{"@context":["https://www.w3.org/2018/credentials/v1"]}'],
  ['credential.json', 'application/ld+json', '{"@context":{"a":"b:c"}}'],
  ['credential.json', 'application/json', '{"payload":"","signatures":[]}'],
  ['credential.jwt', 'application/vc+jwt', token({ typ: 'vc+jwt' })],
  ['credential.jwt', 'application/vc+jwt', token({ typ: 'application/vc+jwt' })],
  ['credential.jwt', 'application/jwt', token({ typ: 'JWT' })],
  ['credential.jwt', 'application/jwt', token({ typ: 'text/html' })],
  ['credential.sd-jwt', 'application/dc+sd-jwt', `${token({ typ: 'dc+sd-jwt' })}~`],
  ['credential.sd-jwt', 'application/vc+sd-jwt', `${token({ typ: 'vc+sd-jwt' })}~`],
  ['credential.sd-jwt', 'application/sd-jwt', sdJwt],
])('a file with nothing but the credential is called %s and is %s', (name, mediaType, credential) => {
  expect(credentialFile(credential)).toEqual({ name, mediaType })
})

it('what is no credential has no file (CREDENTIAL_MALFORMED)', () => {
  for (const text of ['', 'x', '[]', '{']) expect(refusalOf(() => credentialFile(text))).toBe('CREDENTIAL_MALFORMED')
})
