import { type Contexts, openContexts, openReaders, type Readers, sandboxContexts } from '@eduwallet/credential-formats'
import { MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext } from '@eduwallet/microcredential'
import type { JsonObject } from '@eduwallet/strict-json'

/** Our words in a badge, which every issuer of this software explains below its own address, are the same everywhere. */
const anywhere = [[MICROCREDENTIAL_CONTEXT_PATH, microcredentialContext as JsonObject]] as const

/** The JSON-LD contexts that are known: the shipped ones and ours. In an open sandbox also those that give any term a meaning. */
export const knownContexts: Contexts = openContexts([], { anywhere })
export const knownInSandbox: Contexts = sandboxContexts([], { anywhere })

/** Who reads what is handed in, where nothing was configured. */
export const ourReaders: Readers = openReaders({ contexts: knownContexts })

/** Who reads it as the service was configured: whether it is an open sandbox, and whether bbs-2023 is verified. */
export function readersOf({ openDoors, bbs = false }: { openDoors?: unknown; bbs?: boolean | undefined }): Readers {
  return openReaders({ contexts: openDoors === undefined ? knownContexts : knownInSandbox, bbs })
}
