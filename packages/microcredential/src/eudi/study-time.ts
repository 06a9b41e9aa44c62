/**
 * `expected_study_time` is one text. Ours is each unit of the workload with its word, so that people and our reader understand it:
 * "30 ECTS, 840 hours". A duration in other words ("12 months") is no workload to us.
 */
import type { Achievement } from '../achievement/achievement.ts'
import type { Language } from '../text/localized-text.ts'

type Workload = NonNullable<Achievement['workload']>

const units = [
  { unit: 'ects', words: { nl: 'EC', en: 'ECTS' } },
  { unit: 'sbu', words: { nl: 'SBU', en: 'SBU' } },
  { unit: 'hours', words: { nl: 'uur', en: 'hours' } },
] as const satisfies readonly { unit: keyof Workload; words: Record<Language, string> }[]

/** The workload in words; undefined when there is none. */
export function studyTimeOf(workload: Workload | undefined, language: Language): string | undefined {
  const parts = units.flatMap(({ unit, words }) => (workload?.[unit] === undefined ? [] : [`${workload[unit]} ${words[language]}`]))
  return parts.length > 0 ? parts.join(', ') : undefined
}

/** The workload that was written so, in either language; undefined when any part of it is something else. */
export function workloadFrom(studyTime: string): Workload | undefined {
  const parts = studyTime.split(', ').map((part) => {
    const [number, word] = part.split(' ')
    const unit = units.find(({ words }) => words.nl === word || words.en === word)?.unit
    return part.split(' ').length === 2 && unit !== undefined ? [unit, number] as const : undefined
  })
  return parts.some((part) => part === undefined) ? undefined : Object.fromEntries(parts.flatMap((part) => (part ? [part] : []))) as Workload
}
