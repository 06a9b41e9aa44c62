import { isEnvelope } from '@eduwallet/credential-formats'
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import type { CredentialJudgement, LineOfVerdict } from '../../judging/index.ts'

type Result = { verified: boolean; input: JsonValue | undefined }
export type CredentialResults = { validFrom?: Result; validUntil?: Result; credentialStatus: Result[]; proof: (Result & { algorithm: string })[] }

/** What was handed in, as far as it can be what was judged: of an envelope nothing, because nobody signed what stands beside its token. */
export function judgedPart(given: JsonObject): JsonObject {
  return isEnvelope(given, 'EnvelopedVerifiableCredential') || isEnvelope(given, 'EnvelopedVerifiablePresentation') ? {} : given
}

/** What was found of each part of a credential that was handed in (VCALM #verify-credential, `results`). Every proof has its own line. */
export function resultsOf({ checks, proofs, credential }: CredentialJudgement, handedIn: JsonObject): CredentialResults {
  const given = judgedPart(handedIn)
  const passed = (name: LineOfVerdict['name']): boolean => checks.some((check) => check.name === name && check.outcome === 'passed')
  const said: JsonObject = credential?.claims ?? given
  const period = (name: 'validFrom' | 'validUntil'): Partial<CredentialResults> => said[name] === undefined ? {} : { [name]: { verified: passed('validity_period'), input: said[name] } }
  const inputs = listOf(given['proof'])
  return {
    ...period('validFrom'),
    ...period('validUntil'),
    credentialStatus: listOf(said['credentialStatus']).map((input) => ({ verified: passed('status'), input })),
    proof: proofs.map(({ algorithm, key }, at) => ({ verified: key.outcome === 'passed' && passed('issuer_signature'), algorithm, input: inputs[at] ?? null })),
  }
}

/** As a list what may stand alone, or not at all. */
export function listOf(value: JsonValue | undefined): JsonValue[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/** The id of a holder, by itself or in an object. */
export function holderOf({ holder }: JsonObject): JsonValue | undefined {
  return isJsonObject(holder) ? holder['id'] : holder
}

/** The names of the checks that were made and passed. */
export function passedChecks(checks: readonly LineOfVerdict[]): string[] {
  return checks.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)
}
