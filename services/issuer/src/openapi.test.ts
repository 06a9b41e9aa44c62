import { expect, it } from 'vitest'
import { issuerOpenApi } from './openapi.ts'

it('the OpenAPI document is the same each time, and every operation has a name of its own', async () => {
  const [one, other] = [await issuerOpenApi(), await issuerOpenApi()]
  expect(one).toBe(other)
  const names = [...one.matchAll(/^ {6}operationId: (\w+)$/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(20)
  expect(new Set(names).size).toBe(names.length)
})
