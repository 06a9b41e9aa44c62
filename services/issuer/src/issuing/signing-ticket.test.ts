import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { verifySdJwtVc } from '@eduwallet/credential-formats'
import { generateSealedKey, openSealedKey, parseKeyEncryptionKey } from '@eduwallet/keys'
import { SigningTicket } from './index.ts'

const kek = parseKeyEncryptionKey(createHash('sha256').update('ticket').digest('hex'))
const signer = await openSealedKey(kek, await generateSealedKey(kek, 'x'), 'x')
const credential = { claims: { vct: 'https://issuer.example/vct', iat: 1, name: 'Noor' }, selectivelyDisclosable: [['name']], header: { kid: 'did:web:x#1' }, saltFor: (path: string) => new Uint8Array(createHash('sha256').update(path).digest()) }

it('a ticket touches no key before it is spent, and is spent once', async () => {
  let signatures = 0
  const ticket = SigningTicket.prepare(credential, { ...signer, sign: (data) => { signatures += 1; return signer.sign(data) } })
  expect(signatures).toBe(0)
  const compact = await ticket.sign()
  expect(signatures).toBe(1)
  await expect(ticket.sign()).rejects.toMatchObject({ code: 'ISSUE_TICKET_SPENT' })
  expect(signatures).toBe(1)
  expect(verifySdJwtVc(compact, { issuerKeys: [signer.publicJwk], now: new Date(1000), skewSeconds: 0, keyBinding: 'forbidden' }).claims).toMatchObject({ name: 'Noor' })
})

it('a ticket that failed to sign is spent too', async () => {
  const ticket = SigningTicket.prepare(credential, { ...signer, sign: () => Promise.reject(new Error('key store gone')) })
  await expect(ticket.sign()).rejects.toThrow('key store gone')
  await expect(ticket.sign()).rejects.toMatchObject({ code: 'ISSUE_TICKET_SPENT' })
})

it('the same content has the same digest, other content another', () => {
  const digest = (claims: object) => SigningTicket.prepare({ ...credential, claims: { ...credential.claims, ...claims } }, signer).payloadDigest
  expect(digest({})).toBe(digest({}))
  expect(digest({ name: 'Noor ' })).not.toBe(digest({}))
  expect(digest({ iat: 2 })).not.toBe(digest({}))
})

it('content that cannot be secured gives no ticket', () => {
  expect(() => SigningTicket.prepare({ ...credential, selectivelyDisclosable: [['nothing']] }, signer)).toThrow(expect.objectContaining({ code: 'SDJWT_PATH_UNKNOWN' }))
})
