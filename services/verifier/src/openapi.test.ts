import { describe, expect, it } from 'vitest'
import { verifierOpenApi } from './openapi.ts'

describe('the OpenAPI document', () => {
  it('is the same each time and names every door but the pages', async () => {
    const document = await verifierOpenApi()
    expect(await verifierOpenApi()).toBe(document)
    for (const path of ['/operator/employers:', '/operator/employers/{id}:', '/operator/issuers:', '/oauth/token:', '/api/v1/questions:', '/api/v1/requests:', '/api/v1/requests/{id}:', '/openid4vp/requests/{requestId}:', '/openid4vp/responses/{responseId}:', '/.well-known/did.json:']) {
      expect(document).toContain(`\n  ${path}`)
    }
    expect(document).not.toContain('/requests/{pageSecret}')
  })
})
