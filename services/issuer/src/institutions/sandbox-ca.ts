import { X509Certificate } from 'node:crypto'
import { createSandboxCa, issueCertificate, type KeyEncryptionKey, type PublicJwk } from '@eduwallet/keys'
import type { ServiceKeyBook } from './institution-book.ts'
import type { Institution } from './types.ts'

/** Makes certificates for the keys of institutions of a sandbox. Outside a sandbox there is none: institutions bring their own chain. */
export type SandboxCa = {
  certificatePem: string
  /** A certificate (PEM) that binds the key to the institution's did, credential issuer identifier and host. */
  certify(subject: { institution: Institution; publicJwk: PublicJwk; did: string; credentialIssuer: string }): Promise<string>
}

const CERTIFICATE_YEARS = 2
/** Certificates begin a little in the past, for readers whose clock runs behind. */
const CLOCK_ALLOWANCE_SECONDS = 300

/**
 * Opens the certificate authority of the sandbox, and makes it when the record has none. Two processes that start
 * together end up with the same one: the record keeps the first.
 */
export async function openSandboxCa({ serviceKeys, kek, now }: { serviceKeys: ServiceKeyBook; kek: KeyEncryptionKey; now: () => Date }): Promise<SandboxCa> {
  const earlier = (): Date => new Date(now().getTime() - CLOCK_ALLOWANCE_SECONDS * 1000)
  const kept = await serviceKeys.keep('sandbox-ca', async () => ({
    ...(await createSandboxCa(kek, { commonName: 'Eduwallet sandbox CA (not for real use)', country: 'NL', now: earlier })),
    createdAt: now(),
  }))
  const own = new X509Certificate(kept.certificatePem)
  return {
    certificatePem: kept.certificatePem,
    certify({ institution, publicJwk, did, credentialIssuer }) {
      const notAfter = new Date(now())
      notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CERTIFICATE_YEARS)
      return issueCertificate({ ...kept, kek }, {
        subject: { commonName: institution.name.en, organization: institution.name.en, country: institution.country },
        publicJwk,
        dnsNames: dnsNamesOf(credentialIssuer),
        uris: [did, credentialIssuer],
        notBefore: later(earlier(), own.validFromDate),
        notAfter: notAfter < own.validToDate ? notAfter : own.validToDate,
        profile: 'credential-signing',
      })
    },
  }
}

/** The host of a URL when it is a name; an address is no DNS name. */
function dnsNamesOf(url: string): string[] {
  const { hostname } = new URL(url)
  return /^[\d.]+$|^\[/.test(hostname) ? [] : [hostname]
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}
