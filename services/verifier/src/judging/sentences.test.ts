import { describe, expect, it } from 'vitest'
import { notAsked } from './not-asked.ts'
import { sentences } from './sentences.ts'
import { everyCheck } from './types.ts'

type Texts = Record<string, { nl: string; en: string }>

const everySentence = [...Object.entries(notAsked).map(([code, { sentence }]): [string, { nl: string; en: string }] => [`not asked ${code}`, sentence]), ...everyCheck.flatMap((name) => {
  const { passed, failed, unknown, passedBecause = {} }: { passed: { nl: string; en: string } } & { [Kind in 'failed' | 'unknown']: Texts } & { passedBecause?: Texts } = sentences[name]
  const entries: [string, { nl: string; en: string }][] = [
    [`${name} passed`, passed],
    ...Object.entries(passedBecause).map(([code, text]): [string, { nl: string; en: string }] => [`${name} passed ${code}`, text]),
    ...Object.entries(failed).map(([code, text]): [string, { nl: string; en: string }] => [`${name} failed ${code}`, text]),
    ...Object.entries(unknown).map(([code, text]): [string, { nl: string; en: string }] => [`${name} unknown ${code}`, text]),
  ]
  return entries
})]

describe('the sentences of a verdict', () => {
  it.each(everySentence)('%s is whole sentences in Dutch and English', (_, text) => {
    for (const sentence of [text.nl, text.en]) expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(text.nl).not.toBe(text.en)
  })

  it.each(everySentence)('%s keeps each Dutch sentence short (B1: at most 17 words)', (_, text) => {
    for (const sentence of text.nl.split(/(?<=\.)\s/)) expect(sentence.split(' ').length).toBeLessThanOrEqual(17)
  })
})
