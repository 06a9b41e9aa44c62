/** Results of an institution become awards: JSON batches, and OOAPI messages as exam systems send them. */
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createSchool, listAwards, makeOffer, okeAssociation, okeResultPatch, publishAchievement, resultRow, schoolCall, sendOkeResult, sendResults, waterMicrocredential } from '../institution/index.ts'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../reference-data/index.ts'
import { redeemOffer } from '../wallet/index.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('results')

describe('results of an institution', () => {
  it('in a batch: the good rows count, a bad row is named by row, field and reason', async () => {
    const { school, achievementId } = world()
    const results = [
      resultRow(),
      { ...resultRow(), achievedOn: '30-06-2026' },
      resultRow({ passed: false }),
      resultRow({ final: false }),
      { ...resultRow(), learner: { reference: 's1', givenName: '', familyName: 'x' } },
      resultRow(),
    ]
    const { summary, rows } = await sendResults(school, achievementId, results)
    expect(summary).toEqual({ awarded: 2, unchanged: 0, corrected: 0, notAwarded: 2, rejected: 2 })
    expect(rows.map(({ outcome }) => outcome)).toEqual(['awarded', 'rejected', 'not_awarded', 'not_awarded', 'rejected', 'awarded'])
    for (const row of rows.filter(({ outcome }) => outcome === 'rejected')) {
      expect(row.reasons.length).toBeGreaterThan(0)
      for (const { field, code, message } of row.reasons) expect([field, code, message.nl, message.en].every((text) => text.length > 0)).toBe(true)
    }
    expect(rows[1]!.reasons[0]!.field).toContain('achievedOn')
  })

  it('sent again change nothing, and a corrected one is recorded as such', async () => {
    const { school, achievementId } = world()
    const row = resultRow({ grade: '7' })
    const first = await sendResults(school, achievementId, [row])
    const again = await sendResults(school, achievementId, [row])
    expect(again.rows[0]).toMatchObject({ outcome: 'unchanged', awardId: first.rows[0]!.awardId })
    const corrected = await sendResults(school, achievementId, [{ ...row, grade: '8' }])
    expect(corrected.rows[0]).toMatchObject({ outcome: 'corrected', awardId: first.rows[0]!.awardId })
    const offer = await makeOffer(school, first.rows[0]!.awardId!, { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, offer.credentialOfferUri)
    expect(credentials[0]!.claims['assessment_grade']).toBe('8')
  })

  it('of an achievement that is not published make no award', async () => {
    const { school } = world()
    const { body } = await schoolCall(school, 'POST', '/api/v1/achievements', { achievement: waterMicrocredential() })
    const answer = await schoolCall(school, 'POST', `/api/v1/achievements/${(body as { id: string }).id}/results`, { results: [resultRow()] })
    if (answer.status === 200) expect((answer.body as { rows: { outcome: string }[] }).rows[0]!.outcome).not.toBe('awarded')
    else expect([409, 422]).toContain(answer.status)
  })

  it('an achievement that lacks something is not published, and what is missing is named', async () => {
    const { school } = world()
    const { learningOutcomes: _left, ...incomplete } = waterMicrocredential()
    const { body } = await schoolCall(school, 'POST', '/api/v1/achievements', { achievement: incomplete })
    const answer = await schoolCall(school, 'POST', `/api/v1/achievements/${(body as { id: string }).id}/publish`)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('learningOutcomes')
  })
})

describe('OKE messages', () => {
  const literal = (name: string) => referenceData(`ooapi/${name}`) as { body: Record<string, unknown> & { associationId: string; offering: string } }

  it('exactly as the exam systems send them are taken; one that does not say passed makes no award', async (context) => {
    if (!hasReferenceData) return context.skip(referenceDataAbsent)
    const put = literal('oke_v5_flow2_put_association_person.json')
    const patch = literal('oke_v5_flow5_1_patch_association_result.json')
    const school = await createSchool(world().issuer)
    await publishAchievement(school, { ooapiOfferings: [put.body.offering] })
    const path = `/ooapi/v5/associations/${put.body.associationId}`
    const taken = await schoolCall(school, 'PUT', path, put.body)
    expect(taken.status, taken.text).toBeLessThan(300)
    const unknown = await schoolCall(school, 'PATCH', path, patch.body)
    expect(unknown.status, unknown.text).toBeLessThan(300)
    expect(await listAwards(school)).toEqual([])
    const result = patch.body['result'] as object
    const passed = await schoolCall(school, 'PATCH', path, { ...patch.body, result: { ...result, pass: 'passed' } })
    expect(passed.status, passed.text).toBeLessThan(300)
    const awards = await listAwards(school)
    expect(awards).toHaveLength(1)
    const offer = await makeOffer(school, awards[0]!.id, { transactionCode: false })
    const { credentials } = await redeemOffer(world().wallet, offer.credentialOfferUri)
    expect(credentials[0]!.claims).toMatchObject({ given_name: 'Maartje', family_name: 'van Damme', assessment_grade: '9' })
  })

  it('sent again change nothing; a corrected grade is a correction of the same award', async () => {
    const school = await createSchool(world().issuer)
    const offering = '8d2a3c60-2f7e-4f0a-8a52-6d6f7f3a1b11'
    const associationId = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'
    await publishAchievement(school, { ooapiOfferings: [offering] })
    const learner = { studentNumber: '2345678', givenName: 'Fatima', surname: 'El Amrani' }
    for (const score of ['7', '7', '8']) {
      const { put, patch } = await sendOkeResult(school, { associationId, offering, learner, score })
      expect([put.status < 300, patch.status < 300], put.text + patch.text).toEqual([true, true])
      expect(await listAwards(school)).toHaveLength(1)
    }
    const { credentials } = await redeemOffer(world().wallet, (await makeOffer(school, (await listAwards(school))[0]!.id, { transactionCode: false })).credentialOfferUri)
    expect(credentials[0]!.claims['assessment_grade']).toBe('8')
  })

  it('that are not final make no award', async () => {
    const school = await createSchool(world().issuer)
    const offering = 'a3a3a7c8-6f58-4a33-9a53-0a3f8d3c5b10'
    await publishAchievement(school, { ooapiOfferings: [offering] })
    const path = '/ooapi/v5/associations/5b5e5f0a-0c4a-4b8e-8f5a-9a1b2c3d4e5f'
    const learner = { studentNumber: '3456789', givenName: 'Lars', surname: 'Visser' }
    await schoolCall(school, 'PUT', path, okeAssociation({ associationId: path.split('/').at(-1)!, offering, learner }))
    expect((await schoolCall(school, 'PATCH', path, okeResultPatch({ final: false, resultDate: '2026-06-30' }))).status).toBeLessThan(300)
    expect(await listAwards(school)).toEqual([])
  })

  it('with a national identity number leave it at the door: neither database nor log has it', async () => {
    const school = await createSchool(world().issuer)
    const offering = 'c0ffee00-6f58-4a33-9a53-0a3f8d3c5b10'
    const number = '999991772'
    await publishAchievement(school, { ooapiOfferings: [offering] })
    const learner = { studentNumber: '4567890', givenName: 'Anna', surname: 'Jansen', nationalIdentityNumber: number }
    const { put, patch } = await sendOkeResult(school, { associationId: 'd1d1d1d1-0c4a-4b8e-8f5a-9a1b2c3d4e5f', offering, learner })
    expect([put.status < 300, patch.status < 300]).toEqual([true, true])
    expect(await listAwards(school)).toHaveLength(1)
    expect(await textInDatabase(world().database.url, number)).toEqual([])
    expect(await textInDatabase(world().database.url, 's4567890@student')).toEqual([])
    expect([...world().issuer.logs, ...world().verifier.logs].join('\n')).not.toContain(number)
  })
})

/** The tables in which a text occurs, in any column. */
async function textInDatabase(url: string, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ hits: number }>(`select count(*)::int as hits from ${name} as t where t::text like $1`, [`%${text}%`])
      if (rows[0]!.hits > 0) found.push(name)
    }
    expect(tables.length).toBeGreaterThan(3)
    return found
  } finally {
    await client.end()
  }
}
