/**
 * The words that Open Badges does not have, as a JSON-LD context of our own: workload in EC and SBU, forms of assessment and
 * participation, supervision, stackability, and every text in Dutch and English.
 *
 * What the words mean is permanent: their IRIs start with `https://eduwallet.nl/ns/microcredential#`, whoever issues. Where the document
 * is found is not: each issuer serves it below its own address, at a path with its version. So nobody may tell the words by the address,
 * and a reader that has this document needs no network. A published version never changes: another word is another version.
 */
import document from './context/microcredential-1.json' with { type: 'json' }

/** Where the issuer serves the context, below its public URL. */
export const MICROCREDENTIAL_CONTEXT_PATH = '/contexts/microcredential/1'

/** The context document, version 1. */
export const microcredentialContext: { readonly '@context': Readonly<Record<string, unknown>> } = document

/** VCDM 2.0 and Open Badges 3.0, in the order that both demand. */
export const openBadgeContexts = ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'] as const
