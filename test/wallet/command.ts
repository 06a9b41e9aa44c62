/**
 * The wallet of the tests by hand, for trying out a sandbox (README.md): `redeem` takes an offer, `present` answers an
 * employer. What it holds stands with its keys in a file, unprotected: it is no wallet for a person.
 *
 *   npm run wallet -- redeem '<credentialOfferUri>' [transaction code]
 *   npm run wallet -- present '<walletUrl>'
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { calculateJwkThumbprint, exportJWK, importJWK, type CryptoKey, type JWK } from 'jose'
import { checkCredential, type HeldCredential } from './check-credential.ts'
import type { HolderJwk, HolderKey } from './holder-key.ts'
import { labelOf } from './type-metadata.ts'
import { presentCredentials } from './present-credentials.ts'
import { redeemOffer } from './redeem-offer.ts'
import { createWallet } from './wallet.ts'
import { WalletError } from './wallet-error.ts'

type Kept = { compact: string; vct: string; key: JWK }

const file = path.join('data', 'wallet.json')
const wallet = createWallet()
const say = (text: string): void => { process.stdout.write(`${text}\n`) }

const commands: Record<string, (...given: string[]) => Promise<void>> = { redeem, present }

try {
  const [name = '', ...given] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined || given.length === 0) throw new WalletError('REQUEST_UNREADABLE', "say: redeem '<credentialOfferUri>' [transaction code], or: present '<walletUrl>'")
  await command(...given)
} catch (error) {
  process.stderr.write(`${error instanceof WalletError ? `${error.message}${error.answer === undefined ? '' : `: ${error.answer.text}`}` : String(error)}\n`)
  process.exitCode = 1
}

async function redeem(link: string, transactionCode?: string): Promise<void> {
  const { credentials } = await redeemOffer(wallet, link, { transactionCode, dpop: true })
  const made = await Promise.all(credentials.map(async ({ compact, key, visible }): Promise<Kept> => ({ compact, vct: String(visible['vct']), key: await exportJWK(key.privateKey) })))
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, JSON.stringify([...await load(), ...made], null, 2), { mode: 0o600 })
  for (const credential of credentials) {
    say(`In the wallet: ${JSON.stringify(credential.visible['achievement_title'])}, from ${credential.issuer}.`)
    say(`It can withhold: ${named(credential, credential.disclosable)}.`)
  }
}

async function present(link: string): Promise<void> {
  const held = await Promise.all((await load()).map(open))
  const { answer, redirectUri } = await presentCredentials(wallet, link, held)
  for (const { credential, disclosed } of answer.shown) say(`Shown: ${JSON.stringify(credential.visible['achievement_title'])} with ${named(credential, disclosed)}.`)
  if (redirectUri !== undefined) say(`Now open, in the browser where it began: ${redirectUri}`)
}

async function load(): Promise<Kept[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]')
  return JSON.parse(text) as Kept[]
}

/** Checks a credential again, as on the day it came. */
async function open({ compact, vct, key: jwk }: Kept): Promise<HeldCredential> {
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } as HolderJwk
  const key: HolderKey = { publicJwk, privateKey: await importJWK(jwk, 'ES256') as CryptoKey, thumbprint: await calculateJwkThumbprint(publicJwk) }
  return checkCredential(wallet, compact, { keys: [key], configuration: { vct } })
}

function named({ typeMetadata }: HeldCredential, claims: readonly string[]): string {
  return claims.map((name) => labelOf(typeMetadata, [name], 'en').toLowerCase()).join(', ')
}
