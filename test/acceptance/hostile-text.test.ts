/** What others wrote, shown in a real browser: it runs nothing, reaches nobody, stays in its place, and no other site can frame it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { startCanary, type Canary } from '../canary/index.ts'
import { ask, createEmployer, createSchool, makeOffer, awardOne, publishAchievement, trustSchool, waterMicrocredential, type Employer, type School } from '../institution/index.ts'
import { useWorld } from '../journeys/test-world.ts'
import { presentCredentials, redeemOffer } from '../wallet/index.ts'
import { fitsInWidth, openAs } from './look-at-page.ts'
import { openBrowser } from './open-browser.ts'

const world = useWorld('hostile_text')
/** Turns the direction of all that follows, when nothing ends it. */
const turn = '\u202E'
let browser: Browser | undefined
let reason = ''
let beacon: Canary

beforeAll(async () => {
  const opened = await openBrowser()
  if ('reason' in opened) reason = opened.reason
  else browser = opened.browser
  beacon = await startCanary()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await beacon.stop()
})
beforeEach((context) => { if (browser === undefined) context.skip(reason) })

/** Everything that would run or call home where it is taken for more than text; begins with a word to find it by. */
function hostile(word: string): string {
  return `${word}"'><img src=http://localhost:${beacon.port}/x onerror=pwned=1><svg/onload=pwned=1><script>pwned=1</script>{{pwned=1}}\${pwned=1}<a href=javascript:pwned=1>`
}
const both = (text: string) => ({ nl: text, en: text })

/** The microcredential with hostile text wherever it has text of its own. */
function hostileMicrocredential(text: (word: string) => string): Record<string, unknown> {
  const good = waterMicrocredential()
  return {
    ...good, title: both(text('Titel')), description: both(text('Beschrijving')), criteria: both(text('Criteria')),
    learningOutcomes: [{ text: both(text('Uitkomst')) }], prerequisites: [both(text('Vooraf'))],
    qualityAssurance: { ...good['qualityAssurance'] as object, name: both(text('Kwaliteit')), description: both(text('Getoetst')) },
    stackability: { stackable: true, explanation: both(text('Stapel')) },
  }
}

/** Each page on which others have a say, with what they said: claim, institution, request, verdict. */
async function everyPage(text: (word: string) => string, look: (page: Page, url: string) => Promise<void>): Promise<void> {
  const school: School = await createSchool(world().issuer, { name: both(text('School')) })
  const achievementId = await publishAchievement(school, { achievement: hostileMicrocredential(text) })
  const learner = { reference: 's1', givenName: text('Noor'), familyName: text('Wit') }
  await trustSchool(world().verifier, { ...school, name: both(plain(text('School'))) }, [world().type])
  const employer: Employer = await createEmployer(world().verifier, plain(text('Werkgever')))
  const { claimUrl } = await makeOffer(school, await awardOne(school, achievementId, { learner }), { transactionCode: false })
  const { credentials } = await redeemOffer(world().wallet, (await makeOffer(school, await awardOne(school, achievementId, { learner }), { transactionCode: false })).credentialOfferUri)
  const asked = await ask(employer, { purpose: both(plain(text('Doel'))) })
  for (const url of [claimUrl, school.base, asked.pageUrl]) {
    const { page, problems, close } = await openAs(browser!, url, { language: 'nl', width: 320 })
    await look(page, url)
    if (url === asked.pageUrl) {
      await presentCredentials(world().wallet, asked.walletUrl, credentials)
      await page.locator('.notice.good').waitFor({ timeout: 15_000 })
      await look(page, `${url} (verdict)`)
    }
    expect(problems, url).toEqual([])
    await close()
  }
}

/** The verifier takes no direction control from operators and employers at all. */
const plain = (text: string) => text.replaceAll(turn, '')

describe('text of others', () => {
  it('WEB-01 is text in a real browser: no script of it runs, no picture of it is fetched, on any page', async () => {
    const shown = new Set<string>()
    await everyPage(hostile, async (page, url) => {
      const said = await page.locator('body').innerText()
      for (const word of ['Titel', 'School', 'Noor', 'Uitkomst', 'Werkgever', 'Doel']) if (said.includes(`${word}"'><img`)) shown.add(word)
      expect(await page.evaluate('globalThis.pwned'), url).toBeUndefined()
      expect(await page.locator('img:not([src^="data:"]), body svg:not(.qr), body script:not([src^="/assets/"]), a[href^="javascript:"]').count(), url).toBe(0)
    })
    expect([...shown].sort()).toEqual(['Doel', 'Noor', 'School', 'Titel', 'Uitkomst', 'Werkgever'])
    expect(beacon.connections()).toBe(0)
  }, 90_000)

  it('WEB-01 would be seen to run where a page let it', async () => {
    const { page, close } = await openAs(browser!, `data:text/html,${encodeURIComponent(`<p>${hostile('x')}`)}`, { language: 'nl' })
    expect(await page.evaluate('globalThis.pwned')).toBe(1)
    await close()
  })

  it('PAR-07 that turns the direction of writing, or does not end, stays in its place on a narrow screen', async () => {
    const turned = (word: string) => `${word}${turn}${'gnal'.repeat(20)}`
    let found = 0
    await everyPage(turned, async (page, url) => {
      const texts = await page.evaluate<{ text: string; isolated: boolean }[]>(turnedTexts(turn))
      found += texts.length
      expect(texts.filter(({ isolated }) => !isolated), url).toEqual([])
      expect(await fitsInWidth(page), url).toBe(true)
    })
    expect(found).toBeGreaterThan(15)
  }, 90_000)
})

/** Runs in the page: every text that holds the character, and whether its direction ends with what it stands in. */
const turnedTexts = (character: string) => `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (!data.includes(${JSON.stringify(character)})) continue
    const own = parentElement.closest('bdi, [dir="auto"]')
    found.push({ text: data, isolated: own !== null && getComputedStyle(own).unicodeBidi.includes('isolate') })
  }
  return found
})()`

describe('a page in a frame of another site', () => {
  it('WEB-14 is not shown, whichever page it is', async () => {
    const { claimUrl } = await makeOffer(world().school, await awardOne(world().school, world().achievementId), { transactionCode: false })
    const asked = await ask(world().employer)
    for (const url of [claimUrl, world().school.base, asked.pageUrl, `${asked.pageUrl}/return?response_code=x`, `${world().school.base}/claim/none`]) {
      const thief = await startCanary((_request, response) => { response.setHeader('content-type', 'text/html').end(`<iframe src="${url}" width="600" height="600"></iframe>`) })
      const { page, problems, close } = await openAs(browser!, `http://localhost:${thief.port}/`, { language: 'nl' })
      const [, framed] = page.frames()
      expect(await framed!.locator('body').innerText().catch(() => ''), url).not.toMatch(/Noor|Waterbouw|Hogeschool|link/i)
      expect(problems.join('\n'), url).toMatch(/frame-ancestors/)
      await close()
      await thief.stop()
    }
  }, 60_000)
})
