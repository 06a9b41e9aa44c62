import { DcqlQuery } from 'dcql'
import { describe, expect, it } from 'vitest'
import { composeQuery, formatsIn } from './compose-query.ts'

const vct = 'https://issuer.example/vct/1'
const claims = ['given_name', 'achievement_title', 'learning_outcomes', 'date_of_issuance']
const formats = (query: ReturnType<typeof composeQuery>) => query?.credentials.map(({ format }) => format)

describe('the query of a question', () => {
  it('asks for one SD-JWT VC while only such types are recognised, and offers no choice', () => {
    const query = composeQuery('q', { types: [vct], claims })
    expect(query).toEqual({ credentials: [{ id: 'q', format: 'dc+sd-jwt', require_cryptographic_holder_binding: true, meta: { vct_values: [vct] }, claims: claims.map((name) => ({ path: [name] })) }] })
    expect(formatsIn(query!)).toEqual({ 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } })
  })

  it('asks for one of several forms when badges are recognised too, with holder binding in each', () => {
    const query = composeQuery('q', { types: [vct, 'OpenBadgeCredential'], claims })
    expect(formats(query)?.slice(0, 3)).toEqual(['dc+sd-jwt', 'vc+sd-jwt', 'ldp_vc'])
    expect(query?.credential_sets).toEqual([{ options: query?.credentials.map(({ id }) => [id]) }])
    expect(query?.credentials.every(({ require_cryptographic_holder_binding: bound }) => bound)).toBe(true)
    expect(query?.credentials[1]).toMatchObject({ meta: { type_values: [['https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential']] } })
    expect(() => DcqlQuery.validate(DcqlQuery.parse(query as DcqlQuery.Input))).not.toThrow()
    expect(Object.keys(formatsIn(query!))).toEqual(formats(query))
    expect(formatsIn(query!)['ldp_vc']).toMatchObject({ proof_type_values: ['DataIntegrityProof'], cryptosuite_values: expect.arrayContaining(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019']) as unknown })
  })

  it('VPR-17 asks of a badge nothing but where it says what was asked, and no badge at all when that is nowhere', () => {
    const paths = (asked: string[]) => composeQuery('q', { types: ['OpenBadgeCredential'], claims: asked })?.credentials.map((each) => each.claims.map(({ path }) => path.join('.')))
    expect(paths(claims)?.[0]).toEqual(['credentialSubject.achievement.name', 'validFrom'])
    expect(paths(['achievement_title'])?.[0]).toEqual(['credentialSubject.achievement.name'])
    expect(paths(['given_name', 'workload'])).toBeUndefined()
  })

  it('is none when no recognised type can be asked for', () => {
    expect(composeQuery('q', { types: [], claims })).toBeUndefined()
    expect(composeQuery('q', { types: ['ClrCredential'], claims })).toBeUndefined()
  })
})
