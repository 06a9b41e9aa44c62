/** What ELM has no member for is a Note whose subject says what it is about: people read it, and our reader knows it again. */
import type { LocalizedText } from '../text/localized-text.ts'
import { node, ownConcept, ownId } from './concept.ts'
import type { Node } from './concept.ts'

const subjects = {
  criteria: { nl: 'Criteria', en: 'Criteria' },
  stackability: { nl: 'Stapelbaarheid', en: 'Stackability' },
  'further-information': { nl: 'Meer informatie', en: 'Further information' },
  'level-validated': { nl: 'Niveau gevalideerd', en: 'Level validated' },
  'level-not-validated': { nl: 'Niveau niet gevalideerd', en: 'Level not validated' },
  'passed-without-grade': { nl: 'Behaald zonder cijfer', en: 'Passed without a grade' },
} as const
export type NoteSubject = keyof typeof subjects

/** A text about this subject; without a text, the subject itself is the text. */
export function noteOf(id: string, subject: NoteSubject, text: LocalizedText = subjects[subject]): Node {
  return node({ id, type: 'Note', noteLiteral: { ...text }, subject: ownConcept(`note-${subject}`, 'note-subject', subjects[subject]) })
}

/** The id of the concept that is the subject. */
export function subjectId(subject: NoteSubject): string {
  return ownId(`note-${subject}`)
}
