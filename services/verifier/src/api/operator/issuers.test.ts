import { createShell, type Shell } from '@eduwallet/service-shell'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryTrustedIssuers } from '../../casebook/memory/trusted-issuers.ts'
import { registerIssuerRoutes } from './issuers.ts'

const issuer = {
  identifier: 'did:web:localhost%3A8080:hogeschool',
  name: { nl: 'Hogeschool', en: 'University' },
  country: 'NL',
  types: ['http://localhost:8080/vct/microcredential/1'],
  keys: { method: 'did' },
}

let app: Shell
beforeEach(async () => {
  app = createShell({ name: 'verifier', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8081' })
  registerIssuerRoutes(app, { issuers: memoryTrustedIssuers(), now: () => new Date('2026-11-22T09:00:00Z') })
  await app.ready()
})
afterEach(async () => { await app.close() })

const put = async (body: object) => await app.inject({ method: 'PUT', url: '/operator/issuers', payload: body })
const list = async (): Promise<unknown> => (await app.inject('/operator/issuers')).json()

describe('the operator’s door to the registry', () => {
  it('puts, lists and removes an issuer', async () => {
    const answer = await put(issuer)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(issuer)
    expect(await list()).toEqual({ issuers: [issuer] })
    const removal = await app.inject({ method: 'DELETE', url: '/operator/issuers', query: { identifier: issuer.identifier } })
    expect(removal.statusCode).toBe(204)
    expect(removal.body).toBe('')
    expect(await list()).toEqual({ issuers: [] })
  })

  it('answers 404 when the issuer to remove is not there', async () => {
    const answer = await app.inject({ method: 'DELETE', url: '/operator/issuers', query: { identifier: issuer.identifier } })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'issuer-unknown' })
  })

  it.each([
    ['no identifier', { identifier: undefined }],
    ['no types', { types: [] }],
    ['a method that is none', { keys: { method: 'trust-me' } }],
    ['x509 without anchors', { keys: { method: 'x509' } }],
    ['one name only', { name: { nl: 'Hogeschool' } }],
    ['a member that is not known', { trusted: true }],
  ])('answers 400 to a body with %s', async (_, change) => {
    const answer = await put({ ...issuer, ...change })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(await list()).toEqual({ issuers: [] })
  })

  it.each([
    ['issuer-identifier-invalid', '/identifier', { identifier: 'did:web:..%2f' }],
    ['issuer-key-method-misfit', '/keys/method', { identifier: 'https://issuer.example' }],
    ['issuer-type-invalid', '/types', { types: ['geen uri'] }],
    ['issuer-anchor-invalid', '/keys/anchors', { keys: { method: 'x509', anchors: ['x'] } }],
  ])('answers 422 %s and names %s', async (code, path, change) => {
    const answer = await put({ ...issuer, ...change })
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ code, errors: [{ path }] })
    expect(await list()).toEqual({ issuers: [] })
  })
})
