/** One award in the words of each format: an Open Badge wherever the format has the W3C data model, so that formats can be compared. */
import { randomBytes } from 'node:crypto'
import { dataIntegrityMechanisms, dataIntegrityReader, mechanisms as shipped, openContexts, randomSalts, readers as known, type CredentialReader, type CredentialToSecure, type SecuringMechanism } from '@eduwallet/credential-formats'
import { composeMicrocredentialClaims, MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext, projectOpenBadge } from '@eduwallet/microcredential'
import { cases } from '@eduwallet/microcredential/fixtures'
import type { JsonObject } from '@eduwallet/strict-json'
import { dataIntegritySubjects } from '../../../packages/credential-formats/src/fixtures/data-integrity-subjects.ts'
import type { FormatSubject } from '../../../packages/credential-formats/src/fixtures/format-subject.ts'
import { jadesSubjects } from '../../../packages/credential-formats/src/fixtures/jades-subjects.ts'
import { joseSubjects } from '../../../packages/credential-formats/src/fixtures/jose-subjects.ts'
import { testKey } from '../../../packages/credential-formats/src/sd-jwt-vc/fixtures/forge.ts'

const contextUrl = `https://issuer.example${MICROCREDENTIAL_CONTEXT_PATH}`
/** The contexts of a real installation: the shipped ones and our own. */
export const contexts = openContexts([[contextUrl, microcredentialContext as JsonObject]])
export const issuerDid = 'did:web:school.example'

const mechanisms = new Map<string, SecuringMechanism>([...shipped, ...dataIntegrityMechanisms(contexts)].map((mechanism) => [mechanism.name, mechanism]))
/** What is measured, in the order in which it is told. */
export const formatNames: readonly string[] = [...mechanisms.keys()]

const { award } = cases[0]!
const { grade, evidence: _evidence, ...plainAward } = award
const holder = testKey()
const subjects: Readonly<Record<string, FormatSubject>> = { ...joseSubjects, ...jadesSubjects, ...dataIntegritySubjects }
const openBadge = projectOpenBadge({
  issuerId: issuerDid, contextUrl, award, id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', achievementId: 'https://issuer.example/school/achievements/1',
  validFrom: new Date('2026-09-01T10:00:00Z'), subject: { id: 'did:example:learner' }, language: 'nl',
}).document as unknown as JsonObject
const salts = randomSalts(randomBytes)

/** All that is needed to secure and verify in one format. */
export type MeasuredFormat = { readonly mechanism: SecuringMechanism; readonly reader: CredentialReader; readonly subject: FormatSubject; readonly credential: CredentialToSecure }

/** The format of this name with its document. Throws for a name that is not in `formatNames`. */
export function formatOf(name: string): MeasuredFormat {
  const [mechanism, subject] = [mechanisms.get(name), subjects[name]]
  const reader = [dataIntegrityReader({ contexts }), ...known].find(({ format }) => format === mechanism?.format)
  if (mechanism === undefined || subject === undefined || reader === undefined) throw new Error(`there is nothing to measure ${name} with`)
  return { mechanism, reader, subject, credential: { ...documentFor(mechanism, subject.credential(holder)), saltFor: salts } }
}

function documentFor({ name, format }: SecuringMechanism, usual: Omit<CredentialToSecure, 'saltFor'>): Omit<CredentialToSecure, 'saltFor'> {
  const certificates = [600, 620].map((octets) => Buffer.alloc(octets, 7).toString('base64'))
  if (format === 'dc+sd-jwt') {
    const { claims, selectivelyDisclosable } = composeMicrocredentialClaims({ ...plainAward, ...(grade === undefined ? {} : { grade }) })
    const { iss, iat, exp, cnf } = usual.claims
    return { claims: { iss, iat, exp, cnf, vct: 'https://issuer.example/vct/microcredential', status: { status_list: { idx: 7, uri: 'https://issuer.example/status/1' } }, ...claims }, selectivelyDisclosable, header: { ...usual.header, x5c: certificates } }
  }
  // The peer of ecdsa-sd-2023 cannot process lists, and our words have some; a European credential is no badge.
  if (format === 'jades' || name === 'ecdsa-sd-2023') return usual
  if (format === 'vc+sd-jwt') return { ...usual, claims: { ...openBadge, cnf: usual.claims['cnf'], status: usual.claims['status'] }, selectivelyDisclosable: [['name'], ['credentialSubject', 'result'], ['credentialSubject', 'achievement', 'description'], ['credentialSubject', 'achievement', 'criteria']] }
  if (name === 'jwt_vc_json') {
    const { '@context': _contexts, validFrom, ...rest } = openBadge
    return { ...usual, claims: { '@context': ['https://www.w3.org/2018/credentials/v1'], ...rest, issuanceDate: validFrom }, securedAt: new Date('2026-09-01T10:00:00Z') }
  }
  return { ...usual, claims: openBadge, selectivelyDisclosable: [] }
}
