import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { careCertificate, committeeWork, institutions } from '../fixtures/index.ts'

const command = path.join(import.meta.dirname, 'check-achievement.ts')
let folder: string
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'check-achievement-')) })
afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

async function check(content: unknown, ...options: string[]): Promise<{ code: number; said: string; complained: string }> {
  const file = path.join(folder, 'achievement.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return run(file, ...options)
}

async function run(...given: string[]): Promise<{ code: number; said: string; complained: string }> {
  const child = spawn(process.execPath, [command, ...given], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
  let [said, complained] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { complained += text })
  const [code] = await once(child, 'close') as [number]
  return { code, said, complained }
}

/** Has all that every standard wants. */
const complete = { ...careCertificate, assessmentTypes: ['written_exam'] }

describe('check-achievement', () => {
  it('says of each standard in Dutch that it is satisfied, and what it would not say', async () => {
    const { code, said, complained } = await check(complete)
    expect([code, complained]).toEqual([0, ''])
    expect(said).toContain('Europese aanbeveling over microcredentials: voldoet\n')
    expect(said).toContain('Kwaliteitskader microcredentials hbo en wo: niet van toepassing\n')
    expect(said).toMatch(/edubadges: voldoet\n {2}komt niet mee: .*het NLQF-niveau.*\n {2}in één taal: de titel; /)
  })

  it('says in English what is lacking, with what to do, and ends with 1', async () => {
    const { code, said } = await check({ achievement: { ...complete, level: {} } }, '--language', 'en')
    expect(code).toBe(1)
    expect(said).toContain('European recommendation on micro-credentials: not satisfied\n  must: /level/eqf. Not filled in yet: the EQF level. Give a number from 1 to 8.\n')
  })

  it('judges the institution that stands beside it', async () => {
    expect((await check({ achievement: complete, institution: institutions.roc })).code).toBe(0)
    expect(await check({ achievement: complete, institution: { ...institutions.roc, country: 'Nederland' } })).toMatchObject({ code: 1, said: expect.stringContaining('/institution/country: ') as string })
  })

  it('a standard that is not about it is not held against it', async () => {
    const { code, said } = await check({ ...committeeWork, workload: { ects: '1' }, level: { eqf: 6 }, qualityAssurance: { name: { nl: 'K', en: 'F' } } })
    expect([code, said.match(/niet van toepassing/g)?.length]).toEqual([0, 3])
  })

  it('names what is malformed, and judges no further', async () => {
    const { code, said } = await check({ ...complete, workload: { sbu: 240 }, ects: 3 })
    expect([code, said.split('\n').map((line) => line.split(':')[0])]).toEqual([1, ['/workload/sbu', '/ects', '']])
  })

  it.each([
    ['what is no JSON', '{"kind": microcredential}', 'the text is not JSON'], ['a list', '[]', 'the JSON is not an object'],
    ['the same name twice', '{"kind":"regular","kind":"microcredential"}', 'a member name stands twice in one object'],
    ['what is too deep', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'the JSON is nested'], ['what is too large', `{"a":"${'x'.repeat(8_000_001)}"}`, 'the JSON is larger than 8000000 bytes'],
  ])('cannot judge %s', async (_what, content, why) => {
    const { code, said, complained } = await check(content)
    expect([code, said, complained.slice(0, why.length), complained.split('\n').length]).toEqual([2, '', why, 2])
  })

  it('says how it is used', async () => {
    for (const given of [[], ['a.json', 'b.json'], ['a.json', '--language', 'fr']]) expect(await run(...given)).toMatchObject({ code: 2, complained: 'usage: check-achievement <file.json> [--language nl|en]\n' })
    expect((await run('nothing-here.json')).code).toBe(2)
  })
})
