import type { Achievement } from '../achievement/achievement.ts'
import type { Loss } from '../projection.ts'
import type { Language } from '../text/localized-text.ts'
import type { Alignment } from './open-badge-credential.ts'
import { alignmentTypes, iscedAddress } from './vocabulary.ts'
import { withoutAbsent } from './without-absent.ts'

const eqfDescription = 'https://europass.europa.eu/en/description-eight-eqf-levels'
const nlqfDescription = 'https://www.nlqf.nl/nlqf-niveaus'

/** Everything an achievement refers to, for readers without our context. Alignments have an address, so what has none is not among them. */
export function projectAlignments(achievement: Achievement, language: Language): Alignment[] {
  const { level, learningOutcomes = [], qualityAssurance, fieldsOfStudy = [], alignments = [] } = achievement
  const all: Alignment[] = []
  if (level?.eqf !== undefined) {
    all.push({ ...alignment(`EQF ${level.eqf}`, eqfDescription, alignmentTypes.eqf), targetFramework: 'European Qualifications Framework', targetCode: String(level.eqf) })
  }
  if (level?.nlqf !== undefined) {
    all.push({ ...alignment(`NLQF ${level.nlqf}`, nlqfDescription, alignmentTypes.nlqf), targetFramework: 'Nederlands kwalificatieraamwerk NLQF', targetCode: level.nlqf })
  }
  for (const { text, esco = [] } of learningOutcomes) {
    for (const skill of esco) all.push({ ...alignment(text[language], skill, alignmentTypes.esco), targetFramework: 'ESCO' })
  }
  if (qualityAssurance?.url !== undefined) {
    all.push({ ...alignment(qualityAssurance.name[language], qualityAssurance.url, alignmentTypes.qualityAssurance), ...withoutAbsent({ targetDescription: qualityAssurance.description?.[language] }) })
  }
  for (const code of fieldsOfStudy) {
    all.push({ ...alignment(`ISCED-F 2013 ${code}`, `${iscedAddress}${code}`, alignmentTypes.fieldOfStudy), targetFramework: 'ISCED-F 2013', targetCode: code })
  }
  for (const { name, framework, code, url } of alignments) {
    if (url !== undefined) all.push({ ...alignment(name, url), ...withoutAbsent({ targetFramework: framework, targetCode: code }) })
  }
  return all
}

/** The alignments without an address, of the achievement at this path of what is projected. */
export function alignmentLosses({ alignments = [] }: Achievement, path: string): Loss[] {
  return alignments.flatMap(({ url }, at) => (url === undefined ? [{ path: `${path}/alignments/${at}`, kind: 'left-out' as const }] : []))
}

function alignment(targetName: string, targetUrl: string, targetType?: string): Alignment {
  return { type: ['Alignment'], targetName, targetUrl, ...withoutAbsent({ targetType }) }
}
