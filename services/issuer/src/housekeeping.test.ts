import { expect, it } from 'vitest'
import { forgetExpired } from './housekeeping.ts'
import { openTestIssuer } from './test-ground.ts'

it('OPS-08 expired tokens of every institution are deleted, and no others', async () => {
  const issuer = await openTestIssuer()
  const [one, other] = [await issuer.institution(), await issuer.institution()]
  expect(await forgetExpired(issuer.rooms)).toBe(0)
  issuer.clock.forward(601)
  const fresh = await issuer.institution()
  expect(await forgetExpired(issuer.rooms)).toBe(2)
  for (const { id } of [one, other]) expect(issuer.scopes.get(id)?.tables.apiTokens.size).toBe(0)
  expect(issuer.scopes.get(fresh.id)?.tables.apiTokens.size).toBe(1)
})
