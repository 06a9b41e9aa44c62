/** Why an award counts or does not, in words for the learner and for whoever decides. */
import type { LocalizedText } from '../text/localized-text.ts'

export type StackingReason = 'COUNTS' | 'NO_CREDITS' | 'NOT_ACCEPTED' | 'NOT_YET_AWARDED' | 'TOO_OLD' | 'EXPIRED' | 'SAME_ACHIEVEMENT' | 'SAME_LEARNING_OUTCOME' | 'ABOVE_CAP'
export type CreditUnit = 'ects' | 'sbu' | 'hours'

const units: Readonly<Record<CreditUnit, LocalizedText>> = {
  ects: { nl: 'EC', en: 'ECTS' },
  sbu: { nl: 'SBU', en: 'study load hours (sbu)' },
  hours: { nl: 'uur', en: 'hours' },
}

/** An amount with its unit: "2,5 EC" and "2.5 ECTS". */
export function amountInWords(amount: string, unit: CreditUnit): LocalizedText {
  return { nl: `${amount.replace('.', ',')} ${units[unit].nl}`, en: `${amount} ${units[unit].en}` }
}

/** The reason as a sentence. `amount` is what counts, `cap` the most from one institution. */
export function reasonInWords(reason: StackingReason, unit: CreditUnit, { amount, cap, days }: { amount: string; cap?: string | undefined; days?: number | undefined }): LocalizedText {
  const [counted, most] = [amountInWords(amount, unit), cap === undefined ? undefined : amountInWords(cap, unit)]
  switch (reason) {
    case 'COUNTS': return { nl: `Telt mee voor ${counted.nl}.`, en: `Counts for ${counted.en}.` }
    case 'NO_CREDITS': return { nl: `Heeft geen studielast in ${units[unit].nl}; alleen de leeruitkomsten tellen mee.`, en: `Has no workload in ${units[unit].en}; only its learning outcomes count.` }
    case 'NOT_ACCEPTED': return { nl: 'De opleiding neemt dit niet aan.', en: 'The programme does not accept this.' }
    case 'NOT_YET_AWARDED': return { nl: 'Is op deze dag nog niet toegekend.', en: 'Is not awarded yet on this day.' }
    case 'TOO_OLD': return { nl: `Is langer dan ${days ?? 0} dagen geleden toegekend.`, en: `Was awarded more than ${days ?? 0} days ago.` }
    case 'EXPIRED': return { nl: 'Is op deze dag niet meer geldig.', en: 'Is no longer valid on this day.' }
    case 'SAME_ACHIEVEMENT': return { nl: 'Is hetzelfde als een ander bewijs dat al meetelt.', en: 'Is the same as another award that counts already.' }
    case 'SAME_LEARNING_OUTCOME': return { nl: 'Heeft een leeruitkomst gemeen met een ander bewijs dat al meetelt; de punten tellen één keer.', en: 'Shares a learning outcome with another award that counts already; the credits count once.' }
    case 'ABOVE_CAP': return { nl: `Past niet meer: van één instelling telt hoogstens ${most?.nl ?? ''} mee.`, en: `Does not fit any more: of one institution at most ${most?.en ?? ''} counts.` }
  }
}
