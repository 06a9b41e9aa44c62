import { beforeEach, describe, expect, it } from 'vitest'
import { takeCredentialOut } from '@eduwallet/credential-files'
import { startTestIssuer, type TestIssuer, type TestOffer } from '../openid4vci/door-fixture.ts'

let issuer: TestIssuer
beforeEach(async () => { issuer = await startTestIssuer() })

const send = ({ secret }: Pick<TestOffer, 'secret'>, fields: Record<string, string> | string, language = 'nl', slug = 'avans') => issuer.app.inject({
  method: 'POST', url: `/${slug}/claim/${secret}/files?lang=${language}`, headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
  payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
})
const stateOf = (offer: TestOffer) => {
  const { state, transactionCodeTries } = issuer.scope.tables.offers.get(offer.id)!
  return { state, transactionCodeTries }
}
const made = () => [...issuer.scope.tables.credentials.values()]

describe('downloading from the claim page', () => {
  it.each([
    ['pdf', 'application/pdf', 'dijkinspectie-certificate.pdf'], ['png', 'image/png', 'dijkinspectie-badge.png'], ['svg', 'image/svg+xml', 'dijkinspectie-badge.svg'],
    ['open-badge', 'application/vc', 'dijkinspectie-open-badge.json'], ['open-badge-jwt', 'application/vc+jwt', 'dijkinspectie-open-badge.jwt'],
  ])('%s is an attachment with the credential in it, that no cache keeps; the wallet can still claim', async (form, type, name) => {
    const offer = issuer.offer()
    const answer = await send(offer, { form })
    expect(answer.statusCode).toBe(200)
    expect(String(answer.headers['content-type']).split(';')[0]).toBe(type)
    expect(answer.headers).toMatchObject({ 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    const { credential } = takeCredentialOut(answer.rawPayload)
    expect(takeCredentialOut((await send(offer, { form })).rawPayload).credential.length).toBe(credential.length)
    expect(made().map(({ state, offerId }) => [state, offerId])).toEqual([['issued', undefined]])
    expect(issuer.scope.tables.journal.map(({ action, actor }) => [action, actor])).toEqual([['credential.intended', 'learner'], ['credential.issued', 'learner']])
    expect(stateOf(offer)).toEqual({ state: 'open', transactionCodeTries: 0 })
    await issuer.wallet.redeem(offer)
  })

  it('OFR-07 wants the code of the offer: none or a wrong one gives nothing and says so at the field; a wrong one is counted', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    const missing = await send(offer, { form: 'pdf', code: ' ' })
    expect(missing.statusCode).toBe(400)
    expect(missing.body).toContain('role="alert"')
    expect(stateOf(offer).transactionCodeTries).toBe(0)
    const wrong = await send(offer, { form: 'svg', code: '654321' })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).toMatch(/<title>Het downloaden is niet gelukt/)
    expect(wrong.body).toMatch(/aria-invalid="true" aria-describedby="download-code-error download-code-hint"/)
    expect(wrong.body).toMatch(/value="svg" selected/)
    expect(wrong.body).not.toContain('654321')
    expect(stateOf(offer)).toEqual({ state: 'open', transactionCodeTries: 1 })
    expect(made()).toEqual([])
    expect((await send(offer, { form: 'svg', code: '123 456' })).statusCode).toBe(200)
    expect((await send(offer, { form: 'pdf', code: '12345' }, 'en')).body).toContain('This code is not right')
  })

  it('OFR-08 locks with the fifth wrong code, of wallet and page together; the right one is then no good either, at neither', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    for (let at = 0; at < 4; at += 1) {
      if (at % 2 === 0) expect((await send(offer, { form: 'pdf', code: '000000' })).statusCode).toBe(400)
      else expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '000000' })).body).toMatchObject({ error: 'invalid_grant' })
    }
    const fifth = await send(offer, { form: 'pdf', code: '000000' })
    expect(fifth.statusCode).toBe(410)
    expect(fifth.body).toContain('op slot')
    expect(stateOf(offer)).toEqual({ state: 'locked', transactionCodeTries: 5 })
    expect((await send(offer, { form: 'pdf', code: '123456' })).statusCode).toBe(410)
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '123456' })).body).toMatchObject({ error: 'invalid_grant' })
    expect(issuer.scope.tables.journal.map(({ action }) => action)).toEqual(['offer.locked'])
  })

  it('OFR-09 of sixteen guesses at once five are compared', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => send(offer, { form: 'svg', code: String(200_000 + at) })))
    expect(answers.every(({ statusCode }) => statusCode === 400 || statusCode === 410)).toBe(true)
    expect(stateOf(offer)).toEqual({ state: 'locked', transactionCodeTries: 5 })
    expect(made()).toEqual([])
  })

  it('is over when the wallet has claimed, the link has expired, or the award was corrected (410)', async () => {
    const redeemed = issuer.offer()
    await issuer.wallet.redeem(redeemed)
    const expired = issuer.offer({ expiresInSeconds: 0 })
    const corrected = issuer.offer()
    const { awards } = issuer.scope.tables
    awards.set(corrected.awardId, { ...awards.get(corrected.awardId)!, revision: 2, correctedAt: new Date(issuer.clock.at.getTime() + 1) })
    for (const offer of [redeemed, expired, corrected]) expect((await send(offer, { form: 'pdf' })).statusCode).toBe(410)
    expect(made()).toEqual([])
  })

  it('gives nothing where there is no such link or form, and repeats nothing of what was sent', async () => {
    expect((await send({ secret: 'A'.repeat(43) }, { form: 'pdf' })).statusCode).toBe(404)
    expect((await send(issuer.offer(), { form: 'pdf' }, 'nl', 'other')).statusCode).toBe(404)
    for (const fields of [{}, { form: 'docx<script>' }, { form: 'constructor' }, 'form=pdf&form=svg']) {
      const answer = await send(issuer.offer(), fields)
      expect(answer.statusCode).toBe(400)
      expect(answer.body).toContain('Kies wat je wilt downloaden')
      expect(answer.body).not.toContain('<script>')
    }
    expect(made()).toEqual([])
  })

  it('says that a file cannot be made when what it said before must be revoked first (409), and offers no seal without a certificate', async () => {
    const offer = issuer.offer()
    await send(offer, { form: 'svg' })
    const [record] = made()
    issuer.scope.tables.credentials.set(record!.id, { ...record!, awardRevision: 7 })
    const answer = await send(offer, { form: 'svg' })
    expect([answer.statusCode, answer.body.includes('kan nu niet worden gemaakt')]).toEqual([409, true])
    const page = async () => (await issuer.app.inject({ url: `/avans/claim/${offer.secret}` })).body
    const certified = (x5c: string[]): void => {
      const { signers } = issuer.institution
      Object.assign(issuer.institution, { signers: { ...signers, ES256: { ...signers.ES256, x5c } } })
    }
    certified(['a certificate, which nobody looks at here'])
    expect(await page()).toContain('value="elm"')
    certified([])
    expect(await page()).not.toContain('value="elm"')
    expect((await send(offer, { form: 'elm' })).statusCode).toBe(409)
  })
})
