/**
 * The burgerservicenummer and its like may be used only where a law says so (UAVG art. 46), and no law says so here. These
 * functions find one by its name and warn of one by its looks; the number itself goes into no message.
 */
import { fault, pointer, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'

// Compared after dropping everything but letters and an "x-" or "ext:" prefix, so nationalIdentityNumber, national_identity_number and
// x-national-identity-number are one word. OOAPI v5 codeType nationalIdentityNumber, OEAPI v6 national_identity_number; the
// onderwijsnummer and the persoonsgebonden nummer (PGN) are the same number or stand in for it.
const names = new Set(['nationalidentitynumber', 'nationalidentificationnumber', 'nationalidentitycode', 'nationalidnumber', 'nationalid', 'bsn',
  'bsnnumber', 'bsnnummer', 'burgerservicenummer', 'citizenservicenumber', 'sofinummer', 'sofi', 'pgn', 'persoonsgebondennummer', 'onderwijsnummer',
  'socialsecuritynumber', 'ssn', 'rijksregisternummer', 'personalidentificationnumber'])

/** True when this member name or code type names a national identity number, however it is spelled. */
export function namesNationalIdentityNumber(word: string): boolean {
  return names.has(word.slice(0, 100).toLowerCase().replace(/^(?:x[-_]|ext:)/, '').replaceAll(/[^a-z]/g, ''))
}

/** True for eight or nine digits that pass the eleven-test, with or without dots, dashes or spaces. About one in eleven numbers does. */
export function looksLikeNationalIdentityNumber(text: string): boolean {
  const digits = text.replaceAll(/[\s.-]/g, '')
  if (!/^\d{8,9}$/.test(digits)) return false
  const padded = digits.padStart(9, '0')
  if (padded === '000000000') return false
  const sum = padded.split('').reduce((total, digit, at) => total + Number(digit) * (at === 8 ? -1 : 9 - at), 0)
  return sum % 11 === 0
}

/**
 * True when a sentence holds one: nine digits together that pass the eleven-test, or any digits after a word that names such a number.
 * For text that is kept for good and has no business with such numbers; a date or a short case number is none.
 */
export function holdsNationalIdentityNumber(sentence: string): boolean {
  if ([...sentence.matchAll(/(?<!\d)\d{9}(?!\d)/g)].some(([digits]) => looksLikeNationalIdentityNumber(digits))) return true
  return [...sentence.matchAll(/[\p{L}_-]+/gu)].some(({ 0: word, index }) => namesNationalIdentityNumber(word) && /^\D{0,12}\d[\d .-]{4}/.test(sentence.slice(index + word.length, index + word.length + 40)))
}

/**
 * What to say of a reference. One that calls itself a national identity number is refused. One that only looks like it passes
 * with a warning: a nine-digit student number passes the eleven-test once in eleven times, and those learners exist.
 */
export function checkReference(path: string, reference: string): Finding[] {
  const label = /^\s*(\p{L}[\p{L} ._:/#=-]*)\d/u.exec(reference)?.[1] ?? ''
  const words = label.split(/[^\p{L}]+/u)
  if (namesNationalIdentityNumber(label) || words.some(namesNationalIdentityNumber)) {
    return [fault(path, 'NATIONAL_IDENTITY_NUMBER', 'Dit is een burgerservicenummer. Dat mag hier niet. Stuur het nummer dat uw instelling zelf gebruikt.', 'This is a national identity number. It is not allowed here. Send the number your institution itself uses.')]
  }
  return looksLikeNationalIdentityNumber(reference)
    ? [warning(path, 'LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER', 'Dit nummer lijkt op een burgerservicenummer. Controleer dat het een eigen nummer van uw instelling is.', 'This number looks like a national identity number. Check that it is a number of your institution itself.')]
    : []
}

/** How standards say what kind of number something is, and the number: OOAPI IdentifierEntry, Open Badges IdentityObject and IdentifierEntry, ELM Identifier. */
const typedNumbers = [['codeType', 'code'], ['identityType', 'identityHash'], ['identifierType', 'identifier'], ['schemeName', 'notation']] as const

/** Every national identity number in a JSON value: how many there are, and their texts so that the same number elsewhere is refused too. */
export function findNationalIdentityNumbers(value: unknown): { count: number; numbers: ReadonlySet<string> } {
  const numbers = new Set<string>()
  let count = 0
  const note = (value: unknown): void => {
    if (value === null || value === undefined) return
    count += 1
    // The European Learning Model writes an object: {"nationalID": {"notation": …}}.
    const found = typeof value === 'object' && Object.hasOwn(value, 'notation') ? (value as { notation: unknown }).notation : value
    if (typeof found === 'string' || typeof found === 'number') numbers.add(normalized(String(found)))
  }
  const stack: unknown[] = [value]
  while (stack.length > 0) {
    const current = stack.pop()
    if (typeof current !== 'object' || current === null) continue
    const members = Object.entries(current)
    const numberNames = typedNumbers.filter(([type]) => members.some(([key, member]) => key === type && typeof member === 'string' && namesNationalIdentityNumber(member))).map(([, name]) => name)
    for (const [key, member] of members) {
      if (numberNames.some((name) => name === key)) note(member)
      else if (!Array.isArray(current) && namesNationalIdentityNumber(key)) note(member)
      else if (typeof member === 'object' && member !== null) stack.push(member)
    }
  }
  numbers.delete('')
  return { count, numbers }
}

/** True when `text` is one of the numbers found, or has one in it, whatever its punctuation. */
export function holdsOneOf(numbers: ReadonlySet<string>, text: string): boolean {
  if (numbers.size === 0) return false
  const plain = normalized(text)
  // A number shorter than any real one ("00000" in the examples of the specification) is only looked for as a whole.
  return numbers.has(plain) || [...numbers].some((number) => number.length >= shortest && plain.includes(number))
}

/** Findings for every text of `kept` that holds one of the numbers: the last look at what is about to come out of a reader. */
export function findingsOfHeld(numbers: ReadonlySet<string>, kept: unknown): Finding[] {
  const long = [...numbers].filter((number) => number.length >= shortest)
  const findingsIn = (value: unknown, path: readonly string[]): Finding[] => {
    if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, member]) => findingsIn(member, [...path, key]))
    const plain = typeof value === 'string' ? normalized(value) : ''
    return long.some((number) => plain.includes(number))
      ? [fault(pointer(path), 'NATIONAL_IDENTITY_NUMBER', 'Dit is hetzelfde nummer als het burgerservicenummer in dit bericht. Stuur het nummer dat uw instelling zelf gebruikt.', 'This is the same number as the national identity number in this message. Send the number your institution itself uses.')]
      : []
  }
  return long.length === 0 ? [] : findingsIn(kept, [])
}

/** Digits of a burgerservicenummer without its leading zero. */
const shortest = 8

function normalized(text: string): string {
  return text.replaceAll(/[\s.-]/g, '').replace(/^0+(?=\d{6})/, '').toLowerCase()
}
