import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { MICRO_CREDENTIAL_VCT, readMicroCredential } from './read-micro-credential.ts'

const claims = {
  vct: MICRO_CREDENTIAL_VCT,
  issuer: { name: 'Hogeschool Voorbeeld', otherIdentifier: [{ type: 'IdentifierEntry', identifier: '21PB', identifierType: 'ext:BRIN' }], address: { addressCountryCode: 'NL' } },
  validFrom: '2026-07-01T00:00:00Z',
  credentialSubject: {
    achievement: {
      name: 'Minor Circulair ontwerpen', description: 'Een half jaar ontwerpen voor **hergebruik**.', criteria: { narrative: 'Beroepsproduct.' }, inLanguage: 'nl-NL', ECTS: 2.5,
      alignment: [{ targetType: 'ext:QualityAssurance', targetName: 'Kwaliteitskader', targetUrl: 'https://npuls.nl/kader' }, { targetType: 'ext:EQF', targetCode: '6', targetName: 'EQF 6', targetUrl: 'https://x.example' }],
      participationType: 'online', assessmentType: 'portfolio', supervisionType: 'onsite with identity verification', identityChecked: true,
      resultDescription: [{ name: 'Cijfer', valueMin: '1', valueMax: '10', requiredValue: '6', resultType: 'ext:ECTSGradeScore' }],
    },
    result: [{ type: ['Result'], value: '8.5' }],
  },
}
const withAchievement = (changes: Record<string, unknown>) => ({ ...claims, credentialSubject: { ...claims.credentialSubject, achievement: { ...claims.credentialSubject.achievement, ...changes } } })

describe('the micro credential of DC4EU', () => {
  it('is read into the words of the model, in its own language', () => {
    expect(readMicroCredential(claims)).toEqual({
      ok: true,
      findings: [],
      dropped: { nationalIdentityNumbers: 0, fields: expect.any(Number) as number },
      value: {
        achievement: {
          title: { nl: 'Minor Circulair ontwerpen' }, description: { nl: 'Een half jaar ontwerpen voor **hergebruik**.' }, criteria: { nl: 'Beroepsproduct.' }, workload: { ects: '2.5' }, level: { eqf: 6 },
          participation: ['online'], assessmentTypes: ['portfolio_assessment'], supervision: { supervised: true, identityVerified: true, place: 'onsite' }, qualityAssurance: { name: { nl: 'Kwaliteitskader' }, url: 'https://npuls.nl/kader' },
          gradeScale: { minimum: '1', maximum: '10', required: '6' },
        },
        grade: '8.5',
        institution: { name: { nl: 'Hogeschool Voorbeeld' }, country: 'NL', identifiers: { brin: '21PB' } },
      },
    })
  })

  it('a word that may mean several of ours, or a number of an unknown register, is left out and said', () => {
    const read = readMicroCredential(withAchievement({ participationType: 'onsite or blended', assessmentType: 'testing', educationProgramIdentifier: 34406 }))
    expect(read).toMatchObject({ ok: true, findings: ['educationProgramIdentifier', 'participationType', 'assessmentType'].map((name) => ({ path: `/credentialSubject/achievement/${name}`, severity: 'warning' })) })
    expect(read.ok && Object.keys(read.value.achievement ?? {})).not.toEqual(expect.arrayContaining(['participation']))
  })

  it('when it was awarded is said by awardedDate alone, and how long it is valid by both', () => {
    expect(readMicroCredential({ ...claims, validUntil: '2031-06-30T12:00:00Z' })).not.toHaveProperty('value.awardedOn')
    expect(readMicroCredential({ ...claims, awardedDate: '2026-06-30T12:00:00Z', validUntil: '2031-06-30T12:00:00Z' })).toMatchObject({ value: { awardedOn: '2026-06-30', achievement: { validForDays: 1826 } } })
  })

  it('each claim of its type metadata that has a place in the model is read', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const type = referenceData('credential-types/vctm_microcredential.json') as { vct: string; claims: { path: string[] }[] }
    expect(type.vct).toBe(MICRO_CREDENTIAL_VCT)
    // Without one it must read differently. The name of a result, the programme and the days of validity have no place.
    const without = new Set(['resultDescription[0].name', 'educationProgramIdentifier', 'validFrom', 'validUntil', 'issuer.address.addressCountryCodename'])
    const full = { ...claims, credentialSubject: { ...claims.credentialSubject } }
    for (const { path } of type.claims) {
      const dotted = path.join('.').replace(/^credentialSubject\.achievement\./, '')
      if (without.has(dotted)) continue
      const changed = structuredClone(full) as unknown
      removeAt(changed, path.flatMap((part) => /^(.+)\[(\d)\]$/.exec(part)?.slice(1) ?? [part]))
      expect(JSON.stringify(valueOf(changed)), dotted).not.toBe(JSON.stringify(valueOf(full)))
    }
  })

  it('any JSON is answered, never with an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(claims)), (given) => { expect(readMicroCredential(given)).toHaveProperty('ok') }), { numRuns: 1000 })
  })
})

function valueOf(given: unknown): unknown {
  const read = readMicroCredential(given)
  return read.ok && read.value
}

function removeAt(root: unknown, path: readonly string[]): void {
  const parent = path.slice(0, -1).reduce((value, part) => (value as Record<string, unknown>)[part], root) as Record<string, unknown>
  delete parent[path.at(-1) ?? '']
}
