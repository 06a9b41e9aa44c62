#!/usr/bin/env node
/**
 * Says of an achievement in a file which standards it satisfies and what each lacks. It works without a network and keeps nothing.
 *
 *     npm run -s check-achievement -- achievement.json --language en
 *
 * The file holds an achievement, or what the issuer's API takes: {"achievement": …}, and beside it "institution" when that is to be judged
 * too. Exit code 0: every standard that is about it is satisfied; 1: something is lacking; 2: there was nothing to judge.
 */
import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { isJsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { parseAchievementDraft } from '../achievement/parse-achievement-draft.ts'
import type { Finding } from '../findings.ts'
import { awardingInstitutionSchema, checkInstitution } from '../institution.ts'
import { jsonBounds } from '../json-bounds.ts'
import { checkStandards } from '../standards/check-standards.ts'
import { reportStandards } from '../standards/report-standards.ts'
import { languages } from '../text/localized-text.ts'

const usage = `usage: check-achievement <file.json> [--language ${languages.join('|')}]`
/** As much as an achievement can hold, and then some for its spelling. */
const maxBytes = 4 * jsonBounds.textLength

/** Judges the file; what is said goes to `print`. */
async function run(given: readonly string[], print: (text: string) => void): Promise<0 | 1 | 2> {
  const { values, positionals: [file, ...others] } = parseArgs({ args: [...given], options: { language: { type: 'string', default: 'nl' } }, allowPositionals: true })
  const language = languages.find((known) => known === values.language)
  if (file === undefined || others.length > 0 || language === undefined) throw new Error(usage)
  const content = parseJsonObject(await readBounded(file), { maxDepth: jsonBounds.depth, maxBytes })
  const wrapped = isJsonObject(content['achievement'])
  const read = parseAchievementDraft(wrapped ? content['achievement'] : content)
  const institution = wrapped ? content['institution'] : undefined
  const faults: Finding[] = [...(read.ok ? [] : read.findings), ...(institution === undefined ? [] : checkInstitution(institution)).map((finding) => ({ ...finding, path: `/institution${finding.path}` }))]
  if (!read.ok || faults.length > 0) {
    print(faults.map(({ path, message }) => `${path}: ${message[language]}\n`).join(''))
    return 1
  }
  const checks = checkStandards(read.achievement, { on: new Date(), ...(institution === undefined ? {} : { institution: awardingInstitutionSchema.parse(institution) }) })
  print(reportStandards(checks, language))
  return checks.some(({ outcome }) => outcome === 'lacking') ? 1 : 0
}

/** The file, or so much of it that it is seen to be too large. */
async function readBounded(file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of createReadStream(file, { end: maxBytes }) as AsyncIterable<Uint8Array>) parts.push(part)
  return Buffer.concat(parts)
}

try {
  process.exitCode = await run(process.argv.slice(2), (text) => { process.stdout.write(text) })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : usage}\n`)
  process.exitCode = 2
}
