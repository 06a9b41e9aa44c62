/** zod's issues as findings: our codes, our two languages, and nothing of the value that was refused. */
import type { z } from 'zod'
import { missing } from './achievement/missing.ts'
import { guideFor } from './achievement/field-guide.ts'
import { fault, pointer } from './findings.ts'
import type { Finding, FindingCode } from './findings.ts'

type Issue = z.core.$ZodIssue

/** The value at `path`, reading own members only; undefined when the way there ends. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let current = root
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined
    current = (current as Record<PropertyKey, unknown>)[part]
  }
  return current
}

/** Findings for the issues of one failed parse of `root`. `limit` bounds the answer, because the input is foreign. */
export function findingsOf(issues: readonly Issue[], root: unknown, limit = 200): Finding[] {
  const findings: Finding[] = []
  for (const issue of issues) {
    for (const finding of findingsOfIssue(issue, root)) {
      if (findings.length >= limit) return findings
      findings.push(finding)
    }
  }
  return findings
}

function findingsOfIssue(issue: Issue, root: unknown): Finding[] {
  const path = pointer(issue.path)
  const named = guideFor(path)
  const [nl, en] = named ? [named.name.nl, named.name.en] : ['dit veld', 'this field']
  const todo = named ? { nl: ` ${named.fill.nl}`, en: ` ${named.fill.en}` } : { nl: '', en: '' }
  switch (issue.code) {
    case 'invalid_type': {
      const value = valueAt(root, issue.path)
      if (value === undefined || value === null) return [missing(path)]
      return [fault(path, 'WRONG_TYPE', `Verkeerde soort waarde bij ${nl}: hier hoort ${typeNames[issue.expected]?.nl ?? 'een andere waarde'}.${todo.nl}`,
        `Wrong kind of value for ${en}: this must be ${typeNames[issue.expected]?.en ?? 'another value'}.${todo.en}`)]
    }
    case 'invalid_union':
      if (valueAt(root, issue.path) === undefined) return [missing(path)]
      return [fault(path, 'WRONG_TYPE', `Verkeerde soort waarde bij ${nl}.${todo.nl}`, `Wrong kind of value for ${en}.${todo.en}`)]
    case 'unrecognized_keys':
      return issue.keys.map((key) => fault(pointer([...issue.path, key]), 'UNKNOWN_FIELD', 'Dit veld kennen wij niet. Haal het weg of verbeter de naam.', 'We do not know this field. Remove it or correct its name.'))
    case 'invalid_value':
      if (valueAt(root, issue.path) === undefined) return [missing(path)]
      return [fault(path, 'NOT_ALLOWED_VALUE', `Deze waarde kan niet bij ${nl}. Kies uit: ${issue.values.join(', ')}.`, `This value is not possible for ${en}. Choose from: ${issue.values.join(', ')}.`)]
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return [missing(path)]
      return [fault(path, 'BELOW_MINIMUM', `Te laag bij ${nl}: vul ten minste ${issue.minimum} in.`, `Too low for ${en}: give at least ${issue.minimum}.`)]
    case 'too_big':
      if (issue.origin === 'string') return [fault(path, 'TOO_LONG', `Te lang bij ${nl}: hoogstens ${issue.maximum} tekens. Kort de tekst in.`, `Too long for ${en}: at most ${issue.maximum} characters. Shorten the text.`)]
      if (issue.origin === 'array') return [fault(path, 'TOO_MANY', `Te veel bij ${nl}: hoogstens ${issue.maximum}. Haal er een paar weg.`, `Too many for ${en}: at most ${issue.maximum}. Remove some.`)]
      return [fault(path, 'ABOVE_MAXIMUM', `Te hoog bij ${nl}: vul hoogstens ${issue.maximum} in.`, `Too high for ${en}: give at most ${issue.maximum}.`)]
    case 'invalid_format':
      if (/^\/(workload|gradeScale)\//.test(path)) return [fault(path, 'NOT_A_DECIMAL', `Geen getal in de goede vorm bij ${nl}. Schrijf het met een punt, bijvoorbeeld "2.5".`, `Not a number in the right form for ${en}. Write it with a point, for example "2.5".`)]
      return [fault(path, 'WRONG_FORM', `Verkeerde vorm bij ${nl}.${todo.nl}`, `Wrong form for ${en}.${todo.en}`)]
    case 'custom': {
      const code: unknown = issue.params?.['code']
      return typeof code === 'string' && Object.hasOwn(customFaults, code) ? [customFaults[code as keyof typeof customFaults](path, nl, en)] : [wrongForm(path, nl, en)]
    }
    default:
      return [wrongForm(path, nl, en)]
  }
}

const wrongForm = (path: string, nl: string, en: string): Finding => fault(path, 'WRONG_FORM', `Verkeerde vorm bij ${nl}. Pas het aan.`, `Wrong form for ${en}. Change it.`)

const customFaults = {
  MISSING: (path: string) => missing(path),
  TEXT_CONTROL_CHARACTER: (path, nl, en) => fault(path, 'TEXT_CONTROL_CHARACTER', `Er staat een onzichtbaar stuurteken in ${nl}. Haal het weg.`, `There is an invisible control character in ${en}. Remove it.`),
  TEXT_LONE_SURROGATE: (path, nl, en) => fault(path, 'TEXT_LONE_SURROGATE', `Er staat een half teken in ${nl}. Typ de tekst opnieuw.`, `There is half a character in ${en}. Type the text again.`),
  NOT_A_DATE: (path, nl, en) => fault(path, 'NOT_A_DATE', `Geen bestaande datum bij ${nl}. Schrijf jjjj-mm-dd.`, `Not an existing date for ${en}. Write YYYY-MM-DD.`),
  NOT_A_WEB_ADDRESS: (path, nl, en) => fault(path, 'NOT_A_WEB_ADDRESS', `Geen webadres bij ${nl}. Begin met https://.`, `Not a web address for ${en}. Start with https://.`),
} satisfies Partial<Record<FindingCode, (path: string, nl: string, en: string) => Finding>>

const typeNames: Readonly<Record<string, { nl: string; en: string }>> = {
  string: { nl: 'tekst', en: 'text' },
  number: { nl: 'een getal', en: 'a number' },
  int: { nl: 'een heel getal', en: 'a whole number' },
  boolean: { nl: 'waar of onwaar', en: 'true or false' },
  array: { nl: 'een lijst', en: 'a list' },
  object: { nl: 'een object', en: 'an object' },
}
