import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Achievement } from '../achievement/achievement.ts'
import { circularMinor, completeAchievements, careCertificate, smallModule } from '../fixtures/index.ts'
import type { Language } from '../text/localized-text.ts'
import { anyAchievement } from '../testing/any-achievement.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import { projectBadgeClass } from './project-badge-class.ts'
import { readBadgeClass } from './read-badge-class.ts'

const id = 'https://api.edubadges.nl/public/badges/b1'
const issuer = 'https://api.edubadges.nl/public/issuers/i1'
const project = (achievement: Achievement, language: Language = 'nl') => projectBadgeClass({ achievement, id, issuer, language })
const lost = (achievement: Achievement) => project(achievement).losses.map(({ path, kind }) => `${kind} ${path}`)

/** What must come back: all but the losses, one language of each text, and the coarser words. */
function expected(achievement: Achievement, language: Language): unknown {
  const { losses } = project(achievement, language)
  const rest = withoutLosses(achievement, losses) as Record<string, unknown>
  const one = (text: Record<Language, string> | undefined) => text && { [language]: text[language] }
  const put = (name: string, value: unknown) => { if (value !== undefined) rest[name] = value }
  put('title', one(achievement.title))
  put('description', one(achievement.description))
  put('criteria', one(achievement.criteria))
  const texts = achievement.learningOutcomes?.map(({ text }) => text[language])
  put('learningOutcomes', texts && [{ text: { [language]: texts.join('\n') } }])
  put('kind', achievement.kind === 'course' || achievement.kind === 'programme' ? 'regular' : achievement.kind)
  const { qualityAssurance } = achievement
  put('qualityAssurance', qualityAssurance && { ...(rest['qualityAssurance'] as object | undefined), name: one(qualityAssurance.name), ...(qualityAssurance.description && { description: one(qualityAssurance.description) }) })
  return rest
}

