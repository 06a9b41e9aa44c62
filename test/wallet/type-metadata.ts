/** SD-JWT VC type metadata, fetched from the `vct` itself (draft-ietf-oauth-sd-jwt-vc #name-from-a-url-in-the-vct-claim). */
import { z } from 'zod'
import { keepsPromise } from './integrity.ts'
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

const displaySchema = z.array(z.looseObject({ locale: z.string(), name: z.string().min(1), description: z.string().optional() })).min(1)
const claimsSchema = z.array(z.looseObject({
  path: z.array(z.union([z.string(), z.int(), z.null()])).min(1),
  display: z.array(z.looseObject({ locale: z.string(), label: z.string().min(1) })).optional(),
  sd: z.enum(['always', 'allowed', 'never']).optional(),
  mandatory: z.boolean().optional(),
})).min(1)

/** One document: what it leaves out, the type that it extends may say. */
const documentSchema = z.looseObject({ vct: z.string(), extends: z.url().optional(), 'extends#integrity': z.string().optional(), display: displaySchema.optional(), claims: claimsSchema.optional() })
type TypeDocument = z.infer<typeof documentSchema>

/** Names and labels of a credential type, those it inherits among them. */
export type TypeMetadata = { vct: string; display: z.infer<typeof displaySchema>; claims: z.infer<typeof claimsSchema> }

/** So many types may stand above a type. */
export const maxExtensions = 8

/**
 * Fetches the metadata of a type, and of the types that it extends, and demands a name and a label for every claim in Dutch
 * and in English.
 *
 * @param integrity `vct#integrity` of the credential: what is fetched must be those bytes, as what is extended must be those of `extends#integrity`
 * @throws WalletError TYPE_METADATA_INVALID, also for a type that extends in a circle or more than `maxExtensions` others
 */
export async function loadTypeMetadata(wallet: Wallet, vct: string, integrity?: string): Promise<TypeMetadata> {
  const lineage = await loadLineage(wallet, vct, integrity)
  const display = lineage.find((document) => document.display !== undefined)?.display
  // What is said nearest to the type itself counts.
  const claims = [...new Map(lineage.flatMap((document) => document.claims ?? []).toReversed().map((claim) => [JSON.stringify(claim.path), claim])).values()].toReversed()
  if (display === undefined || claims.length === 0) throw new WalletError('TYPE_METADATA_INVALID', 'the type has no names, or no claims')
  for (const language of ['nl', 'en']) {
    if (nameOf(display, language) === undefined) throw new WalletError('TYPE_METADATA_INVALID', `the type has no name in ${language}`)
    for (const claim of claims) {
      if (claim.display !== undefined && nameOf(claim.display, language) === undefined) {
        throw new WalletError('TYPE_METADATA_INVALID', `${claim.path.join('.')} has no label in ${language}`)
      }
    }
  }
  return { vct, display, claims }
}

/** The documents of a type and of what it extends, the type itself first (SD-JWT VC #circular-extends). */
async function loadLineage(wallet: Wallet, vct: string, integrity: string | undefined): Promise<TypeDocument[]> {
  const lineage: TypeDocument[] = []
  for (let next: string | undefined = vct; next !== undefined; next = lineage.at(-1)?.extends) {
    if (lineage.some((document) => document.vct === next)) throw new WalletError('TYPE_METADATA_INVALID', 'the type extends in a circle')
    if (lineage.length > maxExtensions) throw new WalletError('TYPE_METADATA_INVALID', `the type extends more than ${maxExtensions} others`)
    lineage.push(await loadDocument(wallet, next, lineage.length === 0 ? integrity : lineage.at(-1)!['extends#integrity']))
  }
  return lineage
}

async function loadDocument(wallet: Wallet, vct: string, integrity: string | undefined): Promise<TypeDocument> {
  const answer = await send(wallet.fetch, vct, { headers: { accept: 'application/json' } })
  if (answer.status !== 200) throw new WalletError('TYPE_METADATA_INVALID', `no type metadata (${answer.status})`, { answer })
  if (integrity !== undefined && !keepsPromise(answer.bytes, integrity)) throw new WalletError('TYPE_METADATA_INVALID', 'the type metadata is not what was promised (integrity)', { answer })
  const parsed = documentSchema.safeParse(answer.body)
  if (!parsed.success) throw new WalletError('TYPE_METADATA_INVALID', 'the type metadata is not well formed', { answer, cause: parsed.error })
  if (parsed.data.vct !== vct) throw new WalletError('TYPE_METADATA_INVALID', 'the type metadata is of another type', { answer })
  return parsed.data
}

/** The label of a claim in a language (`nl`, `en`), or the path itself. */
export function labelOf(type: TypeMetadata, path: readonly (string | number | null)[], language: string): string {
  const claim = type.claims.find((candidate) => JSON.stringify(candidate.path) === JSON.stringify(path))
  return nameOf(claim?.display ?? [], language) ?? path.join('.')
}

function nameOf(display: readonly { locale: string; name?: unknown; label?: unknown }[], language: string): string | undefined {
  const entry = display.find(({ locale }) => locale === language || locale.startsWith(`${language}-`))
  const name = entry?.name ?? entry?.label
  return typeof name === 'string' ? name : undefined
}
