import path from 'node:path'
import { createConfig, lint } from '@redocly/openapi-core'
import { expect, it } from 'vitest'

/**
 * The recommended rules, made errors, less two: every schema is written out as a component whether or not a route names it
 * (the generator does that for request bodies), and metadata and public files have no failure of their own to describe.
 */
const config = await createConfig({
  extends: ['recommended'],
  rules: { 'no-unused-components': 'off', 'operation-4xx-response': 'off' },
})

it.each(['issuer', 'verifier'])('openapi/%s.yaml passes the linter without a warning', async (service) => {
  const problems = await lint({ ref: path.join(import.meta.dirname, '..', '..', 'openapi', `${service}.yaml`), config })
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`)).toEqual([])
})
