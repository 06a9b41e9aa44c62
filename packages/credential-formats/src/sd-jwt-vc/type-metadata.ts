import { isJsonObject, JsonError, type JsonObject, type JsonValue, parseJsonObject } from '@eduwallet/strict-json'
import { matchesIntegrity } from '../integrity/subresource-integrity.ts'

/** Why the metadata of a type cannot be used. Closed: callers switch on it. */
export type TypeMetadataErrorCode =
  | 'TYPE_METADATA_MALFORMED'
  | 'TYPE_METADATA_OTHER_TYPE'
  | 'TYPE_METADATA_INTEGRITY'
  | 'TYPE_METADATA_CIRCULAR'
  | 'TYPE_METADATA_TOO_LONG'
  | 'TYPE_METADATA_LOOSENED'

export class TypeMetadataError extends Error {
  readonly code: TypeMetadataErrorCode
  constructor(code: TypeMetadataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TypeMetadataError'
    this.code = code
  }
}

export type ClaimMetadata = {
  readonly path: readonly (string | number | null)[]
  readonly sd: 'always' | 'allowed' | 'never'
  readonly mandatory: boolean
  readonly display: readonly JsonObject[]
}

/** What a type and the types that it extends say together. It says how to show a credential, and gives nobody the right to issue one. */
export type TypeMetadata = {
  readonly vct: string
  /** The type itself first. */
  readonly lineage: readonly string[]
  readonly display: readonly JsonObject[]
  readonly claims: readonly ClaimMetadata[]
}

export type TypeMetadataSource = {
  /** The bytes that are published for a type. Goes to the network, or not: bounds of size, time and address are its own. */
  load(vct: string): Promise<Uint8Array>
  /** `vct#integrity` of the credential, when it has one. */
  integrity?: string | undefined
}

/** So many types may stand above a type. */
const MAX_EXTENSIONS = 8
const LIMITS = { maxBytes: 262_144, maxDepth: 16 }
const MAX_CLAIMS = 512

type Document = { readonly vct: string; readonly extended: string | undefined; readonly integrity: string | undefined; readonly display: readonly JsonObject[] | undefined; readonly claims: readonly Partial<ClaimMetadata>[] }

/**
 * Reads the metadata of a type and of what it extends (SD-JWT VC draft 13 #section-6): every document is of the type that it was asked for, has the bytes that are promised for it (`vct#integrity`,
 * `extends#integrity`; #section-7), no type comes twice (#section-6.4, circular) and there are at most eight above. What is said nearest to the type counts, but a claim that is always or never hidden, or that must
 * be there, stays so (#section-9.2, #section-9.3). Throws TypeMetadataError, and what `load` throws.
 */
export async function resolveTypeMetadata(vct: string, { load, integrity }: TypeMetadataSource): Promise<TypeMetadata> {
  const documents: Document[] = []
  for (let next: { vct: string; integrity: string | undefined } | undefined = { vct, integrity }; next !== undefined;) {
    const { vct: asked, integrity: promised }: { vct: string; integrity: string | undefined } = next
    if (documents.some((document) => document.vct === asked)) throw new TypeMetadataError('TYPE_METADATA_CIRCULAR', 'a type extends itself')
    if (documents.length > MAX_EXTENSIONS) throw new TypeMetadataError('TYPE_METADATA_TOO_LONG', `a type extends more than ${MAX_EXTENSIONS} others`)
    const bytes = await load(asked)
    if (promised !== undefined && !matchesIntegrity(bytes, promised)) throw new TypeMetadataError('TYPE_METADATA_INTEGRITY', 'the metadata is not what was promised')
    const document = readDocument(bytes)
    if (document.vct !== asked) throw new TypeMetadataError('TYPE_METADATA_OTHER_TYPE', 'the metadata is of another type')
    documents.push(document)
    next = document.extended === undefined ? undefined : { vct: document.extended, integrity: document.integrity }
  }
  return { vct, lineage: documents.map((document) => document.vct), display: documents.find(({ display }) => display !== undefined)?.display ?? [], claims: mergeClaims(documents.toReversed()) }
}

function readDocument(bytes: Uint8Array): Document {
  let json: JsonObject
  try {
    json = parseJsonObject(bytes, LIMITS)
  } catch (cause) {
    if (cause instanceof JsonError) throw new TypeMetadataError('TYPE_METADATA_MALFORMED', `the metadata is not strict JSON: ${cause.code}`, { cause })
    throw cause
  }
  const { vct, extends: extended, 'extends#integrity': integrity, display, claims = [] } = json
  if (typeof vct !== 'string' || vct === '' || !isOptionalText(extended) || !isOptionalText(integrity)) throw malformed('vct, extends or extends#integrity')
  if (display !== undefined && !isObjects(display)) throw malformed('display')
  if (!isObjects(claims) || claims.length > MAX_CLAIMS) throw malformed('claims')
  return { vct, extended, integrity, display, claims: claims.map(readClaim) }
}

function readClaim({ path, sd, mandatory, display }: JsonObject): Partial<ClaimMetadata> {
  if (!Array.isArray(path) || path.length === 0 || !path.every((step) => step === null || typeof step === 'string' || (typeof step === 'number' && Number.isInteger(step) && step >= 0))) throw malformed('path')
  if (sd !== undefined && sd !== 'always' && sd !== 'allowed' && sd !== 'never') throw malformed('sd')
  if (mandatory !== undefined && typeof mandatory !== 'boolean') throw malformed('mandatory')
  if (display !== undefined && !isObjects(display)) throw malformed('display')
  return { path: path as (string | number | null)[], ...(sd === undefined ? {} : { sd }), ...(mandatory === undefined ? {} : { mandatory }), ...(display === undefined ? {} : { display }) }
}

/** The furthest ancestor first, so that each may add to what those before it said. */
function mergeClaims(documents: readonly Document[]): ClaimMetadata[] {
  const merged = new Map<string, ClaimMetadata>()
  for (const claim of documents.flatMap(({ claims }) => claims)) {
    const { path = [] } = claim
    const key = JSON.stringify(path)
    const inherited = merged.get(key)
    const isLoosened = inherited !== undefined && ((claim.sd !== undefined && inherited.sd !== 'allowed' && claim.sd !== inherited.sd) || (inherited.mandatory && claim.mandatory === false))
    if (isLoosened) throw new TypeMetadataError('TYPE_METADATA_LOOSENED', 'a type allows what the type that it extends forbids')
    merged.set(key, { path, sd: claim.sd ?? inherited?.sd ?? 'allowed', mandatory: claim.mandatory ?? inherited?.mandatory ?? false, display: claim.display ?? inherited?.display ?? [] })
  }
  return [...merged.values()]
}

function isOptionalText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value !== '')
}

function isObjects(value: JsonValue): value is JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject)
}

function malformed(member: string): TypeMetadataError {
  return new TypeMetadataError('TYPE_METADATA_MALFORMED', `${member} of the metadata has another shape`)
}
