/** The learner's claim page and the employer's page in a real browser: Dutch and English, keyboard, no script, WCAG 2.2 AA. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { ask, listCredentials, publishAchievement, revoke, createSchool, trustSchool } from '../institution/index.ts'
import { declineRequest, presentCredentials, resolveRequest, readStatus } from '../wallet/index.ts'
import { holdCredential } from '../journeys/ask-steps.ts'
import { offerSomething } from '../journeys/claim-steps.ts'
import { useWorld } from '../journeys/test-world.ts'
import { accessibilityViolations, expectStrictPolicy, fitsInWidth, keyboardStops, openAs, takePicture, type Reader } from './look-at-page.ts'
import { openBrowser } from './open-browser.ts'

const world = useWorld('pages')
const languages = ['nl', 'en'] as const
let browser: Browser | undefined
let reason = ''

beforeAll(async () => {
  const opened = await openBrowser()
  if ('reason' in opened) reason = opened.reason
  else browser = opened.browser
}, 60_000)
afterAll(async () => { await browser?.close() })
beforeEach((context) => { if (browser === undefined) context.skip(reason) })

/** Looks at one page in every way that holds for all of them. */
async function inspect(url: string, name: string, reader: Reader): Promise<string> {
  const { page, problems, csp, status, close } = await openAs(browser!, url, reader)
  try {
    await takePicture(page, `${name}-${reader.language}-${reader.width ?? 1024}${reader.dark === true ? '-dark' : ''}`)
    expect(status).toBe(200)
    expectStrictPolicy(csp)
    expect(await page.getAttribute('html', 'lang')).toBe(reader.language)
    expect(await accessibilityViolations(page)).toEqual([])
    expect(await fitsInWidth(page)).toBe(true)
    const stops = await keyboardStops(page)
    expect(stops.length).toBeGreaterThan(1)
    expect(stops.filter(({ visible }) => !visible)).toEqual([])
    const tops = stops.slice(1).map(({ top }) => top)
    expect(tops, 'the keyboard goes down the page').toEqual([...tops].sort((a, b) => a - b))
    expect(problems).toEqual([])
    return await page.locator('body').innerText()
  } finally {
    await close()
  }
}

