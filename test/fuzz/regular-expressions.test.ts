/** WEB-25: every regular expression of the sources, found in them and given what makes a bad one slow. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../measure/index.ts'
import { amount, sized } from '../faults/settings.ts'
import { regularExpressionsIn } from './regular-expressions-in.ts'

const root = path.join(import.meta.dirname, '..', '..')
/** For one input. */
const slowMilliseconds = 10
/** In characters: more than any text that reaches an expression without having been measured. */
const long = 16_384

const sources = ['services', 'packages'].flatMap((top) => readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
  .map((name) => path.join(top, name))
  .filter((name) => /\/(src|assets)\/.*\.(ts|js)$/.test(name) && !name.includes('node_modules') && !/\.(test|contract)\.ts$|\/(fixtures|testing)\//.test(name)))
const found = sources.flatMap((file) => regularExpressionsIn(readFileSync(path.join(root, file), 'utf8')).map(({ source, flags }) => ({ file, source, flags })))

/** What an expression speaks of: the characters and words that are written in it, and one that fits none of its classes. */
function piecesOf(source: string): string[] {
  const words = source.replaceAll(/\\[dwsDWSbBpPux]|\\[^a-zA-Z]|[\^$()[\]{}|*+?.]/g, '\n').split('\n').filter((word) => word !== '')
  return [...new Set([...words, ...source.split(''), 'a', '0', ' ', '-', '.', ':', '\t', 'Z', '😀'].filter((piece) => piece.length < 20))]
}

/** Long texts in which an expression begins to match again and again, and in the end does not. */
function* hostileTexts(source: string): Generator<string> {
  const pieces = piecesOf(source)
  for (const piece of pieces) for (const end of ['', '!', '\0', '\n']) yield piece.repeat(Math.ceil(long / piece.length)) + end
}

function millisecondsOf(expression: RegExp, text: string): number {
  const run = (): number => cpuMilliseconds(() => {
    if (expression.global) text.replaceAll(expression, '')
    else expression.test(text)
  })
  const first = run()
  return first > slowMilliseconds ? Math.min(first, run(), run()) : first
}

it('finds the expressions of a source, and nothing else between slashes', () => {
  const text = "const a: string = /^a[/]b$/i.exec(x) as string // /no/\nconst b = 6 / 2 / 1\n/* /no/ */ const c = 'x/no/y'\nconst d = /c\\/d/g.test(y)\nconst e = `${/t/u.test(z)} /no/`"
  expect(regularExpressionsIn(text)).toEqual([{ source: '^a[/]b$', flags: 'i' }, { source: 'c\\/d', flags: 'g' }, { source: 't', flags: 'u' }])
})

it('finds a slow one', () => {
  const slow = /a+b$/
  expect(Math.max(...[...hostileTexts(slow.source)].map((text) => millisecondsOf(slow, text)))).toBeGreaterThan(slowMilliseconds)
})

/** Made of the addresses of our own routes, and of the names of our own schemas. */
const madeOfOurOwn = ['packages/service-shell/src/not-found.ts', 'packages/service-shell/src/open-api.ts']

it('knows them all: none is made of what somebody sent', () => {
  expect(found.length).toBeGreaterThan(80)
  expect(sources.filter((file) => /\bRegExp\(/.test(readFileSync(path.join(root, file), 'utf8')))).toEqual(madeOfOurOwn)
})

describe.each(found)('WEB-25 $file /$source/$flags', ({ source, flags }) => {
  const expression = new RegExp(source, flags)

  it('is done in time, whatever it is given', sized(20, 120), () => {
    for (const text of hostileTexts(source)) expect(millisecondsOf(expression, text), text.slice(0, 40)).toBeLessThan(slowMilliseconds)
    const pieces = piecesOf(source)
    const text = fc.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(1, 2, 500, 4000)), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.map(([piece, times]) => piece.repeat(times)).join('').slice(0, long))
    fc.assert(fc.property(text, (given) => { expect(millisecondsOf(expression, given)).toBeLessThan(slowMilliseconds) }), { numRuns: amount(5, 1000) })
  })
})
