/** The documents against the schemas of others: the JSON Schema of the European Digital Credential, and the SHACL shapes of its vocabularies. */
import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { Parser, Store } from 'n3'
import SHACLValidator from 'rdf-validate-shacl'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent, referenceText } from '../../../../test/reference-data/index.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { careCertificate, circularMinor, completeAchievements, institutions, learners } from '../fixtures/index.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { statementsOf } from '../testing/json-ld.ts'
import { projectElm } from './project-elm.ts'

const issuance = { id: 'urn:credential:3ef0ac26-9a1f-41c6-871b-2b82e670907b', issuer: 'did:web:hogeschool.example', issuedAt: '2026-07-01T09:30:00+02:00' }
const documentOf = (achievement: AwardedAchievement['achievement']) => projectElm({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }, issuance).document

/**
 * What the schema of the European Digital Credential demands that this form cannot meet: it was made for VCDM 2.0 and the type of EBSI,
 * and Europass takes VCDM 1.1. The sample of the Commission itself has the same two.
 */
const exceptions = {
  '/@context': 'demands https://www.w3.org/ns/credentials/v2; under it the context of the application profile redefines protected terms',
  '/type': 'demands VerifiableAttestation, a type of EBSI that the context of the application profile does not define',
}

function compiled(file: string): ValidateFunction {
  const schema = referenceData(`schemas/elm/${file}`) as { $id?: string }
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
  if (schema.$id !== undefined) ajv.addSchema(referenceData('schemas/elm/vcdm2.0-attestation-schema.json') as object, new URL('./vcdm2.0-attestation-schema/schema.json', schema.$id).href)
  return ajv.compile(schema)
}

/** Where the document does not meet the schema; the members of a list are as one. */
function faults(validate: ValidateFunction, document: unknown): string[] {
  validate(document)
  return [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath.replace(/^(\/@context)\/\d+$/, '$1')))].toSorted()
}

describe('the JSON Schema of the European Digital Credential', () => {
  it('holds but for its form of VCDM', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const validate = compiled('vcdm2.0-europass-edc-schema.json')
    for (const { name, achievement } of completeAchievements) expect(faults(validate, documentOf(achievement)), name).toEqual(Object.keys(exceptions))
  })

  it('holds but for its form of VCDM for any award', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const validate = compiled('vcdm2.0-europass-edc-schema.json')
    fc.assert(fc.property(anyAwardedAchievement, (award) => { expect(faults(validate, projectElm(award, issuance).document)).toEqual(Object.keys(exceptions)) }), { numRuns: 100 })
  })

  it('holds in full for the same credential in the form it was made for', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const inVcdm2 = { ...documentOf(careCertificate), '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential', 'VerifiableAttestation', 'EuropeanDigitalCredential'] }
    expect(faults(compiled('vcdm2.0-europass-edc-schema.json'), inVcdm2)).toEqual([])
    expect(faults(compiled('vcdm2.0-europass-edc-schema.json'), { ...inVcdm2, credentialSubject: { type: 'Person', hasClaim: [{ type: 'LearningAchievement' }] } })).not.toEqual([])
  })

  it('the older one refuses every concept of the European vocabularies, also in the sample of the Commission: it writes data.europe.eu', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const { $defs } = referenceData('schemas/elm/elm_schema.json') as { $defs: { GenericIdType: object } }
    const id = new Ajv2020({ strict: false, validateFormats: false }).compile({ ...$defs.GenericIdType, $defs })
    expect(id('http://data.europa.eu/snb/eqf/6')).toBe(false)
    expect(id('http://data.europe.eu/snb/eqf/6')).toBe(true)
  })
})

/** The document as RDF; in safe mode, so a member the contexts do not know is an error instead of nothing. */
async function rdfOf(document: unknown) {
  const statements = await statementsOf(document, new Map([['http://data.europa.eu/snb/model/context/edc-ap', referenceData('schemas/elm/edc-ap-context.jsonld')]]))
  return new Store(new Parser({ format: 'N-Quads' }).parse(statements.join('\n')))
}

/** What the shapes of edc-generic-full find. It imports edc-generic-no-cv, which is not in the reference data: only the vocabularies are judged. */
async function shapeFaults(document: unknown): Promise<string[]> {
  const shapes = new Parser().parse(referenceText('schemas/elm/shape.ttl')).filter(({ predicate }) => predicate.value !== 'http://www.w3.org/2002/07/owl#imports')
  const report = await new SHACLValidator(new Store(shapes)).validate(await rdfOf(document))
  return report.results.map(({ path }) => path?.value ?? '')
}

describe('the SHACL shapes of Europass (edc-generic-full)', () => {
  it('hold', async (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    for (const { name, achievement } of completeAchievements) expect(await shapeFaults(documentOf(achievement)), name).toEqual([])
  })

  it('hold for any award, and every member is a term of the contexts', async (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    await fc.assert(fc.asyncProperty(anyAwardedAchievement, async (award) => { expect(await shapeFaults(projectElm(award, issuance).document)).toEqual([]) }), { numRuns: 25 })
  })

  it('do not hold for a level of another vocabulary or a credential without a language to show', async (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const text = JSON.stringify(documentOf(circularMinor))
    expect(await shapeFaults(JSON.parse(text.replaceAll('http://data.europa.eu/snb/eqf/25831c2', 'http://example.nl/levels')))).toEqual(['http://data.europa.eu/snb/model/elm/EQFLevel'])
    expect(await shapeFaults(JSON.parse(text.replaceAll('"primaryLanguage"', '"language"')))).toContain('http://data.europa.eu/snb/model/elm/primaryLanguage')
  })
})
