import { X509Certificate, createPrivateKey } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeThrowawayTls } from './throwaway-tls.ts'

it('a throwaway certificate is for localhost, for thirty days, and fits its key', async () => {
  const now = new Date('2026-11-28T12:00:00Z')
  const { key, cert } = await makeThrowawayTls({ now: () => now })
  const certificate = new X509Certificate(cert)
  expect(certificate.checkHost('localhost')).toBe('localhost')
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(certificate.checkHost('issuer.example')).toBeUndefined()
  expect([certificate.validFromDate, certificate.validToDate]).toEqual([now, new Date('2026-12-28T12:00:00Z')])
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(certificate.ca).toBe(false)
})

it('and is another one each time', async () => {
  const one = await makeThrowawayTls({ now: () => new Date() })
  expect((await makeThrowawayTls({ now: () => new Date() })).key).not.toBe(one.key)
})