describe('an achievement as an edubadge', () => {
  it('hbo minor, in the words of edubadges', () => {
    expect(project(circularMinor, 'en').document).toMatchObject({
      type: 'BadgeClass', id, issuer, name: 'Minor Circular Design', typeBadgeClass: 'micro_credential', participation: 'blended', assessmentType: 'professional_product,oram_exam',
      assessmentSupervised: true, assessmentIdVerified: true, stackable: false, eqfNlqfLevelVerified: true, formal: true,
      criteria: { narrative: 'Professional product and assessment are graded 5\\.5 or higher\\.' },
      'extensions:ECTSExtension': { '@context': 'https://api.edubadges.nl/static/extensions/ECTSExtension/context.json', type: ['Extension', 'extensions:ECTSExtension'], ECTS: 30 },
      'extensions:TimeInvestmentExtension': { TimeInvestment: 840 }, 'extensions:EQFExtension': { EQF: 6 }, 'extensions:LanguageExtension': { Language: 'nl_NL' },
      'extensions:LearningOutcomeExtension': { LearningOutcome: 'Designs a product of which the parts can be used again.\nSupports design choices with a life cycle assessment.' },
      alignment: [{ targetName: 'Life cycle assessment', targetFramework: 'ESCO' }],
    })
  })

  it('mbo certificate: SBU is StudyLoad, a CREBO number is a number, and what edubadges lacks is a loss', () => {
    expect(project(careCertificate).document).toMatchObject({ 'extensions:StudyLoadExtension': { StudyLoad: 240 }, 'extensions:EducationProgramIdentifierExtension': { EducationProgramIdentifier: [25491] }, assessmentType: 'behavioural_assessment' })
    expect(lost(careCertificate)).toEqual(expect.arrayContaining(['left-out /assessmentTypes/1', 'left-out /programmeIdentifiers/0/scheme', 'left-out /sector', 'left-out /level/nlqf', 'left-out /supervision/place', 'left-out /stackability/explanation', 'coarser /learningOutcomes', 'one-language /title']))
  })

  it('a code of RIO with letters is left out, and so is an eighth alignment or one without an address', () => {
    expect(lost({ ...smallModule, programmeIdentifiers: [{ scheme: 'rio', code: '1001O4021' }, { scheme: 'croho', code: '034406' }] })).toEqual(expect.arrayContaining(['left-out /programmeIdentifiers/0', 'left-out /programmeIdentifiers/1']))
    const alignments = Array.from({ length: 9 }, (_, at) => ({ name: `n${at}`, ...(at === 2 ? {} : { url: `https://example.nl/${at}` }) }))
    expect(lost({ ...smallModule, alignments }).filter((line) => line.includes('alignments'))).toEqual(['left-out /alignments/2', 'left-out /alignments/8'])
  })

  it('a number that would be written otherwise is a loss; the value is exact', () => {
    const { document, losses } = project({ ...smallModule, workload: { ects: '2.50', hours: '0.0001' } })
    expect([document['extensions:ECTSExtension']?.ECTS, document['extensions:TimeInvestmentExtension']?.TimeInvestment]).toEqual([2.5, 0.0001])
    expect(losses.filter(({ path }) => path.startsWith('/workload'))).toEqual([{ path: '/workload/ects', kind: 'coarser' }])
  })

  it('criteria are Markdown there: what looks like Markdown here is escaped and comes back', () => {
    const text = '**niet vet** [x](https://x.nl) <b>&amp; \\* # _a_'
    const { document } = project({ ...smallModule, criteria: { nl: text, en: text } })
    expect(document.criteria.narrative).toBe('\\*\\*niet vet\\*\\* \\[x\\]\\(https\\://x\\.nl\\) \\<b\\>\\&amp; \\\\\\* \\# \\_a\\_')
    const read = readBadgeClass(document, { textLanguage: 'nl' })
    expect(read.ok && read.value.criteria).toEqual({ nl: text })
  })

  it.each(completeAchievements)('comes back but for the losses: $name', ({ achievement }) => {
    for (const language of ['nl', 'en'] as const) expect(readBadgeClass(project(achievement, language).document, { textLanguage: language })).toMatchObject({ ok: true, findings: [], value: expected(achievement, language) })
  })

  it('any achievement has the form of its extensions: the type names each, and its value is of the type of its schema', () => {
    const types: Record<string, string> = { ECTS: 'number', EQF: 'number', LearningOutcome: 'string', Language: 'string', StudyLoad: 'number', TimeInvestment: 'number' }
    fc.assert(fc.property(anyAchievement, (achievement) => {
      const { document } = project(achievement)
      for (const [key, value] of Object.entries(document).filter(([name]) => name.startsWith('extensions:'))) {
        const name = key.slice('extensions:'.length, -'Extension'.length)
        expect(value).toEqual({ '@context': `https://api.edubadges.nl/static/extensions/${name}Extension/context.json`, type: ['Extension', key], [name]: expect.anything() as unknown })
        const held = (value as Record<string, unknown>)[name]
        if (name === 'EducationProgramIdentifier') expect((held as unknown[]).every(Number.isSafeInteger)).toBe(true)
        else expect(typeof held, name).toBe(types[name])
      }
      expect(JSON.parse(JSON.stringify(document))).toEqual(document)
      expect(document.alignment.every(({ targetUrl }) => targetUrl.startsWith('https://'))).toBe(true)
    }), { numRuns: 300 })
  })

  it('any achievement comes back but for the losses, in either language', () => {
    fc.assert(fc.property(anyAchievement, fc.constantFrom('nl' as const, 'en' as const), (achievement, language) => {
      const { document } = project(achievement, language)
      const read = readBadgeClass(JSON.parse(JSON.stringify(document)), { textLanguage: language })
      expect(read.ok && read.value).toEqual(expected(achievement, language))
      expect(read.findings).toEqual([])
    }), { numRuns: 500 })
  })
})
