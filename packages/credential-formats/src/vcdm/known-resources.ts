/**
 * Digests of documents that credentials point to and that are known here without fetching them, base64url. Of the base context: as the Recommendation of
 * VCDM 2.0 has it (#base-context), and as it stood at its address from July 2024 to February 2025, which credentials and tests of that time name.
 */
const known: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'https://www.w3.org/ns/credentials/v2': [
    {
      sha256: 'WZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ',
      sha384: 'l_HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4_Tje8YyzYBM8IhqjHWiWpr8-ZbYU',
      sha512: 'XVVFK9Lc-KKfWikEc-skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW-fcVO5QG-E0tBMdIabAsI5odgTBQ',
    },
    {
      sha256: 'JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k',
      sha384: 'NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg',
      sha512: 'yxM236hnDYDQM0SzsMwl-vTUUgGCPDXzm7Gv5an5EfYV_07IDsXy-J4z0U6Wvsi-eOON81uRjJzV87NEm9bIjw',
    },
  ],
}

/**
 * Whether these digests can be those of the resource at `url`: all of one edition of it. Of what is not known here anything can be. A digestSRI may name several
 * algorithms, a digestMultibase may have its multihash header or, as in use, none (SHA-256). VCDM 2.0 #integrity-of-related-resources
 */
export function mayBeDigests(url: string, { digestSRI, digestMultibase }: { digestSRI: readonly string[]; digestMultibase: readonly string[] }): boolean {
  const editions = Object.hasOwn(known, url) ? known[url] : undefined
  if (editions === undefined) return true
  return editions.some((edition) => digestSRI.every((text) => text.split(/\s+/).every((one) => isSriOf(edition, one))) && digestMultibase.every((text) => isMultibaseOf(edition, text)))
}

function isSriOf(edition: Readonly<Record<string, string>>, text: string): boolean {
  const [, algorithm = '', digest = ''] = /^(sha256|sha384|sha512)-([^?]+)/.exec(text) ?? []
  return edition[algorithm] === Buffer.from(digest, 'base64').toString('base64url')
}

/** Multihash: the code of SHA-256 and its 32 bytes. A text in another base is not compared. */
function isMultibaseOf(edition: Readonly<Record<string, string>>, text: string): boolean {
  if (!text.startsWith('u')) return true
  const bytes = Buffer.from(text.slice(1), 'base64url')
  const digest = bytes.byteLength === 34 && bytes[0] === 0x12 && bytes[1] === 32 ? bytes.subarray(2) : bytes
  return digest.byteLength !== 32 || edition['sha256'] === digest.toString('base64url')
}
