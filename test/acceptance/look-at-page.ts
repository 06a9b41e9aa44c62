/** What the page tests look for on every page: accessibility, keyboard, no errors, and a picture for a person to look at. */
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Browser, Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** How a page is opened: language of the reader, width of the window, whether scripts run, light or dark. */
export type Reader = { language: 'nl' | 'en'; width?: number; script?: boolean; dark?: boolean }

/** Opens a page as a reader does. `problems` collects errors of the page and refused resources. */
export async function openAs(browser: Browser, url: string, { language, width = 1024, script = true, dark = false }: Reader): Promise<{ page: Page; problems: string[]; csp: string; status: number; close: () => Promise<void> }> {
  const context = await browser.newContext({ locale: language === 'nl' ? 'nl-NL' : 'en-GB', viewport: { width, height: 900 }, javaScriptEnabled: script, colorScheme: dark ? 'dark' : 'light' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()) })
  page.on('requestfailed', (request) => problems.push(`${request.method()} ${new URL(request.url()).pathname} failed`))
  page.on('request', (request) => { if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith('data:')) problems.push(`went to ${new URL(request.url()).origin}`) })
  const response = await page.goto(url)
  return { page, problems, csp: response?.headers()['content-security-policy'] ?? '', status: response?.status() ?? 0, close: () => context.close() }
}

/** Runs axe-core with the rules of WCAG 2.2 A and AA; gives back one line for each violation. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (options: unknown) => Promise<{ violations: { id: string; help: string; nodes: { target: string[] }[] }[] }> } }
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`)
  })
}

/** Where the keyboard stops: what it is, whether the focus can be seen, and how far down the page. */
export type KeyboardStop = { text: string; visible: boolean; top: number }

/** Everything a keyboard stops at, in order, as far as the end of the page; each stop must be visibly focused. */
export async function keyboardStops(page: Page): Promise<KeyboardStop[]> {
  const stops: KeyboardStop[] = []
  await page.evaluate('document.activeElement?.blur?.()')
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<KeyboardStop | undefined>(describeFocus)
    if (stop === undefined) break
    stops.push(stop)
  }
  return stops
}

/** Runs in the page; as text, because this project is not compiled for browsers. */
const describeFocus = `(() => {
  const at = document.activeElement
  if (at === null || at === document.body || at.hasAttribute('data-seen-by-test')) return undefined
  at.setAttribute('data-seen-by-test', '')
  const style = getComputedStyle(at)
  const box = at.getBoundingClientRect()
  const outlined = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  const text = (at.textContent.trim() || at.getAttribute('aria-label') || at.id || at.tagName).replaceAll(/\\s+/g, ' ')
  return { text, visible: outlined && box.width > 0 && box.height > 0 && box.bottom > 0, top: box.top + scrollY }
})()`

/** True when nothing has to be scrolled sideways (WCAG 2.2 1.4.10). */
export async function fitsInWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')
}

/** Keeps a picture when `ACCEPTANCE_PICTURES` names a folder. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env['ACCEPTANCE_PICTURES']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** A policy that lets nothing in from elsewhere and no script in the page itself. */
export function expectStrictPolicy(csp: string): void {
  expect(csp).toContain("default-src 'none'")
  expect(csp).toContain("frame-ancestors 'none'")
  expect(csp).toContain("base-uri 'none'")
  expect(csp).not.toMatch(/unsafe-inline|unsafe-eval|\*/)
}
