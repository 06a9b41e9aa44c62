/** Whoever runs the services sees what happened, at an address that nobody outside reaches. */
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { listCredentials, revoke } from '../institution/index.ts'
import { send } from '../wallet/index.ts'
import { askAndAnswer, holdCredential, verdictOf } from './ask-steps.ts'
import { askForCredential, claimWithToken, offerSomething } from './claim-steps.ts'
import { freePort } from './start-services.ts'
import { useWorld } from './test-world.ts'

const ports = { issuer: await freePort(), verifier: await freePort() }
const world = useWorld('operations', { issuerEnv: { ISSUER_METRICS_PORT: String(ports.issuer) }, verifierEnv: { VERIFIER_METRICS_PORT: String(ports.verifier) } })

/** Every value that Prometheus would read, by name with labels. */
async function read(service: 'issuer' | 'verifier'): Promise<Record<string, number>> {
  const { text } = await send(fetch, `http://127.0.0.1:${ports[service]}/metrics`)
  return Object.fromEntries(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

it('WEB-21 a claim, a verdict and a revocation are counted, once each, and not at the public address', async () => {
  const { issuer, verifier, school } = world()
  const { held, awardId } = await holdCredential(world())
  const before = await verdictOf(world(), await askAndAnswer(world(), [held]))
  expect(before.verdict).toBe('confirmed')
  await revoke(school, (await listCredentials(school, awardId))[0]!.id)
  await send(fetch, `${school.base}/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=urn:ietf:params:oauth:grant-type:pre-authorized_code&pre-authorized_code=none' })

  const institution = `{institution="${school.slug}"}`
  const seen = await read('issuer')
  expect(seen).toMatchObject({
    [`eduwallet_issuer_offers_made_total${institution}`]: 1,
    [`eduwallet_issuer_claims_completed_total${institution}`]: 1,
    [`eduwallet_issuer_credentials_recorded_total${institution}`]: 1,
    [`eduwallet_issuer_revocations_total${institution}`]: 1,
    [`eduwallet_issuer_status_lists${institution}`]: 1,
    'eduwallet_http_requests_total{method="POST",route="/:slug/credential",status="2xx"}': 1,
    'eduwallet_errors_total{code="invalid_grant",status="400"}': 1,
  })
  expect(seen[`eduwallet_issuer_certificate_expiry_seconds${institution}`]).toBeGreaterThan(86_400)
  expect(seen['eduwallet_database_connections{state="total"}']).toBeGreaterThan(0)
  await expect.poll(async () => (await read('issuer'))[`eduwallet_issuer_status_list_version${institution}`], { timeout: 20_000 }).toBe(1)
  expect(await read('verifier')).toMatchObject({ 'eduwallet_verifier_verdicts_total{outcome="confirmed"}': 1, 'eduwallet_verifier_outbound_fetches_total{outcome="fetched"}': expect.any(Number) as number })

  for (const service of ['issuer', 'verifier'] as const) {
    const measured = await read(service)
    expect(Math.abs(measured['eduwallet_clock_skew_seconds']!)).toBeLessThan(5)
    for (const check of ['clock', 'database', service === 'issuer' ? 'signing-keys' : 'certificate']) expect(measured[`eduwallet_check_failing{check="${check}"}`], check).toBe(0)
  }

  for (const { url } of [issuer, verifier]) expect((await send(fetch, `${url}/metrics`)).status).toBe(404)
  // No learner and no id in any label.
  const everything = JSON.stringify([Object.keys(seen), Object.keys(await read('verifier'))])
  const { given_name: given, family_name: family } = held.visible
  expect(everything).not.toMatch(new RegExp(`${[awardId, ...[given, family].filter((name) => name !== undefined).map(String)].join('|')}|[0-9a-f]{8}-[0-9a-f]{4}-`))
}, 60_000)

it('WEB-19 what is measured holds nothing of a learner, no secret, and nothing that a caller made up', async () => {
  const { issuer, verifier, school, employer } = world()
  const canary = `kanarie${randomBytes(6).toString('hex')}`
  const offer = await offerSomething(world(), { transactionCode: true })
  const claim = await claimWithToken(world(), { dpop: true })
  await askForCredential(claim)
  const { asked, request } = await askAndAnswer(world(), [(await holdCredential(world())).held])
  for (const url of [`${issuer.url}/${canary}`, `${school.base}/claim/${canary}`, `${school.base}/token?code=${canary}`, `${verifier.url}/requests/${canary}`, `${verifier.url}/openid4vp/responses/${canary}`]) {
    for (const method of ['GET', 'POST'] as const) {
      const body = method === 'GET' ? {} : { body: new URLSearchParams({ error: canary, grant_type: canary, client_id: canary, 'pre-authorized_code': canary }) }
      await send(fetch, url, { method, headers: { authorization: `Bearer ${canary}`, 'user-agent': canary, 'x-request-id': canary }, ...body })
    }
  }
  const last = (url: string) => new URL(url).pathname.split('/').at(-1)!
  const secrets = [
    canary, last(offer.claimUrl), claim.token.value, claim.opened.offer.preAuthorizedCode, school.client.secret, employer.client.secret, employer.token!.value,
    last(asked.pageUrl), last(asked.requestUri), last(request.response_uri), request.nonce, issuer.operatorToken, verifier.operatorToken, 'Noor', 'de Wit', claim.offer.awardId,
  ]
  for (const service of ['issuer', 'verifier'] as const) {
    const { status, text } = await send(fetch, `http://127.0.0.1:${ports[service]}/metrics`)
    expect([status, text.includes('eduwallet_http_requests_total')]).toEqual([200, true])
    expect(secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase())), service).toEqual([])
  }
}, 60_000)

it('both services stop in order with their metrics', async () => {
  const { issuer } = world()
  expect(await issuer.stop()).toBe(0)
  await expect(read('issuer')).rejects.toThrow()
}, 60_000)
