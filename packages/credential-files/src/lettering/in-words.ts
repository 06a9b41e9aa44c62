/** Study load, level and dates as people read them. */
import type { Achievement, Language } from '@eduwallet/microcredential'

const units = {
  nl: { ects: 'EC', sbu: 'SBU', hours: ['uur', 'uur'] },
  en: { ects: 'ECTS', sbu: 'study load hours (SBU)', hours: ['hour', 'hours'] },
} as const

/** Such as "3 EC, 84 uur"; empty when nothing is known of it. */
export function workloadInWords(workload: Achievement['workload'], language: Language): string {
  const { ects, sbu, hours } = workload ?? {}
  const unit = units[language]
  const number = (decimal: string): string => language === 'nl' ? decimal.replace('.', ',') : decimal
  return [
    ects === undefined ? [] : `${number(ects)} ${unit.ects}`,
    sbu === undefined ? [] : `${number(sbu)} ${unit.sbu}`,
    hours === undefined ? [] : `${number(hours)} ${unit.hours[hours === '1' ? 0 : 1]}`,
  ].flat().join(', ')
}

/** Such as "NLQF 5, EQF 5"; empty when nothing is known of it. */
export function levelInWords(level: Achievement['level']): string {
  return [level?.nlqf === undefined ? [] : `NLQF ${level.nlqf}`, level?.eqf === undefined ? [] : `EQF ${level.eqf}`].flat().join(', ')
}

const months = {
  nl: ['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober', 'november', 'december'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
} as const

/** Such as "30 juni 2026". The same in every release of the runtime, which the tables of the runtime are not. @param date - YYYY-MM-DD */
export function dateInWords(date: string, language: Language): string {
  const [year = '', month, day] = date.split('-')
  return `${Number(day)} ${months[language][Number(month) - 1] ?? ''} ${year}`
}
