/** The page where an employer hands in a file, in a real browser: Dutch and English, keyboard, no script, WCAG 2.2 AA, and nobody else is asked for anything. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { holdCredential } from '../journeys/ask-steps.ts'
import { useWorld } from '../journeys/test-world.ts'
import { accessibilityViolations, expectStrictPolicy, fitsInWidth, keyboardStops, openAs, takePicture } from './look-at-page.ts'
import { openBrowser } from './open-browser.ts'

const world = useWorld('inspect')
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

const address = () => `${world().verifier.url}/inspect`

describe('the page where a file is handed in', () => {
  it.each(languages.flatMap((language) => [1024, 320].map((width) => ({ language, width }))))('in $language, $width pixels wide, is understood by who sees it, hears it or types', async ({ language, width }) => {
    const { page, problems, csp, status, close } = await openAs(browser!, address(), { language, width })
    expect(status).toBe(200)
    expectStrictPolicy(csp)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    expect(await accessibilityViolations(page)).toEqual([])
    expect(await fitsInWidth(page)).toBe(true)
    const stops = await keyboardStops(page)
    expect(stops.filter(({ visible }) => !visible)).toEqual([])
    expect(stops.length).toBeGreaterThanOrEqual(5)
    expect(problems).toEqual([])
    await takePicture(page, `inspect-${language}-${width}`)
    await close()
  })

  it.each(languages)('in %s judges a file by keyboard, and asks nobody else for anything', async (language) => {
    const { held } = await holdCredential(world())
    const { page, problems, close } = await openAs(browser!, address(), { language })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    await page.locator('input[type=file]').setInputFiles({ name: 'badge.txt', mimeType: 'text/plain', buffer: Buffer.from(held.compact) })
    await page.locator('form button[type=submit]').focus()
    await page.keyboard.press('Enter')
    await page.locator('.notice.good').waitFor()
    const text = await page.locator('body').innerText()
    for (const said of [{ nl: 'Dit bewijs is echt', en: 'This credential is genuine' }[language], { nl: 'kan iedereen doorsturen', en: 'anyone can pass on a file' }[language], world().school.name[language]]) expect(text).toContain(said)
    expect(await accessibilityViolations(page)).toEqual([])
    expect([...new Set(asked)]).toEqual([new URL(address()).origin])
    expect(problems).toEqual([])
    await takePicture(page, `inspect-genuine-${language}`)
    await page.setViewportSize({ width: 320, height: 900 })
    expect(await fitsInWidth(page)).toBe(true)
    await close()
  })

  it('works without script', async () => {
    const { page, close } = await openAs(browser!, address(), { language: 'nl', script: false })
    await page.locator('textarea').fill((await holdCredential(world())).held.compact)
    await page.locator('form button[type=submit]').click()
    await page.locator('.notice.good').waitFor()
    await close()
  })

  it('says what is wrong beside the form when there is no credential in a file', async () => {
    const { page, close } = await openAs(browser!, address(), { language: 'nl' })
    await page.locator('textarea').fill('geen bewijs')
    await page.locator('form button[type=submit]').click()
    await page.getByRole('alert').waitFor()
    expect(await page.locator('form').count()).toBe(1)
    expect(await accessibilityViolations(page)).toEqual([])
    await takePicture(page, 'inspect-refused')
    await close()
  })
})
