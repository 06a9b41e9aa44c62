/**
 * A real browser from npm (Chromium in `@sparticuz/chromium`), driven by playwright-core. Where it cannot start, the tests
 * of the family are reported as not run, with the reason; they are never passed over in silence.
 */
import { mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/** Flags of the package for very small machines: in one process the first page that closes ends the browser. */
const unwanted = ['--headless', '--single-process', '--no-zygote']

/** A running browser, or why there is none. */
export type OpenedBrowser = { browser: Browser } | { reason: string }

/**
 * The package unpacks itself into the folder for temporary files, and uses what it finds there, also when another user's
 * run unpacked it and we may not execute it: each user gets a folder of its own.
 */
async function ownExecutable(): Promise<string> {
  const shared = process.env['TMPDIR']
  const own = path.join(os.tmpdir(), `eduwallet-chromium-${String(process.getuid?.() ?? '')}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  process.env['TMPDIR'] = own
  try {
    return await chromium.executablePath()
  } finally {
    if (shared === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = shared
  }
}

/** Starts Chromium without a window. Never throws. */
export async function openBrowser(): Promise<OpenedBrowser> {
  try {
    const browser = await playwright.launch({
      executablePath: await ownExecutable(),
      args: chromium.args.filter((argument) => !unwanted.some((start) => argument.startsWith(start))),
      headless: true,
    })
    return { browser }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { reason: `Chromium does not start here: ${message.split('\n').find((line) => /error|missing|not found|cannot/i.test(line))?.trim() ?? message.split('\n')[0]!}` }
  }
}
