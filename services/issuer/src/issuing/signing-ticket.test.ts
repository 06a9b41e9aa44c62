import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sdJwtVc, verifySdJwtVc } from '@eduwallet/credential-formats'
import { generateSealedKey, openSealedKey, parseKeyEncryptionKey } from '@eduwallet/keys'
import { SigningTicket } from './index.ts'

const kek = parseKeyEncryptionKey(createHash('sha256').update('ticket').digest('hex'))
const signer = await openSealedKey(kek, await generateSealedKey(kek, 'x'), 'x')
const credential = { claims: { vct: 'https://issuer.example/vct', iat: 1, name: 'Noor' }, selectivelyDisclosable: [['name']], header: { kid: 'did:web:x#1' }, saltFor: (path: string) => new Uint8Array(createHash('sha256').update(path).digest()) }

it('a ticket touches no key before it is spent, and is spent once', async () => {
  let signatures = 0
  const ticket = await SigningTicket.prepare(sdJwtVc, credential, { ...signer, sign: (data) => { signatures += 1; return signer.sign(data) } })
  expect(signatures).toBe(0)
  const compact = await ticket.sign()
  expect(signatures).toBe(1)
  await expect(ticket.sign()).rejects.toMatchObject({ code: 'ISSUE_TICKET_SPENT' })
  expect(signatures).toBe(1)
  expect(verifySdJwtVc(compact, { issuerKeys: [signer.publicJwk], now: new Date(1000), skewSeconds: 0, keyBinding: 'forbidden' }).claims).toMatchObject({ name: 'Noor' })
})

it('a ticket that failed to sign is spent too', async () => {
  const ticket = await SigningTicket.prepare(sdJwtVc, credential, { ...signer, sign: () => Promise.reject(new Error('key store gone')) })
  await expect(ticket.sign()).rejects.toThrow('key store gone')
  await expect(ticket.sign()).rejects.toMatchObject({ code: 'ISSUE_TICKET_SPENT' })
})

it('the same content has the same digest, other content another', async () => {
  const digest = async (claims: object) => (await SigningTicket.prepare(sdJwtVc, { ...credential, claims: { ...credential.claims, ...claims } }, signer)).payloadDigest
  expect(await digest({})).toBe(await digest({}))
  expect(await digest({ name: 'Noor ' })).not.toBe(await digest({}))
  expect(await digest({ iat: 2 })).not.toBe(await digest({}))
})

it('content that cannot be secured gives no ticket, nor does a key of another algorithm', async () => {
  await expect(SigningTicket.prepare(sdJwtVc, { ...credential, selectivelyDisclosable: [['nothing']] }, signer)).rejects.toThrow(expect.objectContaining({ code: 'SDJWT_PATH_UNKNOWN' }))
  const ed25519 = await openSealedKey<'EdDSA'>(kek, await generateSealedKey(kek, 'y', 'EdDSA'), 'y')
  await expect(SigningTicket.prepare(sdJwtVc, credential, ed25519)).rejects.toThrow(RangeError)
})