describe('the claim page', () => {
  it.each(languages.flatMap((language) => [1024, 320].map((width) => ({ language, width }))))('in $language, $width pixels wide, says who issues what to whom and how to get it', async ({ language, width }) => {
    const { claimUrl } = await offerSomething(world(), { transactionCode: true })
    const text = await inspect(claimUrl, 'claim', { language, width })
    const title = { nl: 'Waterveiligheid in de praktijk', en: 'Flood safety in practice' }[language]
    for (const said of [title, world().school.name[language], 'Noor']) expect(text).toContain(said)
  })

  it.each(languages)('works without script in %s: a QR code, a wallet button and a link to copy', async (language) => {
    const { claimUrl, credentialOfferUri } = await offerSomething(world())
    const { page, close } = await openAs(browser!, claimUrl, { language, script: false })
    expect(await page.getByRole('img').count()).toBeGreaterThan(0)
    expect(await page.locator('a[href^="openid-credential-offer:"]').count()).toBeGreaterThan(0)
    const link = await page.locator('input[readonly]').inputValue()
    expect([credentialOfferUri, claimUrl]).toContain(link)
    // The one that downloads: copying needs a script.
    expect(await page.getByRole('button').evaluateAll((buttons) => buttons.filter((button) => (button as unknown as { offsetParent: unknown }).offsetParent !== null).length)).toBe(1)
    await close()
  })

  it.each(languages)('lets the learner download without script in %s: a wrong code is told at its field, the right one gives the file', async (language) => {
    const { claimUrl, transactionCode } = await offerSomething(world(), { transactionCode: true })
    const { page, close } = await openAs(browser!, claimUrl, { language, script: false })
    const words = { nl: { form: 'Wat wil je downloaden?', code: 'Code van 6 cijfers' }, en: { form: 'What do you want to download?', code: '6-digit code' } }[language]
    await page.getByLabel(words.form).selectOption('pdf')
    await page.getByLabel(words.code).fill(transactionCode === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel(words.code).getAttribute('aria-invalid')).toBe('true')
    await takePicture(page, `claim-wrong-code-${language}`)
    await page.getByLabel(words.code).fill(transactionCode!)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()])
    expect(file.suggestedFilename()).toMatch(/^[a-z-]+-certificate\.pdf$/)
    await close()
  })

  it('shows what went wrong with a download in a way that everybody can follow', async () => {
    const { claimUrl } = await offerSomething(world(), { transactionCode: true })
    const { page, close } = await openAs(browser!, claimUrl, { language: 'nl' })
    await page.getByLabel('Code van 6 cijfers').fill('12345')
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('alert').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await close()
  })

  it('switches language with a link, and remembers it', async () => {
    const { claimUrl } = await offerSomething(world())
    const { page, close } = await openAs(browser!, claimUrl, { language: 'nl', script: false })
    expect(await page.getAttribute('html', 'lang')).toBe('nl')
    await page.getByRole('link', { name: 'English' }).click()
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    await page.goto(claimUrl)
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    await close()
  })

  it('says in plain words when there is nothing (any more) at the link', async () => {
    const { page, status, close } = await openAs(browser!, `${world().school.base}/claim/${'A'.repeat(43)}`, { language: 'nl' })
    expect(status).toBe(404)
    expect(await accessibilityViolations(page)).toEqual([])
    expect(await page.locator('body').innerText()).not.toMatch(/\{|problem\+json/)
    await takePicture(page, 'claim-unknown')
    await close()
  })

  it('says so when the credential has been fetched, and offers it no more', async () => {
    const { credentialOfferUri, claimUrl } = await offerSomething(world(), { transactionCode: false })
    const { redeemOffer } = await import('../wallet/index.ts')
    await redeemOffer(world().wallet, credentialOfferUri)
    const { page, close } = await openAs(browser!, claimUrl, { language: 'nl' })
    expect(await page.locator('a[href^="openid-credential-offer:"]').count()).toBe(0)
    expect(await accessibilityViolations(page)).toEqual([])
    await takePicture(page, 'claim-done')
    await close()
  })
})

