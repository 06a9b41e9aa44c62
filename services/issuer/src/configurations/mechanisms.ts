import { dataIntegrityMechanisms, mechanisms as known, openContexts, sandboxContexts, type SecuringMechanism } from '@eduwallet/credential-formats'
import { MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext } from '@eduwallet/microcredential'
import type { JsonObject } from '@eduwallet/strict-json'
import { configurations, type CredentialConfiguration } from './configurations.ts'

/** The mechanisms by name. */
export type Mechanisms = ReadonlyMap<string, SecuringMechanism>

/** Where our Dutch terms are explained: the context of every badge of the issuer at this origin. */
export function badgeContextUrl(publicUrl: string): string {
  return `${publicUrl}${MICROCREDENTIAL_CONTEXT_PATH}`
}

/**
 * Opens every mechanism there is; those of JSON-LD know the context that stands below this origin as well. Throws when a configuration names
 * one that is not there: a mistake of ours, found at the start. `openSandbox`: they secure what says anything, in terms of its own, and VCDM 1.1.
 */
export function openMechanisms(publicUrl: string, { openSandbox = false }: { openSandbox?: boolean } = {}): Mechanisms {
  const added = [[badgeContextUrl(publicUrl), microcredentialContext as JsonObject]] as const
  const embedded = openSandbox ? dataIntegrityMechanisms(sandboxContexts(added), { versions: ['2.0', '1.1'] }) : dataIntegrityMechanisms(openContexts(added))
  const opened = new Map([...known, ...embedded].map((mechanism) => [mechanism.name, mechanism]))
  for (const configuration of configurations) mechanismOf(opened, configuration)
  return opened
}

/** How a configuration is secured. */
export function mechanismOf(mechanisms: Mechanisms, { id, mechanism }: CredentialConfiguration): SecuringMechanism {
  const found = mechanisms.get(mechanism)
  if (found === undefined) throw new Error(`nothing secures ${id} with ${mechanism}`)
  return found
}

/**
 * Whether the proof is in the credential itself: then it is handed over as an object and not as a text, names its key as Multikey, and has
 * nothing in it that JSON-LD does not know. Otherwise it is a JWT of some kind. OpenID4VCI 1.0 #appendix-A.1
 */
export function isEmbedded({ format }: Pick<SecuringMechanism, 'format'>): boolean {
  return format === 'ldp_vc'
}
