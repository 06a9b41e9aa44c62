/** SD-JWT VC type metadata, fetched from the `vct` itself (draft-ietf-oauth-sd-jwt-vc #name-from-a-url-in-the-vct-claim). */
import { z } from 'zod'
import { send } from './send.ts'
import type { Wallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

const typeSchema = z.looseObject({
  vct: z.string(),
  display: z.array(z.looseObject({ locale: z.string(), name: z.string().min(1), description: z.string().optional() })).min(1),
  claims: z.array(z.looseObject({
    path: z.array(z.union([z.string(), z.int(), z.null()])).min(1),
    display: z.array(z.looseObject({ locale: z.string(), label: z.string().min(1) })).optional(),
    sd: z.enum(['always', 'allowed', 'never']).optional(),
    mandatory: z.boolean().optional(),
  })).min(1),
})

/** Names and labels of a credential type. */
export type TypeMetadata = z.infer<typeof typeSchema>

/**
 * Fetches the metadata of a type and demands a name and a label for every claim in Dutch and in English.
 *
 * @throws WalletError TYPE_METADATA_INVALID
 */
export async function loadTypeMetadata(wallet: Wallet, vct: string): Promise<TypeMetadata> {
  const answer = await send(wallet.fetch, vct, { headers: { accept: 'application/json' } })
  if (answer.status !== 200) throw new WalletError('TYPE_METADATA_INVALID', `no type metadata (${answer.status})`, { answer })
  const parsed = typeSchema.safeParse(answer.body)
  if (!parsed.success) throw new WalletError('TYPE_METADATA_INVALID', 'the type metadata is not well formed', { answer, cause: parsed.error })
  if (parsed.data.vct !== vct) throw new WalletError('TYPE_METADATA_INVALID', 'the type metadata is of another type', { answer })
  for (const language of ['nl', 'en']) {
    if (nameOf(parsed.data.display, language) === undefined) throw new WalletError('TYPE_METADATA_INVALID', `the type has no name in ${language}`)
    for (const claim of parsed.data.claims) {
      if (claim.display !== undefined && nameOf(claim.display, language) === undefined) {
        throw new WalletError('TYPE_METADATA_INVALID', `${claim.path.join('.')} has no label in ${language}`)
      }
    }
  }
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