describe('the employer page', () => {
  it.each(languages.flatMap((language) => [1024, 320].map((width) => ({ language, width }))))('in $language, $width pixels wide, shows who asks what and why', async ({ language, width }) => {
    const { pageUrl } = await ask(world().employer)
    const text = await inspect(pageUrl, 'request', { language, width })
    for (const said of ['Waterbouw BV', { nl: 'Sollicitatie als dijkinspecteur', en: 'Application as a dike inspector' }[language]]) expect(text).toContain(said)
  })

  it.each(languages)('in %s goes from waiting to the verdict by itself, green only when everything was checked', async (language) => {
    const { held } = await holdCredential(world())
    const asked = await ask(world().employer)
    const { page, problems, close } = await openAs(browser!, asked.pageUrl, { language })
    expect(await page.getByRole('img').count()).toBeGreaterThan(0)
    expect(await page.locator('.notice.good').count()).toBe(0)
    await presentCredentials(world().wallet, asked.walletUrl, [held])
    await page.locator('.notice.good').waitFor({ timeout: 15_000 })
    const text = await page.locator('body').innerText()
    expect(text).toContain({ nl: 'Waterveiligheid in de praktijk', en: 'Flood safety in practice' }[language])
    expect(await accessibilityViolations(page)).toEqual([])
    expect(problems).toEqual([])
    await takePicture(page, `verdict-confirmed-${language}`)
    await page.setViewportSize({ width: 320, height: 900 })
    expect(await fitsInWidth(page)).toBe(true)
    await takePicture(page, `verdict-confirmed-${language}-320`)
    await close()
  })

  it.each(languages)('in %s is not green when the credential was revoked', async (language) => {
    const { held, awardId } = await holdCredential(world())
    await revoke(world().school, (await listCredentials(world().school, awardId))[0]!.id)
    await expect.poll(async () => (await readStatus(world().wallet, held)).status, { timeout: 30_000, interval: 300 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 2_500)) // the verifier may keep a list for its ttl, two seconds here
    const asked = await ask(world().employer)
    const { page, close } = await openAs(browser!, asked.pageUrl, { language, script: false })
    await presentCredentials(world().wallet, asked.walletUrl, [held])
    await page.reload()
    expect(await page.locator('.notice.good').count()).toBe(0)
    expect(await page.locator('.notice.bad').count()).toBe(1)
    expect(await page.locator('body').innerText()).not.toContain('de Wit')
    expect(await page.locator('body').innerText()).toContain({ nl: 'ingetrokken', en: 'revoked' }[language])
    await takePicture(page, `verdict-rejected-${language}`)
    await close()
  }, 60_000)

  it('is not green when the institution is unknown, and says so when the learner declines', async () => {
    const stranger = await createSchool(world().issuer)
    const { held } = await holdCredential(world(), { school: stranger, achievementId: await publishAchievement(stranger) })
    const asked = await ask(world().employer)
    const unknown = await openAs(browser!, asked.pageUrl, { language: 'nl' })
    await presentCredentials(world().wallet, asked.walletUrl, [held])
    await unknown.page.reload()
    expect(await unknown.page.locator('.notice.good').count()).toBe(0)
    await unknown.close()
    await trustSchool(world().verifier, stranger, [world().type])
    const second = await ask(world().employer)
    const declined = await openAs(browser!, second.pageUrl, { language: 'nl' })
    await declineRequest(world().wallet, await resolveRequest(world().wallet, second.walletUrl))
    await declined.page.reload()
    expect(await declined.page.locator('.notice.good').count()).toBe(0)
    expect(await accessibilityViolations(declined.page)).toEqual([])
    await takePicture(declined.page, 'request-declined')
    await declined.close()
  })

  it('shows its verdict only in the browser that began (a link that leaks shows nothing)', async () => {
    const { held } = await holdCredential(world())
    const asked = await ask(world().employer)
    const mine = await openAs(browser!, asked.pageUrl, { language: 'en' })
    await presentCredentials(world().wallet, asked.walletUrl, [held])
    const theirs = await openAs(browser!, asked.pageUrl, { language: 'en' })
    expect(await theirs.page.locator('body').innerText()).not.toContain('de Wit')
    await mine.page.reload()
    expect(await mine.page.locator('body').innerText()).toContain('de Wit')
    await Promise.all([mine.close(), theirs.close()])
  })

  it('VPR-04 on the same device brings the learner back once, in the browser that began', async () => {
    const { held } = await holdCredential(world())
    const asked = await ask(world().employer, { flow: 'same_device' })
    const mine = await openAs(browser!, asked.pageUrl, { language: 'en' })
    expect(await mine.page.locator('a[href^="openid4vp:"]').count()).toBe(1)
    const { redirectUri } = await presentCredentials(world().wallet, asked.walletUrl, [held])
    const thief = await openAs(browser!, redirectUri!, { language: 'en' })
    expect(await thief.page.locator('body').innerText()).not.toContain('de Wit')
    await mine.page.goto(redirectUri!)
    expect(await mine.page.locator('body').innerText()).toContain('de Wit')
    expect(mine.page.url()).not.toContain('response_code')
    await Promise.all([mine.close(), thief.close()])
  })
})

describe('for eyes that want it dark', () => {
  it('the claim page keeps its contrast', async () => {
    await inspect((await offerSomething(world())).claimUrl, 'claim', { language: 'en', dark: true })
  })

  it('the employer page keeps its contrast, with its verdict', async () => {
    const { held } = await holdCredential(world())
    const asked = await ask(world().employer)
    const { page, close } = await openAs(browser!, asked.pageUrl, { language: 'en', dark: true })
    expect(await accessibilityViolations(page)).toEqual([])
    await presentCredentials(world().wallet, asked.walletUrl, [held])
    await page.reload()
    expect(await page.locator('.notice.good').count()).toBe(1)
    expect(await accessibilityViolations(page)).toEqual([])
    await takePicture(page, 'verdict-confirmed-en-dark')
    await close()
  })
})

it('the page of an institution is for anyone', async () => {
  const text = await inspect(world().school.base, 'institution', { language: 'nl' })
  expect(text).toContain(world().school.name.nl)
})
